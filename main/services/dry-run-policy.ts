import type { DryRun, DryRunRow } from "../../shared/contract/policy";
import type { Task } from "../../shared/model/task";
import { tierOrder } from "../../shared/review/effective-tier";
import { gatesFor } from "../policy/gates";
import { noHistory } from "../policy/history";
import {
  readPolicy,
  repositoryPolicy,
  type LoadedPolicy,
  type MachinePolicy,
  type PolicyText,
} from "../policy/policy-file";
import { tierOf, type TierInput } from "../policy/tier";
import { readMarks } from "../store/reviewer";
import { countTasks, everyTask, type StoredAttempt } from "../store/tasks";
import { approvalsOf, deskIdentities } from "../views/approvals";
import type { Core } from "../views/core";
import { keptOnAttempt } from "../views/decisions";
import { effectiveOf } from "../views/effective";
import { historyOf } from "../views/history";
import { ownershipOf } from "../views/ownership";
import { checkPolicy, overrideOf, policyOf, ruleIds } from "../views/policy";
import { currentSettings } from "../views/settings";
import { blocksApproval } from "../../shared/review/second-reviewer";
import { startJob } from "./jobs";
import { inSteps } from "./steps";

const mostRows = 1000;
/** What the reviewer has still to do in any case says nothing of the work: reading has not begun on what came in last night. */
const reviewersOwn: ReadonlySet<string> = new Set(["files-opened"]);
const changeOrder = ["blocked", "raised", "gates", "passes", "lowered"] as const;
type Outcome = DryRunRow["now"] & { readonly blocked: boolean; readonly why: ReadonlyMap<string, string> };

/**
 * Tries a policy on every attempt that was judged: which tier and gates it would have under it, against those it has now. What the
 * engines found stays as it is; nothing is stored. In steps, with progress, and cancelled by its job or when the app closes.
 */
export async function dryRunPolicy(core: Core, text: string, closing: () => boolean): Promise<DryRun> {
  const { ref, problems } = checkPolicy(core, text);
  const result: DryRun = {
    ref,
    problems,
    cancelled: false,
    attempts: 0,
    unjudged: 0,
    counts: { same: 0, blocked: 0, passes: 0, raised: 0, lowered: 0, gates: 0, approvedAndBlocked: 0 },
    rows: [],
    left: 0,
  };
  const file: PolicyText = { place: "policy.yaml", text };
  const { value } = readPolicy(text, file.place, ruleIds(core));
  if (value === null || ref === null) return result;
  const job = startJob(core);
  try {
    const tried = { policy: value, ref, file, refused: null };
    const cancelled = () => closing() || job.cancelled();
    const finished = await inSteps(trySteps(core, tried, result, job.id), cancelled);
    result.cancelled = finished === null;
    if (!closing()) tell(core, job.id, countTasks(core.index), true, result.cancelled);
    result.rows.sort((a, b) => changeOrder.indexOf(a.change) - changeOrder.indexOf(b.change));
    return result;
  } finally {
    job.end();
  }
}

function tell(core: Core, id: string, done: number, finished: boolean, cancelled = false): void {
  const total = countTasks(core.index);
  core.publish("progress", { id, job: "Trying a policy", step: "", done, total, finished, unit: "tasks", cancelled });
}

function* trySteps(core: Core, tried: MachinePolicy, result: DryRun, job: string): Generator<void, true> {
  let tasks = 0;
  for (const state of everyTask(core.index)) {
    const { task, attempts } = state.read();
    for (const stored of attempts) {
      if (stored.judgement === null) result.unjudged += 1;
      else tryOne(core, { task, stored, tried }, result);
      yield;
    }
    tasks += 1;
    if (tasks % 20 === 0) tell(core, job, tasks, false);
  }
  return true;
}

function tryOne(
  core: Core,
  { task, stored, tried }: { task: Task; stored: StoredAttempt; tried: MachinePolicy },
  result: DryRun,
): void {
  const { attempt } = stored;
  const now = outcomeOf(core, task, stored, policyOf(core, attempt));
  const then = outcomeOf(core, task, stored, withRepository(core, stored, tried));
  const change = changeOf(now, then);
  result.attempts += 1;
  const rows = keptOnAttempt(core, attempt.id);
  const verdict = rows.findLast(({ decision }) => ["approve", "request-changes", "reject"].includes(decision.kind));
  if (verdict?.decision.kind === "approve" && then.blocked) result.counts.approvedAndBlocked += 1;
  result.counts[change ?? "same"] += 1;
  if (change === null) return;
  if (result.rows.length >= mostRows) {
    result.left += 1;
    return;
  }
  result.rows.push({
    taskId: task.id,
    taskRef: task.ref,
    title: task.title,
    attemptId: attempt.id,
    letter: attempt.letter,
    decided: verdict === undefined ? null : { kind: verdict.decision.kind, seq: verdict.seq },
    now: shown(now),
    then: shown(then),
    change,
    because: becauseOf(now, then),
  });
}

