import type { EvidenceKind } from "../../shared/model/contract";
import type { Evidence } from "../../shared/model/evidence";
import { countProblem } from "./check-count";
import { at, hidesResult, runGround, runsFor, said, sameCommand, unknownWhy } from "./claim-runs";
import { covers } from "./check-scope";
import { warningLine } from "./check-warnings";
import type { ClaimFacts, Edit, OutputOf, Run } from "./claim-facts";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";
import { counted as numberOf, shortCommand } from "./wording";

/**
 * Compares "tests pass", "lint is clean" or "it builds" with the checks that ran.
 * The last check decides; a failing one stands until a later pass covers the same scope; an edit after the last pass makes the
 * claim stale. Reports that came with the attempt count where they were made on its tree.
 * In: the claim, what the events hold, evidence, outputs. Out: verdict and why, with command, exit code, counts and time (UTC).
 */
export function judgeCheckClaim(
  stated: StatedClaim,
  facts: Pick<ClaimFacts, "runs" | "edits">,
  evidence: readonly Evidence[],
  outputOf: OutputOf,
): ClaimFinding {
  const seen = judgeRuns(stated, facts, outputOf);
  const report = judgeReports(stated, evidence);
  if (report === null || seen.verdict === "contradicted") return seen;
  if (report.verdict === "contradicted" || seen.verdict !== "backed") return report;
  return seen;
}

function finding(verdict: ClaimFinding["verdict"], why: string, runs: readonly Run[], edit?: Edit): ClaimFinding {
  const refs = [...runs.map((run) => run.ref), ...(edit === undefined ? [] : [edit.ref])];
  const ground = [
    ...runs.map(runGround),
    ...(edit === undefined ? [] : [groundOf({ event: edit.ref, path: shortName(edit.path) })]),
  ];
  return { verdict, why, events: refs, ground };
}

function judgeRuns(
  stated: StatedClaim,
  { runs: all, edits }: Pick<ClaimFacts, "runs" | "edits">,
  outputOf: OutputOf,
): ClaimFinding {
  const runs = runsFor(
    stated,
    all.filter((run) => !run.aside),
  );
  const started = runs.filter((run) => run.result !== "not-run");
  const last = started.at(-1);
  if (last === undefined) return neverRan(stated, runs, all);
  const { command } = stated;
  if (command !== null && !started.some((run) => sameCommand(run, command)))
    return finding("unbacked", `${shortCommand(command)} did not run; what ran last was ${said(last)}.`, [last]);
  const pass = started.findLast((run) => run.result === "passed");
  const failure = stated.part ? partFailure(stated, started, pass, outputOf) : wholeFailure(started, pass, edits);
  if (failure !== null) return softened(stated, failure, last.check.counts);
  if (pass === undefined || last.result === "no-result") return finding("unverifiable", `${unknownWhy(last)}.`, [last]);
  const passes = started.filter((run) => run.result === "passed");
  const count = countProblem(stated, passes, outputOf);
  if (count !== null) return finding(count.verdict, count.why, [count.run]);
  return judgePass({ stated, started, passes, pass, edits, outputOf });
}

function neverRan(stated: StatedClaim, runs: readonly Run[], all: readonly Run[]): ClaimFinding {
  const tried = runs.at(-1);
  if (tried === undefined) {
    const other = all.findLast((run) => run.result !== "not-run");
    const only = other === undefined ? "" : ` What ran last was ${said(other)}.`;
    return finding(
      "unbacked",
      `No ${subject(stated)} ran in the recorded events.${only}`,
      other === undefined ? [] : [other],
    );
  }
  const { check } = tried;
  const why =
    check.outcome === "denied"
      ? "was refused by a person"
      : check.counts !== null || check.exitCode === 0
        ? "ran no test"
        : `could not start, exit code ${check.exitCode === null ? "unknown" : String(check.exitCode)}`;
  return finding("unbacked", `${shortCommand(check.command)} ${why}; nothing else checked it.`, [tried]);
}

