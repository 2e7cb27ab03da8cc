import type { PullFacts } from "./pull-facts";

/** One thing that somebody did or said on a pull request. */
export interface PullEvent {
  readonly id: string;
  readonly kind: "opened" | "commit" | "review" | "review-comment" | "comment" | "closed" | "merged";
  readonly at: string;
  /** Login, or the name a commit states; "ghost" for an account that is gone. */
  readonly by: string;
  readonly byApp: boolean;
  readonly text: string;
  /** Of a review: what it came to, in GitHub's word. */
  readonly verdict: string | null;
  readonly place: { readonly path: string; readonly line: number | null } | null;
  /** The commit it is about. */
  readonly commit: string | null;
  /** It is about another commit than the newest head. */
  readonly outdated: boolean;
  readonly url: string;
}

/** What was done and said on a pull request, in the order of time. Texts are anyone's. */
export function pullHistory({ pull, commits, reviews, reviewComments, comments }: PullFacts): PullEvent[] {
  const head = pull.head.sha;
  const who = (actor: { login: string; type: string } | null) => ({
    by: actor?.login ?? "ghost",
    byApp: actor?.type === "Bot",
  });
  const plain = { verdict: null, place: null, commit: null, outdated: false, url: pull.url };
  const events: PullEvent[] = [
    { ...plain, id: "opened", kind: "opened", at: pull.createdAt, ...who(pull.author), text: pull.title },
    ...commits.flatMap(({ sha, message, author, account }): PullEvent[] => {
      const at = author?.at ?? null;
      if (at === null) return [];
      const by = account === null ? { by: author?.name ?? "ghost", byApp: false } : who(account);
      return [{ ...plain, id: `commit:${sha}`, kind: "commit", at, ...by, text: message, commit: sha }];
    }),
    ...reviews.flatMap((review): PullEvent[] =>
      review.at === null || (review.state === "COMMENTED" && review.body.trim() === "")
        ? []
        : [
            {
              id: `review:${String(review.id)}`,
              kind: "review",
              at: review.at,
              ...who(review.author),
              text: review.body,
              verdict: review.state,
              place: null,
              commit: review.commit,
              outdated: review.commit !== null && review.commit !== head,
              url: review.url,
            },
          ],
    ),
    ...reviewComments.map((comment): PullEvent => ({
      id: `review-comment:${String(comment.id)}`,
      kind: "review-comment",
      at: comment.createdAt,
      ...who(comment.author),
      text: comment.body,
      verdict: null,
      place: { path: comment.path, line: comment.line ?? comment.originalLine },
      commit: comment.originalCommit,
      outdated: comment.line === null,
      url: comment.url,
    })),
    ...comments.map((comment): PullEvent => ({
      ...plain,
      id: `comment:${String(comment.id)}`,
      kind: "comment",
      at: comment.createdAt,
      ...who(comment.author),
      text: comment.body,
      url: comment.url,
    })),
  ];
  const ended = pull.mergedAt ?? pull.closedAt;
  if (ended !== null)
    events.push({
      ...plain,
      id: "ended",
      kind: pull.mergedAt === null ? "closed" : "merged",
      at: ended,
      by: "",
      byApp: false,
      text: "",
      commit: null,
    });
  return events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
