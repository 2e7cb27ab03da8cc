import type { TaskView } from "../../../shared/contract/review";
import { AttemptBar } from "../../parts/AttemptBar";
import { formatDigest } from "../../ui/format";
import { Segmented } from "../../ui/Segmented";

export interface DiffBarProps {
  readonly taskId: string;
  readonly attemptId: string;
  readonly task: TaskView | undefined;
  readonly base: string | null;
  readonly head: string | null;
  readonly split: boolean;
  readonly onSplit: (split: boolean) => void;
}

/** The bar of an attempt, with the tree the diff is of and how it is laid out. */
export function DiffBar({ taskId, attemptId, task, base, head, split, onSplit }: DiffBarProps) {
  const tree = [
    base === null ? null : `base ${formatDigest(base)}`,
    head === null ? null : `head ${formatDigest(head)}`,
  ].filter((part) => part !== null);
  return (
    <AttemptBar
      screen="diff"
      taskId={taskId}
      attemptId={attemptId}
      task={task}
      facts={tree.length === 0 ? undefined : <span className="mono">{tree.join(", ")}</span>}
    >
      <Segmented
        small
        label="Layout"
        value={split ? "split" : "unified"}
        options={[
          { value: "unified", label: "Unified" },
          { value: "split", label: "Split" },
        ]}
        onChange={(next) => {
          onSplit(next === "split");
        }}
      />
    </AttemptBar>
  );
}
