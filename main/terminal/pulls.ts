import type { Command } from "commander";
import type { GitHubRepositoryView, LeftPull, PullView } from "../../shared/contract/github-pulls";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { findSubject } from "./find-subject";
import type { Screen } from "./screen";
import { plain } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

/** `pulls [ID]`, `pulls show SUBJECT` */
export function pullsCommand(terminal: Terminal): Command {
  const pulls = newCommand(
    "pulls",
    "Repositories of GitHub: what was taken of their pull requests, what was not, and why.",
  )
    .argument("[repository]", "OWNER/REPO, or id or name of a connection; without it, every connected repository")
    .addHelpText(
      "after",
      `
Pull requests of agents are found by their author, the beginning of their branch's name, a mark in their body, a trailer of their commits,
or a label. Those of people and of bots are counted and left out, unless the connection takes them:
  connect github acme/billing --bots | --all | --author LOGIN

  pulls                         the allowance, how old what is shown is, and what was left out
  pulls show A-4M8PW            what was done and said on the pull request that an attempt is

The exit code is 1 when a pull request could not be read.`,
    )
    .action(async (given: string | undefined, _options, command: Command) => {
      await terminal.run(command, async (session) => listRepositories(session, given));
    });
  pulls.addCommand(
    newCommand("show", "What was done and said on the pull request that an attempt is: commits, reviews, comments.")
      .argument("<attempt>", "an attempt, or a task with one attempt")
      .action(async (given: string, _options, command: Command) => {
        await terminal.run(command, async (session) => {
          const subject = await findSubject(session.ask, given);
          if (!subject.ok) return subject;
          const { attempt } = subject.value;
          if (attempt === null)
            return err({
              code: "several-attempts",
              message: `${plain(given)} has several attempts.`,
              remedy: `Name one by its letter: ${plain(given)}/A`,
            });
          const view = await session.ask("github.pull", { attemptId: attempt.attempt.id });
          if (!view.ok) return view;
          if (session.json) session.screen.json(view.value);
          else printPull(session.screen, view.value);
          return ok(undefined);
        });
      }),
  );
  return pulls;
}

async function listRepositories({ ask, json, screen }: Session, given: string | undefined): Promise<Result<number>> {
  const status = await ask("app.status", {});
  if (!status.ok) return status;
  const connections = status.value.connections.filter(
    ({ id, kind, name, path }) =>
      kind === "github" &&
      (given === undefined ||
        id.startsWith(given) ||
        name === given ||
        path.toLowerCase().endsWith(`/${given.toLowerCase()}`)),
  );
  if (connections.length === 0)
    return given === undefined
      ? (screen.line("No repository of GitHub is connected. countersign connect github OWNER/REPO connects one."),
        ok(0))
      : err({
          code: "not-found",
          message: `No connected repository is called ${plain(given)}.`,
          remedy: "countersign runners lists the connections.",
        });
  const views: GitHubRepositoryView[] = [];
  for (const { id } of connections) {
    const view = await ask("github.repository", { id });
    if (!view.ok) return view;
    views.push(view.value);
  }
  if (json) screen.json(views);
  else for (const view of views) printRepository(screen, view);
  return ok(views.some((view) => view.left.some((pull) => pull.why === "failed")) ? 1 : 0);
}

const reasons: Readonly<Record<LeftPull["why"], string>> = {
  person: "no sign of an agent",
  bot: "a bot's",
  waiting: "still to be read",
  failed: "could not be read",
};

function printRepository(screen: Screen, view: GitHubRepositoryView): void {
  const { counts, allowance, choice } = view;
  const { account, accountProblem, tokenFrom } = view;
  const by =
    accountProblem !== null
      ? `not asked now: ${plain(accountProblem).replace(/\.$/, "")}`
      : account !== null
        ? `read as ${plain(account)}`
        : tokenFrom === null
          ? "read without an account"
          : `read with the token of ${tokenFrom}`;
  screen.line(`${plain(view.repository)} on ${plain(view.host)}`);
  screen.line(
    `  ${by}, ${view.askedAt === null ? "not answered yet" : `last answered ${view.askedAt.slice(0, 16).replace("T", " ")}`}`,
  );
  screen.line(
    `  takes ${choice.take === "all" ? "everyone's pull requests" : choice.take === "bots" ? "those of agents and bots" : "those of agents"}${choice.authors.length === 0 ? "" : `, and of ${choice.authors.map(plain).join(", ")}`}`,
  );
  screen.line(
    `  ${String(counts.taken)} of ${counted(counts.listed, "pull request")} taken, ${String(counts.open)} open; ${String(counts.people)} without a sign of an agent, ${String(counts.bots)} of bots, ${String(counts.waiting)} still to be read`,
  );
  for (const one of view.agents) screen.line(`    ${plain(one.name)}: ${String(one.pulls)}`);
  if (allowance !== null)
    screen.line(
      `  allowance ${String(allowance.remaining)} of ${String(allowance.limit)} left${allowance.resetAt === null ? "" : ` until ${allowance.resetAt.slice(11, 16)}`}; ${counted(allowance.requests, "request")} in the last hour, ${String(allowance.notModified)} of them not counted by GitHub`,
    );
  if (view.blockedUntil !== null)
    screen.line(`  ! GitHub is asked again at ${view.blockedUntil.slice(11, 16)}: its limit is reached.`);
  if (view.left.length === 0) return;
  screen.table(
    [
      { head: "  #", right: true },
      { head: "Author", most: 30 },
      { head: "Left out because", most: 60 },
      { head: "Title", most: 80 },
    ],
    view.left.map((pull) => [
      `  ${String(pull.number)}`,
      pull.author,
      pull.problem === null ? reasons[pull.why] : `${reasons[pull.why]}: ${pull.problem}`,
      pull.title,
    ]),
  );
}

function printPull(screen: Screen, { pull, session, events, earlier, checks }: PullView): void {
  screen.line(
    `${plain(pull.repository)}#${String(pull.number)}, ${pull.state}, into ${plain(pull.into)}, by ${plain(pull.author)}`,
  );
  screen.line(`  ${plain(pull.url)}`);
  screen.line(
    pull.agent === null
      ? "  no sign of an agent was found on it"
      : `  ${plain(pull.agent.name)}: ${pull.agent.signs.map(plain).join("; ")}`,
  );
  if (pull.closes.length > 0) screen.line(`  closes ${pull.closes.map(plain).join(", ")}`);
  if (session !== null) screen.line(`  the agent's session: ${plain(session)}`);
  screen.line(
    `  checks ${checks.open ? "go on" : "are through"}${checks.lookedAt === null ? "" : `, looked at ${checks.lookedAt.slice(0, 16).replace("T", " ")}`}`,
  );
  if (earlier > 0) screen.line(`  ${counted(earlier, "earlier event")} not shown`);
  for (const event of events) {
    const place =
      event.place === null
        ? ""
        : ` at ${plain(event.place.path)}${event.place.line === null ? "" : `:${String(event.place.line)}`}`;
    const verdict = event.verdict === null ? "" : ` ${event.verdict.toLowerCase().replaceAll("_", " ")}`;
    screen.line(
      `${event.at.slice(0, 16).replace("T", " ")}  ${event.kind}${verdict}${place}${event.by === "" ? "" : ` by ${plain(event.by)}`}${event.byApp ? " (app)" : ""}${event.outdated ? ", on an older head" : ""}`,
    );
    for (const line of event.text.split("\n").slice(0, 12)) if (line.trim() !== "") screen.line(`    ${plain(line)}`);
  }
}
