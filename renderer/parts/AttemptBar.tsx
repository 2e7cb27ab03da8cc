import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { TaskView } from "../../shared/contract/review";
import { useQuery } from "../bridge/use-query";
import { openSheet, useDecide } from "../state/decide";
import { go } from "../state/route";
import { Button } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { Segmented } from "../ui/Segmented";
import { TierMark } from "./TierMark";
import "./attempt-bar.css";

export type AttemptScreen = "task" | "diff" | "timeline" | "evidence" | "comments";

/** Goes to one of the views of an attempt. */
export function showAttempt(screen: AttemptScreen, taskId: string, attemptId: string): void {
  go(screen === "task" ? { screen, taskId } : { screen, taskId, attemptId });
}

/** Compare, Diff, Timeline, Evidence, Comments: the views of one attempt. */
export function AttemptViews({
  current,
  taskId,
  attemptId,
}: {
  readonly current: AttemptScreen;
  readonly taskId: string;
  readonly attemptId: string;
}) {
  const comments = useQuery("comments.list", { taskId, attemptId: null }, { scopes: ["comments", "task"] });
  const open = (comments.value?.comments ?? []).filter(
    ({ comment }) => comment.thread === null && comment.resolved === null,
  ).length;
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
        { value: "comments", label: open === 0 ? "Comments" : `Comments ${String(open)}` },
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
  const deciding = useDecide() !== null;
  return (
    <header className="attempt-bar">
      <span className="attempt-bar-crumb">
        {task === undefined ? null : (
          <span className="attempt-bar-repository">
            <SafeText text={task.task.repository} className="cut" />
            <Icon icon={ChevronRight} small />
          </span>
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
      {/* The open drawer is the decision: its width is better used for the rest of the bar. */}
      <span hidden={deciding}>
        <Button
          variant="primary"
          kbd="d"
          onClick={() => {
            openSheet({ kind: "approve", taskId, attemptId });
          }}
        >
          Decide
        </Button>
      </span>
    </header>
  );
}
