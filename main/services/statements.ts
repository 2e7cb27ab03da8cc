import type { Statement } from "../../shared/model/claim";
import type { SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import type { Session } from "../../shared/model/session";
import { shellCommands } from "../ingest/shell-words";
import { claimsIn } from "../provenance/claim-patterns";
import { summarySentences } from "../provenance/sentences";

export interface StatementSources {
  readonly sessions: readonly Session[];
  /** The events of those sessions in time order. */
  readonly events: readonly SessionEvent[];
  /** The text that came with the attempt, or the last session's final message. */
  readonly summary: string | null;
  /** The whole output of a command's event; null where it is not kept. */
  readonly outputOf: (event: EventRef) => string | null;
}

/** A message that is no longer than this and claims nothing is only a good-bye. */
const thin = 100;
/** A message from this length on tells something. */
const substantial = 200;
const mostCommits = 200;

/**
 * Every text in which an attempt says what was done: its final message, the summary that came with it, pull requests it opened and
 * the messages of its commits, each with the event that holds it. In: see StatementSources. Out: the final message first, then the
 * others in time order.
 */
export function statementsOf({ sessions, events, summary, outputOf }: StatementSources): Statement[] {
  const statements: Statement[] = [];
  const final = finalMessage(sessions, events);
  if (final !== null) statements.push(final);
  const own = summary?.trim() ?? "";
  if (own !== "" && final?.text.trim() !== own) {
    const at = messageWith(own, events);
    const source = at === null ? "summary" : "final-message";
    statements.push({ source, text: summary ?? "", event: at, ref: null });
  }
  for (const { sessionId, event } of events) {
    const { detail } = event;
    if ((detail.kind !== "command" && detail.kind !== "check") || detail.outcome !== "ok") continue;
    if (detail.exitCode !== null && detail.exitCode !== 0) continue;
    const said = saidByCommand(detail.command);
    if (said === null) continue;
    const ref = { sessionId, seq: event.seq };
    const output = detail.output === "" ? (outputOf(ref) ?? "") : detail.output;
    statements.push({ ...said, event: ref, ref: said.source === "commit" ? commitIn(output) : pullRequestIn(output) });
    if (statements.length > mostCommits) break;
  }
  return statements;
}

/** The last message of the last main session; where it is only a good-bye, the last one of the same turn that tells something. */
function finalMessage(sessions: readonly Session[], events: readonly SessionEvent[]): Statement | null {
  const mains = new Set(sessions.filter((session) => session.kind === "main").map((session) => session.id));
  const turn: { text: string; ref: EventRef }[] = [];
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const one = events[at];
    if (one?.event.lane !== "main" || (mains.size > 0 && !mains.has(one.sessionId))) continue;
    const { detail } = one.event;
    if (detail.kind !== "message") continue;
    if (turn[0] !== undefined && one.sessionId !== turn[0].ref.sessionId) break;
    if (detail.role === "person") {
      if (detail.injected || turn.length === 0) continue;
      break;
    }
    if (detail.text.trim() !== "")
      turn.push({ text: detail.text, ref: { sessionId: one.sessionId, seq: one.event.seq } });
  }
  const [last] = turn;
  if (last === undefined) return null;
  const told =
    last.text.trim().length > thin || claims(last.text)
      ? last
      : (turn.find((message) => message.text.trim().length >= substantial) ?? last);
  return { source: "final-message", text: told.text, event: told.ref, ref: null };
}

function claims(text: string): boolean {
  return summarySentences(text).some((sentence) => claimsIn(sentence).length > 0);
}

/** The agent's message that a text is, or is part of; null where no event says it. */
function messageWith(wanted: string, events: readonly SessionEvent[]): EventRef | null {
  const said = events.findLast(
    ({ event }) =>
      event.detail.kind === "message" &&
      event.detail.role === "agent" &&
      (event.detail.text.includes(wanted) ||
        (event.detail.text.length > 40 && wanted.includes(event.detail.text.trim()))),
  );
  return said === undefined ? null : { sessionId: said.sessionId, seq: said.event.seq };
}

/** Lines of a commit message or pull request that say nothing of the work. */
const trailer = /^(?:[A-Z][\w-]+-[Bb]y: |🤖 |Change-Id: |Generated with )/u;

/** The message of `git commit` or the body of `gh pr create` in a command line. */
function saidByCommand(command: string): Pick<Statement, "source" | "text"> | null {
  if (!/\bgit\b[^\n]{0,200}\bcommit\b|\bgh pr (?:create|edit)\b/.test(command)) return null;
  const body = hereDocument(command);
  if (body !== null) return body;
  for (const { words } of shellCommands(command)) {
    const git = words[0] === "git" && words.includes("commit");
    const pull = words[0] === "gh" && words[1] === "pr";
    if (!git && !pull) continue;
    const parts = words.flatMap((word, at) => {
      const wanted = git ? /^(?:-[a-zA-Z]*m|--message)$/ : /^(?:-b|--body)$/;
      if (wanted.test(word)) return [words[at + 1] ?? ""];
      return /^--(?:message|body)=/.test(word) ? [word.slice(word.indexOf("=") + 1)] : [];
    });
    if (parts.length > 0) return made(pull, parts.join("\n\n"));
  }
  return null;
}

/** An option that takes a message, with nothing but `$(cat` or a dash between it and the here-document. */
const takesMessage =
  /(?:-[a-zA-Z]*m|--message|-F|--file|--body|-b|--body-file)[ =]\s{0,4}(?:["']?\$\(\s{0,4}cat\s{1,4}|-\s{1,4})$/;

function hereDocument(command: string): Pick<Statement, "source" | "text"> | null {
  const start = command.search(/\bgit\b[^\n]{0,200}\bcommit\b|\bgh pr (?:create|edit)\b/);
  const at = command.indexOf("<<", start);
  if (start === -1 || at === -1 || !takesMessage.test(command.slice(Math.max(start, at - 60), at))) return null;
  const mark = /^<<-?\s{0,4}["']?(\w+)/.exec(command.slice(at, at + 100))?.[1];
  const lines = command.slice(at).split("\n").slice(1);
  const end = lines.findIndex((line) => line.trim() === mark);
  if (mark === undefined || end === -1) return null;
  return made(command.startsWith("gh", start), lines.slice(0, end).join("\n"));
}

function made(pull: boolean, text: string): Pick<Statement, "source" | "text"> | null {
  const kept = text
    .replaceAll("\\`", "`")
    .split("\n")
    .filter((line) => !trailer.test(line.trim()))
    .join("\n")
    .trim();
  return kept === "" || kept.startsWith("$") ? null : { source: pull ? "pull-request" : "commit", text: kept };
}

/** `[main 1a2b3c4] Fix it`: what git prints of a commit it made. */
function commitIn(output: string): string | null {
  return /^\[[^\]\n]{1,200} ([0-9a-f]{7,40})\]/m.exec(output)?.[1] ?? null;
}

function pullRequestIn(output: string): string | null {
  return /https?:\/\/\S{1,200}\/pull\/\d+/.exec(output)?.[0] ?? null;
}
