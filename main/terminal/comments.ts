import { readFileSync } from "node:fs";
import { Option, type Command } from "commander";
import type { Input, Invoke } from "../../shared/contract/api";
import type { CommentPlace, ShownComment } from "../../shared/contract/comments";
import { commentIdSchema } from "../../shared/model/comment";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { lineWords } from "../../shared/review/comment-prompt";
import { namedHidden } from "../../shared/review/fenced-text";
import { newCommentId } from "../services/save-comment";
import { attemptOf, findSubject, type Subject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

const actions = ["list", "add", "edit", "answer", "resolve", "reopen", "rm", "restore", "place"] as const;
type Action = (typeof actions)[number];

interface Options {
  at?: string;
  old: boolean;
  event?: string;
  body?: string;
  suggest?: string;
  prompt: boolean;
  entry?: string;
  all: boolean;
}

const help = `
Actions:
  list                             what was written on the task and where it stands now (the usual one)
  add --at FILE:12-15 --body TEXT  comment on lines; --old for lines of the old file; --at FILE for a file;
                                   --event S-7K2QH/12 for an event; without a place, the attempt as a whole
  edit ID --body TEXT              change a draft; --suggest TEXT changes what it suggests
  answer ID --body TEXT            answer in a thread
  resolve ID, reopen ID            a thread is done, or is not
  rm ID, restore ID                drop a draft; take that back within 30 days
  place ID --at FILE:20            put a comment whose lines are gone elsewhere
A text that is "-" is read from standard input, so that a file can be given: --suggest - < fixed.ts

Drafts become part of an entry when a decision takes them along: in the window's decision drawer, or
  countersign decide PAY-118/B request-changes --reason "..." --comments

Examples:
  countersign comments PAY-118/B
  countersign comments PAY-118/B add --at src/refund.ts:71 --body "Why twice?"
  countersign comments PAY-118/B --prompt > prompt.md          for the agent that is to change it
  countersign comments PAY-118 --prompt --entry 12             what entry 12 carries, as it was recorded`;

/** `comments TASK [ACTION] [ID]` */
export function commentsCommand(terminal: Terminal): Command {
  return newCommand(
    "comments",
    "Comments on a task's attempts: list, write, resolve and drop them, or print them as a prompt.",
  )
    .argument("<id>", "a task or an attempt: PAY-118, PAY-118/B")
    .argument("[action]", actions.join(" | "), "list")
    .argument("[comment]", "a comment's id, as list names it")
    .option("--at <place>", "FILE, FILE:12 or FILE:12-15")
    .addOption(new Option("--old", "the lines are of the old file").default(false))
    .option("--event <event>", "SESSION/NUMBER, as the timeline names it")
    .option("--body <text>", "what it says; - reads standard input")
    .option("--suggest <text>", "what should stand instead of the lines; - reads standard input")
    .addOption(new Option("--prompt", "print as a prompt for the agent instead").default(false))
    .option("--entry <number>", "with --prompt: the comments of that entry of the log")
    .addOption(new Option("--all", "list resolved ones too").default(false))
    .addHelpText("after", help)
    .action(async (id: string, action: string, comment: string | undefined, options: Options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        if (options.prompt) return await printPrompt(ask, found.value, options, json, screen);
        const known = actions.find((one) => one === action);
        if (known === undefined)
          return err({
            code: "unknown-action",
            message: `There is no action ${plain(action)}.`,
            remedy: `Use one of ${actions.join(", ")}.`,
          });
        if (known === "list") return await printList(ask, found.value, options.all, json, screen);
        const done = await act(ask, found.value, known, comment, options);
        if (!done.ok) return done;
        if (json) screen.json(done.value);
        else screen.line(done.value.said);
        return ok(undefined);
      });
    });
}

function textOf(given: string | undefined): string | undefined {
  return given === "-" ? readFileSync(0, "utf8").replace(/\n$/, "") : given;
}

/** The place that the options name; the attempt as a whole where they name none. */
function placeOf({ at, event, old }: Options): Result<CommentPlace> {
  if (event !== undefined) {
    const [, sessionId = "", seq = ""] = /^(S-[0-9A-Z]+)\/(\d+)$/.exec(event) ?? [];
    return sessionId === ""
      ? err({ code: "bad-place", message: `${plain(event)} names no event.`, remedy: "Write it as S-7K2QH/12." })
      : ok({ kind: "event", sessionId, seq: Number(seq) });
  }
  if (at === undefined) return ok({ kind: "attempt" });
  const [, path = "", start = "", end = start] = /^(.+?):(\d+)(?:-(\d+))?$/.exec(at) ?? [];
  if (path === "") return ok({ kind: "file", path: at });
  return ok({ kind: "lines", path, side: old ? "old" : "new", start: Number(start), end: Number(end) });
}

