import * as z from "zod";
import type { Look, LookChange } from "../../shared/contract/look";
import type { Task } from "../../shared/model/task";
import { tierLevelSchema } from "../../shared/model/tier";
import { ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { decisionRule } from "../../shared/review/decision-catalog";
import { sha256 } from "../platform/files";
import { readLook } from "../store/looks";
import { readSession } from "../store/sessions";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { judgementOr } from "./attempt-view";
import type { Core } from "./core";
import { decisionsOfTask } from "./decisions";
import { currentSettings } from "./settings";
import { taskMissing } from "./task-view";

const marks = z.array(z.string());
const seenAttemptSchema = z.strictObject({
  letter: z.string(),
  patch: z.string().nullable(),
  head: z.string().nullable(),
  records: z.int(),
  evidence: marks,
  findings: marks,
  claims: marks,
  tier: tierLevelSchema,
});
type SeenAttempt = z.infer<typeof seenAttemptSchema>;

/** A task as it stood at a look: enough to say later what is new. */
const seenTaskSchema = z.strictObject({
  attempts: z.record(z.string(), seenAttemptSchema),
  /** The last entry of a decision on it; -1 for none. */
  decided: z.int(),
  contract: z.string().nullable(),
});
export type SeenTask = z.infer<typeof seenTaskSchema>;

/** A short name of a text, to tell later whether it was there. */
const mark = (text: string): string => sha256(text).slice(0, 12);

function seenAttempt(core: Core, stored: StoredAttempt): SeenAttempt {
  const { attempt } = stored;
  const judgement = judgementOr(stored);
  return {
    letter: attempt.letter,
    patch: attempt.patchDigest,
    head: attempt.head,
    records: attempt.sessions.reduce(
      (sum, id) => sum + (readSession(core.index, id)?.session.completeness.records ?? 0),
      0,
    ),
    evidence: judgement.evidence.map((item) => mark(`${item.id} ${item.result} ${item.standing} ${item.tree}`)),
    findings: judgement.findings.map((finding) => mark(finding.id)),
    claims: judgement.claims.map((claim) => mark(`${claim.id} ${claim.verdict}`)),
    tier: judgement.tier.level,
  };
}

/** The task as it stands now. */
export function seenTask(core: Core, task: Task): SeenTask {
  const stored = readAttempts(core.index, task.id);
  return {
    attempts: Object.fromEntries(stored.map((row) => [row.attempt.id, seenAttempt(core, row)])),
    decided: Math.max(-1, ...decisionsOfTask(core, task, stored).map(({ seq }) => seq)),
    contract: task.contractDigest,
  };
}

/** The state of a stored look; null where it is of a form this version does not know: then everything counts as new. */
function parsed(state: string | null): SeenTask | null {
  if (state === null) return null;
  try {
    return seenTaskSchema.safeParse(JSON.parse(state)).data ?? null;
  } catch {
    return null;
  }
}

/** How two sets of marks differ, in words: "2 new evidence items, 1 gone"; null where they do not. */
function differenceOf(before: readonly string[], now: readonly string[], noun: string): string | null {
  const had = new Set(before);
  const has = new Set(now);
  const fresh = [...has].filter((one) => !had.has(one)).length;
  const gone = [...had].filter((one) => !has.has(one)).length;
  if (fresh === 0 && gone === 0) return null;
  const parts = [
    fresh === 0 ? null : counted(fresh, `new ${noun}`),
    gone === 0 ? null : fresh === 0 ? `${counted(gone, noun)} gone` : `${String(gone)} gone`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

function attemptChanges(id: string, before: SeenAttempt, now: SeenAttempt): LookChange[] {
  const said = (kind: LookChange["kind"], text: string | null): LookChange[] =>
    text === null ? [] : [{ kind, text: `${now.letter}: ${text}`, attemptId: id, seq: null }];
  const more = now.records - before.records;
  return [
    ...said("tree", before.patch === now.patch && before.head === now.head ? null : "the tree moved"),
    ...said("tier", before.tier === now.tier ? null : `risk went from ${before.tier} to ${now.tier}`),
    ...said("claims", differenceOf(before.claims, now.claims, "claim")),
    ...said("findings", differenceOf(before.findings, now.findings, "finding")),
    ...said("evidence", differenceOf(before.evidence, now.evidence, "evidence item")),
    ...said("records", more > 0 ? counted(more, "more record") : null),
  ];
}

/** What is new in `now`, held against an earlier state: attempts first, then what is the task's. */
export function changesSince(before: SeenTask, now: SeenTask): LookChange[] {
  const ofTask = (kind: LookChange["kind"], text: string, attemptId: string | null = null): LookChange => ({
    kind,
    text,
    attemptId,
    seq: null,
  });
  return [
    ...Object.entries(now.attempts).flatMap(([id, attempt]) => {
      const known = before.attempts[id];
      return known === undefined
        ? [ofTask("attempt", `Attempt ${attempt.letter} is new`, id)]
        : attemptChanges(id, known, attempt);
    }),
    ...Object.entries(before.attempts).flatMap(([id, { letter }]) =>
      now.attempts[id] === undefined ? [ofTask("attempt", `Attempt ${letter} is in this task no more`)] : [],
    ),
    ...(before.contract === now.contract ? [] : [ofTask("contract", "The contract changed")]),
  ];
}

/** What changed of a task since this reviewer's last look. */
export function lookOf(core: Core, taskId: string): Result<Look> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const stored = readLook(core.record, taskId, currentSettings(core).reviewerName);
  const before = parsed(stored?.before ?? null);
  if (before === null) return ok({ since: null, changes: [] });
  const decisions = decisionsOfTask(core, task, readAttempts(core.index, taskId))
    .filter(({ seq }) => seq > before.decided)
    .map(({ seq, decision }): LookChange => ({
      kind: "decision",
      text: `${decisionRule(decision.kind).past}${decision.attemptLetter === null ? "" : ` ${decision.attemptLetter}`}, entry ${String(seq)}`,
      attemptId: decision.attemptId,
      seq,
    }));
  return ok({
    since: stored?.beforeAt ?? null,
    changes: [...changesSince(before, seenTask(core, task)), ...decisions],
  });
}
