import type { Thread } from "../../parts/comment-threads";
import { CommentComposer } from "../../parts/CommentComposer";
import { useWritingPlaces } from "../../state/comments";

/** Composers on the attempt as a whole that were not saved yet: they have no place in the list. */
export function NewComments({ taskId, listed }: { readonly taskId: string; readonly listed: readonly Thread[] }) {
  const known = new Set(listed.map(({ first }) => first.comment.id));
  const fresh = useWritingPlaces(taskId).filter(({ id, place }) => place?.kind === "attempt" && !known.has(id));
  return fresh.map(({ id }) => <CommentComposer key={id} id={id} about="the attempt" onClosed={() => undefined} />);
}
