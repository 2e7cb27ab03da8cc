import { runnerNames } from "../../shared/model/runner";
import { decisionRule } from "../../shared/review/decision-catalog";
import { effectStateWords } from "../../shared/review/effect-words";
import { readLines } from "../../shared/review/read-lines";
import { shownReason } from "../../shared/review/shown-reason";
import type { ReportDecision } from "./document";

/** One field of a change as every format shows it; null says that nothing recorded it. */
export interface ChangeField {
  /** Column name in tables. */
  readonly id: string;
  /** As people read it. */
  readonly label: string;
  readonly value: string | null;
}

interface Column {
  readonly id: string;
  readonly label: string;
  readonly of: (row: ReportDecision) => string | null;
}

const list = (values: readonly string[]): string | null => (values.length === 0 ? null : values.join("; "));
const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? "yes" : "no");
const text = (value: string | number | null | undefined): string | null =>
  value === null || value === undefined || value === "" ? null : String(value);
const never = (): null => null;

/** What an auditor asks of a change, in this order. Fields that nothing here records are listed all the same. */
const columns: readonly Column[] = [
  { id: "entry", label: "Entry", of: ({ seq }) => String(seq) },
  { id: "leaf_hash", label: "Leaf hash", of: ({ leafHash }) => leafHash },
  { id: "recorded_at", label: "Recorded (local clock)", of: ({ recordedAt }) => utc(recordedAt) },
  { id: "trusted_time", label: "Not later than, by a trusted token", of: ({ trustedTime }) => placed(trustedTime) },
  { id: "anchored_by", label: "First anchor after it", of: ({ anchoredBy }) => placed(anchoredBy) },
  { id: "decision", label: "Decision", of: ({ decision }) => decisionRule(decision.kind).past },
  { id: "standing_now", label: "Standing now", of: ({ standing }) => standing },
  { id: "change_id", label: "Change", of: ({ decision }) => decision.taskRef ?? decision.taskId },
  { id: "task_id", label: "Task", of: ({ decision }) => decision.taskId },
  { id: "title", label: "Title", of: ({ decision }) => text(decision.taskTitle) },
  { id: "source_link", label: "Source", of: ({ task }) => text(task?.requester?.link) },
  { id: "requester", label: "Requester", of: ({ task }) => text(task?.requester?.name) },
  { id: "entry_point", label: "Asked for in", of: ({ task }) => text(task?.requester?.entryPoint) },
  { id: "repository", label: "Repository", of: ({ decision }) => text(decision.repository) },
  { id: "attempt", label: "Attempt", of: ({ decision }) => decision.attemptId },
  { id: "attempt_letter", label: "Attempt letter", of: ({ decision }) => decision.attemptLetter },
  { id: "agent", label: "Agent", of: ({ agent }) => (agent === null ? null : runnerOf(agent)) },
  { id: "agent_version", label: "Agent version", of: ({ agent }) => list(agent?.versions ?? []) },
  { id: "models", label: "Model", of: ({ agent }) => list(agent?.models ?? []) },
  { id: "sessions", label: "Sessions", of: ({ agent }) => list(agent?.sessions ?? []) },
  { id: "task_hash", label: "Contract digest", of: ({ decision }) => decision.bound.contract },
  { id: "operator", label: "Human operator of the agent", of: never },
  { id: "branch", label: "Branch", of: ({ agent }) => text(agent?.branch) },
  { id: "base", label: "Base commit", of: ({ decision }) => decision.bound.base },
  { id: "head", label: "Head commit", of: ({ decision }) => decision.bound.head },
  { id: "merge_base", label: "Merge base", of: never },
  { id: "head_tree", label: "Head tree", of: never },
  { id: "diff_sha256", label: "SHA-256 of the diff", of: ({ decision }) => decision.bound.patch },
  { id: "files", label: "Files changed", of: ({ change }) => text(change?.files) },
  { id: "lines_added", label: "Lines added", of: ({ change }) => text(change?.added) },
  { id: "lines_removed", label: "Lines removed", of: ({ change }) => text(change?.removed) },
  {
    id: "sensitive_paths",
    label: "Sensitive paths",
    of: ({ change }) => (change?.sensitive === null || change === null ? null : (list(change.sensitive) ?? "none")),
  },
  { id: "tier", label: "Tier", of: ({ decision }) => decision.tier },
  { id: "tier_set_by", label: "Tier set by", of: ({ decision }) => tierSetBy(decision) },
  { id: "policy", label: "Policy", of: ({ decision }) => policyOf(decision) },
  { id: "gates_met", label: "Gates met", of: ({ decision }) => metOf(decision) },
  { id: "gates_unmet", label: "Gates not met", of: ({ decision }) => unmetOf(decision) },
  { id: "approvers", label: "Approvers asked for", of: ({ decision }) => approversOf(decision) },
  { id: "reviewer", label: "Reviewer", of: ({ decision }) => decision.reviewer.name },
  { id: "binding", label: "Identity", of: ({ signed, decision }) => signed?.binding ?? decision.reviewer.binding },
  { id: "account", label: "Account", of: ({ signed }) => text(signed?.account) },
  { id: "key", label: "Key", of: ({ signed }) => signed?.keyid ?? null },
  { id: "key_protection", label: "Key kept by", of: ({ signed }) => signed?.protection ?? null },
  { id: "role", label: "Reviewer's role", of: never },
  { id: "reason", label: "Reason", of: (row) => text(shownReason(row)) },
  { id: "conditions", label: "Conditions", of: never },
  { id: "person", label: "To, or whose word", of: ({ decision }) => decision.person },
  { id: "until", label: "Until", of: ({ decision }) => (decision.until === null ? null : utc(decision.until)) },
  {
    id: "supersedes",
    label: "Withdraws",
    of: ({ decision }) => (decision.withdraws === undefined ? null : `entry ${String(decision.withdraws.seq)}`),
  },
  {
    id: "withdrawn_by",
    label: "Withdrawn by",
    of: ({ withdrawn }) => (withdrawn === undefined ? null : `entry ${String(withdrawn.seq)}`),
  },
  {
    id: "opened",
    label: "Opened",
    of: ({ decision }) =>
      decision.read === undefined ? null : list(readLines(decision.read).map((line) => line.text)),
  },
  {
    id: "not_opened",
    label: "Files not marked read",
    of: ({ decision }) => (decision.attemptId === null ? null : String(decision.notOpened.length)),
  },
  { id: "first_opened", label: "First opened", of: ({ opened }) => (opened === null ? null : utc(opened.firstAt)) },
  { id: "seconds_open", label: "Seconds from first opening", of: ({ opened }) => text(opened?.seconds) },
  { id: "seconds_waited", label: "Seconds from the attempt's end", of: ({ waited }) => text(waited) },
  { id: "lines_shown", label: "Lines shown", of: never },
  { id: "warnings", label: "Warnings acknowledged", of: never },
  { id: "self_approval", label: "Reviewer asked for it", of: ({ selfApproval }) => yesNo(selfApproval) },
  { id: "reviewer_owns", label: "Reviewer owns it", of: ({ reviewerOwns }) => yesNo(reviewerOwns) },
  { id: "owner", label: "Owner now", of: ({ task }) => text(task?.ownership.owner) },
  { id: "on_call", label: "On call", of: ({ task }) => text(task?.ownership.onCall) },
  {
    id: "handovers",
    label: "Hand-overs before",
    of: ({ handovers }) => list(handovers.map(({ seq, to }) => `entry ${String(seq)} to ${to ?? "nobody"}`)),
  },
  { id: "escalations", label: "Escalations", of: ({ escalations }) => list(escalations.map(escalationText)) },
  { id: "claims", label: "Claims by verdict", of: ({ claims }) => claimsText(claims) },
  {
    id: "checks",
    label: "Checks",
    of: ({ checks }) => (checks === null ? null : (list(checks.map(checkText)) ?? "none")),
  },
  { id: "overridden", label: "Override", of: ({ decision }) => overrideOf(decision) },
  {
    id: "rereview",
    label: "Reviewed before, on another head",
    of: ({ reviewedBefore }) =>
      reviewedBefore === null ? null : `entry ${String(reviewedBefore.seq)}, head ${reviewedBefore.head ?? "none"}`,
  },
  { id: "emergency", label: "Emergency", of: never },
  {
    id: "write_back",
    label: "Written back to the code host",
    of: ({ effects }) =>
      list(
        effects.map(
          ({ operation, target, state, seq }) =>
            `${operation} to ${target}: ${effectStateWords[state].toLowerCase()} (entry ${String(seq)})`,
        ),
      ),
  },
  { id: "merge_commit", label: "Merge commit", of: never },
  { id: "merged_tree", label: "Merged tree is the approved one", of: never },
  { id: "rollback", label: "Rollback", of: never },
  { id: "ingest", label: "Sources read", of: ({ decision }) => decision.ingestNote ?? "completely" },
];

