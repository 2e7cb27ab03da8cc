import type { GitHubCommit, GitHubPull } from "../../shared/model/github-pull";

/**
 * The commit that a pull request's branch and its base share, where its commits tell: all of them are known, and they hang on one
 * commit that is none of them. Null where the branch took in its base meanwhile, or where commits are missing.
 */
export function sharedCommit(
  commits: readonly Pick<GitHubCommit, "sha" | "parents">[],
  pull: Pick<GitHubPull, "commits">,
): string | null {
  if (commits.length === 0 || commits.length !== pull.commits) return null;
  const own = new Set(commits.map(({ sha }) => sha));
  const outside = new Set(commits.flatMap(({ parents }) => parents.filter((parent) => !own.has(parent))));
  const [only] = outside;
  return outside.size === 1 && only !== undefined ? only : null;
}
