import { useEffect } from "react";
import { useQuery } from "../bridge/use-query";
import { reopenWriting, startWriting, useWritingPlaces } from "../state/comments";
import { Button } from "../ui/Button";
import { PanelSection } from "../ui/PanelSection";
import { CommentComposer } from "./CommentComposer";
import { CommentThread } from "./CommentThread";
import { threadsOf } from "./comment-threads";
import "./comments.css";

export interface EventCommentsProps {
  readonly taskId: string;
  readonly attemptId: string;
  readonly sessionId: string;
  readonly seq: number;
  readonly onClosed: () => void;
}

/** The comments on one event, and the way to write one. */
export function EventComments({ taskId, attemptId, sessionId, seq, onClosed }: EventCommentsProps) {
  const asked = useQuery("comments.list", { taskId, attemptId: null }, { scopes: ["comments", "task", "audit"] });
  const comments = asked.value?.comments;
  const here = threadsOf(comments ?? []).filter(
    ({ first: { placed } }) => placed.state === "event" && placed.sessionId === sessionId && placed.seq === seq,
  );
  const listed = new Set((comments ?? []).map(({ comment }) => comment.id));
  const fresh = useWritingPlaces(taskId).filter(
    ({ id, place }) => !listed.has(id) && place?.kind === "event" && place.sessionId === sessionId && place.seq === seq,
  );
  useEffect(() => {
    for (const { comment, entries, placed } of comments ?? [])
      if (comment.editing !== null && entries.length === 0 && placed.state === "event")
        reopenWriting(comment, "", "found");
  }, [comments]);
  const about = `event ${String(seq)}`;
  return (
    <PanelSection title="Comments" label="Comments on this event">
      {asked.problem === undefined ? null : (
        <p className="amber">{`They could not be read: ${asked.problem.message}`}</p>
      )}
      <div className="event-comments">
        {here.map((thread) => (
          <CommentThread
            key={thread.first.comment.id}
            thread={thread}
            about={about}
            attemptId={attemptId}
            onClosed={onClosed}
          />
        ))}
        {fresh.map(({ id }) => (
          <CommentComposer key={id} id={id} about={about} onClosed={onClosed} />
        ))}
      </div>
      <Button
        small
        onClick={() => {
          const place = { kind: "event", sessionId, seq } as const;
          startWriting({ taskId, attemptId, thread: null, place, patch: null, lines: "" });
        }}
      >
        Comment on this event
      </Button>
    </PanelSection>
  );
}
