import type { ReactNode } from "react";
import type { TaskView } from "../../../shared/contract/review";
import { AttemptBar } from "../../parts/AttemptBar";
import { Segmented } from "../../ui/Segmented";
import { InterdiffSwitch } from "./InterdiffSwitch";
import { ViewMenu } from "./ViewMenu";

export interface DiffBarProps {
  readonly taskId: string;
  readonly attemptId: string;
  readonly task: TaskView | undefined;
  /** The attempt that it is against; null for its base. */
  readonly against: string | null;
  /** What is compared, beside the title. */
  readonly facts: ReactNode;
  readonly split: boolean;
  readonly onSplit: (split: boolean) => void;
}

/** The bar of an attempt, with what the diff is of, what it is against and how it is laid out. */
export function DiffBar({ taskId, attemptId, task, against, facts, split, onSplit }: DiffBarProps) {
  return (
    <AttemptBar screen="diff" taskId={taskId} attemptId={attemptId} task={task} facts={facts}>
      <InterdiffSwitch taskId={taskId} attemptId={attemptId} against={against} task={task} />
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
      <ViewMenu />
    </AttemptBar>
  );
}
