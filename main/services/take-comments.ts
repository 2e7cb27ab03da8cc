import type { Input } from "../../shared/contract/api";
import type { Decision } from "../../shared/model/decision";
import type { DecisionComment } from "../../shared/model/comment";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { readComment } from "../store/comments";
import { readAttempt } from "../store/tasks";
import { entriesOfComment } from "../views/comments";
import type { Core } from "../views/core";

/** Most bytes of comments in one entry: an entry has 256 KiB in all. */
const mostBytes = 160 * 1024;

/**
 * The comments a decision takes along, as its entry will carry them. Each must be what the reviewer saw: the same revision, not
 * dropped, in no entry yet, of the task decided on.
 */
export function takenComments(
  core: Core,
  asked: Pick<Input<"decision.record">, "taskId" | "comments">,
): Result<Pick<Decision, "comments">> {
  if (asked.comments === undefined || asked.comments.length === 0) return ok({});
  const taken: DecisionComment[] = [];
  for (const { id, rev } of asked.comments) {
    const stored = readComment(core.record, id);
    const comment = stored?.comment;
    if (comment?.rev !== rev || stored?.droppedAt !== null)
      return err({
        code: "comment-moved",
        message: "A comment has changed since it was shown.",
        place: id,
        remedy: "Look at the comments again; nothing was recorded.",
      });
    const now = readAttempt(core.index, comment.attemptId)?.attempt.taskId ?? comment.taskId;
    if (now !== asked.taskId)
      return err({ code: "comment-elsewhere", message: "A comment belongs to another task.", place: id });
    const [entry] = entriesOfComment(core, comment);
    if (entry !== undefined)
      return err({
        code: "comment-recorded",
        message: `Entry ${String(entry.seq)} carries that comment already.`,
        place: id,
      });
    const { thread, author, kind, body, replacement, anchor } = comment;
    taken.push({ id, thread, author, kind, body, replacement, anchor });
  }
  if (Buffer.byteLength(JSON.stringify(taken)) > mostBytes)
    return err({
      code: "comments-large",
      message: `${counted(taken.length, "comment")} with their lines are too much for one entry.`,
      remedy: "Take fewer along, and the others with a second decision.",
    });
  return ok({ comments: taken });
}
