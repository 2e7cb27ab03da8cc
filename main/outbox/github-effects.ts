import type { EffectPayload } from "../../shared/model/effect";
import type { DraftEffect, PullPlace } from "./port";

/** "owner/repo#12". */
export function pullName({ owner, repo, number }: PullPlace): string {
  return `${owner}/${repo}#${String(number)}`;
}

/** A body that GitHub takes: at most 65,536 characters, of which the added lines need some. */
export const mostBody = 64_000;

/** Whether the account opened the pull request itself. */
export function isOwn({ account, author }: PullPlace): boolean {
  return account !== null && author?.toLowerCase() === account.login.toLowerCase();
}

interface Asked {
  readonly title: string;
  readonly payload: EffectPayload;
  readonly wanted: boolean;
  /** The commit that was judged, where the effect says something of one. */
  readonly head?: string | null;
  /** Why it is not offered for another reason. */
  readonly refused?: string | null;
}

/** An effect on a pull request, offered where its account may do it. */
export function onPull(pull: PullPlace, asked: Asked): DraftEffect {
  const { title, payload, wanted, head = null, refused = null } = asked;
  const { account } = pull;
  const name = pullName(pull);
  const may = pull.may[payload.operation];
  const lacks = may?.may === "no" ? may.why : null;
  const long =
    "body" in payload && payload.body.length > mostBody
      ? `The text has ${String(payload.body.length)} characters, over GitHub's limit`
      : null;
  const without = account === null ? (pull.noAccount ?? `No account is signed in on ${pull.host}`) : null;
  const why = without ?? refused ?? lacks ?? long;
  return {
    via: "github",
    operation: payload.operation,
    target: name,
    title,
    lane: `${pull.host}/${name}`.toLowerCase(),
    channel: `${pull.host} ${account?.login.toLowerCase() ?? ""}`,
    account: account?.login ?? null,
    head,
    payload: why === null ? payload : null,
    wanted: wanted && why === null,
    refused: why,
    link: pull.url,
  };
}

/** A comment on a pull request. In: its Markdown, finished. */
export function commentOn(
  pull: PullPlace,
  { title, body, wanted, refused = null }: { title: string; body: string; wanted: boolean; refused?: string | null },
): DraftEffect {
  return onPull(pull, { title, wanted, refused, payload: { operation: "comment", body } });
}

/** Reviews asked of people by login and of teams by their short name. GitHub asks nobody to review their own work. */
export function reviewersOn(
  pull: PullPlace,
  { logins, teams, wanted }: { logins: readonly string[]; teams: readonly string[]; wanted: boolean },
): DraftEffect {
  const own = logins.find((login) => login.toLowerCase() === pull.author?.toLowerCase());
  return onPull(pull, {
    title: `Ask ${[...logins, ...teams].join(", ")} to review ${pullName(pull)}`,
    wanted,
    refused:
      own === undefined
        ? endedWords(pull)
        : `${own} opened it, and GitHub asks nobody to review their own pull request`,
    payload: { operation: "reviewers", reviewers: [...logins], team_reviewers: [...teams] },
  });
}

/** Why nothing is asked of a pull request that is over, or null while it is open. */
export function endedWords({ state }: PullPlace): string | null {
  return state === "merged" || state === "closed" ? `It is ${state}` : null;
}
