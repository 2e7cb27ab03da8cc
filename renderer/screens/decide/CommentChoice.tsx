import type { ShownComment } from "../../../shared/contract/comments";
import type { DecisionKind } from "../../../shared/model/decision";
import { useQuery } from "../../bridge/use-query";
import { aboutComment, showComment } from "../../parts/show-comment";
import { CommentSuggestion, CommentText } from "../../parts/CommentText";
import { linesOf } from "../../parts/comment-threads";
import { CopyPrompt } from "../../parts/CopyPrompt";
import { chooseComment, useChoices } from "../../state/comments";
import { SafeText } from "../../ui/SafeText";
import "../../parts/comments.css";

/** Kinds that can take comments along; those that ask for something take them unless they are left out. */
const takesAlong: Partial<Record<DecisionKind, boolean>> = { "request-changes": true, reject: true, approve: false };

export interface Along {
  /** Drafts on the attempt that a decision of this kind can take along. */
  readonly drafts: readonly ShownComment[];
  readonly chosen: readonly ShownComment[];
  readonly problem: string | null;
}

/** The drafts of an attempt, and which of them the decision takes along. */
export function useAlong(kind: DecisionKind, taskId: string, attemptId: string | null): Along {
  const usual = takesAlong[kind];
  const asked = useQuery("comments.list", usual === undefined || attemptId === null ? null : { taskId, attemptId }, {
    scopes: ["comments", "task", "audit"],
  });
  const choices = useChoices();
  const drafts = (asked.value?.comments ?? []).filter(
    ({ comment, entries }) =>
      comment.attemptId === attemptId &&
      entries.length === 0 &&
      comment.resolved === null &&
      (comment.body.trim() !== "" || comment.kind === "suggestion"),
  );
  return {
    drafts,
    chosen: drafts.filter(({ comment }) => choices[`${kind} ${comment.id}`] ?? usual),
    problem: asked.problem?.message ?? null,
  };
}

export interface CommentChoiceProps {
  readonly kind: DecisionKind;
  readonly taskId: string;
  readonly attemptId: string | null;
  readonly along: Along;
}

/** The comments that become part of the entry, each with a box to leave it out. */
export function CommentChoice({ kind, taskId, attemptId, along }: CommentChoiceProps) {
  const { drafts, chosen, problem } = along;
  if (drafts.length === 0 && problem === null) return null;
  return (
    <section className="decide-section" aria-label="Comments it takes along">
      <h3>
        <span className="grow">Comments it takes along</span>
        <span>{`${String(chosen.length)} of ${String(drafts.length)}`}</span>
      </h3>
      {problem === null ? null : <p className="amber">{`Comments could not be read: ${problem}`}</p>}
      <ul className="comment-choice">
        {drafts.map((shown) => {
          const { comment, placed } = shown;
          const about = aboutComment(shown);
          return (
            <li key={comment.id}>
              <input
                type="checkbox"
                aria-label={`Take along the comment on ${about}`}
                checked={chosen.includes(shown)}
                onChange={(event) => {
                  chooseComment(`${kind} ${comment.id}`, event.target.checked);
                }}
              />
              <div className="comment-choice-what">
                <button
                  type="button"
                  className="link decide-link mono"
                  onClick={() => {
                    showComment(shown);
                  }}
                >
                  <SafeText code text={about} />
                </button>
                {placed.state === "orphan" ? <p className="comment-said amber">{placed.why}</p> : null}
                {placed.state === "lines" && placed.how === "changed" ? (
                  <p className="comment-said amber">
                    Its lines changed since; the entry holds those it was written on.
                  </p>
                ) : null}
                {comment.body === "" ? null : <CommentText text={comment.body} />}
                {comment.kind === "suggestion" ? (
                  <CommentSuggestion before={linesOf(comment)} after={comment.replacement ?? ""} />
                ) : null}
              </div>
            </li>
          );
        })}
      </ul>
      <p className="decide-opened">
        {chosen.length === 0
          ? "None is taken along; they stay drafts."
          : "They become part of the entry, with their lines, and are not edited after."}{" "}
        {chosen.length === 0 ? null : (
          <CopyPrompt taskId={taskId} attemptId={attemptId} only={chosen.map(({ comment }) => comment.id)} />
        )}
      </p>
    </section>
  );
}
