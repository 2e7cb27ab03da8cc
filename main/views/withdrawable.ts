import type { Undo } from "../../shared/contract/inbox";
import type { Decision } from "../../shared/model/decision";
import type { Problem } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { decisionRule } from "../../shared/review/decision-catalog";
import { graceEnds, withdrawGraceMs } from "../../shared/review/decision-grace";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { currentSettings } from "./settings";

type Row = ReturnType<typeof recordedDecisions>["inOrder"][number];

const minutes = withdrawGraceMs / 60_000;
const entry = (seq: number): string => `Entry ${String(seq)}`;

/** The recorded decision of an entry, or null where the entry is none. */
export function recordedDecision(core: Core, seq: number): Row | null {
  return recordedDecisions(core).inOrder.find((row) => row.seq === seq) ?? null;
}

/**
 * Why entries cannot be taken back together, or null where they can: each must be the reviewer's own, within its grace, not taken
 * back already, and nothing may have been decided on its task since. In: their places in the log.
 */
export function withdrawProblem(core: Core, entries: readonly number[]): Problem | null {
  for (const seq of entries) {
    const problem = problemOf(core, seq, entries);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOf(core: Core, seq: number, together: readonly number[]): Problem | null {
  const { byTask, withdrawn } = recordedDecisions(core);
  const row = recordedDecision(core, seq);
  const problem = (code: string, message: string, remedy: string): Problem => ({ code, message, remedy });
  if (row === null)
    return problem(
      "not-found",
      `${entry(seq)} is no decision.`,
      "countersign audit lists the entries; only decisions are withdrawn.",
    );
  const { decision } = row;
  const what = `${entry(seq)} (${decisionRule(decision.kind).past.toLowerCase()})`;
  if (decision.kind === "withdraw")
    return problem("not-withdrawable", `${entry(seq)} is a withdrawal.`, "Record the decision again instead.");
  if (decision.kind === "regroup")
    return problem("not-withdrawable", `${what} is not withdrawn.`, "Move the attempt back: countersign regroup.");
  const by = withdrawn.get(seq);
  if (by !== undefined)
    return problem(
      "withdrawn-already",
      `${what} was withdrawn already, by entry ${String(by.seq)}.`,
      "There is nothing to do.",
    );
  if (decision.reviewer.name !== currentSettings(core).reviewerName)
    return problem(
      "not-yours",
      `${what} was recorded by ${decision.reviewer.name}: nobody else withdraws it.`,
      "Record a decision of your own, or escalate.",
    );
  const ends = graceEnds(row.recordedAt);
  if (core.platform.clock.now().getTime() >= Date.parse(ends))
    return problem(
      "grace-over",
      `${what} could be withdrawn for ${String(minutes)} minutes, until ${ends.slice(11, 16)} UTC.`,
      "Record another decision: it takes the place of this one.",
    );
  const later = byTask
    .get(decision.taskId)
    ?.find((one) => one.seq > seq && stands(one, withdrawn) && !together.includes(one.seq));
  return later === undefined
    ? null
    : problem(
        "decided-since",
        `${entry(later.seq)} (${decisionRule(later.decision.kind).past.toLowerCase()}, ${later.decision.reviewer.name}) was recorded on the task since ${entry(seq).toLowerCase()}.`,
        "Withdraw that one first where it is yours, or record another decision.",
      );
}

function stands({ seq, decision }: Row, withdrawn: ReadonlyMap<number, unknown>): boolean {
  return decision.kind !== "withdraw" && !withdrawn.has(seq);
}

/** What an act was, in words: "Approved B, PAY-118", "Snoozed, 3 tasks". */
function words(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return "";
  const { decision } = first;
  const rule = decisionRule(decision.kind);
  const letter = decision.attemptLetter === null ? "" : ` ${decision.attemptLetter}`;
  return rows.length > 1
    ? `${rule.past}, ${counted(rows.length, "task")}`
    : `${rule.past}${letter}, ${decision.taskRef ?? decision.taskId}`;
}

/**
 * The reviewer's last act that can be taken back now: one entry, or all of a decision on several tasks. In: a task, for the last one on
 * that. Null: there is none within its grace, or something was decided since.
 */
export function lastAct(core: Core, taskId: string | null): Undo | null {
  const { inOrder, withdrawn } = recordedDecisions(core);
  const reviewer = currentSettings(core).reviewerName;
  const oldest = core.platform.clock.now().getTime() - withdrawGraceMs;
  const own = (row: Row): boolean => row.decision.reviewer.name === reviewer && stands(row, withdrawn);
  for (let at = inOrder.length - 1; at >= 0; at -= 1) {
    const row = inOrder[at];
    if (row === undefined || Date.parse(row.recordedAt) < oldest) return null;
    if (!own(row) || (taskId !== null && row.decision.taskId !== taskId)) continue;
    const rows = actOf(row.decision, row, inOrder.slice(0, at + 1)).filter(own);
    const entries = rows.map(({ seq }) => seq);
    const [first] = rows;
    if (first === undefined || withdrawProblem(core, entries) !== null) return null;
    return {
      entries,
      what: words(rows),
      until: graceEnds(first.recordedAt),
      tasks: [...new Set(rows.map(({ decision }) => decision.taskId))],
    };
  }
  return null;
}

function actOf({ batch }: Decision, row: Row, before: readonly Row[]): readonly Row[] {
  return batch === undefined
    ? [row]
    : before.slice(-batch.count * 2).filter((one) => one.decision.batch?.id === batch.id);
}
