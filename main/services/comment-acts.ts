import type { Input, Output } from "../../shared/contract/api";
import type { Comment } from "../../shared/model/comment";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { countAnswers, readComment, writeComment, type StoredComment } from "../store/comments";
import { readAttempt } from "../store/tasks";
import { entriesOfComment } from "../views/comments";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";
import { attemptMissing } from "../views/timeline";
import { anchorAt } from "./save-comment";

type Act = Input<"comments.act">["act"];

function missing(id: string): Problem {
  return { code: "not-found", message: `There is no comment ${id}.`, remedy: "countersign comments TASK lists them." };
}

/** Why an act is refused, or null. */
function refusal(core: Core, act: Act, { comment, droppedAt }: StoredComment): Problem | null {
  if (act === "restore") return null;
  if (droppedAt !== null) return missing(comment.id);
  if (act === "drop") {
    const [entry] = entriesOfComment(core, comment);
    if (entry !== undefined)
      return {
        code: "comment-recorded",
        message: `Entry ${String(entry.seq)} carries this comment: it stays.`,
        remedy: "Resolve it.",
      };
    if (countAnswers(core.record, comment.id) > 0)
      return {
        code: "comment-answered",
        message: "The comment has answers.",
        remedy: "Drop the answers first, or resolve it.",
      };
    return null;
  }
  return comment.thread === null
    ? null
    : { code: "not-thread", message: "An answer is resolved with its thread.", remedy: `Resolve ${comment.thread}.` };
}

/** Drops a draft (it can be taken back for 30 days), restores it, resolves a thread or opens it again. */
export function actOnComment(core: Core, { id, act }: Input<"comments.act">): Result<Output<"comments.act">> {
  const now = core.platform.clock.now().toISOString();
  const done = core.record
    .transaction((): Result<Output<"comments.act">> => {
      const stored = readComment(core.record, id);
      if (stored === null) return err(missing(id));
      const refused = refusal(core, act, stored);
      if (refused !== null) return err(refused);
      const resolved =
        act === "resolve"
          ? (stored.comment.resolved ?? { at: now, by: currentSettings(core).reviewerName })
          : act === "reopen"
            ? null
            : stored.comment.resolved;
      const comment: Comment = {
        ...stored.comment,
        resolved,
        editing: act === "drop" ? null : stored.comment.editing,
        rev: stored.comment.rev + 1,
      };
      writeComment(core.record, { comment, writer: stored.writer, droppedAt: act === "drop" ? now : null });
      return ok({ comment });
    })
    .immediate();
  if (done.ok) core.publish("changed", { scopes: ["comments"] });
  return done;
}

/** Puts a comment elsewhere by hand: what it is about is from now on what stands there. Entries keep what they carry. */
export function replaceComment(core: Core, asked: Input<"comments.place">): Result<Output<"comments.place">> {
  const { id, attemptId, place, patch } = asked;
  const done = core.record
    .transaction((): Result<Output<"comments.place">> => {
      const stored = readComment(core.record, id);
      if (stored?.droppedAt !== null) return err(missing(id));
      if (stored.comment.thread !== null)
        return err({ code: "not-thread", message: "An answer stands where its thread does." });
      const attempt = readAttempt(core.index, attemptId);
      if (attempt === null) return attemptMissing(attemptId);
      const anchor = anchorAt(core, attempt, place, patch ?? null);
      if (!anchor.ok) return anchor;
      const comment: Comment = {
        ...stored.comment,
        attemptId,
        taskId: attempt.attempt.taskId,
        anchor: anchor.value,
        rev: stored.comment.rev + 1,
      };
      writeComment(core.record, { comment, writer: stored.writer, droppedAt: null });
      return ok({ comment });
    })
    .immediate();
  if (done.ok) core.publish("changed", { scopes: ["comments"] });
  return done;
}
