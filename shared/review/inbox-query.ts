import type { TierLevel } from "../model/tier";
import { dateProblem, readDate } from "../search/dates";
import { parseSyntax, type QueryPiece } from "../search/query-syntax";
import { inboxTerms, isInboxTerm, nearestTerm, type InboxTermName } from "./inbox-terms";
import {
  compares,
  cut,
  dashed,
  knownValue,
  parseRowFilter,
  readTier,
  signed,
  unknownValue,
  type FilterContext,
  type FilterLanguage,
  type RowFilter,
  type RowTest,
  type TermRead,
} from "./row-filter";

/** A row, as far as the filter looks at it. */
export interface QueryRow {
  readonly taskId: string;
  readonly ref: string | null;
  readonly title: string;
  readonly repository: string;
  readonly tier: TierLevel;
  readonly turn: "your-turn" | "waiting" | "done";
  readonly verdict: { readonly word: string; readonly label: string; readonly cause: string };
  readonly isNew: boolean;
  readonly attempts: number;
  readonly runners: readonly string[];
  readonly added: number;
  readonly removed: number;
  readonly owner: string | null;
  readonly requester: string | null;
  readonly entryPoint: string | null;
  readonly decided: string | null;
  readonly waitingSince: string | null;
  readonly escalation: { readonly state: string; readonly to: string } | null;
}

type Test = RowTest<QueryRow>;
type Read = TermRead<QueryRow>;

const language: FilterLanguage<InboxTermName, QueryRow> = {
  terms: inboxTerms,
  isTerm: isInboxTerm,
  nearest: nearestTerm,
  texts: (row) => [
    row.title,
    row.ref ?? "",
    row.taskId,
    row.repository,
    row.verdict.label,
    row.verdict.cause,
    row.requester ?? "",
  ],
  read: readValue,
};

/**
 * Reads the inbox's filter: `tier:>=high repo:payments -is:new "refund retry"`. Every part must hold; of values with commas between
 * them any. Words are looked for in title, reference, repository, verdict and who asked. Never throws, whatever was typed.
 * Out: the test; and what was not understood, which is passed over.
 */
export function parseInboxQuery(query: string, context: FilterContext): RowFilter<QueryRow> {
  return parseRowFilter(query, language, context);
}

/** Whether a filter names whose turn a task is: then it, and not the list, says which of the done ones are shown. */
export function asksForState(query: string): boolean {
  return inboxPieces(query).some((piece) => piece.kind === "filter" && piece.name === "state");
}

/** The parts of a filter as written. */
function inboxPieces(query: string): readonly QueryPiece[] {
  return parseSyntax(query, isInboxTerm).pieces;
}

function folded(text: string): string {
  return text.toLowerCase();
}

function readValue(name: InboxTermName, value: string, context: FilterContext): Read {
  const wanted = folded(value);
  switch (name) {
    case "tier":
      return readTier(wanted, inboxTerms.tier, ({ tier }) => tier);
    case "size":
      return readNumber(name, wanted, (row) => row.added + row.removed);
    case "attempts":
      return readNumber(name, wanted, (row) => row.attempts);
    case "repo":
      return { test: (row) => folded(row.repository).includes(wanted) };
    case "runner":
      return { test: (row) => row.runners.some((runner) => dashed(runner).includes(dashed(wanted))) };
    case "owner":
      return { test: ownerTest(wanted, context) };
    case "escalated":
      return { test: escalatedTest(wanted, folded(context.me)) };
    case "from":
      return {
        test: (row) => row.entryPoint === wanted || (row.requester !== null && folded(row.requester).includes(wanted)),
      };
    case "since":
    case "until":
      return readTime(name, value, context);
    default:
      return readWord(name, wanted);
  }
}

function ownerTest(wanted: string, { me, mine = [] }: FilterContext): Test {
  if (wanted === "none") return (row) => row.owner === null;
  if (wanted !== "me") return (row) => row.owner !== null && folded(row.owner).includes(wanted);
  const names = new Set([me, ...mine.map(({ owner }) => owner)].map(folded));
  return (row) => row.owner !== null && names.has(folded(row.owner));
}

function escalatedTest(wanted: string, me: string): Test {
  const of =
    (test: (escalation: NonNullable<QueryRow["escalation"]>) => boolean): Test =>
    (row) =>
      row.escalation !== null && test(row.escalation);
  if (wanted === "agent") return of(({ state }) => state === "asked");
  if (wanted === "policy") return of(({ state }) => state === "to-raise");
  const raised = (state: string): boolean => state !== "asked" && state !== "to-raise";
  if (wanted === "any") return of(({ state }) => raised(state));
  return of(({ state, to }) => raised(state) && (wanted === "me" ? folded(to) === me : folded(to).includes(wanted)));
}

/** A value of a closed list. */
function readWord(name: "verdict" | "state" | "is", wanted: string): Read {
  const known = knownValue(inboxTerms[name], wanted);
  if (known === null) return unknownValue(name, inboxTerms[name], wanted);
  if (name === "verdict") return { test: (row) => row.verdict.word === known };
  if (name === "is" && known === "overdue") return { test: (row) => row.escalation?.state === "missed" };
  if (name === "is") return { test: (row) => (known === "new" ? row.isNew : row.owner === null) };
  const turn = { open: "your-turn", waiting: "waiting", done: "done" }[known];
  return turn === undefined
    ? { test: (row) => row.turn === "waiting" && row.decided === "snooze" }
    : { test: (row) => row.turn === turn };
}

function readNumber(name: "size" | "attempts", wanted: string, of: (row: QueryRow) => number): Read {
  const { sign, bare: digits } = signed(wanted);
  if (!/^\d{1,9}$/u.test(digits))
    return {
      problem: `“${name}:${cut(wanted)}” is no number. It takes ${inboxTerms[name].example}, or a number alone.`,
    };
  const number = Number(digits);
  return { test: (row) => compares(sign, of(row) - number) };
}

function readTime(name: "since" | "until", value: string, { now, zone }: FilterContext): Read {
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/u.exec(value);
  const stretch = clock === null ? readDate(value, now, zone) : lastClock(value, now, zone);
  if (stretch === null) return { problem: dateProblem(name, cut(value)).replace("2h,", "2h, 18:40,") };
  const at = (row: QueryRow): number => (row.waitingSince === null ? Number.NaN : Date.parse(row.waitingSince));
  return name === "since" ? { test: (row) => at(row) >= stretch.from } : { test: (row) => at(row) < stretch.to };
}

/** A time of day is the last one that has passed: `since:18:40` in the morning means yesterday evening. */
function lastClock(value: string, now: number, zone: string): { from: number; to: number } | null {
  for (const day of ["today", "yesterday"]) {
    const from = readDate(day, now, zone)?.from;
    const [hours = 0, minutes = 0] = value.split(":").map(Number);
    if (from === undefined) return null;
    const at = from + (hours * 60 + minutes) * 60_000;
    if (at <= now) return { from: at, to: at };
  }
  return null;
}
