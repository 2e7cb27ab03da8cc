import type { PolicyFile, PolicyInForce, PolicyProblem, PolicyRule } from "../../shared/contract/policy";
import type { Attempt } from "../../shared/model/attempt";
import type { PolicyRef } from "../../shared/model/tier";
import { counted } from "../../shared/review/counted";
import { err, ok, type Result } from "../../shared/result";
import { readPolicy, refOf, repositoryPolicy, type LoadedPolicy, type RepositoryPolicy } from "../policy/policy-file";
import type { PolicyProblemFound } from "../policy/policy-place";
import { readRepositoryPolicy } from "../store/policy";
import { readAttempt } from "../store/tasks";
import type { Core } from "./core";
import { placedProblem } from "./placed-problem";

/** Where a repository keeps what it adds to the policy. */
export const overridePath = ".countersign/policy.yaml";

/** The ids of the rules that a policy can name. */
export function ruleIds(core: Core): string[] {
  return core.plugins.rules.map((rule) => rule.id);
}

interface OfBase extends RepositoryPolicy {
  readonly place: string;
  readonly text: string;
}

/** Policies of repositories as merged: attempts of one night begin from few commits. A commit never changes. */
const merged = new WeakMap<Core, Map<string, OfBase>>();
const mostMerged = 200;

/** What the repository of an attempt adds, by the commit it began from; null where it adds nothing, or no repository is known. */
export function overrideOf(core: Core, { base }: Pick<Attempt, "base">): OfBase | null {
  if (base === null) return null;
  const known = merged.get(core) ?? new Map<string, OfBase>();
  merged.set(core, known);
  const before = known.get(base);
  if (before !== undefined) return before;
  const row = readRepositoryPolicy(core.record, base);
  if (row === null) return null;
  const file = { place: `${row.commit.slice(0, 12)}:${overridePath}`, text: row.text };
  const made = { ...file, ...repositoryPolicy(core.policy, file, ruleIds(core)) };
  for (const oldest of known.keys()) {
    if (known.size < mostMerged) break;
    known.delete(oldest);
  }
  known.set(base, made);
  return made;
}

/** The policy that an attempt is judged by. */
export function policyOf(core: Core, attempt: Pick<Attempt, "base">): LoadedPolicy {
  return overrideOf(core, attempt) ?? core.policy;
}

/** What is wrong with the policy files that an attempt should be judged by, in sentences: its tier says so. */
export function policyNotes(core: Core, attempt: Pick<Attempt, "base">): string[] {
  const { refused } = core.policy;
  const override = overrideOf(core, attempt);
  const first = override?.problems[0];
  const said = ({ message, place }: PolicyProblemFound): string => `${message} (${place ?? ""})`;
  return [
    ...(refused === null
      ? []
      : [
          `This machine's own policy is not in force: ${said(refused.problems[0] ?? { code: "", message: "unreadable" })}`,
        ]),
    ...(override === null || first === undefined
      ? []
      : [
          override.taken
            ? `${counted(override.problems.length, "thing")} in the repository's own policy would loosen and does not count: ${said(first)}`
            : `The repository's own policy is not in force: ${said(first)}`,
        ]),
  ];
}

/** The policy in force, with the files it is from and everything that is wrong with them. In: an attempt, or null. */
export function policyInForce(core: Core, attemptId: string | null): Result<PolicyInForce> {
  const stored = attemptId === null ? null : readAttempt(core.index, attemptId);
  if (attemptId !== null && stored === null)
    return err({ code: "not-found", message: `There is no attempt ${attemptId}.`, remedy: "Open its task again." });
  const { file, refused } = core.policy;
  const override = stored === null ? null : overrideOf(core, stored.attempt);
  const { policy, ref } = override ?? core.policy;
  return ok({
    ref,
    policy,
    file: fileOf(file, []),
    refused: refused === null ? null : fileOf(refused, refused.problems),
    override: override === null ? null : { ...fileOf(override, override.problems), taken: override.taken },
  });
}

/** Every problem of a text as a policy of this machine. */
export function checkPolicy(core: Core, text: string): { ref: PolicyRef | null; problems: PolicyProblem[] } {
  const { value, problems } = readPolicy(text, "policy.yaml", ruleIds(core));
  return { ref: value === null ? null : refOf(value, "user", text), problems: problems.map(placedProblem) };
}

/** Every rule with what the policy of this machine makes of it. */
export function policyRules(core: Core): PolicyRule[] {
  return core.plugins.rules.map(({ id, title, rationale, looksAt }) => ({
    id,
    title,
    rationale,
    looksAt: [...looksAt],
    weight: core.policy.policy.rules[id] ?? null,
  }));
}

function fileOf({ place, text }: { place: string; text: string }, problems: readonly PolicyProblemFound[]): PolicyFile {
  return { place, text, problems: problems.slice(0, 200).map(placedProblem) };
}
