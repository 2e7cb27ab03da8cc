import type { CheckDetail, Event, SessionEvent } from "../../shared/model/event";
import type { EvidenceKind } from "../../shared/model/contract";
import type { Evidence, EventRef } from "../../shared/model/evidence";
import { checkResult, type CheckResult } from "./check-result";
import { checkScope, covers, type CheckScope } from "./check-scope";
import type { ClaimFinding, StatedClaim } from "./stated-claim";
import { clock, counted as numberOf, shortCommand } from "./wording";

interface Run {
  readonly index: number;
  readonly ref: EventRef;
  readonly event: Event;
  readonly check: CheckDetail;
  readonly result: CheckResult;
  readonly scope: CheckScope;
}

const lintTool = /\b(?:lint|eslint|ruff|flake8|pylint|clippy|golangci-lint|prettier|biome|black|rubocop|checkstyle)\b/i;
const typeTool = /\b(?:tsc|tsgo|type-?check|types|mypy|pyright|vue-tsc)\b/i;

/**
 * Compares "tests pass", "lint is clean" or "it builds" with the checks that ran.
 * The last check decides; a failing one stands until a later pass covers the same scope; an edit after the last pass makes the
 * claim stale. Reports that came with the attempt count where they were made on its tree.
 * In: the claim, events in time order, evidence. Out: verdict and why, with command, exit code, counts and time (UTC).
 */
export function judgeCheckClaim(
  stated: StatedClaim,
  events: readonly SessionEvent[],
  evidence: readonly Evidence[],
): ClaimFinding {
  const seen = judgeRuns(stated, events);
  const report = judgeReports(stated, evidence);
  if (report === null || seen.verdict === "contradicted") return seen;
  if (report.verdict === "contradicted" || seen.verdict !== "backed") return report;
  return seen;
}

function judgeRuns(stated: StatedClaim, events: readonly SessionEvent[]): ClaimFinding {
  const runs = runsFor(stated, events);
  const started = runs.filter((run) => run.result !== "not-run");
  const last = started.at(-1);
  if (last === undefined) {
    const tried = runs.at(-1);
    if (tried === undefined)
      return { verdict: "unbacked", why: `No ${subject(stated)} ran in the recorded events.`, events: [] };
    const why =
      tried.check.outcome === "denied"
        ? "was refused by a person"
        : `could not start, exit code ${tried.check.exitCode ?? "unknown"}`;
    return {
      verdict: "unbacked",
      why: `${shortCommand(tried.check.command)} ${why}; nothing else checked it.`,
      events: [tried.ref],
    };
  }
  const edits = events.flatMap(({ event, sessionId }, index) =>
    event.detail.kind === "file-edit" && event.detail.outcome === "ok"
      ? [{ index, ref: { sessionId, seq: event.seq }, at: event.at, path: event.detail.path }]
      : [],
  );
  const standing = standingFailure(started);
  if (standing !== null) {
    const later = started.findLast((run) => run.index > standing.index && run.result === "passed");
    const editedBetween =
      later !== undefined && edits.some((edit) => edit.index > standing.index && edit.index < later.index);
    // A run that hides its result may have passed: no ground to accuse anyone.
    const hidden = started.findLast(
      (run) => run.index > standing.index && hidesResult(run) && covers(run.scope, standing.scope),
    );
    if (hidden !== undefined)
      return {
        verdict: "unverifiable",
        why: `${said(standing)}. ${unknownWhy(hidden)}.`,
        events: [standing.ref, hidden.ref],
      };
    if (later === undefined)
      return { verdict: "contradicted", why: `${said(standing)}; no later run passed.`, events: [standing.ref] };
    if (editedBetween && !stated.part) {
      return {
        verdict: "unbacked",
        why: `${said(standing)}; after further edits no run of the same scope passed, only ${said(later)}.`,
        events: [standing.ref, later.ref],
      };
    }
    if (!editedBetween)
      return {
        verdict: "contradicted",
        why: `${said(standing)}; later no run of the same scope passed, only ${said(later)}.`,
        events: [standing.ref, later.ref],
      };
  }
  const pass = started.findLast((run) => run.result === "passed");
  if (pass === undefined || last.result === "no-result") {
    const why =
      last.result === "no-result"
        ? `${shortCommand(last.check.command)} was started${at(last.event)} and has no result`
        : unknownWhy(last);
    return { verdict: "unverifiable", why: `${why}.`, events: [last.ref] };
  }
  const passes = started.filter((run) => run.result === "passed");
  const count = countProblem(stated, passes);
  if (count !== null) return count;
  const after = edits.filter((edit) => edit.index > pass.index);
  const final = after.at(-1);
  const lastEdit = edits.at(-1)?.index ?? -1;
  const hidden = started.findLast((run) => run.index > lastEdit && hidesResult(run));
  if (final !== undefined) {
    const before = `${said(pass)}, before ${numberOf(after.length, "further edit")}, the last to ${shortName(final.path)}${clockAfter(final.at)}.`;
    if (hidden !== undefined)
      return { verdict: "unverifiable", why: `${before} ${unknownWhy(hidden)}.`, events: [pass.ref, hidden.ref] };
    return { verdict: "stale", why: before, events: [pass.ref, final.ref] };
  }
  const whole =
    passes.some((run) => run.index > lastEdit && run.scope.targets.length === 0) ||
    (stated.count !== null && pass.check.counts?.passed === stated.count);
  if (stated.whole && !whole) {
    if (hidden?.scope.targets.length === 0)
      return { verdict: "unverifiable", why: `${unknownWhy(hidden)}.`, events: [pass.ref, hidden.ref] };
    return {
      verdict: "unbacked",
      why: `No run of everything after the final edit; a narrower one passed: ${said(pass)}.`,
      events: [pass.ref],
    };
  }
  return { verdict: "backed", why: `${said(pass)}, after the final edit.`, events: [pass.ref] };
}

