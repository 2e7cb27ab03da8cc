import type { Output } from "../../shared/contract/api";
import type { AttemptConformance, ConformanceSheet } from "../../shared/model/conformance";
import type { Contract } from "../../shared/model/contract";
import type { Evidence } from "../../shared/model/evidence";
import { ok, type Result } from "../../shared/result";
import { conformanceOf } from "../policy/conformance";
import { requirementsOf } from "../policy/requirements";
import { fitBefore } from "../policy/task-fit";
import { fitAfter } from "../policy/task-fit-after";
import { readEvent } from "../store/events";
import { readFitAnswers } from "../store/fit-answers";
import { readSession } from "../store/sessions";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { ingestNoteOf, judgementOr } from "./attempt-view";
import { subjectsOf } from "./contract-check";
import type { Core } from "./core";
import { ownershipOf } from "./ownership";
import { taskMissing } from "./task-view";

/** Each requirement of a task's contract against what each of its attempts shows. */
export function conformanceSheet(core: Core, taskId: string): Result<ConformanceSheet> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const { contract } = task;
  if (contract === null) return ok({ contractId: null, contractDigest: null, requirements: [], attempts: [] });
  return ok({
    contractId: contract.id,
    contractDigest: task.contractDigest,
    requirements: requirementsOf(contract),
    attempts: readAttempts(core.index, taskId).map((row) => attemptConformance(core, contract, row)),
  });
}

function attemptConformance(core: Core, contract: Contract, row: StoredAttempt): AttemptConformance {
  const judgement = judgementOr(row);
  const sessions = row.attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
  const asksForCodes = contract.acceptance.some((check) => check.expect.exitCode !== 0);
  return conformanceOf({
    contract,
    attempt: row.attempt,
    judgement,
    ingestNote: ingestNoteOf(sessions),
    exitCodes: asksForCodes ? exitCodesOf(core, judgement.evidence) : new Map(),
  });
}

/** The exit codes that events record for the items they showed; a code that is not the check's own says nothing. */
function exitCodesOf(core: Core, evidence: readonly Evidence[]): Map<string, number> {
  const codes = new Map<string, number>();
  for (const { id, event } of evidence) {
    const detail = event === null ? undefined : readEvent(core.index, event.sessionId, event.seq)?.event.detail;
    if (detail?.kind === "check" && !detail.masked && detail.exitCode !== null) codes.set(id, detail.exitCode);
  }
  return codes;
}

/** The five questions of a task before the work, from its contract, and after it, from what its attempts showed. */
export function taskFit(core: Core, taskId: string): Result<Output<"contract.fit">> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const { contract } = task;
  const given = readFitAnswers(core.record, subjectsOf(contract, taskId));
  const attempts = readAttempts(core.index, taskId).map((row) => ({
    attempt: row.attempt,
    judgement: judgementOr(row),
    conformance:
      contract === null
        ? {
            attemptId: row.attempt.id,
            letter: row.attempt.letter,
            cells: [],
            counts: { met: 0, notMet: 0, conflicting: 0, noEvidence: 0 },
          }
        : attemptConformance(core, contract, row),
  }));
  return ok({
    before: fitBefore(contract, given),
    after: fitAfter({ contract, ownership: ownershipOf(core, task), attempts }, given),
  });
}
