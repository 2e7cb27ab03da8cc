import { Inbox, Undo2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { forgetDropped, takeBackDrop, useDropped } from "../state/comments";
import { useKeys } from "../state/keys";
import { Button } from "../ui/Button";
import { formatPlural } from "../ui/format";
import { Icon } from "../ui/Icon";
import { CommentThread } from "./CommentThread";
import type { Thread } from "./comment-threads";
import "./comments.css";

export interface CommentTrayProps {
  /** Comments that have no line here: orphans, and those on the attempt as a whole. */
  readonly threads: readonly Thread[];
  readonly attemptId: string;
  readonly onClosed: () => void;
  /** What can be done with one of them here: placing it. */
  readonly actionsOf: (thread: Thread) => ReactNode;
}

/** Comments that stand nowhere in this patch are kept above it until a person places, resolves or drops them. */
export function CommentTray({ threads, attemptId, onClosed, actionsOf }: CommentTrayProps) {
  const [open, setOpen] = useState(false);
  const lost = threads.filter(({ first }) => first.placed.state === "orphan" && first.comment.resolved === null).length;
  const whole = threads.filter(({ first }) => first.placed.state === "attempt").length;
  const done = threads.length - lost - whole;
  const said = [
    lost === 0 ? null : `${formatPlural(lost, "comment")} without a place in this patch`,
    whole === 0 ? null : `${formatPlural(whole, "comment")} on the attempt as a whole`,
    done === 0 ? null : `${formatPlural(done, "resolved comment")} without a place`,
  ].filter((part) => part !== null);
  if (threads.length === 0) return null;
  return (
    <section className="comment-tray" aria-label="Comments without a line">
      <div className="comment-tray-head">
        <Icon icon={Inbox} small className={lost > 0 ? "amber" : "dim"} />
        <span className={lost > 0 ? "amber" : "mid"}>{said.join(", ")}</span>
        <Button
          small
          variant="ghost"
          pressed={open}
          onClick={() => {
            setOpen(!open);
          }}
        >
          {open ? "Hide" : "Show"}
        </Button>
      </div>
      {open
        ? threads.map((thread) => (
            <CommentThread
              key={thread.first.comment.id}
              thread={thread}
              about={thread.first.placed.state === "attempt" ? "the attempt" : "lines that are gone"}
              attemptId={attemptId}
              onClosed={onClosed}
              actions={actionsOf(thread)}
            />
          ))
        : null}
    </section>
  );
}

/** The comment dropped last, and the way back; nothing where there is none. */
export function CommentUndo() {
  const dropped = useDropped();
  return dropped === null ? null : <UndoBar />;
}

function UndoBar() {
  useKeys("comments", [
    { key: "u", label: "Take the dropped comment back", group: "Comments", bar: true, run: () => void takeBackDrop() },
  ]);
  return (
    <div className="comment-tray-head" role="status">
      <Icon icon={Undo2} small />
      <span>Comment dropped.</span>
      <Button small kbd="u" onClick={() => void takeBackDrop()}>
        Take it back
      </Button>
      <Button small variant="ghost" onClick={forgetDropped}>
        Leave it
      </Button>
    </div>
  );
}
