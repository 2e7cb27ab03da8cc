import { Option, type Command } from "commander";
import type { EscalationsView } from "../../shared/contract/escalations";
import type { Escalation } from "../../shared/model/escalation";
import { err, ok, type Result } from "../../shared/result";
import { dueIn, dueStands } from "../../shared/review/due-words";
import { readWhole } from "../platform/files";
import { findSubject, type Subject } from "./find-subject";
import { readyToSign } from "./ready-to-sign";
import { plain, type Screen } from "./screen";
import { readStandardInput } from "./standard-input";
import { newCommand, type Session, type Terminal } from "./terminal";

const answerLimit = 64 * 1024;

const words: Readonly<Record<Escalation["state"], string>> = {
  open: "open",
  acknowledged: "acknowledged",
  missed: "OVERDUE",
  answered: "answered",
  withdrawn: "withdrawn",
  closed: "closed",
};

/** `escalations`, `answer`, `acknowledge` */
export function escalationCommands(terminal: Terminal): Command[] {
  return [listCommand(terminal), answerCommand(terminal), acknowledgeCommand(terminal)];
}

function listCommand(terminal: Terminal): Command {
  return newCommand(
    "escalations",
    "What waits for somebody's word: escalations with how their time stands, agents' open questions, and what the policy asks to be escalated.",
  )
    .argument("[id]", "a task: PAY-118; all of them without")
    .addOption(new Option("--overdue", "only escalations whose time passed").default(false))
    .addOption(new Option("--all", "also what was answered, withdrawn or closed").default(false))
    .addHelpText(
      "after",
      `
  countersign escalations --overdue                 what was missed, and since when
  countersign decide PAY-118 escalate --to dario --until 2026-11-23T09:00:00Z --reason "..."
  countersign acknowledge PAY-118 --by dario        he has seen it
  countersign answer PAY-118 --text "Yes, after the backup."
  countersign answer PAY-118 --prompt               the recorded answer as the prompt for the agent

What is overdue is worked out on each read: no program has to run while a time passes. Nobody is told of it while none does.`,
    )
    .action(async (id: string | undefined, options: { overdue: boolean; all: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = id === undefined ? null : await findSubject(ask, id);
        if (found?.ok === false) return found;
        const listed = await ask("escalations.list", {
          taskId: found?.value.task.task.id ?? null,
          ended: options.all,
        });
        if (!listed.ok) return listed;
        const view: EscalationsView = options.overdue
          ? {
              ...listed.value,
              escalations: listed.value.escalations.filter(({ state }) => state === "missed"),
              questions: [],
              asked: [],
            }
          : listed.value;
        if (json) screen.json(view);
        else print(screen, view, options.overdue);
        return ok(undefined);
      });
    });
}

function print(screen: Screen, view: EscalationsView, overdue: boolean): void {
  const now = Date.parse(view.now);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (view.escalations.length + view.questions.length + view.asked.length === 0) {
    screen.line(overdue ? "No escalation is overdue." : "Nothing waits for anybody's word.");
    return;
  }
  if (view.escalations.length > 0)
    screen.table(
      [
        { head: "Entry", right: true },
        { head: "Task", most: 14 },
        { head: "To", most: 24 },
        { head: "State" },
        { head: "Time", most: 30 },
        { head: "Wanted by", most: 48 },
        { head: "Question", most: 70 },
      ],
      view.escalations.map((one) => [
        String(one.seq),
        one.taskRef ?? one.taskId,
        one.to,
        words[one.state],
        one.answer !== null ? `${one.answer.by}, entry ${String(one.answer.seq)}` : dueStands(one.due, now),
        dueIn(one.due, zone),
        one.question === "" ? one.reason : one.question,
      ]),
    );
  for (const one of view.escalations)
    for (const heard of one.heard) {
      const asked =
        heard.addressed === null
          ? `who is in ${one.to} is not known here`
          : heard.addressed
            ? "whom it was escalated to"
            : `not whom it was escalated to, ${one.to}`;
      screen.line(
        `Entry ${String(one.seq)}: answered on GitHub by ${plain(heard.person)} (${plain(asked)}), ${heard.at.slice(0, 16)}Z: ${plain(heard.text.slice(0, 400))}`,
      );
      screen.line(
        `  ${plain(heard.url)}: countersign answer ${plain(one.taskRef ?? one.taskId)} --from-github --entry ${String(one.seq)}`,
      );
    }
  for (const { from, to } of view.away)
    screen.line(
      `Countersign was not open from ${from.slice(0, 16)} to ${to.slice(0, 16)} UTC: a time passed meanwhile.`,
    );
  for (const one of view.questions) {
    const name = `${one.taskRef ?? one.taskId}/${one.letter}`;
    screen.line(`${plain(name)}: ${plain(one.runnerName)} asks: ${plain(one.text)}`);
    screen.line(
      one.answer === null
        ? `  countersign answer ${plain(name)} --text "..."`
        : `  ${plain(one.answer.by)} answered, entry ${String(one.answer.seq)}: ${plain(one.answer.text)}`,
    );
  }
  for (const one of view.asked)
    screen.line(
      `${plain(`${one.taskRef ?? one.taskId}/${one.letter}`)}: the policy asks to escalate to ${plain(one.to)} within ${String(one.minutes)} min (${plain(one.rule)}: ${plain(one.because)}). Nothing was sent.`,
    );
}

