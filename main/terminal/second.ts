import { Command, Option } from "commander";
import type { ApprovalRow } from "../../shared/contract/second";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { handOutApproval } from "../services/hand-out-approval";
import { requestApproval } from "../services/request-approval";
import { attemptOf, findSubject } from "./find-subject";
import { plain } from "./screen";
import { contentLine, fetchCommand, lookCommand, takeInCommand } from "./take-in";
import { newCommand, type Session, type Terminal } from "./terminal";

const never = () => false;

/** `approval hand-out|request|look|take-in|fetch|list|reviewers|distrust` */
export function approvalCommand(terminal: Terminal): Command {
  const approval = new Command("approval").description(
    "Approvals that need two people: hand yours over, take the other reviewer's in.",
  );
  for (const command of [
    handOutCommand(terminal),
    requestCommand(terminal),
    lookCommand(terminal),
    takeInCommand(terminal),
    fetchCommand(terminal),
    listCommand(terminal),
    reviewersCommand(terminal),
    distrustCommand(terminal),
  ])
    approval.addCommand(command);
  return approval;
}

async function subjectOf({ ask }: Session, name: string) {
  const found = await findSubject(ask, name);
  if (!found.ok) return found;
  const attempt = attemptOf(found.value);
  return attempt.ok ? ok({ taskId: found.value.task.task.id, attemptId: attempt.value.attempt.id }) : attempt;
}

interface SharedOptions {
  readonly out?: string;
  readonly git: boolean;
  readonly remote?: string;
}

function sharedOptions(command: Command): Command {
  return command
    .option("--out <file>", "where to; without it in the data folder's reports")
    .addOption(new Option("--git", "push it to the remote of your anchors too").default(false))
    .option("--remote <remote>", "push it to this repository: https, ssh or a folder");
}

function told({ json, screen }: Session, done: HandedOut, words: string): Result<undefined> {
  if (json) screen.json(done);
  else {
    screen.line(words);
    screen.line(`  ${plain(done.path)}`);
    screen.line(`  sha256 ${done.digest}`);
    if (done.pushed !== null)
      screen.line(
        `  pushed to ${plain(done.pushed.remote)}, ${done.pushed.ref}, commit ${done.pushed.commit.slice(0, 12)}`,
      );
  }
  return ok(undefined);
}

interface HandedOut {
  readonly path: string;
  readonly digest: string;
  readonly pushed: { readonly remote: string; readonly ref: string; readonly commit: string } | null;
}

function handOutCommand(terminal: Terminal): Command {
  return sharedOptions(
    newCommand("hand-out", "Write your newest approval of an attempt as a signed file for the other reviewer's log."),
  )
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .addOption(new Option("--no-text", "leave out what you typed: its commitment stays in the entry"))
    .addHelpText(
      "after",
      `
The file holds the entry as your log has it, the proof that it stands there, and your log's entries about keys. An approval that
you took back, or a later verdict of yours, goes along and ends it over there too.
Your fingerprint, for them to compare: countersign identity show.

  countersign approval hand-out PAY-118/B --out pay-118.countersign-approval.json
  countersign approval hand-out PAY-118/B --remote git@git.example.org:payments/ledger.git`,
    )
    .action(async (id: string, options: SharedOptions & { readonly text: boolean }, command: Command) => {
      await terminal.run(command, async (session) => {
        const subject = await subjectOf(session, id);
        if (!subject.ok) return subject;
        const asked = { ...subject.value, text: options.text, ...pushOf(options) };
        const done = await handOutApproval(session.app.core, asked, options.out ?? null, never);
        return done.ok ? told(session, done.value, `Entry ${String(done.value.seq)} is written as a file:`) : done;
      });
    });
}

function pushOf({ git, remote }: SharedOptions) {
  return { push: git || remote !== undefined, remote: remote ?? null };
}

