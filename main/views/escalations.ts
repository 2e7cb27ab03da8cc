import type { InboxRow } from "../../shared/contract/inbox";
import type { DecisionRecord } from "../../shared/contract/review";
import type { AgentQuestion, Escalation, EscalationAsked } from "../../shared/model/escalation";
import type { Task } from "../../shared/model/task";
import { ok, type Result } from "../../shared/result";
import { shownReason } from "../../shared/review/shown-reason";
import { escalationsOf, personOf, waitsForAnswer, type EscalationEntry } from "../escalation/derive";
import { sha256 } from "../platform/files";
import { asksForEscalation, escalationsAsked } from "../policy/escalate-to";
import { readAttempts, readTask, type StoredAttempt } from "../store/tasks";
import { judgementOr } from "./attempt-view";
import { heardOn } from "./heard-answers";
import type { Core } from "./core";
import { decisionsOfTask } from "./decisions";
import { effectiveOf } from "./effective";
import { policyOf } from "./policy";
import { taskMissing } from "./task-view";

/** What is raised on a task, asked by its agents, and asked for by the policy. */
export interface TaskEscalations {
  readonly escalations: readonly Escalation[];
  readonly questions: readonly AgentQuestion[];
  readonly asked: readonly EscalationAsked[];
}

function entryOf(record: DecisionRecord): EscalationEntry {
  const { seq, leafHash, recordedAt, decision, withdrawn } = record;
  return { seq, leafHash, recordedAt, decision, reason: shownReason(record), withdrawn: withdrawn ?? null };
}

/** In: a task, its attempts, and its decisions as they stand. */
export function escalationsOfTask(
  core: Core,
  task: Task,
  attempts: readonly StoredAttempt[],
  decisions: readonly DecisionRecord[],
): TaskEscalations {
  const { id: taskId, ref: taskRef, title: taskTitle, repository } = task;
  const about = { taskId, taskRef, taskTitle, repository };
  const entries = decisions.map(entryOf);
  const questions = attempts.flatMap(({ attempt, judgement }): AgentQuestion[] => {
    const asked = judgement?.escalation ?? null;
    if (asked === null) return [];
    const answer = entries.findLast(
      ({ decision, withdrawn }) =>
        withdrawn === null &&
        decision.kind === "answer" &&
        decision.escalation !== undefined &&
        "event" in decision.escalation &&
        decision.escalation.event.sessionId === asked.event.sessionId &&
        decision.escalation.event.seq === asked.event.seq,
    );
    return [
      {
        ...about,
        attemptId: attempt.id,
        letter: attempt.letter,
        runnerName: attempt.runnerName,
        event: asked.event,
        digest: sha256(asked.text),
        text: asked.text,
        answer:
          answer === undefined
            ? null
            : { seq: answer.seq, at: answer.recordedAt, by: personOf(answer.decision), text: answer.reason },
      },
    ];
  });
  const escalations = (entries.length === 0 ? [] : escalationsOf(entries, core.platform.clock.now().getTime())).map(
    (one) => (waitsForAnswer(one.state) ? { ...one, heard: heardOn(core, one, attempts) } : one),
  );
  return { escalations, questions, asked: askedFor(core, task, attempts, decisions) };
}

/** What the policy asks for and nobody raised. A task that was approved or rejected since asks for nothing. */
function askedFor(
  core: Core,
  task: Task,
  attempts: readonly StoredAttempt[],
  decisions: readonly DecisionRecord[],
): EscalationAsked[] {
  const raised = new Set(
    decisions.flatMap(({ decision, withdrawn }) =>
      withdrawn === undefined && decision.raisedBy !== undefined && "rule" in decision.raisedBy
        ? [decision.raisedBy.rule]
        : [],
    ),
  );
  const found = attempts.flatMap((row): EscalationAsked[] => {
    const { policy } = policyOf(core, row.attempt);
    if (!asksForEscalation(policy)) return [];
    const judged = judgementOr(row);
    const { level } = effectiveOf(core, task, row, judged).tier;
    return escalationsAsked(policy, judged, level)
      .filter(({ rule }) => !raised.has(rule))
      .map((one) => ({
        taskId: task.id,
        taskRef: task.ref,
        taskTitle: task.title,
        repository: task.repository,
        attemptId: row.attempt.id,
        letter: row.attempt.letter,
        ...one,
      }));
  });
  // Attempts of one task raise the same thing once.
  return found.filter((one, at) => found.findIndex((other) => other.rule === one.rule && other.to === one.to) === at);
}

/** What of it a row of the inbox says: what is most pressing, or null. In: whether the task is done, when nobody has to be asked any more. */
export function rowEscalation(
  { escalations, questions, asked }: TaskEscalations,
  done: boolean,
): InboxRow["escalation"] {
  const waiting = escalations.filter(({ state }) => waitsForAnswer(state)).sort(byDue);
  const first = waiting.find(({ state }) => state === "missed") ?? waiting[0];
  if (first !== undefined) return { state: waitingState(first.state), to: first.to, due: first.due, seq: first.seq };
  if (done) return null;
  const question = questions.find(({ answer }) => answer === null);
  if (question !== undefined) return { state: "asked", to: "", due: null, seq: null };
  const [wanted] = asked;
  return wanted === undefined ? null : { state: "to-raise", to: wanted.to, due: null, seq: null };
}

function waitingState(state: Escalation["state"]): "open" | "acknowledged" | "missed" {
  return state === "acknowledged" || state === "missed" ? state : "open";
}

/** The earliest first. */
export function byDue(a: Escalation, b: Escalation): number {
  return Date.parse(a.due) - Date.parse(b.due) || a.seq - b.seq;
}

/** What is raised on one task, by its id. */
export function escalationsOn(core: Core, taskId: string): Result<TaskEscalations> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const attempts = readAttempts(core.index, taskId);
  return ok(escalationsOfTask(core, task, attempts, decisionsOfTask(core, task, attempts)));
}
