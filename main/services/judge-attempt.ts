import type { Attempt, Judgement } from "../../shared/model/attempt";
import type { EventRef, Evidence } from "../../shared/model/evidence";
import type { SessionEvent } from "../../shared/model/event";
import type { Session } from "../../shared/model/session";
import type { Ownership, Task } from "../../shared/model/task";
import { parsePatch } from "../../shared/diff/parse-patch";
import { atOnce } from "../../shared/steps";
import { evidenceFromChecks } from "../evidence/from-checks";
import { directingPart } from "../policy/directions";
import { lookedAt, ruleSteps } from "../policy/run-rules";
import { tierOf } from "../policy/tier";
import { checkRunSteps } from "../provenance/check-runs";
import { claimSteps } from "../provenance/claims";
import { raisedByAgent } from "../provenance/escalation";
import { freshnessSteps } from "../provenance/freshness";
import type { LineProvenance } from "../provenance/line-provenance";
import { orderSteps, readEvent, readFacts } from "../store/events";
import { eventTexts } from "../store/session-links";
import { writeLineProvenance } from "../store/line-provenance";
import { readSession } from "../store/sessions";
import { readAttempt, readTask, writeJudgement } from "../store/tasks";
import { historyOf } from "../views/history";
import { ownershipOf } from "../views/ownership";
import { policyNotes, policyOf } from "../views/policy";
import type { Core } from "../views/core";
import { provenanceSteps } from "./line-provenance";
import { statementsOf } from "./statements";
import { heldTier, holdTier } from "./tier-ratchet";

const eventsAtOnce = 100;

/**
 * Every event of an attempt's sessions in time order, as the engines judge them (see `readFacts`), without those that only
 * repeat another session's: they are not this attempt's work.
 */
export function eventsOfAttempt(core: Core, sessionIds: readonly string[]): SessionEvent[] {
  return atOnce(eventSteps(core, sessionIds));
}

/** `eventsOfAttempt` in steps of a few milliseconds. Where a session is read anew meanwhile, by this program or another, it begins again. */
export function* eventSteps(core: Core, sessionIds: readonly string[]): Generator<void, SessionEvent[]> {
  let events: SessionEvent[] | null;
  do {
    events = yield* eventsAsTheyStand(core, sessionIds);
  } while (events === null);
  return events;
}

/** Out: null where an event went while the others were read. */
function* eventsAsTheyStand(core: Core, sessionIds: readonly string[]): Generator<void, SessionEvent[] | null> {
  const stored = sessionIds.map((id) => readSession(core.index, id));
  const sessions = stored.flatMap((each) => each?.session ?? []);
  const here = new Set(sessions.map((session) => session.runnerSessionId));
  const ownFrom = new Map(
    sessions.flatMap((session) => {
      const { copied } = session;
      if (copied === null || (goesOn(session, copied.from) && !here.has(copied.from ?? ""))) return [];
      const [first] = eventTexts(core.index, session.id, copied.events, 1);
      return [[session.id, first?.seq ?? Infinity] as const];
    }),
  );
  const asked = new Set(sessionIds);
  const { rowids } = yield* orderSteps(core.index, sessionIds);
  const events: SessionEvent[] = [];
  for (let at = 0; at < rowids.length; at += eventsAtOnce) {
    const some = rowids.subarray(at, at + eventsAtOnce);
    const found = readFacts(core.index, some, directingPart);
    if (found.length < some.length || found.some((one) => !asked.has(one.sessionId))) return null;
    for (const one of found) if (one.event.seq >= (ownFrom.get(one.sessionId) ?? 0)) events.push(one);
    yield;
  }
  // A session that was read anew has another place in the store: its rows may stand where the old ones stood.
  const isAsItWas = stored.every((each, at) => each?.pk === readSession(core.index, sessionIds[at] ?? "")?.pk);
  return isAsItWas ? events : null;
}

/** Whether a session is the same work as the one its first events repeat: where that one is not here, they stand for it. */
function goesOn({ links }: Session, from: string | null): boolean {
  return links.some((link) => link.runnerSessionId === from && (link.kind === "resumed" || link.kind === "continued"));
}

/**
 * Lets the engines judge an attempt anew and stores what they say. Missing attempts are passed over.
 * In: also the events of its sessions, where a caller has just read them.
 */