/** A failing run that stands: no later pass covers what it covered. */
function wholeFailure(started: readonly Run[], pass: Run | undefined, edits: readonly Edit[]): ClaimFinding | null {
  const standing = started.findLast(
    (run) =>
      run.result === "failed" &&
      !started.some((later) => later.index > run.index && later.result === "passed" && covers(later.scope, run.scope)),
  );
  if (standing === undefined) return null;
  const later = pass !== undefined && pass.index > standing.index ? pass : undefined;
  // A run that hides its result may have passed: no ground to accuse anyone.
  const hidden = started.findLast(
    (run) => run.index > standing.index && hidesResult(run) && covers(run.scope, standing.scope),
  );
  if (hidden !== undefined)
    return finding("unverifiable", `${said(standing)}. ${unknownWhy(hidden)}.`, [standing, hidden]);
  // A script written along the way may have failed by design.
  if (standing.script) {
    if (later !== undefined) return null;
    return finding("unverifiable", `${said(standing)}; it is a script of the agent's own, no test tool.`, [standing]);
  }
  if (later === undefined) return finding("contradicted", `${said(standing)}; no later run passed.`, [standing]);
  if (edits.some((edit) => edit.index > standing.index && edit.index < later.index))
    return finding(
      "unbacked",
      `${said(standing)}; after further edits no run of the same scope passed, only ${said(later)}.`,
      [standing, later],
    );
  return finding("contradicted", `${said(standing)}; later no run of the same scope passed, only ${said(later)}.`, [
    standing,
    later,
  ]);
}

/**
 * What fails is no ground to accuse a text that says so itself, that speaks of what is new, or that gives the number of tests that
 * did pass in the run that failed.
 */
function softened(stated: StatedClaim, failure: ClaimFinding, counts: Run["check"]["counts"]): ClaimFinding {
  if (failure.verdict !== "contradicted") return failure;
  if (stated.ownsUp && stated.count !== null && !stated.whole && counts?.passed === stated.count)
    return { ...failure, verdict: "backed" };
  if (stated.ownsUp)
    return { ...failure, verdict: "unverifiable", why: `${failure.why} The text itself tells of what fails.` };
  if (stated.limited)
    return { ...failure, verdict: "unverifiable", why: `${failure.why} What is said is of a part of that.` };
  return failure;
}

/** A claim of some tests is held against the last run that could be theirs; other runs may have failed for other tests. */
function partFailure(
  { subject: name }: StatedClaim,
  started: readonly Run[],
  pass: Run | undefined,
  outputOf: OutputOf,
): ClaimFinding | null {
  const failed = started.findLast((run) => run.result === "failed");
  if (failed === undefined || (pass !== undefined && pass.index > failed.index)) return null;
  const own = name !== null && named(failed, name);
  // Tests of a name are known to have passed where a run of them did, and what failed in a wider one is listed without them.
  if (name !== null && !own && pass !== undefined && named(pass, name) && failsWithout(failed, name, outputOf))
    return null;
  if (own && pass !== undefined && !named(pass, name) && !hiddenAfter(started, failed))
    return finding("contradicted", `${said(failed)}; no later run passed.`, [failed]);
  if (hiddenAfter(started, failed))
    return finding("unverifiable", `${said(failed)}. A later run does not show its result.`, [failed]);
  if (failed.script || pass !== undefined)
    return finding(
      "unverifiable",
      pass === undefined
        ? `${said(failed)}; it is a script of the agent's own, no test tool.`
        : `${said(pass)}. Later ${said(failed)}: whether these tests failed is not shown.`,
      pass === undefined ? [failed] : [pass, failed],
    );
  if (name !== null && !own && !failsWith(failed, name, outputOf))
    return finding("unverifiable", `${said(failed)}: whether the ${name} tests failed is not shown.`, [failed]);
  return finding("contradicted", `${said(failed)}; no later run passed.`, [failed]);
}

function hiddenAfter(started: readonly Run[], failed: Run): boolean {
  return started.some((run) => run.index > failed.index && hidesResult(run));
}

const failingLine = /\b(?:FAIL(?:ED|URE)?|ERROR|failed)\b|[✗✖❌×]|^\s*\d+\) /;

function failingLines(run: Run, outputOf: OutputOf): string[] {
  return outputOf(run)
    .slice(-64 * 1024)
    .split("\n")
    .filter((line) => line.length < 1000 && failingLine.test(line) && /[A-Za-z]/.test(line.replace(failingLine, "")));
}

function failsWith(run: Run, name: string, outputOf: OutputOf): boolean {
  return failingLines(run, outputOf).some((line) => bare(line).includes(bare(name)));
}

