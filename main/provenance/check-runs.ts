import type { CheckDetail, SessionEvent } from "../../shared/model/event";
import { atOnce } from "../../shared/steps";
import { checkResult, type CheckResult } from "./check-result";
import { checkScope, covers, type CheckScope } from "./check-scope";

/** One run of a check, and what became of it. */
export interface CheckRun {
  /** Index of its event among the events. */
  readonly at: number;
  readonly result: CheckResult;
  /**
   * What a later run that covers this one showed: a pass, or nothing that can be read. Null where none was made, and where all of
   * them failed.
   */
  readonly later: "passed" | "unseen" | null;
}

interface Run {
  readonly at: number;
  readonly check: CheckDetail;
  readonly result: CheckResult;
  readonly scope: CheckScope;
  readonly key: string;
}

/** Scopes of one session that are told apart; beyond them a failed run counts as seen to, so that nothing is said of it wrongly. */
const mostScopes = 400;

/**
 * Every check of the events with its result, and for each whether a later run of the same or a wider scope passed.
 * In: events in time order. Out: one entry a check, in the same order.
 */
export function checkRuns(events: readonly SessionEvent[]): CheckRun[] {
  return atOnce(checkRunSteps(events));
}

/** `checkRuns` in steps, a check each. */
export function* checkRunSteps(events: readonly SessionEvent[]): Generator<void, CheckRun[]> {
  const runs: Run[] = [];
  for (const [at, { event }] of events.entries()) {
    const { detail } = event;
    if (detail.kind !== "check") continue;
    const scope = checkScope(detail);
    runs.push({ at, check: detail, result: checkResult(detail), scope, key: scopeKey(detail, scope) });
    yield;
  }
  const wide = new Map<string, Run[]>();
  const out: CheckRun[] = [];
  for (const run of runs.reverse()) {
    yield;
    out.push({ at: run.at, result: run.result, later: laterOf(run, wide) });
    const known = wide.get(run.key);
    // Of one scope a pass says most, then a run whose result cannot be read; one of each is enough.
    if (known === undefined) wide.set(run.key, [run]);
    else if (!known.some((one) => one.result === run.result)) known.push(run);
  }
  return out.reverse();
}

function laterOf(run: Run, wide: ReadonlyMap<string, readonly Run[]>): CheckRun["later"] {
  if (wide.size > mostScopes) return "unseen";
  let later: CheckRun["later"] = null;
  for (const same of wide.values()) {
    const first = same[0];
    if (first === undefined || !covers(first.scope, run.scope) || !sameSubject(first.check, run.check)) continue;
    for (const { result } of same) {
      if (result === "passed") return "passed";
      if (result === "unknown" || result === "no-result") later = "unseen";
    }
  }
  return later;
}

const typeCheck = /\b(?:tsc|vue-tsc|tsgo|type-?check|types|mypy|pyright|cargo (?:check|clippy)|go vet)\b/;

/** A build checks types too; it says nothing of lint, and tests say nothing of either. */
function sameSubject(a: CheckDetail, b: CheckDetail): boolean {
  const subject = ({ checkType, command }: CheckDetail): string =>
    checkType === "coverage"
      ? "tests"
      : checkType === "static-analysis" && typeCheck.test(command)
        ? "build"
        : checkType;
  return subject(a) === subject(b);
}

function scopeKey({ checkType, command }: CheckDetail, { family, directory, targets }: CheckScope): string {
  const typed = checkType === "static-analysis" && typeCheck.test(command);
  return JSON.stringify([checkType, typed, family, directory, targets]);
}