export function judgeAttempt(core: Core, attemptId: string, events?: readonly SessionEvent[]): void {
  atOnce(judgeSteps(core, attemptId, events));
}

let warm = false;

/** Whether the engines have judged in this process: the first time all of them are compiled, which takes long. */
export function enginesAreWarm(): boolean {
  return warm;
}

/** `judgeAttempt` in steps: nothing is written before the last. */
export function* judgeSteps(core: Core, attemptId: string, given?: readonly SessionEvent[]): Generator<void, void> {
  const stored = readAttempt(core.index, attemptId);
  const task = stored === null ? null : readTask(core.index, stored.attempt.taskId);
  if (stored === null || task === null) return;
  const { attempt, fileEvidence } = stored;
  const sessions = attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
  const events = given ?? (yield* eventSteps(core, attempt.sessions));
  const facts = {
    task,
    attempt,
    sessions,
    fileEvidence,
    events,
    ownership: ownershipOf(core, task),
    last: stored.judgement,
  };
  const { judgement, lines } = yield* judge(core, facts);
  if (lines !== null && attempt.patchDigest !== null)
    writeLineProvenance(core.index, attemptId, attempt.patchDigest, lines.files);
  warm = true;
  writeJudgement(core.index, judgement);
  holdTier(core, attemptId, judgement.tier);
}

interface Facts {
  readonly task: Task;
  readonly attempt: Attempt;
  readonly sessions: readonly Session[];
  readonly fileEvidence: readonly Evidence[];
  readonly events: readonly SessionEvent[];
  readonly ownership: Ownership;
  /** What was judged before. */
  readonly last: Judgement | null;
}

interface Judged {
  readonly judgement: Judgement;
  /** Who wrote the lines of the patch: kept beside the judgement. */
  readonly lines: LineProvenance | null;
}

function* judge(core: Core, facts: Facts): Generator<void, Judged> {
  const { task, sessions, events, fileEvidence, ownership, last } = facts;
  const attempt = withStatements(core, facts);
  yield;
  const patchText = attempt.patchDigest === null ? null : core.archive.get(attempt.patchDigest);
  yield;
  const patch = parsePatch(patchText?.ok === true ? patchText.value.toString("utf8") : "");
  yield;
  const fresh = yield* freshnessSteps(events, attempt.files);
  yield;
  const evidence = [...fileEvidence, ...evidenceFromChecks(events, fresh)];
  yield;
  const checks = yield* checkRunSteps(events);
  yield;
  const escalation = raisedByAgent(events);
  yield;
  const lines = yield* provenanceSteps(core, { attempt, patch, events, sessions });
  const findings = yield* ruleSteps(core.plugins.rules, {
    task,
    attempt,
    patch,
    sessions,
    events,
    ownership,
    checks,
    freshness: fresh,
    escalation,
    provenance: lines,
  });
  yield;
  const { statements, files, patchSource } = attempt;
  const claims = yield* claimSteps({
    statements,
    events,
    files,
    patch,
    patchSource,
    evidence,
    outputOf: outputsOf(core),
  });
  yield;
  const judgement: Judgement = {
    attemptId: attempt.id,
    claims,
    findings,
    evidence,
    freshness: fresh,
    tier: tierOf({
      ...policyOf(core, attempt),
      task,
      attempt,
      findings,
      claims,
      provenance: lines?.figures ?? null,
      history: historyOf(core, task, attempt),
      held: heldTier(core, attempt.id, last),
      notes: policyNotes(core, attempt),
    }),
    escalation,
    rulesRun: core.plugins.rules.length,
    looked: lookedAt({ task, patch, events }),
    provenance: lines?.figures ?? null,
  };
  return { judgement, lines };
}

/** Attempts that were made before statements were gathered have none until they are made anew. */
function withStatements(core: Core, { attempt, sessions, events }: Facts): Attempt {
  if (attempt.statements.length > 0) return attempt;
  const { summary } = attempt;
  return { ...attempt, statements: statementsOf({ sessions, events, summary, outputOf: outputsOf(core) }) };
}

/** Reads the output of an event where it is asked for: the events that engines judge come without. */
export function outputsOf(core: Core): (event: EventRef) => string | null {
  return ({ sessionId, seq }) => {
    const detail = readEvent(core.index, sessionId, seq)?.event.detail;
    return detail?.kind === "command" || detail?.kind === "check" ? detail.output : null;
  };
}
