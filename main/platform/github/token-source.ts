import type { GitHubProblem } from "./port";

/** Where a client has its token from: it may be another one from one request to the next. */
export interface TokenSource {
  /** What is asked with now; null for nobody. */
  current(): string | null;
  /**
   * Sees to it that `current` lasts for a request. In: the token that GitHub has just refused; null before asking. Out: why nothing
   * can be asked; null where it can. After a refusal it is asked again only where `current` is another one then.
   */
  ready(refused: string | null): Promise<GitHubProblem | null>;
}

/** A token that stays as it is, or none. */
export function fixedToken(token: string | null): TokenSource {
  return { current: () => token, ready: () => Promise.resolve(null) };
}
