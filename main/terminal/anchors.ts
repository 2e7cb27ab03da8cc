import { Command, InvalidArgumentError, Option } from "commander";
import type { AnchorFinding, AnchorSettings } from "../../shared/contract/anchors";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { readWhole } from "../platform/files";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

const rootLimit = 64 * 1024;

/** `anchor list|make|check|trailer|git|time|remind` */
export function anchorCommand(terminal: Terminal): Command {
  const anchor = new Command("anchor")
    .description("Checkpoints of the audit log that are kept outside of this machine.")
    .addHelpText(
      "after",
      `
Who controls this account and its keys can rewrite whatever no anchor covers yet, and nobody could tell.
  anchor git --remote git@git.example.org:ilse/anchors.git    a ref of its own in a repository
  anchor time --url https://time.example.org/tsr --root r.pem  a time-stamping authority (RFC 3161)
  anchor make git                                              anchor the newest checkpoint now
  anchor check                                                 read every anchor back, hold the log against it
A bundle written outside of the data folder (audit export) is an anchor too, for as long as somebody keeps it.`,
    );
  for (const command of [
    listCommand(terminal),
    makeCommand(terminal),
    checkCommand(terminal),
    trailerCommand(terminal),
    gitCommand(terminal),
    timeCommand(terminal),
    remindCommand(terminal),
  ])
    anchor.addCommand(command);
  return anchor;
}

function listCommand(terminal: Terminal): Command {
  return newCommand(
    "list",
    "The anchors of the log, newest first, what waits, and how many decisions none covers.",
  ).action(async (_options, command: Command) => {
    await terminal.run(command, async ({ ask, json, screen }) => {
      const list = await ask("anchors.list", {});
      if (!list.ok) return list;
      const { anchored, anchors, waiting } = list.value;
      if (json) {
        screen.json(list.value);
        return ok(undefined);
      }
      if (anchors.length > 0)
        screen.table(
          [
            { head: "Entry", right: true },
            { head: "Recorded" },
            { head: "Kind" },
            { head: "Entries", right: true },
            { head: "Root" },
            { head: "What", most: 120 },
          ],
          anchors.map((one) => [
            String(one.seq),
            one.recordedAt.slice(0, 19).replace("T", " "),
            one.type,
            String(one.size),
            one.root.slice(0, 12),
            one.detail,
          ]),
        );
      for (const one of waiting)
        screen.line(
          `Waiting: ${one.type}, tried ${String(one.tries)} times since ${one.since.slice(0, 19)}, again at ${one.nextAt.slice(0, 19)} while the app is open. ${plain(one.problem)}`,
        );
      screen.line(
        anchored.at === null
          ? `The log was never anchored: ${counted(anchored.notAnchored, "decision")} could be rewritten unseen.`
          : `${counted(anchored.notAnchored, "decision")} not yet anchored; the newest anchor covers ${counted(anchored.size, "entry", "entries")}.`,
      );
      return ok(undefined);
    });
  });
}

function makeCommand(terminal: Terminal): Command {
  return newCommand("make", "Anchor the newest checkpoint now; the receipt becomes an entry of the log.")
    .argument("<kind>", "git or time")
    .addHelpText("after", "\nWhere nothing is reached it waits, and is tried again while the app is open.")
    .action(async (kind: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        if (kind !== "git" && kind !== "time")
          return err({
            code: "unknown-kind",
            message: `There is no anchor ${plain(kind)}.`,
            remedy: "Make git or time.",
          });
        const made = await ask("anchors.make", { type: kind === "git" ? "git" : "rfc3161" });
        if (!made.ok) return made;
        if (json) screen.json(made.value);
        else
          screen.line(
            `Entry ${String(made.value.seq)}: ${plain(made.value.detail)}. It covers ${counted(made.value.size, "entry", "entries")}.`,
          );
        return ok(undefined);
      });
    });
}

function checkCommand(terminal: Terminal): Command {
  return newCommand("check", "Read every anchor back and hold the log against it.")
    .addHelpText(
      "after",
      "\nExit code 0: all hold. 1: one does not agree with the log. 2: none disagrees, some were not reached.",
    )
    .action(async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const checked = await ask("anchors.check", {});
        if (!checked.ok) return checked;
        const { findings } = checked.value;
        if (json) screen.json(checked.value);
        else if (findings.length === 0) screen.line("There is no anchor to read back.");
        else for (const one of findings) screen.line(findingLine(one));
        return ok(exitOf(findings));
      });
    });
}

function findingLine({ seq, type, outcome, message, time }: AnchorFinding): string {
  const word = { holds: "holds", diverged: "DIVERGED", unreachable: "not reached" }[outcome];
  const stated = time === null ? "" : ` (${time})`;
  return `${word.padEnd(12)}${seq === null ? "no entry" : `entry ${String(seq)}`}, ${type}${stated}: ${plain(message)}`;
}