/** A report counts where a parsed file shows it; what only the agent says never backs the agent. */
function judgeReports(stated: StatedClaim, evidence: readonly Evidence[]): ClaimFinding | null {
  const kind: EvidenceKind =
    stated.kind === "tests-pass" ? "tests" : stated.kind === "build-works" ? "build" : "static-analysis";
  // Static analysis reports do not say whether they are of lint or of types.
  if (kind === "static-analysis" && stated.analysis === "types") return null;
  const solid = evidence.filter(
    (item) => item.kind === kind && item.file !== null && item.standing !== "claimed" && item.tree === "match",
  );
  const failed = solid.find((item) => item.result === "failed");
  if (failed !== undefined)
    return {
      verdict: "contradicted",
      why: `${failed.producer}: ${failed.headline}, on the attempt's tree.`,
      events: [],
    };
  const passed = solid.find((item) => item.result === "passed");
  if (passed === undefined) return null;
  const seen = passed.counts?.passed ?? null;
  if (stated.count !== null && seen !== null && seen !== stated.count && !stated.part) {
    return {
      verdict: "contradicted",
      why: `The sentence says ${stated.count}; ${passed.producer} shows ${seen} passed, ${passed.counts?.failed ?? 0} failed.`,
      events: [],
    };
  }
  return { verdict: "backed", why: `${passed.producer}: ${passed.headline}, on the attempt's tree.`, events: [] };
}

function runsFor(stated: StatedClaim, events: readonly SessionEvent[]): Run[] {
  const runs: Run[] = [];
  events.forEach(({ sessionId, event }, index) => {
    const check = event.detail;
    if (check.kind !== "check" || !matches(stated, check)) return;
    runs.push({
      index,
      ref: { sessionId, seq: event.seq },
      event,
      check,
      result: checkResult(check),
      scope: checkScope(check),
    });
  });
  return runs;
}

function matches(stated: StatedClaim, check: CheckDetail): boolean {
  if (stated.kind === "tests-pass")
    return check.checkType === "tests" || (check.checkType === "coverage" && check.counts !== null);
  if (stated.kind === "build-works") return check.checkType === "build";
  if (stated.analysis === "types")
    return (
      (check.checkType === "static-analysis" || check.checkType === "build") &&
      (typeTool.test(check.command) || (!lintTool.test(check.command) && check.checkType === "static-analysis"))
    );
  if (check.checkType !== "static-analysis") return false;
  return stated.analysis === "any" || lintTool.test(check.command) || !typeTool.test(check.command);
}

/** The earliest-standing failure: the last failing run that no later pass covers. */
function standingFailure(runs: readonly Run[]): Run | null {
  return (
    runs.findLast(
      (run) =>
        run.result === "failed" &&
        !runs.some((later) => later.index > run.index && later.result === "passed" && covers(later.scope, run.scope)),
    ) ?? null
  );
}

function countProblem(stated: StatedClaim, passes: readonly Run[]): ClaimFinding | null {
  if (stated.kind !== "tests-pass" || stated.count === null || stated.part) return null;
  const counted = passes.flatMap((run) =>
    typeof run.check.counts?.passed === "number" ? [{ run, passed: run.check.counts.passed }] : [],
  );
  const latest = counted.at(-1)?.run;
  if (latest === undefined) return null;
  // The line itself may count differently ("14 doctests, 297 tests"), and several suites may add up to the number that was said.
  const perCommand = new Map(counted.map(({ run, passed }) => [run.check.command, passed]));
  const sum = [...perCommand.values()].reduce((total, value) => total + value, 0);
  const inLine = new RegExp(`(?<![\\d.])${stated.count}(?![\\d.]|\\s*(?:failed|failures|errors|ms|s\\b))`);
  if (
    counted.some(({ run, passed }) => passed === stated.count || inLine.test(run.check.counts?.line ?? "")) ||
    sum === stated.count
  )
    return null;
  return { verdict: "contradicted", why: `The sentence says ${stated.count}; ${said(latest)}.`, events: [latest.ref] };
}

function said(run: Run): string {
  const counts = run.check.counts;
  const parts =
    counts === null
      ? []
      : [
          counts.passed === null ? null : `${counts.passed} passed`,
          counts.failed === null ? null : `${counts.failed} failed`,
        ].filter((part) => part !== null);
  const code = run.check.masked
    ? "its exit code is hidden"
    : run.check.exitCode === null
      ? run.result === "failed"
        ? "failed"
        : "ended without an error"
      : `exit code ${run.check.exitCode}`;
  return [`${shortCommand(run.check.command)}: ${code}`, ...parts].join(", ") + at(run.event);
}

function hidesResult(run: Run): boolean {
  return run.result === "unknown" || run.result === "no-result";
}

function unknownWhy(run: Run): string {
  if (run.check.masked)
    return `The exit code of ${shortCommand(run.check.command)} is hidden by what follows it, and its output shows no counts${at(run.event)}`;
  return `${said(run)}: it does not show whether it passed`;
}

function subject(stated: StatedClaim): string {
  if (stated.kind === "tests-pass") return "test run";
  if (stated.kind === "build-works") return "build";
  return stated.analysis === "types" ? "type check" : stated.analysis === "lint" ? "lint" : "static analysis";
}

function at(event: Event): string {
  return clockAfter(event.at);
}

function clockAfter(instant: string | null): string {
  const time = clock(instant);
  return time === null ? "" : `, ${time}`;
}

function shortName(path: string): string {
  const parts = path.split("/");
  return path.startsWith("/") && parts.length > 4 ? parts.slice(-3).join("/") : path;
}