interface Done {
  readonly id: string;
  readonly said: string;
}

async function act(
  ask: Invoke,
  subject: Subject,
  action: Exclude<Action, "list">,
  id: string | undefined,
  options: Options,
): Promise<Result<Done>> {
  const taskId = subject.task.task.id;
  if (action === "add") return await save(ask, subject, null, null, options);
  const wanted = commentIdSchema.safeParse(id?.toUpperCase());
  if (!wanted.success)
    return err({
      code: "comment-missing",
      message: `${action} needs a comment's id.`,
      remedy: "countersign comments TASK lists them.",
    });
  if (action === "rm" || action === "restore" || action === "resolve" || action === "reopen") {
    const done = await ask("comments.act", { id: wanted.data, act: action === "rm" ? "drop" : action });
    const said = { rm: "Dropped", restore: "Taken back", resolve: "Resolved", reopen: "Opened again" }[action];
    return done.ok ? ok({ id: wanted.data, said: `${said}: ${wanted.data}.` }) : done;
  }
  const listed = await ask("comments.list", { taskId, attemptId: null });
  if (!listed.ok) return listed;
  const before = listed.value.comments.find(({ comment }) => comment.id === wanted.data);
  if (before === undefined)
    return err({
      code: "not-found",
      message: `The task has no comment ${wanted.data}.`,
      remedy: "countersign comments TASK lists them.",
    });
  if (action !== "place") return await save(ask, subject, before, action, options);
  const place = placeOf(options);
  if (!place.ok) return place;
  const attemptId = subject.attempt?.attempt.id ?? before.comment.attemptId;
  const placed = await ask("comments.place", { id: wanted.data, attemptId, place: place.value, patch: null });
  return placed.ok ? ok({ id: wanted.data, said: `Placed: ${wanted.data}.` }) : placed;
}

async function save(
  ask: Invoke,
  subject: Subject,
  before: ShownComment | null,
  how: "edit" | "answer" | null,
  options: Options,
): Promise<Result<Done>> {
  const body = textOf(options.body);
  const replacement = textOf(options.suggest);
  if (body === undefined && replacement === undefined)
    return err({
      code: "body-missing",
      message: "A comment needs a text.",
      remedy: "Give it with --body, or --body - and standard input.",
    });
  let attemptId = before?.comment.attemptId;
  let place: CommentPlace | null = null;
  if (before === null) {
    const attempt = attemptOf(subject);
    if (!attempt.ok) return attempt;
    attemptId = attempt.value.attempt.id;
    const named = placeOf(options);
    if (!named.ok) return named;
    place = named.value;
  }
  const edited = how === "edit" ? before : null;
  const kind = replacement !== undefined || edited?.comment.kind === "suggestion" ? "suggestion" : "note";
  const saved = await ask("comments.save", {
    id: edited?.comment.id ?? newCommentId(),
    writer: `terminal-${String(process.pid)}`,
    rev: edited?.comment.rev ?? 0,
    taskId: subject.task.task.id,
    attemptId: attemptId ?? "",
    thread:
      how === "answer" ? (before?.comment.thread ?? before?.comment.id ?? null) : (edited?.comment.thread ?? null),
    place,
    patch: null,
    kind,
    body: body ?? edited?.comment.body ?? "",
    replacement: kind === "suggestion" ? (replacement ?? edited?.comment.replacement ?? "") : null,
    editing: null,
  });
  if (!saved.ok) return saved;
  const { id } = saved.value.comment;
  const beside = saved.value.beside;
  return ok({
    id,
    said:
      beside === null
        ? `Draft kept: ${id}.`
        : `${beside} was changed or recorded meanwhile: your text is kept as ${id}.`,
  });
}

function whereOf({ comment, placed }: ShownComment): string {
  if (placed.state === "lines") return `${placed.path}, ${lineWords(placed)}`;
  if (placed.state === "file") return placed.path;
  if (placed.state === "event") return `event ${String(placed.seq)} of ${placed.sessionId}`;
  if (placed.state === "attempt") return "the attempt as a whole";
  const { anchor } = comment;
  return anchor?.kind === "lines" ? `no place; was ${anchor.path}, ${lineWords(anchor)}` : "no place";
}

