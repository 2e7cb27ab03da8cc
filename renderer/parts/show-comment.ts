import type { ShownComment } from "../../shared/contract/comments";
import { lineWords } from "../../shared/review/comment-prompt";
import { go } from "../state/route";

/** What a comment is about, in words: where it stands now, or where it was written. */
export function aboutComment({ comment, placed }: ShownComment): string {
  if (placed.state === "lines") return `${lineWords(placed)} of ${placed.path}`;
  if (placed.state === "file") return placed.path;
  if (placed.state === "event") return `event ${String(placed.seq)} of ${placed.sessionId}`;
  const { anchor } = comment;
  if (anchor?.kind === "lines") return `${lineWords(anchor)} of ${anchor.path}`;
  return anchor?.kind === "file" ? anchor.path : "the attempt";
}

/** Opens what a comment is about: its line in the diff, its event in the timeline. */
export function showComment({ comment, placed }: ShownComment): void {
  const { taskId, attemptId } = comment;
  if (placed.state === "event")
    go({ screen: "timeline", taskId, attemptId, at: { sessionId: placed.sessionId, seq: placed.seq } });
  else if (placed.state === "lines")
    go({ screen: "diff", taskId, attemptId, at: { path: placed.path, line: placed.end, side: placed.side } });
  else if (placed.state === "file") go({ screen: "diff", taskId, attemptId, at: { path: placed.path } });
  else go({ screen: "diff", taskId, attemptId });
}
