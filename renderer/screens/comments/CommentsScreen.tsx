import { MessageSquare } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useQuery } from "../../bridge/use-query";
import { AttemptBar } from "../../parts/AttemptBar";
import { aboutComment, showComment } from "../../parts/show-comment";
import { isOpenDraft, threadsOf, type Thread } from "../../parts/comment-threads";
import { CommentThread } from "../../parts/CommentThread";
import { CommentUndo } from "../../parts/CommentTray";
import { CopyPrompt } from "../../parts/CopyPrompt";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { useDecisionKeys } from "../../parts/use-decision-keys";
import { startWriting } from "../../state/comments";
import { openSheet } from "../../state/decide";
import { useKeys } from "../../state/keys";
import { go, type RouteOf } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Segmented } from "../../ui/Segmented";
import { StateMessage } from "../../ui/StateMessage";
import { NewComments } from "./NewComments";
import "./comments-screen.css";

type Shown = "open" | "recorded" | "resolved" | "all";

function groupOf({ first, answers }: Thread): Exclude<Shown, "all"> {
  if (first.comment.resolved !== null) return "resolved";
  return [first, ...answers].some(isOpenDraft) ? "open" : "recorded";
}

/** The comments of a task, whatever attempt they were written on. */
export function CommentsScreen({ route }: { readonly route: RouteOf<"comments"> }) {
  const { taskId, attemptId } = route;
  const task = useQuery("task.get", { taskId }, { scopes: ["task"] });
  const asked = useQuery("comments.list", { taskId, attemptId: null }, { scopes: ["comments", "task", "audit"] });
  const [shown, setShown] = useState<Shown>("all");
  const list = useRef<HTMLDivElement>(null);
  const threads = useMemo(() => threadsOf(asked.value?.comments ?? []), [asked.value]);
  const counts = { open: 0, recorded: 0, resolved: 0, all: threads.length };
  for (const thread of threads) counts[groupOf(thread)] += 1;
  const visible = shown === "all" ? threads : threads.filter((thread) => groupOf(thread) === shown);
  const step = (by: 1 | -1): void => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-comment]") ?? [])];
    const at = items.findIndex((item) => item.contains(document.activeElement));
    items.at(at === -1 ? (by === 1 ? 0 : -1) : Math.min(items.length - 1, Math.max(0, at + by)))?.focus();
  };
  const open = (): void => {
    const id = document.activeElement?.closest("[data-comment]")?.getAttribute("data-comment");
    const thread = threads.find(({ first }) => first.comment.id === id);
    if (thread !== undefined) showComment(thread.first);
  };
  const write = (): void => {
    startWriting({ taskId, attemptId, thread: null, place: { kind: "attempt" }, patch: null, lines: "" });
  };
  useDecisionKeys(taskId, attemptId);
  useKeys("comments-screen", [
    { key: "j", label: "Next comment", group: "Comments", bar: true, run: () => step(1) },
    { key: "k", label: "Previous comment", group: "Comments", run: () => step(-1) },
    { key: "Enter", label: "Open its line or event", group: "Comments", bar: true, run: open },
    { key: "c", label: "Comment on the attempt as a whole", group: "Comments", bar: true, run: write },
    { key: "d", label: "Decide", group: "Decide", run: () => openSheet({ kind: "approve", taskId, attemptId }) },
    { key: "Escape", label: "Task", group: "Go", run: () => go({ screen: "task", taskId }) },
  ]);
  return (
    <div className="comments-screen">
      <AttemptBar screen="comments" taskId={taskId} attemptId={attemptId} task={task.value} />
      <div className="comments-bar">
        <Segmented<Shown>
          small
          label="Which comments"
          value={shown}
          options={[
            { value: "all", label: `All ${String(counts.all)}` },
            { value: "open", label: `Drafts ${String(counts.open)}` },
            { value: "recorded", label: `In an entry ${String(counts.recorded)}` },
            { value: "resolved", label: `Resolved ${String(counts.resolved)}` },
          ]}
          onChange={setShown}
        />
        <span className="grow" />
        {counts.all === counts.resolved ? null : <CopyPrompt taskId={taskId} attemptId={null} />}
        <Button small kbd="c" onClick={write}>
          Comment on the attempt
        </Button>
      </div>
      <CommentUndo />
      {asked.value === undefined ? (
        asked.problem === undefined ? (
          <LoadingMessage thing="the comments" slow={asked.slow} />
        ) : (
          <FailedMessage thing="the comments" problem={asked.problem} onRetry={asked.reload} />
        )
      ) : (
        <div className="comments-list" ref={list} tabIndex={0} role="region" aria-label="Comments">
          <NewComments taskId={taskId} listed={threads} />
          {visible.length === 0 ? (
            <StateMessage
              icon={<Icon icon={MessageSquare} />}
              sentence={
                threads.length === 0
                  ? "No comments. In the diff c comments on a line, Shift c suggests an edit of it."
                  : `None of ${formatPlural(threads.length, "comment")} is of this kind.`
              }
            />
          ) : null}
          {visible.map((thread) => (
            <CommentThread
              key={thread.first.comment.id}
              thread={thread}
              about={aboutComment(thread.first)}
              attemptId={null}
              withLines
              headed
              onClosed={() => list.current?.focus()}
              actions={
                <Button
                  small
                  variant="ghost"
                  onClick={() => {
                    showComment(thread.first);
                  }}
                >
                  {thread.first.placed.state === "event" ? "Open the event" : "Open in the diff"}
                </Button>
              }
            />
          ))}
        </div>
      )}
    </div>
  );
}
