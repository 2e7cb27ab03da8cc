import { ChevronRight } from "lucide-react";
import type { TaskView } from "../../../shared/contract/review";
import { TierMark } from "../../parts/TierMark";
import { openSheet } from "../../state/decide";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatDigest } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
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

/** Task, attempts, tree, and the views of the attempt. */
export function DiffBar({ taskId, attemptId, task, base, head, split, onSplit }: DiffBarProps) {
  const tree = [
    base === null ? null : `base ${formatDigest(base)}`,
    head === null ? null : `head ${formatDigest(head)}`,
  ].filter((part) => part !== null);
  const show = (view: "task" | "diff" | "timeline" | "evidence"): void => {
    go(view === "task" ? { screen: "task", taskId } : { screen: view, taskId, attemptId });
  };
  return (
    <header className="diff-bar">
      <span className="diff-crumb">
        {task === undefined ? null : (
          <>
            <SafeText text={task.task.repository} className="cut" />
            <Icon icon={ChevronRight} small />
          </>
        )}
        <button type="button" className="diff-crumb-task" onClick={() => show("task")}>
          <SafeText text={task?.task.ref ?? taskId} />
        </button>
        <Icon icon={ChevronRight} small />
      </span>
      {task === undefined ? null : (
        <>
          <TierMark level={task.tier} />
          <h1 className="cut" title={task.task.title}>
            <SafeText text={task.task.title} />
          </h1>
          {task.attempts.length > 1 ? (
            <Segmented
              small
              label="Attempt"
              value={attemptId}
              options={task.attempts.map(({ attempt }) => ({
                value: attempt.id,
                label: attempt.letter,
                name: `Attempt ${attempt.letter}`,
              }))}
              onChange={(next) => {
                go({ screen: "diff", taskId, attemptId: next });
              }}
            />
          ) : null}
        </>
      )}
      {tree.length === 0 ? null : <span className="diff-tree-ids mono">{tree.join(", ")}</span>}
      <span className="grow" />
      <Segmented
        small
        label="View"
        value="diff"
        options={[
          { value: "task", label: "Compare" },
          { value: "diff", label: "Diff" },
          { value: "timeline", label: "Timeline" },
          { value: "evidence", label: "Evidence" },
        ]}
        onChange={show}
      />
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
      <Button
        variant="primary"
        kbd="d"
        onClick={() => {
          openSheet({ kind: "approve", taskId, attemptId });
        }}
      >
        Decide
      </Button>
    </header>
  );
}
