import type { Input, Output } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import { resumeCommand, type ResumeCommand } from "../../shared/review/resume-command";
import { isAbout, personOf } from "../escalation/derive";
import { resumePrompt } from "../escalation/resume-prompt";
import { readSession } from "../store/sessions";
import { readAttempt, readAttempts, readTask } from "../store/tasks";
import type { Core } from "../views/core";
import { escalationsOn } from "../views/escalations";
import { recordedDecisions } from "../views/decisions";
import { strongest, taskMissing } from "../views/task-view";
import { shownReason } from "../../shared/review/shown-reason";

/** A recorded answer as the prompt with which the agent goes on. Codes: "not-found". */
export function promptOfAnswer(
  core: Core,
  { taskId, entry }: Input<"escalations.prompt">,
): Result<Output<"escalations.prompt">> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const { inOrder, withdrawn } = recordedDecisions(core);
  const row = inOrder.find(({ seq, decision }) => seq === entry && decision.kind === "answer");
  const about = row?.decision.escalation;
  const on = escalationsOn(core, taskId);
  if (!on.ok) return on;
  const escalation = on.value.escalations.find((one) => isAbout(about, one));
  const ofTask = row?.decision.taskId === taskId || escalation !== undefined;
  if (row === undefined || about === undefined || !ofTask || withdrawn.has(row.seq))
    return err({
      code: "not-found",
      message: `Entry ${String(entry)} is no answer on this task.`,
      remedy: "countersign escalations --all lists answers with their entries.",
    });
  const question =
    "event" in about
      ? on.value.questions.find(
          ({ event }) => event.sessionId === about.event.sessionId && event.seq === about.event.seq,
        )
      : undefined;
  const named = row.decision.attemptId === null ? null : readAttempt(core.index, row.decision.attemptId);
  const stored = named ?? strongest(readAttempts(core.index, taskId));
  const sessionId = "event" in about ? about.event.sessionId : (stored?.attempt.sessions.at(-1) ?? null);
  const session = sessionId === null ? null : (readSession(core.index, sessionId)?.session ?? null);
  return ok({
    text: resumePrompt({
      title: task.title,
      ref: task.ref,
      repository: task.repository,
      question: question?.text ?? escalation?.question ?? "",
      asked: "event" in about,
      answer: shownReason(row),
      by: personOf(row.decision),
      seq: row.seq,
    }),
    resume:
      session === null
        ? null
        : {
            argv: argvOf(resumeCommand(session.runner, session.runnerSessionId)),
            runnerName: stored?.attempt.runnerName ?? session.runner,
            session: session.runnerSessionId,
            folder: session.cwd,
          },
  });
}

function argvOf(command: ResumeCommand): string[] | null {
  return command.known ? [...command.argv] : null;
}