function stateOf({ comment, entries }: ShownComment): string {
  const last = entries.at(-1);
  if (comment.resolved !== null) return `resolved by ${comment.resolved.by}`;
  return last === undefined ? "draft" : `in entry ${String(last.seq)}`;
}

function noteOf({ placed }: ShownComment): string | null {
  if (placed.state === "orphan") return placed.why;
  if (placed.state !== "lines") return null;
  if (placed.how === "changed")
    return `The lines changed since: ${String(placed.confidence)} % like those it was written on.`;
  return placed.how === "one-of" && placed.places > 1
    ? `Perhaps here: one of ${String(placed.places)} equal places.`
    : null;
}

async function printList(
  ask: Invoke,
  subject: Subject,
  all: boolean,
  json: boolean,
  screen: Screen,
): Promise<Result<undefined>> {
  const named = subject.attempt?.attempt.id ?? null;
  const listed = await ask("comments.list", { taskId: subject.task.task.id, attemptId: named });
  if (!listed.ok) return listed;
  const own = listed.value.comments.filter(({ comment }) => named === null || comment.attemptId === named);
  const resolved = new Set(own.flatMap(({ comment }) => (comment.resolved === null ? [] : [comment.id])));
  const shown = all ? own : own.filter(({ comment }) => !resolved.has(comment.thread ?? comment.id));
  if (json) {
    screen.json({ comments: shown });
    return ok(undefined);
  }
  for (const one of shown.filter(({ comment }) => comment.thread === null)) {
    const { comment } = one;
    screen.line(`${comment.id}  ${plain(one.letter ?? "?")}  ${plain(whereOf(one))}  (${plain(stateOf(one))})`);
    const note = noteOf(one);
    if (note !== null) screen.line(`    ${plain(note)}`);
    printText(screen, comment.author, comment.body, comment.replacement);
    for (const answer of shown.filter((other) => other.comment.thread === comment.id)) {
      screen.line(`    ${answer.comment.id}  answer (${plain(stateOf(answer))})`);
      printText(screen, answer.comment.author, answer.comment.body, null);
    }
  }
  const hidden = own.length - shown.length;
  screen.line(
    `${counted(shown.length, "comment")}${hidden === 0 ? "" : `, ${String(hidden)} in resolved threads (--all)`}.`,
  );
  return ok(undefined);
}

function printText(screen: Screen, author: string, body: string, replacement: string | null): void {
  const lines = namedHidden(body).split("\n");
  lines.forEach((line, at) => {
    screen.line(`    ${at === 0 ? `${plain(author)}: ` : ""}${line}`);
  });
  for (const line of replacement === null ? [] : namedHidden(replacement).split("\n")) screen.line(`    + ${line}`);
}

async function printPrompt(
  ask: Invoke,
  subject: Subject,
  options: Options,
  json: boolean,
  screen: Screen,
): Promise<Result<undefined>> {
  const entry = options.entry === undefined ? null : Number(options.entry);
  if (entry !== null && !Number.isSafeInteger(entry))
    return err({ code: "bad-entry", message: `${plain(options.entry ?? "")} is no entry's number.` });
  const made = await ask("comments.prompt", {
    taskId: subject.task.task.id,
    attemptId: subject.attempt?.attempt.id ?? null,
    entry,
    only: null,
  });
  if (!made.ok) return made;
  if (json) screen.json(made.value);
  else if (made.value.comments === 0)
    return err({
      code: "no-comments",
      message: "There are no open comments.",
      remedy: "countersign comments TASK add --help",
    });
  else for (const line of made.value.text.trimEnd().split("\n")) screen.line(line);
  return ok(undefined);
}

/** The drafts on an attempt, as a decision takes them along: in no entry yet, not resolved, with something in them. */
export async function draftsOn(
  ask: Invoke,
  taskId: string,
  attemptId: string | null,
): Promise<Result<NonNullable<Input<"decision.record">["comments"]>>> {
  if (attemptId === null)
    return err({ code: "comments-refused", message: "Only a decision on one attempt takes comments along." });
  const listed = await ask("comments.list", { taskId, attemptId });
  if (!listed.ok) return listed;
  const drafts = listed.value.comments.filter(
    ({ comment, entries }) =>
      comment.attemptId === attemptId &&
      entries.length === 0 &&
      comment.resolved === null &&
      (comment.body.trim() !== "" || comment.kind === "suggestion"),
  );
  return ok(drafts.map(({ comment: { id, rev } }) => ({ id, rev })));
}
