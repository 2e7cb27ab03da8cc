import type { Escalation } from "../../shared/model/escalation";
import type { EscalationMessage } from "../escalation/texts";
import { readAttempts } from "../store/tasks";
import type { Core } from "../views/core";
import { strongest } from "../views/task-view";

/** What messages about a recorded escalation say. */
export function messageOf(core: Core, escalation: Escalation): EscalationMessage {
  const { to, by, reason, question, due, taskTitle: title, taskRef: ref, repository, taskId } = escalation;
  const best = strongest(readAttempts(core.index, taskId));
  return {
    to,
    by,
    reason,
    question,
    due,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    title,
    ref,
    repository,
    letter: best?.attempt.letter ?? null,
    head: best?.attempt.head ?? null,
  };
}
