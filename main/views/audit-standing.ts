import type { DecisionStanding } from "../../shared/model/decision";
import { readAttempts, readTask } from "../store/tasks";
import { noStanding, type RowStanding } from "./audit-rows";
import type { AuditSource } from "./audit-source";
import type { Core } from "./core";
import { decisionsOfTask, recordedDecisions, standingOf } from "./decisions";

/** How the decisions of the own log stand now, worked out where it is asked for. Of a bundle nothing is known. */
export interface Standings {
  of(seq: number): RowStanding;
}

/** For a page of rows: each decision on its own. */
export function standings(core: Core, source: AuditSource): Standings {
  if (!source.own) return { of: () => noStanding };
  const recorded = recordedDecisions(core);
  const bySeq = new Map(recorded.inOrder.map((row) => [row.seq, row.decision] as const));
  return {
    of: (seq) => {
      const decision = bySeq.get(seq);
      return decision === undefined
        ? noStanding
        : {
            standing: standingOf(core, seq, decision),
            withdrawnBy: recorded.withdrawn.get(seq)?.seq ?? null,
          };
    },
  };
}

/** For a filter over the whole log: task by task, each read once. */
export function everyStanding(core: Core, source: AuditSource): Standings {
  if (!source.own) return { of: () => noStanding };
  const recorded = recordedDecisions(core);
  const found = new Map<number, DecisionStanding>();
  const tasks = new Set(
    recorded.inOrder.flatMap(({ decision }) => [decision.taskId, decision.target?.taskId ?? decision.taskId]),
  );
  for (const taskId of tasks) {
    const task = readTask(core.index, taskId);
    if (task === null) continue;
    for (const row of decisionsOfTask(core, task, readAttempts(core.index, taskId), recorded))
      found.set(row.seq, row.standing);
  }
  const each = standings(core, source);
  return {
    of: (seq) => {
      const standing = found.get(seq);
      return standing === undefined
        ? each.of(seq)
        : { standing, withdrawnBy: recorded.withdrawn.get(seq)?.seq ?? null };
    },
  };
}
