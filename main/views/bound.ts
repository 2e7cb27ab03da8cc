import type { Judgement } from "../../shared/model/attempt";
import type { Bound } from "../../shared/model/decision";
import type { Task } from "../../shared/model/task";
import { sha256 } from "../platform/files";
import type { StoredAttempt } from "../store/tasks";

function digestOf(lines: readonly string[]): string {
  return sha256(
    [...lines]
      .sort()
      .map((line) => `${line}\n`)
      .join(""),
  );
}

/** What is judged, in one digest: claims with verdicts, findings, tier. */
export function judgementDigest(judgement: Judgement | null): string {
  if (judgement === null) return digestOf([]);
  return digestOf([
    ...judgement.claims.map((claim) => `claim ${claim.id} ${claim.verdict}`),
    ...judgement.findings.map((finding) => `finding ${finding.id}`),
    `tier ${judgement.tier.level}`,
  ]);
}

function evidenceDigest(judgement: Judgement | null): string {
  return digestOf(
    (judgement?.evidence ?? []).map(
      (item) => `${item.id} ${item.kind} ${item.standing} ${item.result} ${item.tree} ${item.file?.digest ?? ""}`,
    ),
  );
}

/**
 * The digests a decision on this attempt would be bound to now; without an attempt, those of the task and all its attempts.
 */
export function boundTo(task: Task, attempt: StoredAttempt | null, all: readonly StoredAttempt[]): Bound {
  const judgements = attempt === null ? all.map((row) => row.judgement) : [attempt.judgement];
  return {
    base: attempt?.attempt.base ?? null,
    head: attempt?.attempt.head ?? null,
    patch: attempt?.attempt.patchDigest ?? null,
    contract: task.contractDigest,
    evidence: attempt === null ? digestOf(judgements.map(evidenceDigest)) : evidenceDigest(attempt.judgement),
    judgement: attempt === null ? digestOf(judgements.map(judgementDigest)) : judgementDigest(attempt.judgement),
    considered: all
      .filter((row) => row.attempt.id !== attempt?.attempt.id)
      .map(({ attempt: other }) => ({
        attemptId: other.id,
        letter: other.letter,
        head: other.head,
        patch: other.patchDigest,
      })),
  };
}
