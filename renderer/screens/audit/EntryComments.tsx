import type { Decision } from "../../../shared/model/decision";
import type { DecisionComment } from "../../../shared/model/comment";
import { lineWords } from "../../../shared/review/comment-prompt";
import { CommentSuggestion, CommentText } from "../../parts/CommentText";
import { CopyPrompt } from "../../parts/CopyPrompt";
import { formatPlural } from "../../ui/format";
import { PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import "../../parts/comments.css";

function aboutOf({ anchor, thread }: DecisionComment): string {
  if (anchor === null) return thread === null ? "the attempt" : `answer to ${thread}`;
  if (anchor.kind === "attempt") return "the attempt as a whole";
  if (anchor.kind === "event") return `event ${String(anchor.seq)} of ${anchor.sessionId}`;
  return anchor.kind === "lines" ? `${lineWords(anchor)} of ${anchor.path}` : anchor.path;
}

/** The comments that an entry carries, as they were recorded. */
export function EntryComments({ decision, seq }: { readonly decision: Decision; readonly seq: number }) {
  const { comments } = decision;
  if (comments === undefined) return null;
  return (
    <PanelSection
      title={formatPlural(comments.length, "comment")}
      aside={<CopyPrompt taskId={decision.taskId} attemptId={decision.attemptId} entry={seq} />}
    >
      <ul className="comment-recorded">
        {comments.map((comment) => {
          const lines = comment.anchor?.kind === "lines" ? comment.anchor.snippet.join("\n") : "";
          return (
            <li key={comment.id}>
              <SafeText code text={aboutOf(comment)} className="mono" />
              {comment.body === "" ? null : <CommentText text={comment.body} />}
              {comment.kind === "suggestion" ? (
                <CommentSuggestion before={lines} after={comment.replacement ?? ""} />
              ) : lines === "" ? null : (
                <pre className="comment-block comment-quote">
                  <SafeText code lines text={lines} />
                </pre>
              )}
            </li>
          );
        })}
      </ul>
    </PanelSection>
  );
}