interface AnswerOptions {
  readonly text?: string;
  readonly file?: string;
  readonly by?: string;
  readonly entry?: string;
  readonly fromGithub: boolean | string;
  readonly prompt: boolean;
}

function answerCommand(terminal: Terminal): Command {
  return newCommand(
    "answer",
    "Record the answer to an escalation or to what the agent asked, or print it as the agent's prompt.",
  )
    .argument("<id>", "a task, or the attempt that asked: PAY-118, PAY-118/B")
    .option("--text <text>", "the answer")
    .option("--file <file>", "the answer out of a file; - for standard input")
    .option("--by <person>", "who answered, where it was not you")
    .option("--entry <n>", "the escalation that is meant, where several wait")
    .addOption(
      new Option(
        "--from-github [address]",
        "what was said on GitHub since: the newest by whom it went to, else the newest; or the comment of an address",
      ).default(false),
    )
    .addOption(
      new Option("--prompt", "print the last recorded answer as the prompt with which the agent goes on").default(
        false,
      ),
    )
    .addHelpText(
      "after",
      `
An attempt's name means its agent's own question. The answer is an entry of the audit log; --prompt prints it with the question in a
fence, and on standard error the command that takes the agent's session up again, where one is known.

  countersign answer PAY-118/B --text "Use the staging key."
  countersign answer PAY-118/B --prompt | claude --resume SESSION -p`,
    )
    .action(async (id: string, options: AnswerOptions, command: Command) => {
      await terminal.run(command, async (session) => {
        const found = await findSubject(session.ask, id);
        if (!found.ok) return found;
        if (options.prompt) return printPrompt(session, found.value);
        if (options.fromGithub !== false) return recordHeard(session, found.value, options);
        const text = await textOf(options);
        if (!text.ok) return text;
        const about = await meant(session, found.value, id.includes("/"), options.entry);
        if (!about.ok) return about;
        return record(session, found.value, { kind: "answer", reason: text.value, by: options.by, about: about.value });
      });
    });
}

/** Records what somebody said on GitHub as the answer to the escalation that was posted there. */
async function recordHeard(
  session: Session,
  subject: Subject,
  { fromGithub, entry, text, by }: AnswerOptions,
): Promise<Result<undefined>> {
  const listed = await session.ask("escalations.list", { taskId: subject.task.task.id, ended: false });
  if (!listed.ok) return listed;
  const all = listed.value.escalations
    .filter(({ seq }) => entry === undefined || String(seq) === entry)
    .flatMap((one) => one.heard.map((heard) => ({ one, heard })))
    .filter(({ heard }) => fromGithub === true || heard.url === fromGithub);
  // Whom it went to counts before anybody else who said something there.
  const first = all.find(({ heard }) => heard.addressed === true) ?? all[0];
  if (first === undefined)
    return err({
      code: "not-found",
      message: "Nothing that was read on GitHub since it was escalated there can be the answer.",
      remedy: "countersign sync reads what is new; countersign escalations lists what was said.",
    });
  if (new Set(all.map(({ one }) => one.seq)).size > 1)
    return err({
      code: "escalation-needed",
      message: "Several escalations of this task were answered on GitHub: name the one that is meant.",
      remedy: "Give --entry N; countersign escalations lists them.",
    });
  return record(session, subject, {
    kind: "answer",
    reason: text ?? first.heard.text,
    by: by ?? first.heard.person,
    about: { seq: first.one.seq, leafHash: first.one.leafHash },
    heard: first.heard.url,
  });
}

function acknowledgeCommand(terminal: Terminal): Command {
  return newCommand(
    "acknowledge",
    "Record that an escalation was seen by whom it went to: it goes on waiting for its answer.",
  )
    .argument("<id>", "a task: PAY-118")
    .option("--by <person>", "who acknowledged it, where it was not you")
    .option("--entry <n>", "the escalation that is meant, where several wait")
    .action(async (id: string, options: { by?: string; entry?: string }, command: Command) => {
      await terminal.run(command, async (session) => {
        const found = await findSubject(session.ask, id);
        if (!found.ok) return found;
        const about = await meant(session, found.value, false, options.entry);
        if (!about.ok) return about;
        return record(session, found.value, { kind: "acknowledge", reason: "", by: options.by, about: about.value });
      });
    });
}

