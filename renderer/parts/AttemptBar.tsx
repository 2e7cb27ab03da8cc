import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { TaskView } from "../../shared/contract/review";
import { openSheet } from "../state/decide";
import { go } from "../state/route";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { Segmented } from "../ui/Segmented";
import { TierMark } from "./TierMark";
import "./attempt-bar.css";

export type AttemptScreen = "task" | "diff" | "timeline" | "evidence";

/** Goes to one of the views of an attempt. */
export function showAttempt(screen: AttemptScreen, taskId: string, attemptId: string): void {
  go(screen === "task" ? { screen, taskId } : { screen, taskId, attemptId });
}

/** Compare, Diff, Timeline, Evidence: the views of one attempt. */
export function AttemptViews({
  current,
  taskId,
  attemptId,
}: {
  readonly current: AttemptScreen;
  readonly taskId: string;
  readonly attemptId: string;
}) {
  return (
    <Segmented<AttemptScreen>
      small
      label="View"
      value={current}
      options={[
        { value: "task", label: "Compare" },
        { value: "diff", label: "Diff" },
        { value: "timeline", label: "Timeline" },
        { value: "evidence", label: "Evidence" },
      ]}
      onChange={(next) => {
        showAttempt(next, taskId, attemptId);
      }}
    />
  );
}

export interface AttemptBarProps {
  readonly screen: Exclude<AttemptScreen, "task">;
  readonly taskId: string;
  readonly attemptId: string;
  readonly task: TaskView | undefined;
  readonly facts?: ReactNode | undefined;
  /** The screen's own controls, before Decide. */
  readonly children?: ReactNode | undefined;
}

/** The bar of a screen about one attempt: where it belongs, its siblings, its views, Decide. */
export function AttemptBar({ screen, taskId, attemptId, task, facts, children }: AttemptBarProps) {
  return (
    <header className="attempt-bar">
      <span className="attempt-bar-crumb">
        {task === undefined ? null : (
          <>
            <SafeText text={task.task.repository} className="cut" />
            <Icon icon={ChevronRight} small />
          </>
        )}
        <button
          type="button"
          className="attempt-bar-task"
          onClick={() => {
            go({ screen: "task", taskId });
          }}
        >
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
            <div className="attempt-bar-attempts">
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
                  go({ screen, taskId, attemptId: next });
                }}
              />
            </div>
          ) : null}
        </>
      )}
      {facts === undefined ? null : <span className="meta cut">{facts}</span>}
      <span className="grow" />
      <AttemptViews current={screen} taskId={taskId} attemptId={attemptId} />
      {children}
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