function requestCommand(terminal: Terminal): Command {
  return sharedOptions(newCommand("request", "Write what a second reviewer needs to find the same attempt."))
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .addOption(new Option("--note <text>", "what to look at").default(""))
    .addHelpText(
      "after",
      "\nNobody signs it, and it approves nothing. They look at it with: countersign approval look FILE.",
    )
    .action(async (id: string, options: SharedOptions & { readonly note: string }, command: Command) => {
      await terminal.run(command, async (session) => {
        const subject = await subjectOf(session, id);
        if (!subject.ok) return subject;
        const asked = { ...subject.value, note: options.note, ...pushOf(options) };
        const done = await requestApproval(session.app.core, asked, options.out ?? null, never);
        return done.ok ? told(session, done.value, "The request is written:") : done;
      });
    });
}

const words: Readonly<Record<ApprovalRow["standing"], string>> = {
  counts: "counts",
  "same-person": "same person",
  barred: "may not",
  withdrawn: "withdrawn",
  untrusted: "key not trusted",
  stale: "stale",
  expired: "expired",
  "not-in-force": "not in force",
};

function listCommand(terminal: Terminal): Command {
  return newCommand("list", "The approvals of an attempt, here and from elsewhere, and who counts.")
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .action(async (id: string, _options, command: Command) => {
      await terminal.run(command, async (session) => {
        const { ask, json, screen } = session;
        const subject = await subjectOf(session, id);
        if (!subject.ok) return subject;
        const state = await ask("approvals.state", subject.value);
        if (!state.ok) return state;
        const { approvals, needed, people } = state.value;
        if (json) screen.json(state.value);
        else {
          screen.line(
            `${String(people)} of ${counted(Math.max(needed, 1), "reviewer")} approved ${contentLine(state.value.content)}.`,
          );
          if (approvals.length > 0)
            screen.table(
              [
                { head: "Entry", right: true },
                { head: "Person", most: 30 },
                { head: "Standing" },
                { head: "From", most: 60 },
                { head: "Why", most: 90 },
              ],
              approvals.map((row) => [
                String(row.seq),
                row.person,
                words[row.standing],
                row.from === null ? `here, ${row.ground}` : row.ground,
                row.why ?? "",
              ]),
            );
        }
        return ok(undefined);
      });
    });
}

function reviewersCommand(terminal: Terminal): Command {
  return newCommand("reviewers", "The keys that count as other reviewers'.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const listed = await ask("approvals.reviewers", {});
        if (!listed.ok) return listed;
        if (json) screen.json(listed.value);
        else if (listed.value.reviewers.length === 0)
          screen.line(
            "No other reviewer's key is trusted: countersign approval take-in FILE --trust NAME trusts the first.",
          );
        else
          screen.table(
            [{ head: "Key" }, { head: "Person", most: 40 }, { head: "Since" }, { head: "Log", most: 60 }],
            listed.value.reviewers
              .map((one) => [one.keyid, one.person, one.trustedAt.slice(0, 10), one.origin])
              .map(([key = "", person = "", since = "", log = ""]) => [key.slice(0, 16), person, since, log]),
          );
        return ok(undefined);
      });
    },
  );
}

function distrustCommand(terminal: Terminal): Command {
  return newCommand("distrust", "Trust another reviewer's key no longer: what it approved counts no more.")
    .argument("<key>", "the first digits of its fingerprint")
    .action(async (given: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const listed = await ask("approvals.reviewers", {});
        if (!listed.ok) return listed;
        const found = listed.value.reviewers.filter(
          ({ keyid }) => given.length >= 4 && keyid.startsWith(given.toLowerCase()),
        );
        const [one, ...more] = found;
        if (one === undefined || more.length > 0)
          return err({
            code: one === undefined ? "not-found" : "ambiguous",
            message: `${plain(given)} names ${one === undefined ? "no trusted key" : counted(found.length, "trusted key")}.`,
            remedy: "countersign approval reviewers names them.",
          });
        const done = await ask("approvals.distrust", { keyid: one.keyid });
        if (!done.ok) return done;
        if (json) screen.json(done.value);
        else
          screen.line(
            `${plain(done.value.person)}'s key is not trusted any more: entry ${String(done.value.seq)}. What it approved counts no more.`,
          );
        return ok(undefined);
      });
    });
}
