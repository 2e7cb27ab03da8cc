import path from "node:path";
import { InvalidArgumentError, type Command } from "commander";
import { connectionKindSchema, githubChoiceSchema, type ConnectionKind } from "../../shared/model/connection";
import { err, ok } from "../../shared/result";
import type { AskedChoice } from "../services/connect-github";
import { connectRunner } from "../services/connect-runner";
import { printReport } from "./ingest-report";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

interface ConnectOptions {
  readonly name?: string;
  readonly tokenEnv?: string;
  readonly account?: string;
  readonly bots?: true;
  readonly all?: true;
  readonly author: string[];
}

function collect(login: string, before: string[]): string[] {
  if (login.trim() === "") throw new InvalidArgumentError("It is empty.");
  return [...before, login];
}

/** An option that only a repository on GitHub has; null where none is given with another kind. */
function misplacedOption(kind: ConnectionKind, { account, bots, all, author }: ConnectOptions): string | null {
  if (kind === "github") return null;
  if (account !== undefined) return "--account";
  if (bots !== undefined) return "--bots";
  if (all !== undefined) return "--all";
  return author.length > 0 ? "--author" : null;
}

/** What is said of a repository; what is not said stays as it was. */
function choiceOf({ account, bots, all }: ConnectOptions, authors: string[]): AskedChoice {
  return {
    login: account,
    take: all === true ? "all" : bots === true ? "bots" : undefined,
    authors: authors.length === 0 ? undefined : authors,
  };
}

/** `connect KIND PLACE` */
export function connectCommand(terminal: Terminal): Command {
  return newCommand("connect", "Connect a runner and read it for the first time.")
    .argument("<kind>", connectionKindSchema.options.join(" | "))
    .argument(
      "<place>",
      "where its sessions are: a folder, a git repository, an HTTP runner's address, or OWNER/REPO on GitHub",
    )
    .option("--name <name>", "what to call it")
    .option(
      "--token-env <variable>",
      "environment variable that holds an HTTP runner's token; the token is never stored",
    )
    .option("--account <login>", "GitHub account to read with; without it, whichever is signed in")
    .option("--bots", "take the pull requests of bots like Dependabot and Renovate too")
    .option("--all", "take everyone's pull requests, not those of agents alone")
    .option(
      "--author <login>",
      "take this author's pull requests whatever they show; can be given several times",
      collect,
      [],
    )
    .addHelpText(
      "after",
      `
What can be connected:
  connect claude-code ~/.claude/projects          a runner's own folder; runners --found lists those on this machine
  connect folder ~/trajectories                   transcripts of any known format; which it is, is found by content
  connect packs ~/packs                           evidence packs, each with its manifest.json
  connect repository ~/src/billing                checkpoints and notes that agents left in a git repository
  connect http https://runner.example.org --token-env RUNNER_TOKEN
                                                  a runner that is asked over HTTP (docs/runners.md, resources/openapi)
  connect github acme/billing --account ilse       pull requests of agents in a repository on GitHub (docs/github.md)

Connecting the same place twice reads it again and adds nothing. http:// is for runners on this machine only.`,
    )
    .action(async (given: string, place: string, options: ConnectOptions, command: Command) => {
      await terminal.run(command, async ({ app, json, screen }) => {
        const kind = connectionKindSchema.safeParse(given);
        if (!kind.success)
          return err({
            code: "unknown-connector",
            message: `There is no connector ${plain(given)}.`,
            remedy: `Use one of ${connectionKindSchema.options.join(", ")}.`,
          });
        const misplaced = misplacedOption(kind.data, options);
        if (misplaced !== null)
          return err({
            code: "bad-option",
            message: `${misplaced} is for connect github.`,
            remedy: "Leave it out, or connect github OWNER/REPO.",
          });
        const authors = githubChoiceSchema.shape.authors.safeParse(options.author);
        if (!authors.success)
          return err({
            code: "bad-option",
            message: "--author takes a login on GitHub.",
            remedy: "Write it as GitHub does, like ilse or dependabot[bot].",
          });
        if (options.tokenEnv !== undefined && kind.data !== "http")
          return err({ code: "bad-option", message: "--token-env is for connect http.", remedy: "Leave it out." });
        if (options.tokenEnv !== undefined && !/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(options.tokenEnv))
          return err({
            code: "bad-option",
            message: "--token-env takes the name of an environment variable.",
            remedy:
              "Put the token into a variable and give its name: the token itself would stay in your shell's history.",
          });
        const report = await connectRunner(
          app.core,
          {
            kind: kind.data,
            path: kind.data === "http" || kind.data === "github" ? place : path.resolve(place),
            name: options.name,
            tokenEnv: options.tokenEnv,
            github: choiceOf(options, authors.data),
          },
          () => false,
        );
        if (!report.ok) return report;
        if (json) screen.json(report.value);
        else printReport(screen, report.value);
        return ok(undefined);
      });
    });
}
