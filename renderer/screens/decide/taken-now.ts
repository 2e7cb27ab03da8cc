import type { Input } from "../../../shared/contract/api";
import { ok, type Result } from "../../../shared/result";
import { call } from "../../bridge/client";
import { closeWritingsOf } from "../../state/comments";
import type { Along } from "./CommentChoice";

type Taken = NonNullable<Input<"decision.record">["comments"]>;

/**
 * The chosen comments with the revisions to record. What is still being typed in this window is kept first and goes in as it is;
 * what another window changed since it was shown goes by the revision that was shown, which the core refuses.
 */
export async function takenNow(taskId: string, attemptId: string | null, { chosen }: Along): Promise<Result<Taken>> {
  if (chosen.length === 0 || attemptId === null) return ok([]);
  const own = new Set(await closeWritingsOf(attemptId));
  const now = own.size === 0 ? null : await call("comments.list", { taskId, attemptId });
  if (now?.ok === false) return now;
  const revs = new Map(now?.value.comments.map(({ comment }) => [comment.id, comment.rev]));
  return ok(chosen.map(({ comment: { id, rev } }) => ({ id, rev: own.has(id) ? (revs.get(id) ?? rev) : rev })));
}
