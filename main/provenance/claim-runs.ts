import type { Run } from "./claim-facts";
import { groundOf, type Ground, type StatedClaim } from "./stated-claim";
import { clock, shortCommand } from "./wording";

const lintTool =
  /\b(?:lint|eslint|ruff|flake8|pylint|clippy|golangci-lint|prettier|biome|black|rubocop|checkstyle|credo|fmt|format|gofmt)\b/i;
const typeTool = /\b(?:tsc|tsgo|type-?check|check-types|types|mypy|pyright|vue-tsc|dialyzer)\b/i;
/** Their test runs compile what they test. */
const compiling = /^(?:cargo|go|mvnw?|\.?\/?gradlew?|gradle|dotnet|swift|mix|sbt)\b/;

/**
 * The runs that could show what a claim says, by kind of check and by the command it names. Scripts written along the way count
 * only where no test tool ran, or where the claim names them.
 */
export function runsFor(stated: StatedClaim, runs: readonly Run[]): Run[] {
  const suite = stated.kind === "tests-pass" ? suitesIn(stated.sentence.slice(stated.span.start, stated.span.end)) : [];
  const ofKind = runs.filter((run) => matches(stated, run) && !otherSuite(suite, run.command));
  const { command } = stated;
  if (command !== null) {
    const named = ofKind.filter((run) => sameCommand(run, command));
    if (named.length > 0) return named;
  }
  if (stated.kind === "static-analysis-clean" && stated.paths.length > 0) {
    const named = ofKind.filter((run) =>
      stated.paths.every((path) => run.scope.targets.some((target) => target.replace(/^\.\//, "") === path)),
    );
    if (named.length > 0) return named;
  }
  const tools = ofKind.filter((run) => !run.script);
  return tools.length > 0 ? tools : ofKind;
}

const suites: readonly (readonly [string, RegExp])[] = [
  ["unit", /\bunit\b/i],
  ["integration", /\bintegration\b/i],
  ["e2e", /\be2e\b|\bend-to-end\b/i],
];

function suitesIn(text: string): string[] {
  return suites.filter(([, words]) => words.test(text)).map(([name]) => name);
}

/** "The unit tests pass" says nothing of `npm run test:e2e`. */
function otherSuite(claimed: readonly string[], command: string): boolean {
  if (claimed.length === 0) return false;
  const ran = suitesIn(command);
  return ran.length > 0 && !ran.some((one) => claimed.includes(one));
}

/** Whether a run is of the command that a claim names, options and folders aside. */
export function sameCommand(run: Run, command: string): boolean {
  const wanted = normal(command);
  return wanted !== "" && (normal(run.command).includes(wanted) || normal(run.check.command).includes(wanted));
}

function normal(command: string): string {
  return command
    .replace(/\s+/g, " ")
    .replace(/\b(npm|pnpm|yarn|bun) (?:run )?(?:-s |--silent )?(?:t|tst|test)\b/g, "$1 test")
    .replace(/\b(npm|pnpm|yarn|bun) run (?:-s |--silent )?/g, "$1 run ")
    .replace(/\bpython3? -m (?=pytest|unittest)/g, "")
    .replace(/\bnpx /g, "")
    .trim();
}

function matches(stated: StatedClaim, { check, checkType, command, result }: Run): boolean {
  if (stated.kind === "tests-pass") return checkType === "tests" || (checkType === "coverage" && check.counts !== null);
  if (stated.kind === "build-works")
    return checkType === "build" || (checkType === "tests" && result === "passed" && compiling.test(command));
  if (stated.analysis === "types")
    return (
      (checkType === "static-analysis" || checkType === "build") &&
      (typeTool.test(command) || (!lintTool.test(command) && checkType === "static-analysis"))
    );
  if (checkType !== "static-analysis") return false;
  return stated.analysis === "any" || lintTool.test(command) || !typeTool.test(command);
}

/** What a run was and how it ended: command, exit code or why there is none, counts, time of day (UTC). */
export function said(run: Run): string {
  const { counts } = run.check;
  const own = counts !== null && (run.checkType === "tests" || run.checkType === "coverage") ? counts : null;
  const parts = own === null ? [] : countWords(own);
  return (
    [`${shortCommand(run.alone ? run.check.command : run.command)}: ${ending(run)}`, ...parts].join(", ") + at(run)
  );
}

function countWords({ passed, failed, skipped }: NonNullable<Run["check"]["counts"]>): string[] {
  return [
    passed === null ? [] : [`${String(passed)} passed`],
    failed === null ? [] : [`${String(failed)} failed`],
    skipped === null || skipped === 0 ? [] : [`${String(skipped)} skipped`],
  ].flat();
}

function ending(run: Run): string {
  if (run.result === "no-result") return "was started and has no result";
  if (run.masked) return "its exit code is hidden";
  if (run.check.exitCode !== null) return `exit code ${String(run.check.exitCode)}`;
  return run.result === "failed" ? "failed" : "ended without an error";
}

/** ", 02:14", or nothing where the time is not known. */
export function at(run: { readonly event: { readonly at: string | null } }): string {
  const time = clock(run.event.at);
  return time === null ? "" : `, ${time}`;
}

/** Why a run does not show its result. */
export function unknownWhy(run: Run): string {
  const { check } = run;
  if (run.result === "no-result") return `${shortCommand(check.command)} was started${at(run)} and has no result`;
  if (run.masked)
    return `The exit code of ${shortCommand(check.command)} is hidden by what follows it, and its output shows no counts${at(run)}`;
  if (!run.alone)
    return `${shortCommand(check.command)} ran several checks and ${ending(run)}: which of them failed is not shown${at(run)}`;
  if (check.exitCode !== null && check.exitCode !== 0 && (check.counts?.failed ?? 1) === 0)
    return `${said(run)}: every test passed, and something else in the run failed`;
  if (check.exitCode === 0) return `${said(run)}: the exit code says it passed, the output says it did not`;
  return `${said(run)}: it does not show whether it passed`;
}

/** The run as what a verdict rests on, with the line of output that decides. */
export function runGround(run: Run): Ground {
  const { counts, shown } = run.check;
  const own = run.checkType === "tests" || run.checkType === "coverage" || run.alone;
  return groundOf({
    event: run.ref,
    exitCode: run.masked ? null : run.check.exitCode,
    line: own ? (counts?.line ?? shown?.line ?? null) : null,
  });
}

export function hidesResult(run: Run): boolean {
  return run.result === "unknown" || run.result === "no-result";
}
