import { CornerDownRight, MessageSquare, PencilLine } from "lucide-react";
import { useState, type ReactNode } from "react";
import type { ShownComment } from "../../shared/contract/comments";
import { decisionRule } from "../../shared/review/decision-catalog";
import { dropComment, reopenWriting, resolveThread, startWriting, useAnswering, useWriting } from "../state/comments";
import { go } from "../state/route";
import { Button } from "../ui/Button";
import { formatMoment } from "../ui/format";
import { Icon } from "../ui/Icon";
import { SafeText } from "../ui/SafeText";
import { useNow } from "../ui/use-now";
import { linesOf, placementWords, threadName, type Thread } from "./comment-threads";
import { CommentComposer } from "./CommentComposer";
import { CommentSuggestion, CommentText } from "./CommentText";
import "./comments.css";

export interface CommentThreadProps {
  readonly thread: Thread;
  /** What it is about, in words: "line 71 of src/refund.ts". */
  readonly about: string;
  /** The attempt that is on screen: of a comment of another one it is said which. */
  readonly attemptId: string | null;
  readonly onClosed: () => void;
  /** Where the lines it was written on are shown though they still stand: in a list, without the diff. */
  readonly withLines?: boolean | undefined;
  /** In a list: says above it what it is about. */
  readonly headed?: boolean | undefined;
  /** More to do with it: placing it by hand, opening it in the diff. */
  readonly actions?: ReactNode | undefined;
}

/** A comment with its answers, where it stands, and what can be done with it. */
export function CommentThread(props: CommentThreadProps) {
  const { thread, about, attemptId, onClosed, withLines = false, headed = false, actions } = props;
  const { first, answers } = thread;
  const { comment, placed } = first;
  const answering = useAnswering(comment.id);
  const [unfolded, setUnfolded] = useState(false);
  const { resolved } = comment;
  const folded = resolved !== null && !unfolded;
  const anchor = comment.anchor?.kind === "lines" ? comment.anchor : null;
  const said = placementWords(anchor, placed);
  const items = [
    ...answers.map((answer) => ({ id: answer.comment.id, shown: answer })),
    ...answering
      .filter((id) => answers.every((answer) => answer.comment.id !== id))
      .map((id) => ({ id, shown: undefined })),
  ];
  const shownLines = anchor !== null && (withLines || placed.state === "orphan" || said?.amber === true);
  return (
    <div
      className={resolved === null ? "comment-thread" : "comment-thread comment-resolved"}
      role="group"
      aria-label={threadName(thread)}
      tabIndex={-1}
      data-comment={comment.id}
    >
      {resolved === null ? null : (
        <button
          type="button"
          className="comment-fold"
          aria-expanded={!folded}
          onClick={() => {
            setUnfolded(!unfolded);
          }}
        >
          <Icon icon={MessageSquare} small />
          <span>
            Resolved by <SafeText text={resolved.by} />
          </span>
          <span className="dim cut">
            <SafeText text={comment.body.slice(0, 160)} />
          </span>
        </button>
      )}
      {headed ? (
        <h2 className="comment-about mono">
          <SafeText code text={about} />
          {first.letter === null ? null : <span className="comment-tag">{`attempt ${first.letter}`}</span>}
        </h2>
      ) : null}
      {folded ? null : (
        <>
          {said === null ? null : (
            <p className={said.amber ? "comment-said amber" : "comment-said"}>
              <SafeText text={said.text} />
            </p>
          )}
          {shownLines && comment.kind === "note" ? (
            <pre className="comment-block comment-quote" aria-label="The lines it was written on">
              <SafeText code lines text={linesOf(comment)} />
            </pre>
          ) : null}
          <One id={comment.id} shown={first} about={about} attemptId={attemptId} onClosed={onClosed} />
          {items.map(({ id, shown }) => (
            <One key={id} id={id} shown={shown} about={about} attemptId={attemptId} onClosed={onClosed} />
          ))}
          <div className="comment-foot">
            <Button
              small
              variant="ghost"
              icon={<Icon icon={CornerDownRight} small />}
              onClick={() => {
                const { taskId } = comment;
                startWriting({
                  taskId,
                  attemptId: comment.attemptId,
                  thread: comment.id,
                  place: null,
                  patch: null,
                  lines: "",
                });
              }}
            >
              Answer
            </Button>
            <Button
              small
              variant="ghost"
              onClick={() => {
                void resolveThread(comment.id, resolved === null);
              }}
            >
              {resolved === null ? "Resolve" : "Open again"}
            </Button>
            {actions}
          </div>
        </>
      )}
    </div>
  );
}

interface OneProps {
  readonly id: string;
  /** Absent while it was never saved. */
  readonly shown: ShownComment | undefined;
  readonly about: string;
  readonly attemptId: string | null;
  readonly onClosed: () => void;
}

function One({ id, shown, about, attemptId, onClosed }: OneProps) {
  const writing = useWriting(id);
  const now = useNow();
  if (writing !== undefined) return <CommentComposer id={id} about={about} onClosed={onClosed} />;
  if (shown === undefined) return null;
  const { comment, entries, letter } = shown;
  const lines = linesOf(comment);
  return (
    <div className="comment-one">
      <div className="comment-head">
        <Icon icon={comment.kind === "suggestion" ? PencilLine : MessageSquare} small />
        <b>
          <SafeText text={comment.author} />
        </b>
        <span className="dim nowrap">{formatMoment(comment.updatedAt, now)}</span>
        {attemptId === null || comment.attemptId === attemptId ? null : (
          <span className="comment-tag">
            {letter === null ? "written on an attempt that is gone" : `written on ${letter}`}
          </span>
        )}
        <span className="grow" />
        {entries.length === 0 ? <span className="comment-tag comment-draft">draft</span> : null}
        {entries.map(({ seq, kind }) => (
          <button
            key={seq}
            type="button"
            className="link nowrap"
            onClick={() => {
              go({ screen: "audit", seq });
            }}
          >
            {`${decisionRule(kind).past}, entry ${String(seq)}`}
          </button>
        ))}
        {entries.length > 0 ? null : (
          <>
            <Button
              small
              variant="ghost"
              label={`Edit the comment on ${about}`}
              onClick={() => {
                reopenWriting(comment, lines, "edit");
              }}
            >
              Edit
            </Button>
            <Button
              small
              variant="ghost"
              label={`Drop the comment on ${about}`}
              onClick={() => {
                void dropComment(comment.id).then(onClosed);
              }}
            >
              Drop
            </Button>
          </>
        )}
      </div>
      {comment.body === "" ? null : <CommentText text={comment.body} />}
      {comment.kind === "suggestion" ? <CommentSuggestion before={lines} after={comment.replacement ?? ""} /> : null}
    </div>
  );
}