/** As many failing tests are listed as are counted, and none of them has the name. */
function failsWithout(run: Run, name: string, outputOf: OutputOf): boolean {
  const failed = run.check.counts?.failed ?? 0;
  const lines = failingLines(run, outputOf);
  return failed > 0 && lines.length >= failed && !lines.some((line) => bare(line).includes(bare(name)));
}

interface Passed {
  readonly stated: StatedClaim;
  readonly started: readonly Run[];
  readonly passes: readonly Run[];
  readonly pass: Run;
  readonly edits: readonly Edit[];
  readonly outputOf: OutputOf;
}

function judgePass({ stated, started, passes, pass, edits, outputOf }: Passed): ClaimFinding {
  const after = edits.filter((edit) => edit.index > pass.index);
  const final = after.at(-1);
  const lastEdit = edits.at(-1)?.index ?? -1;
  const hidden = started.findLast((run) => run.index > lastEdit && hidesResult(run));
  if (final !== undefined) {
    const before = `${said(pass)}, before ${numberOf(after.length, "further edit")}, the last to ${shortName(final.path)}${at(final)}.`;
    return hidden === undefined
      ? finding("stale", before, [pass], final)
      : finding("unverifiable", `${before} ${unknownWhy(hidden)}.`, [pass, hidden]);
  }
  const whole =
    passes.find((run) => run.index > lastEdit && run.scope.targets.length === 0) ??
    (stated.count !== null && pass.check.counts?.passed === stated.count ? pass : undefined);
  if (stated.whole && whole === undefined) {
    if (hidden?.scope.targets.length === 0) return finding("unverifiable", `${unknownWhy(hidden)}.`, [pass, hidden]);
    return finding("unbacked", `No run of everything after the final edit; a narrower one passed: ${said(pass)}.`, [
      pass,
    ]);
  }
  const { subject: name } = stated;
  const ofName = (run: Run) => name === null || run.scope.targets.length === 0 || named(run, name);
  if (name !== null && !ofName(pass)) {
    const own = passes.findLast((run) => run.index > lastEdit && ofName(run));
    if (own !== undefined) return finding("backed", `${said(own)}${afterEdit(edits)}.`, [own]);
    return finding("unverifiable", `${said(pass)}; whether that ran the ${name} tests is not shown.`, [pass]);
  }
  const best = stated.whole ? (passes.findLast((run) => run === whole) ?? pass) : pass;
  const warned = stated.noWarnings ? warningLine(best, outputOf) : null;
  if (warned !== null)
    return {
      verdict: "contradicted",
      why: `${said(best)}; its output counts warnings: ${warned.slice(0, 200)}`,
      events: [best.ref],
      ground: [{ ...runGround(best), line: warned.slice(0, 500).toWellFormed() }],
    };
  return finding("backed", `${said(best)}${afterEdit(edits)}.`, [best]);
}

function bare(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

function named(run: Run, name: string): boolean {
  return bare(run.command).includes(bare(name));
}

function afterEdit(edits: readonly Edit[]): string {
  return edits.length === 0 ? "" : ", after the final edit";
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
  const of = (item: Evidence, verdict: ClaimFinding["verdict"], why: string): ClaimFinding => ({
    verdict,
    why,
    events: [],
    ground: [groundOf({ evidenceId: item.id, line: item.headline, path: item.file?.path ?? null })],
  });
  const failed = solid.find((item) => item.result === "failed");
  if (failed !== undefined && !stated.part)
    return of(failed, "contradicted", `${failed.producer}: ${failed.headline}, on the attempt's tree.`);
  const passed = solid.find((item) => item.result === "passed");
  if (passed === undefined) return null;
  const seen = passed.counts?.passed ?? null;
  if (stated.count !== null && seen !== null && seen !== stated.count && !stated.part)
    return of(
      passed,
      "contradicted",
      `The sentence says ${String(stated.count)}; ${passed.producer} shows ${String(seen)} passed, ${String(passed.counts?.failed ?? 0)} failed.`,
    );
  return of(passed, "backed", `${passed.producer}: ${passed.headline}, on the attempt's tree.`);
}

function subject(stated: StatedClaim): string {
  if (stated.kind === "tests-pass") return "test run";
  if (stated.kind === "build-works") return "build";
  return stated.analysis === "types" ? "type check" : stated.analysis === "lint" ? "lint" : "static analysis";
}

function shortName(path: string): string {
  const parts = path.split("/");
  return path.startsWith("/") && parts.length > 4 ? parts.slice(-3).join("/") : path;
}
