import { said } from "./claim-runs";
import type { OutputOf, Run } from "./claim-facts";
import type { StatedClaim } from "./stated-claim";

export interface CountProblem {
  readonly verdict: "contradicted" | "unbacked";
  readonly why: string;
  readonly run: Run;
}

/** Only the end of an output is searched: summaries stand there. */
const searched = 64 * 1024;

/**
 * Holds the number a sentence names against the outputs of the runs that passed. Null where any of them shows it, or where the
 * sentence names none. Contradicted where the last run covered everything, stands alone and counts another
 * number; else unbacked: several runs may add up in ways nobody can see. A part may be within a larger run, never within a smaller.
 */
export function countProblem(stated: StatedClaim, passes: readonly Run[], outputOf: OutputOf): CountProblem | null {
  const { count } = stated;
  if (stated.kind !== "tests-pass" || count === null) return null;
  const counted = passes.flatMap((run) =>
    typeof run.check.counts?.passed === "number" ? [{ run, passed: run.check.counts.passed }] : [],
  );
  // The line itself may count differently ("14 doctests, 297 tests"), and several suites may add up to the number that was said.
  const perCommand = new Map(counted.map(({ run, passed }) => [run.check.command, passed]));
  const sum = [...perCommand.values()].reduce((total, value) => total + value, 0);
  const standsAlone = new RegExp(
    `(?<![\\d.,:])${String(count)}(?![\\d:]|[.,]\\d|\\s*(?:failed|failures|errors|warnings?|filtered|ignored|skipped|measured|files?|lines?|ms|s)\\b)`,
  );
  const skippedToo = counted.findLast(
    ({ run, passed }) => (run.check.counts?.skipped ?? 0) > 0 && passed + (run.check.counts?.skipped ?? 0) === count,
  );
  if (counted.some(({ passed }) => passed === count) || sum === count) return null;
  // A part is within any run that had at least as many.
  if (stated.part && (sum > count || counted.some(({ passed }) => passed > count))) return null;
  // Tests that were skipped did not pass, though the output may count them in its total.
  if (skippedToo !== undefined)
    return {
      verdict: "contradicted",
      why: `The sentence says ${String(count)}; ${said(skippedToo.run)}.`,
      run: skippedToo.run,
    };
  if (passes.some((run) => standsAlone.test(run.check.counts?.line ?? ""))) return null;
  if (passes.some((run) => linesOfTests(outputOf(run)).some((line) => standsAlone.test(line)))) return null;
  const latest = counted.at(-1)?.run;
  const last = passes.at(-1);
  if (last === undefined) return null;
  if (latest === undefined)
    return { verdict: "unbacked", why: `No output names ${String(count)} tests; ${said(last)}.`, run: last };
  const verdict =
    !stated.part && latest === last && perCommand.size === 1 && last.scope.targets.length === 0
      ? "contradicted"
      : "unbacked";
  return { verdict, why: `The sentence says ${String(count)}; ${said(latest)}.`, run: latest };
}

/** Lines that speak of tests: a number in any other is of something else. */
function linesOfTests(output: string): string[] {
  return output
    .slice(-searched)
    .split("\n")
    .filter(
      (line) =>
        line.length < 1000 &&
        /\b(?:tests?|specs?|pass(?:ed|es|ing)?|ok|examples?|assertions?|runs?|ran|checks?|scenarios?|total|collected)\b|[✓✔✅]/i.test(
          line,
        ),
    );
}