/** All fields of a decision, in a fixed order; what nothing recorded is null. */
export function changeFields(row: ReportDecision): ChangeField[] {
  return columns.map(({ id, label, of }) => ({ id, label, value: of(row) }));
}

/** The fields' ids and labels, without a decision. */
export const changeColumns: readonly Pick<ChangeField, "id" | "label">[] = columns.map(({ id, label }) => ({
  id,
  label,
}));

/** An instant in UTC to the millisecond, whatever zone it was written in. */
export function utc(instant: string): string {
  const time = new Date(instant);
  return Number.isNaN(time.getTime()) ? instant : time.toISOString();
}

function placed(place: ReportDecision["anchoredBy"]): string | null {
  return place === null
    ? null
    : `entry ${String(place.seq)}, ${place.type}, ${utc(place.recordedAt)}, size ${String(place.size)}`;
}

function runnerOf(agent: NonNullable<ReportDecision["agent"]>): string {
  const name = runnerNames[agent.runner];
  return agent.runnerName === name ? name : `${name} (${agent.runnerName})`;
}

function tierSetBy({ machineTier }: ReportDecision["decision"]): string {
  return machineTier === undefined ? "rules" : `a decision; the rules said ${machineTier}`;
}

function policyOf({ policy }: ReportDecision["decision"]): string | null {
  return policy === undefined ? null : `${policy.id} ${String(policy.version)}, ${policy.digest}`;
}

