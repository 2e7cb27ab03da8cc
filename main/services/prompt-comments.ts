import { shownReason } from "../../shared/review/shown-reason";
import type { Input, Output } from "../../shared/contract/api";
import type { Comment, DecisionComment } from "../../shared/model/comment";
import { err, ok, type Result } from "../../shared/result";
import { commentPrompt, type PromptThread } from "../../shared/review/comment-prompt";
import { readAttempts, readTask } from "../store/tasks";
import { commentsOf } from "../views/comments";
import type { Core } from "../views/core";
import { recordedDecisions } from "../views/decisions";
import { taskMissing } from "../views/task-view";

function carried({ id, thread, author, kind, body, replacement, anchor }: Comment): DecisionComment {
  return { id, thread, author, kind, body, replacement, anchor };
}

function threadsOf(
  comments: readonly DecisionComment[],
  about: (first: DecisionComment) => Pick<PromptThread, "letter" | "placed">,
): PromptThread[] {
  const ids = new Set(comments.map(({ id }) => id));
  return comments
    .filter(({ thread }) => thread === null || !ids.has(thread))
    .map((comment) => ({
      comment,
      answers: comments.filter(({ thread }) => thread === comment.id),
      ...about(comment),
    }));
}

/** By file and line, and what has no line before it. */
function inOrder(threads: readonly PromptThread[]): PromptThread[] {
  const place = ({ comment: { anchor } }: PromptThread): readonly [string, number] =>
    anchor === null || anchor.kind === "attempt" || anchor.kind === "event"
      ? ["", 0]
      : [anchor.path, anchor.kind === "lines" ? anchor.start : 0];
  return [...threads].sort((a, b) => {
    const [pathA, lineA] = place(a);
    const [pathB, lineB] = place(b);
    return pathA < pathB ? -1 : pathA > pathB ? 1 : lineA - lineB;
  });
}

/** Comments as a prompt for the agent: see the contract. */
export function promptOfComments(
  core: Core,
  { taskId, attemptId, entry, only }: Input<"comments.prompt">,
): Result<Output<"comments.prompt">> {
  const task = readTask(core.index, taskId);
  if (task === null) return taskMissing(taskId);
  const letters = new Map(readAttempts(core.index, taskId).map(({ attempt }) => [attempt.id, attempt.letter]));
  let threads: PromptThread[];
  let from: { seq: number; person: string; reason: string } | null = null;
  if (entry === null) {
    const listed = commentsOf(core, taskId, attemptId);
    if (!listed.ok) return listed;
    const resolved = new Set(
      listed.value.comments.flatMap(({ comment: { id, resolved: done } }) => (done === null ? [] : [id])),
    );
    const wanted = listed.value.comments.filter(
      ({ comment }) =>
        !resolved.has(comment.thread ?? comment.id) &&
        (attemptId === null || comment.attemptId === attemptId) &&
        (only === null || only.includes(comment.id)),
    );
    const byId = new Map(wanted.map((shown) => [shown.comment.id, shown]));
    threads = threadsOf(
      wanted.map(({ comment }) => carried(comment)),
      ({ id }) => ({ letter: byId.get(id)?.letter ?? null, placed: byId.get(id)?.placed ?? null }),
    );
  } else {
    const { byTask } = recordedDecisions(core);
    const row = (byTask.get(taskId) ?? []).find(({ seq }) => seq === entry);
    if (row === undefined)
      return err({
        code: "not-found",
        message: `Entry ${String(entry)} is no decision on this task.`,
        remedy: "countersign audit lists the entries.",
      });
    const { decision } = row;
    from = { seq: entry, person: decision.reviewer.name, reason: shownReason(row) };
    threads = threadsOf(decision.comments ?? [], () => ({
      letter: decision.attemptLetter ?? letters.get(decision.attemptId ?? "") ?? null,
      placed: null,
    }));
  }
  const { title, ref, repository, contract, contractDigest } = task;
  const text = commentPrompt({
    title,
    ref,
    repository,
    contract,
    contractDigest,
    entry: from,
    threads: inOrder(threads),
  });
  return ok({ text, comments: threads.length });
}