async function textOf({ text, file }: AnswerOptions): Promise<Result<string>> {
  if (text !== undefined) return ok(text);
  if (file === undefined)
    return err({ code: "answer-missing", message: "There is no answer.", remedy: "Give it with --text or --file." });
  if (file === "-") return readStandardInput(answerLimit);
  const read = await readWhole(file, answerLimit);
  return read.ok ? ok(Buffer.from(read.value).toString("utf8")) : read;
}

type About =
  | { readonly seq: number; readonly leafHash: string }
  | { readonly event: { readonly sessionId: string; readonly seq: number }; readonly digest: string };

/** What is meant: the entry that was named, the question of the attempt that was named, or nothing: then the only one that waits is. */
async function meant(
  { ask }: Session,
  { task, attempt }: Subject,
  byAttempt: boolean,
  entry: string | undefined,
): Promise<Result<About | undefined>> {
  const listed = await ask("escalations.list", { taskId: task.task.id, ended: true });
  if (!listed.ok) return listed;
  if (entry !== undefined) {
    const one = listed.value.escalations.find(({ seq }) => String(seq) === entry);
    return one === undefined
      ? err({
          code: "not-found",
          message: `Entry ${plain(entry)} is no escalation of this task.`,
          remedy: "countersign escalations --all lists them.",
        })
      : ok({ seq: one.seq, leafHash: one.leafHash });
  }
  if (!byAttempt || attempt === null) return ok(undefined);
  const question = listed.value.questions.find(({ attemptId }) => attemptId === attempt.attempt.id);
  return question === undefined
    ? err({
        code: "not-found",
        message: `Attempt ${attempt.attempt.letter} asks nothing.`,
        remedy: "Name the task alone to answer its escalation.",
      })
    : ok({ event: question.event, digest: question.digest });
}

interface Recording {
  readonly kind: "answer" | "acknowledge";
  readonly reason: string;
  readonly by: string | undefined;
  readonly about: About | undefined;
  /** The address of a comment on GitHub. */
  readonly heard?: string;
}

async function record(
  session: Session,
  { task }: Subject,
  { kind, reason, by, about, heard }: Recording,
): Promise<Result<undefined>> {
  const { ask, json, screen } = session;
  const subject = { kind, taskId: task.task.id, attemptId: null };
  const sheet = await ask("decision.sheet", subject);
  if (!sheet.ok) return sheet;
  const ready = await readyToSign(session);
  if (!ready.ok) return ready;
  const receipt = await ask("decision.record", {
    ...subject,
    nonce: sheet.value.nonce,
    reason,
    person: by ?? null,
    until: null,
    confirm: null,
    ...(about === undefined ? {} : { escalation: about }),
    ...(heard === undefined ? {} : { heard }),
  });
  if (!receipt.ok) return receipt;
  if (json) screen.json(receipt.value);
  else {
    screen.line(`Recorded as entry ${String(receipt.value.seq)}, ${receipt.value.leafHash.slice(0, 12)}.`);
    if (kind === "answer")
      screen.line(`countersign answer ${task.task.ref ?? task.task.id} --prompt prints it for the agent.`);
  }
  return ok(undefined);
}

async function printPrompt({ ask, json, screen }: Session, { task, attempt }: Subject): Promise<Result<undefined>> {
  const listed = await ask("escalations.list", { taskId: task.task.id, ended: true });
  if (!listed.ok) return listed;
  const { escalations, questions } = listed.value;
  const answers = [
    ...questions.filter(({ attemptId }) => attempt === null || attemptId === attempt.attempt.id),
    ...escalations,
  ].flatMap(({ answer }) => (answer === null ? [] : [answer.seq]));
  if (answers.length === 0)
    return err({
      code: "not-found",
      message: "No answer was recorded on this task.",
      remedy: "countersign answer ID --text TEXT records one.",
    });
  const made = await ask("escalations.prompt", { taskId: task.task.id, entry: Math.max(...answers) });
  if (!made.ok) return made;
  if (json) screen.json(made.value);
  else {
    process.stdout.write(made.value.text);
    const { resume } = made.value;
    if (resume !== null)
      process.stderr.write(
        resume.argv === null
          ? `No resume command of ${plain(resume.runnerName)} is known; its session is ${plain(resume.session)}.\n`
          : `${resume.argv.join(" ")}${resume.folder === null ? "" : `    in ${plain(resume.folder)}`}\n`,
      );
  }
  return ok(undefined);
}
