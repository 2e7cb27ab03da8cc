import type { EscalationsView } from "../../shared/contract/escalations";
import { ok, type Result } from "../../shared/result";
import { waitsForAnswer } from "../escalation/derive";
import { readAway } from "../store/away";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { byDue, escalationsOn, type TaskEscalations } from "./escalations";
import { currentInbox } from "./inbox-memory";
import { currentSettings } from "./settings";

/** Escalations, questions and what the policy asks for: of a task, or of all of them. */
export function escalationsView(
  core: Core,
  { taskId, ended }: { readonly taskId: string | null; readonly ended: boolean },
): Result<EscalationsView> {
  const tasks = taskId === null ? tasksWithAny(core, ended) : [taskId];
  const all: TaskEscalations[] = [];
  for (const id of tasks) {
    const found = escalationsOn(core, id);
    if (!found.ok) {
      if (taskId !== null) return found;
      continue;
    }
    all.push(found.value);
  }
  const escalations = all.flatMap((one) => one.escalations);
  const waiting = escalations.filter(({ state }) => waitsForAnswer(state)).sort(byDue);
  const over = escalations.filter(({ state }) => !waitsForAnswer(state)).sort((a, b) => b.seq - a.seq);
  const missed = waiting.flatMap(({ missedSince }) => (missedSince === null ? [] : [Date.parse(missedSince)]));
  return ok({
    now: core.platform.clock.now().toISOString(),
    reviewer: currentSettings(core).reviewerName,
    escalations: [...waiting, ...(ended ? over : [])],
    questions: all.flatMap((one) => one.questions).filter(({ answer }) => ended || answer === null),
    asked: all.flatMap((one) => one.asked),
    away: readAway(core.record).filter(({ from, to }) =>
      missed.some((due) => due >= Date.parse(from) && due <= Date.parse(to)),
    ),
  });
}

/** Tasks on which anything is raised or asked; with `ended` also those on which something was. */
function tasksWithAny(core: Core, ended: boolean): string[] {
  const rows = currentInbox(core).sorted.flatMap(({ row }) => (row.escalation === null ? [] : [row.taskId]));
  const once = ended
    ? recordedDecisions(core).inOrder.flatMap(({ decision }) =>
        decision.kind === "escalate" || decision.kind === "answer" ? [decision.taskId] : [],
      )
    : [];
  return [...new Set([...rows, ...once])];
}
