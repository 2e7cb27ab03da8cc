import { useState } from "react";
import type { TaskView } from "../../../shared/contract/review";
import { announce } from "../../state/announce";
import { go } from "../../state/route";

/** What a file's cell opens: its diff against the base, against the baseline, or the first half of a pair. */
export type Against = "base" | "baseline" | "pair";

interface PairStart {
  readonly attemptId: string;
  readonly path: string;
}

export interface FileDoors {
  readonly against: Against;
  readonly setAgainst: (against: Against) => void;
  /** The cell chosen first of a pair. */
  readonly from: PairStart | null;
  readonly openFile: (attemptId: string, path: string) => void;
  /** The attempt held against the baseline, at a file where one is given. */
  readonly interdiff: (attemptId: string, path: string | undefined) => void;
}

/** Where the cells of the file matrix lead. */
export function useFileDoors(view: TaskView, baselineId: string): FileDoors {
  const [against, setAgainst] = useState<Against>("base");
  const [from, setFrom] = useState<PairStart | null>(null);
  const taskId = view.task.id;
  const letterOf = (id: string) => view.attempts.find(({ attempt }) => attempt.id === id)?.attempt.letter ?? "";
  const toDiff = (attemptId: string, path: string | undefined, other: string | null) => {
    go({
      screen: "diff",
      taskId,
      attemptId,
      ...(path === undefined ? {} : { at: { path } }),
      ...(other === null ? {} : { against: other }),
    });
  };
  const interdiff = (attemptId: string, path: string | undefined) => {
    if (attemptId === baselineId)
      announce(`${letterOf(attemptId)} is the baseline: focus another attempt, or move the baseline.`);
    else toDiff(attemptId, path, baselineId);
  };
  return {
    against,
    setAgainst: (next) => {
      setAgainst(next);
      setFrom(null);
    },
    from,
    interdiff,
    openFile: (attemptId, path) => {
      if (against === "base" || (against === "baseline" && attemptId === baselineId)) toDiff(attemptId, path, null);
      else if (against === "baseline") interdiff(attemptId, path);
      else if (from === null) {
        setFrom({ attemptId, path });
        announce(`${path} of ${letterOf(attemptId)}: choose the attempt to hold against it.`);
      } else {
        setFrom(null);
        if (from.attemptId !== attemptId) toDiff(attemptId, path, from.attemptId);
      }
    },
  };
}