function metOf({ gates }: ReportDecision["decision"]): string | null {
  return gates.length === 0 ? null : `${String(gates.filter((gate) => gate.met).length)} of ${String(gates.length)}`;
}

function unmetOf({ gates }: ReportDecision["decision"]): string | null {
  if (gates.length === 0) return null;
  const unmet = gates.filter((gate) => !gate.met);
  return (
    list(
      unmet.map(({ id, overridden }) =>
        overridden === undefined ? id : `${id} (let pass by entry ${String(overridden)})`,
      ),
    ) ?? "none"
  );
}

/** The gate that asks for several approvers, as it stood: how many it asks for is in what it was called. */
function approversOf({ gates }: ReportDecision["decision"]): string | null {
  const gate = gates.find(({ id }) => id === "reviewers");
  return gate === undefined ? null : `${gate.title ?? gate.id}: ${gate.met ? "met" : "not met"}`;
}

function escalationText({ seq, to, due, answeredBy }: ReportDecision["escalations"][number]): string {
  const until = due === null ? "" : `, due ${utc(due)}`;
  return `entry ${String(seq)} to ${to ?? "nobody"}${until}, ${answeredBy === null ? "not answered" : `answered by entry ${String(answeredBy)}`}`;
}

function claimsText(claims: ReportDecision["claims"]): string | null {
  if (claims === null) return null;
  const parts = Object.entries(claims.verdicts).map(([verdict, count]) => `${String(count)} ${verdict}`);
  return `${String(claims.total)} claims${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
}

function checkText({ kind, result, standing, tree, producer }: NonNullable<ReportDecision["checks"]>[number]): string {
  return `${kind} ${result}, ${standing}, tree ${tree}: ${producer.slice(0, 200)}`;
}

function overrideOf({ gate, level, gates }: ReportDecision["decision"]): string | null {
  if (gate !== undefined) return `gate ${gate.id}: ${gate.why}`;
  if (level !== undefined) return `tier set to ${level}`;
  const passed = gates.filter(({ overridden }) => overridden !== undefined);
  return list(passed.map(({ id, overridden }) => `${id} by entry ${String(overridden)}`));
}
