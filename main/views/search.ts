import { eventKindSchema, eventSchema, outcomeSchema, type Outcome } from "../../shared/model/event";
import { runnerKindSchema } from "../../shared/model/runner";
import type { Output } from "../../shared/contract/api";
import type { SearchHit } from "../../shared/contract/search";
import { parseSyntax, printPiece } from "../../shared/search/query-syntax";
import { err, ok, type Result } from "../../shared/result";
import { hitContext } from "../search/context";
import { eventPaths } from "../search/event-text";
import { isEmptyQuery, parseQuery, type SearchQuery } from "../search/parse-query";
import { indexCounts } from "../store/search-index";
import {
  attemptOfSession,
  modelNames,
  repositoryNames,
  toolsNamed,
  type AttemptOfHit,
} from "../store/search-index-read";
import { foreignVersion } from "../store/change-stamp";
import { parseColumn } from "../store/rows";
import { tasksWrittenSince } from "../store/tasks";
import type { Core } from "./core";
import type { Match } from "./search-match";
import { runQuery } from "./search-run";

/** How long one request may look; the rest of the 100 ms is for reading what was found. */
const lookMs = 36;
const missMs = 20;
const mostMisses = 8;
const mostValues = 300;

export interface SearchRequest {
  readonly query: string;
  readonly attemptId: string | null;
  readonly cursor: string | null;
  readonly limit: number;
  readonly zone: string;
}

const headSchema = eventSchema.omit({ detail: true, seq: true });
// Made once: making a schema costs more than reading a hit with it.
const runnerSchema = runnerKindSchema.catch("other");
const outcomes: ReadonlySet<unknown> = new Set(outcomeSchema.options);
const isOutcome = (value: unknown): value is Outcome => outcomes.has(value);

/** Events that match a query, newest first, each with the line that shows why. */
export function searchEvents(core: Core, request: SearchRequest): Result<Output<"search.query">> {
  const below = request.cursor === null ? null : readCursor(request.cursor);
  if (below === undefined)
    return err({
      code: "bad-cursor",
      message: "This is no place in a list of hits.",
      remedy: "Search again from the start.",
    });
  const started = performance.now();
  const now = core.platform.clock.now().getTime();
  const query = parseQuery(request.query, now, request.zone);
  const counts = indexCounts(core.index);
  const coverage = { indexed: counts.indexed, events: counts.indexed + counts.waiting };
  const empty = isEmptyQuery(query);
  const run = empty
    ? { matches: [], next: null, truncated: false }
    : runQuery(core.index, query, {
        attemptId: request.attemptId,
        below,
        limit: request.limit,
        deadline: started + lookMs,
      });
  const attemptOf = attemptsOf(core);
  const nothingFound = !empty && run.matches.length === 0 && below === null && !run.truncated;
  return ok({
    hits: run.matches.map((match) => hitOf(match, query, attemptOf(match.session.id))),
    cursor: run.next === null ? null : String(run.next),
    truncated: run.truncated,
    problems: [...query.problems],
    empty,
    misses: nothingFound ? missesOf(core, request, now, performance.now() + missMs) : [],
    coverage,
  });
}

interface KnownAttempts {
  readonly foreign: number;
  readonly writes: number;
  readonly bySession: Map<string, AttemptOfHit | null>;
}

/** Which attempt a session belongs to, as long as no task was written: the next key pressed asks for mostly the same. */
const knownAttempts = new WeakMap<Core, KnownAttempts>();

function attemptsOf(core: Core): (sessionId: string) => AttemptOfHit | null {
  const foreign = foreignVersion(core.index);
  const writes = tasksWrittenSince(core.index, -1).count;
  let known = knownAttempts.get(core);
  if (known?.foreign !== foreign || known.writes !== writes) {
    known = { foreign, writes, bySession: new Map() };
    knownAttempts.set(core, known);
  }
  const { bySession } = known;
  return (sessionId) => {
    const before = bySession.get(sessionId);
    if (before !== undefined) return before;
    const found = attemptOfSession(core.index, sessionId);
    bySession.set(sessionId, found);
    return found;
  };
}

function readCursor(cursor: string): number | undefined {
  const doc = Number(cursor);
  return /^\d{1,16}$/.test(cursor) && Number.isSafeInteger(doc) ? doc : undefined;
}

function hitOf(match: Match, query: SearchQuery, attempt: AttemptOfHit | null): SearchHit {
  const { event, session, searchable } = match;
  const { detail } = event;
  const head = parseColumn(headSchema, event.head, "an event");
  const outcome = detail["outcome"];
  const field = (key: string): string | null => {
    const value = detail[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  return {
    sessionId: session.id,
    seq: event.seq,
    at: head.at,
    kind: eventKindSchema.parse(event.kind),
    actor: head.actor,
    lane: head.lane,
    failed: event.failed,
    outcome: event.failed ? "failed" : isOutcome(outcome) ? outcome : null,
    tool: searchable.tool,
    path: field("newPath") ?? field("path") ?? eventPaths(detail)[0] ?? null,
    runner: runnerSchema.parse(session.runner),
    attempt:
      attempt === null
        ? null
        : {
            attemptId: attempt.attemptId,
            letter: attempt.letter,
            taskId: attempt.taskId,
            taskTitle: attempt.title,
            taskRef: attempt.ref,
            repository: attempt.repository,
          },
    context: hitContext(searchable.text, query.terms),
  };
}

/** Which parts of a query stand in the way. In: a query that found nothing; when to end. */
function missesOf(core: Core, request: SearchRequest, now: number, deadline: number): Output<"search.query">["misses"] {
  const pieces = parseSyntax(request.query).pieces.slice(0, mostMisses);
  if (pieces.length === 0) return [];
  const finds = (some: typeof pieces): boolean => {
    const query = parseQuery(some.map(printPiece).join(" "), now, request.zone);
    if (isEmptyQuery(query) || performance.now() > deadline) return true;
    const run = runQuery(core.index, query, { attemptId: request.attemptId, below: null, limit: 1, deadline });
    return run.matches.length > 0 || run.truncated;
  };
  const nowhere = pieces.filter((piece) => !piece.negated && !finds([piece]));
  if (nowhere.length > 0) return nowhere.map((piece) => ({ part: printPiece(piece), why: "nowhere" }));
  if (pieces.length < 2) return [];
  return pieces
    .filter((piece) => performance.now() < deadline && finds(pieces.filter((other) => other !== piece)))
    .map((piece) => ({ part: printPiece(piece), why: "together" }));
}

/** Values that occur, for completing filters. */
export function searchValues(core: Core): Result<Output<"search.values">> {
  const runners = core.index
    .prepare<[], { runner: string }>("SELECT DISTINCT runner FROM session WHERE id IS NOT NULL")
    .all();
  return ok({
    tools: toolsNamed(core.index, "", mostValues),
    repositories: repositoryNames(core.index).slice(0, mostValues),
    models: modelNames(core.index).slice(0, mostValues),
    runners: runnerKindSchema.options.filter((kind) => runners.some((row) => row.runner === kind)),
  });
}
