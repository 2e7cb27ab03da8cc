import type { ShownComment } from "../../shared/contract/comments";
import { gather } from "../../shared/gather";
import type { Comment, LineAnchor, Placement } from "../../shared/model/comment";
import { lineWords } from "../../shared/review/comment-prompt";

/** A comment and its answers. */
export interface Thread {
  readonly first: ShownComment;
  readonly answers: readonly ShownComment[];
}

/** Groups comments into threads, in the order of their first comments. An answer whose first comment is gone begins its own. */
export function threadsOf(comments: readonly ShownComment[]): Thread[] {
  const ids = new Set(comments.map(({ comment }) => comment.id));
  const answers = new Map<string, ShownComment[]>();
  const firsts: ShownComment[] = [];
  for (const shown of comments) {
    const { thread } = shown.comment;
    if (thread === null || !ids.has(thread)) firsts.push(shown);
    else gather(answers, thread, shown);
  }
  return firsts.map((first) => ({ first, answers: answers.get(first.comment.id) ?? [] }));
}

/** Whether something of a thread is a draft: in no entry yet, and not resolved. */
export function isOpenDraft({ comment, entries }: ShownComment): boolean {
  return entries.length === 0 && comment.resolved === null;
}

/** The lines a comment was written on, as text. */
export function linesOf({ anchor }: Comment): string {
  return anchor?.kind === "lines" ? anchor.snippet.join("\n") : "";
}

/** Where a comment stands, said beside it; null where there is nothing to say. `amber` where the reader has to look. */
export function placementWords(
  anchor: LineAnchor | null,
  placed: Placement,
): { readonly text: string; readonly amber: boolean } | null {
  if (placed.state === "orphan") return { text: placed.why, amber: true };
  if (placed.state !== "lines" || anchor === null) return null;
  const from = placed.path === anchor.path ? lineWords(anchor) : `${anchor.path}, ${lineWords(anchor)}`;
  if (placed.how === "changed")
    return { text: `Lines changed since: ${String(placed.confidence)} % like those it was written on`, amber: true };
  if (placed.how === "one-of") {
    const places = placed.places > 1 ? `one of ${String(placed.places)} equal places` : "the lines are common ones";
    return { text: `Perhaps here: ${places}, ${String(placed.confidence)} % sure`, amber: true };
  }
  return placed.start === anchor.start && placed.path === anchor.path
    ? null
    : { text: `Moved here with its lines from ${from}`, amber: false };
}

/** A thread as a sentence for those who do not see it. */
export function threadName({ first, answers }: Thread): string {
  const { comment, placed, entries } = first;
  const where =
    placed.state === "lines"
      ? ` on ${lineWords(placed)}`
      : placed.state === "orphan"
        ? " without a place"
        : placed.state === "event"
          ? ` on event ${String(placed.seq)}`
          : "";
  const state =
    comment.resolved !== null
      ? "resolved"
      : entries.length > 0
        ? `in entry ${entries.map(({ seq }) => String(seq)).join(", ")}`
        : "draft";
  const answered =
    answers.length === 0 ? "" : `, ${String(answers.length)} ${answers.length === 1 ? "answer" : "answers"}`;
  return `${comment.kind === "suggestion" ? "Suggested edit" : "Comment"} by ${comment.author}${where}, ${state}${answered}`;
}
