import type { Attempt } from "../../shared/model/attempt";
import type { Claim } from "../../shared/model/claim";
import type { Finding } from "../../shared/model/finding";
import type { Task } from "../../shared/model/task";
import type { Tier, TierLevel } from "../../shared/model/tier";
import { isDocumentPath } from "./path-class";

const order: readonly TierLevel[] = ["low", "medium", "high", "critical"];
type Match = Omit<Tier["matched"][number], "weight">;

/** The table below, until a policy file says it. */
const builtIn: Tier["policy"] = { id: "built-in", version: 1, digest: "0".repeat(64), source: "default" };

/** What a rule's findings raise the tier to. Rules that are not here do not raise it: they are about the review, not the risk. */
const raises: Readonly<Record<string, { readonly level: TierLevel; readonly atLeast: Finding["severity"] }>> = {
  secret: { level: "critical", atLeast: "serious" },
  "hidden-unicode": { level: "high", atLeast: "serious" },
  "risky-command": { level: "high", atLeast: "serious" },
  "sensitive-path": { level: "high", atLeast: "note" },
  migration: { level: "high", atLeast: "note" },
  "ci-loosened": { level: "high", atLeast: "serious" },
  "test-weakened": { level: "high", atLeast: "serious" },
  "scope-breach": { level: "medium", atLeast: "note" },
  "tool-breach": { level: "medium", atLeast: "note" },
  "command-breach": { level: "medium", atLeast: "note" },
  "host-breach": { level: "medium", atLeast: "note" },
  "dependency-changed": { level: "medium", atLeast: "note" },
};
const severities: readonly Finding["severity"][] = ["note", "warning", "serious"];
/** Above this a reviewer no longer holds the change in mind (added and removed lines, without documents). */
const largeChange = 800;

/** Rules whose findings raise the tier, for the test that holds this table to the list of rules. */
export const raisingRules: readonly string[] = Object.keys(raises);

/**
 * How much care an attempt needs, and every rule that says so. The contract's declared risk is the floor: what is matched can raise
 * the tier, never lower it.
 * In: task, attempt, findings, claims. Out: the highest matched level, and all matches, highest first.
 */
export function tierOf(input: {
  readonly task: Task;
  readonly attempt: Attempt;
  readonly findings: readonly Finding[];
  readonly claims: readonly Claim[];
}): Tier {
  const { task, attempt, findings, claims } = input;
  const matched: Match[] = [];
  const code = attempt.files.filter((file) => !isDocumentPath(file.path));
  const declared = task.contract?.risk;
  if (declared !== undefined)
    matched.push({ rule: "declared-risk", level: declared, why: `The contract declares ${declared} risk.` });
  else if (code.length > 0) {
    matched.push({
      rule: "no-declared-risk",
      level: "medium",
      why:
        task.contract === null
          ? "No contract: nobody declared the risk or the bounds."
          : "The contract declares no risk, and the change is not documents alone.",
    });
  } else
    matched.push({
      rule: "documents-only",
      level: "low",
      why: attempt.files.length === 0 ? "No file is known to have changed." : "Only documents changed.",
    });

  for (const [rule, raise] of Object.entries(raises)) {
    const seen = findings.filter(
      (finding) => finding.rule === rule && severities.indexOf(finding.severity) >= severities.indexOf(raise.atLeast),
    );
    const first = seen[0];
    if (first !== undefined)
      matched.push({
        rule,
        level: raise.level,
        why:
          seen.length === 1
            ? `${first.title}: ${first.message}`
            : `${first.title}, ${seen.length} findings: ${first.message}`,
      });
  }
  const contradicted = claims.filter((claim) => claim.verdict === "contradicted");
  const worst = contradicted[0];
  if (worst !== undefined)
    matched.push({ rule: "contradicted-claim", level: "medium", why: `The summary is contradicted: ${worst.why}` });
  const lines = code.reduce((sum, file) => sum + file.added + file.removed, 0);
  if (lines > largeChange)
    matched.push({ rule: "large-change", level: "medium", why: `${lines} lines changed in ${code.length} files.` });

  matched.sort((a, b) => order.indexOf(b.level) - order.indexOf(a.level));
  return {
    level: matched[0]?.level ?? "low",
    points: 0,
    matched: matched.map((match) => ({ ...match, weight: 0 })),
    policy: builtIn,
  };
}