const mergedWith = new WeakMap<MachinePolicy, Map<string, LoadedPolicy>>();

/** What a repository adds counts beside the tried policy as it does beside the one in force. */
function withRepository(core: Core, { attempt }: StoredAttempt, tried: MachinePolicy): LoadedPolicy {
  const own = overrideOf(core, attempt);
  if (own === null) return tried;
  const known = mergedWith.get(tried) ?? new Map<string, LoadedPolicy>();
  mergedWith.set(tried, known);
  const merged = known.get(own.text) ?? repositoryPolicy(tried, own, ruleIds(core));
  known.set(own.text, merged);
  return merged;
}

function outcomeOf(core: Core, task: Task, stored: StoredAttempt, loaded: LoadedPolicy): Outcome {
  const { attempt, judgement } = stored;
  if (judgement === null) throw new Error("an attempt without a judgement has no tier to try");
  // A held level is what the policy in force has reached: a tried one is looked at as if it had been there from the beginning.
  const input: TierInput = {
    ...loaded,
    task,
    attempt,
    findings: judgement.findings,
    claims: judgement.claims,
    provenance: judgement.provenance,
    history: loaded.policy.history === undefined ? noHistory : historyOf(core, task, attempt),
    held: null,
    notes: [],
  };
  const tier = tierOf(input);
  const effective = effectiveOf(core, task, stored, { ...judgement, tier });
  const gates = gatesFor({
    policy: loaded.policy,
    tier: { level: effective.tier.level },
    task,
    attempt,
    judgement,
    ownership: ownershipOf(core, task),
    readFiles: readMarks(
      core.record,
      attempt.files.map((file) => file.digest),
      currentSettings(core).reviewerName,
    ),
    requester: task.requester?.name ?? null,
    reviewer: currentSettings(core).reviewerName,
    desk: deskIdentities(core, stored),
    approvals: approvalsOf(core, task, stored),
  });
  const unmet = gates.filter((gate) => !gate.met && !effective.overrides.has(gate.id));
  return {
    level: effective.tier.level,
    points: tier.points,
    unmet: unmet.map((gate) => gate.title),
    blocked: unmet.some((gate) => blocksApproval(gate) && !reviewersOwn.has(gate.id)),
    why: new Map([
      ...tier.matched.map((match) => [`tier ${match.rule} ${match.level}`, `${match.level}: ${match.why}`] as const),
      ...unmet.map((gate) => [`gate ${gate.id}`, `${gate.title}: ${gate.why}`] as const),
    ]),
  };
}

function shown({ level, points, unmet }: Outcome): DryRunRow["now"] {
  return { level, points, unmet };
}

function changeOf(now: Outcome, then: Outcome): DryRunRow["change"] | null {
  if (now.blocked !== then.blocked) return then.blocked ? "blocked" : "passes";
  const moved = tierOrder.indexOf(then.level) - tierOrder.indexOf(now.level);
  if (moved !== 0) return moved > 0 ? "raised" : "lowered";
  return now.unmet.join("\n") === then.unmet.join("\n") ? null : "gates";
}

/** What stands on one side and not on the other: the matches where the tier is another one, and the gates. */
function becauseOf(now: Outcome, then: Outcome): string[] {
  const only = (a: Outcome, b: Outcome, kind: string) =>
    [...a.why].flatMap(([key, why]) => (key.startsWith(kind) && !b.why.has(key) ? [why] : []));
  const tiers =
    now.level === then.level
      ? []
      : [
          ...only(then, now, "tier ").map((why) => `Now also ${why}`),
          ...only(now, then, "tier ").map((why) => `No longer ${why}`),
        ];
  return [
    ...tiers,
    ...only(then, now, "gate ").map((why) => `Not met: ${why}`),
    ...only(now, then, "gate ").map((why) => `No longer asked for or met: ${why}`),
  ].slice(0, 12);
}
