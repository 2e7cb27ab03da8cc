import type { EventKind } from "../../shared/model/event";
import { letterOf, toolClass, type EventClassLetter, type EventEndLetter } from "../../shared/review/event-class";
import type { ReadDb } from "./database";
import { prepared } from "./prepared";

/** What is told of an event where there is room for a mark only. */
export interface StripRow {
  readonly rowid: number;
  readonly seq: number;
  readonly lane: string;
  readonly letter: EventClassLetter;
  readonly end: EventEndLetter;
  readonly durationMs: number | null;
  /** The call a sub-agent was begun by. */
  readonly callId: string | null;
}

type Stored = [rowid: number, seq: number, kind: EventKind, failed: number, lane: string, told: string];

/** What stands behind a member's name, at most so many characters of it. */
function behind(column: "head" | "detail", name: string, most: number): string {
  const member = `"${name}":`;
  return `substr(${column}, instr(${column}, '${member}') + ${String(member.length)}, ${String(most)})`;
}

/*
 * Both columns are JSON that this app wrote from parsed values. A quote within one of its texts is escaped, so a member's name with
 * its quotes and colon stands nowhere but where the member does: looking for it is six times as fast as parsing.
 */
const query = `SELECT rowid, seq, kind, failed, ${behind("head", "lane", 90)},
  CASE kind
    WHEN 'message' THEN (instr(detail, '"injected":true') > 0) || (instr(detail, '"role":"person"') > 0)
    WHEN 'reasoning' THEN instr(detail, '"text":null') > 0
    WHEN 'tool-call' THEN ${behind("detail", "outcome", 13)} || char(31) || ${behind("detail", "durationMs", 12)} || char(31)
      || ${behind("detail", "tool", 90)} || char(31) || ${behind("detail", "callId", 90)}
    WHEN 'command' THEN ${behind("detail", "outcome", 13)} || char(31) || ${behind("detail", "durationMs", 12)}
    WHEN 'check' THEN ${behind("detail", "outcome", 13)} || char(31) || ${behind("detail", "durationMs", 12)} || char(31)
      || (instr(detail, '"exitCode":0,') > 0) || (instr(detail, '"masked":false') > 0) || char(31)
      || CASE WHEN instr(detail, '"counts":{') > 0 THEN ${behind("detail", "passed", 8)} || char(31) || ${behind("detail", "failed", 8)} ELSE '' END
    WHEN 'file-edit' THEN ${behind("detail", "outcome", 13)}
    WHEN 'tool-result' THEN ${behind("detail", "outcome", 13)}
    ELSE '' END
FROM event WHERE session_pk = ? AND seq > ? ORDER BY seq LIMIT ?`;

const letters: Readonly<Record<EventKind, EventClassLetter>> = {
  message: "a",
  reasoning: "t",
  "tool-call": "u",
  "tool-result": "o",
  "file-edit": "e",
  command: "x",
  check: "c",
  error: "E",
  compaction: "C",
  note: "n",
};
const ends: Readonly<Record<string, EventEndLetter>> = {
  ok: "o",
  failed: "f",
  denied: "d",
  unanswered: "u",
  unknown: "?",
};
/** Tools are few and called often. */
const known = new Map<string, EventClassLetter>();

function toolLetter(tool: string): EventClassLetter {
  const letter = known.get(tool) ?? letterOf(toolClass(tool));
  if (known.size < 1_000) known.set(tool, letter);
  return letter;
}

/** The JSON text at the beginning of what stands behind a member's name; cut short where it is longer. */
function textAt(rest: string | undefined): string | null {
  const found = /^"((?:[^"\\]|\\.)*)("?)/u.exec(rest ?? "");
  if (found === null) return null;
  const [, text = ""] = found;
  return text.includes("\\") ? text.replace(/\\(.)/gu, "$1") : text;
}

/** A check passed by its counts, else by its own exit code. */
function passed([, , marks = "", passes = "", failures = ""]: readonly string[]): boolean {
  if (marks === "11") return true;
  return passes !== "" && (Number.parseInt(passes, 10) > 0 || Number.parseInt(failures, 10) === 0);
}

function read(
  kind: EventKind,
  failed: number,
  told: string,
): Pick<StripRow, "letter" | "end" | "durationMs" | "callId"> {
  const nothing = { end: failed === 1 ? "f" : " ", durationMs: null, callId: null } as const;
  if (kind === "message") return { ...nothing, letter: told.startsWith("1") ? "i" : told === "01" ? "p" : "a" };
  if (kind === "reasoning") return { ...nothing, letter: told === "1" ? "h" : "t" };
  if (told === "") return { ...nothing, letter: letters[kind] };
  const parts = told.split("\u001f");
  const ms = Number.parseFloat(parts[1] ?? "");
  const outcome = ends[textAt(parts[0]) ?? ""] ?? "?";
  const known = kind !== "check" || outcome !== "o" || passed(parts);
  const letter = kind === "tool-call" ? toolLetter(textAt(parts[2]) ?? "") : letters[kind];
  return {
    letter,
    end: failed === 1 ? "f" : known ? outcome : "?",
    durationMs: Number.isFinite(ms) ? ms : null,
    callId: letter === "b" ? textAt(parts[3]) : null,
  };
}

/** So many events are read at a time: what else is asked of the core does not wait for more. */
const slice = 4_000;

/** Every event of a session in its written order, without its texts, a slice at a time. In: the session's key in the store. */
export function* readStrip(db: ReadDb, sessionPk: number): Generator<StripRow[], void> {
  const lanes = new Map<string, string>();
  const laneAt = (rest: string): string => {
    const end = rest.indexOf('"', 1);
    const raw = end < 0 ? rest : rest.slice(0, end + 1);
    const lane = lanes.get(raw) ?? textAt(rest) ?? "main";
    if (lanes.size < 1_000) lanes.set(raw, lane);
    return lane;
  };
  const stored = prepared<[number, number, number], Stored>(db, query).raw();
  let after = -1;
  for (;;) {
    const rows = stored.all(sessionPk, after, slice);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(([rowid, seq, kind, failed, lane, told]) => ({
      rowid,
      seq,
      lane: laneAt(lane),
      ...read(kind, failed, told),
    }));
    if (rows.length < slice) return;
    after = last[1];
  }
}