function exitOf(findings: readonly AnchorFinding[]): number {
  if (findings.some(({ outcome }) => outcome === "diverged")) return 1;
  return findings.some(({ outcome }) => outcome === "unreachable") ? 2 : 0;
}

function trailerCommand(terminal: Terminal): Command {
  return newCommand("trailer", "The newest checkpoint in one line, for a commit's message or a comment.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const list = await ask("anchors.list", {});
        if (!list.ok) return list;
        const { trailer } = list.value;
        if (trailer === null)
          return err({ code: "nothing-to-anchor", message: "The log has no signed checkpoint yet." });
        if (json) screen.json({ trailer });
        else screen.line(trailer);
        return ok(undefined);
      });
    },
  );
}

async function change(
  { ask, json, screen }: Session,
  settings: Partial<AnchorSettings>,
  said: string,
): Promise<Result<undefined>> {
  const changed = await ask("anchors.settings", settings);
  if (!changed.ok) return changed;
  if (json) screen.json(changed.value);
  else screen.line(said);
  return ok(undefined);
}

interface GitOptions {
  readonly remote?: string;
  readonly tokenEnv?: string;
  readonly automatic: boolean;
  readonly off: boolean;
}

function gitCommand(terminal: Terminal): Command {
  return newCommand("git", "Name the repository that refs/countersign/<log> is pushed to.")
    .option("--remote <remote>", "https address, ssh name or folder of a repository")
    .option("--token-env <name>", "of https: environment variable with a token, named COUNTERSIGN_...")
    .addOption(new Option("--automatic", "anchor by itself when the settings say that it is due").default(false))
    .addOption(new Option("--off", "name none").default(false))
    .addHelpText(
      "after",
      `
It is worth as much as that repository's refusal to let this account overwrite the ref: protect refs/countersign/* there.
It learns the log's name, its public keys, how many entries it has and when it was anchored; no decision and no name.`,
    )
    .action(async (options: GitOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        if (options.off) return change(session, { git: null }, "No repository is pushed to any more.");
        if (options.remote === undefined)
          return err({ code: "missing-option", message: "No remote was given.", remedy: "Give --remote, or --off." });
        const git = { remote: options.remote, tokenEnv: options.tokenEnv ?? null, automatic: options.automatic };
        return change(
          session,
          { git },
          `Checkpoints go to ${plain(options.remote)}. countersign anchor make git pushes one.`,
        );
      });
    });
}

interface TimeOptions {
  readonly url?: string;
  readonly root?: string;
  readonly automatic: boolean;
  readonly off: boolean;
}

function timeCommand(terminal: Terminal): Command {
  return newCommand("time", "Name the time-stamping authority (RFC 3161) that stamps checkpoints.")
    .option("--url <url>", "its address")
    .option("--root <file>", "its root certificate as PEM: an answer that leads to none of them is refused")
    .addOption(new Option("--automatic", "anchor by itself when the settings say that it is due").default(false))
    .addOption(new Option("--off", "name none").default(false))
    .addHelpText(
      "after",
      "\nThe authority is sent a digest. It learns this machine's address and when it asked, nothing of the log.",
    )
    .action(async (options: TimeOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        if (options.off) return change(session, { time: null }, "No authority is asked any more.");
        if (options.url === undefined)
          return err({ code: "missing-option", message: "No address was given.", remedy: "Give --url, or --off." });
        const root = options.root === undefined ? ok(null) : await readWhole(options.root, rootLimit);
        if (!root.ok) return root;
        const time = {
          url: options.url,
          root: root.value === null ? null : Buffer.from(root.value).toString("utf8"),
          automatic: options.automatic,
        };
        return change(
          session,
          { time },
          `${plain(options.url)} stamps checkpoints. countersign anchor make time asks it.`,
        );
      });
    });
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return value;
}

function remindCommand(terminal: Terminal): Command {
  return newCommand("remind", "Say when decisions have waited for an anchor long enough.")
    .option("--decisions <n>", "this many decisions without one (50 unless told)", whole)
    .option("--hours <n>", "the oldest of them waits this long (24 unless told)", whole)
    .action(async (options: { readonly decisions?: number; readonly hours?: number }, command: Command) => {
      await terminal.run(command, async (session) => {
        const { decisions, hours } = options;
        return change(
          session,
          {
            ...(decisions === undefined ? {} : { everyDecisions: decisions }),
            ...(hours === undefined ? {} : { everyHours: hours }),
          },
          "Kept.",
        );
      });
    });
}
