import type { GitHubCommit, GitHubPull } from "../../shared/model/github-pull";
import { ok, type Result } from "../../shared/result";
import type { PullFacts } from "../github/pull-facts";
import { sharedCommit } from "../github/shared-commit";
import { openGitRelay } from "../platform/git-relay";
import { fetchChange } from "../platform/git-remote";
import type { GitHubApi, GitHubProblem, NumberedRef } from "../platform/github/port";
import type { Core } from "../views/core";
import { endsReading, type Reading } from "./github-pull-artifacts";

/** GitHub draws no diff of more files than this. */
const mostFiles = 300;

/**
 * The change of a pull request: as GitHub draws it, and where it is too large for that, drawn here from commits that are fetched.
 * In: the pull request, its commits as far as they are known, what was read before. Out: where the patch lies, or why there is none.
 */
export async function readPatch(
  core: Core,
  api: GitHubApi,
  {
    at,
    pull,
    commits,
    before,
  }: { at: NumberedRef; pull: GitHubPull; commits: readonly GitHubCommit[]; before: PullFacts | null },
  reading: Reading,
): Promise<Result<PullFacts["patch"], GitHubProblem>> {
  const shared = sharedCommit(commits, pull);
  const sameHead = before?.pull.head.sha === pull.head.sha;
  // GitHub moves the base with its branch; what was judged stands as long as the head and the change are the same.
  const base = shared ?? (sameHead ? before.patch.base : null) ?? pull.base.sha;
  let why = `It changes ${String(pull.changedFiles)} files, more than GitHub draws`;
  if (pull.changedFiles <= mostFiles) {
    const drawn = await api.pullDiff(at, reading.signal);
    if (drawn.ok)
      return ok({
        source: "api",
        digest: core.archive.put(Buffer.from(drawn.value.value, "utf8")),
        base,
        note: null,
      });
    if (endsReading(drawn.error)) return drawn;
    why = "GitHub does not draw this change";
  }
  // What was fetched of the same two commits is the same.
  if (sameHead && before.patch.source === "git" && before.pull.base.ref === pull.base.ref) return ok(before.patch);
  return ok(await fetched(core, api, { at, pull, shared, base, why }, reading));
}

async function fetched(
  core: Core,
  api: GitHubApi,
  {
    at,
    pull,
    shared,
    base,
    why,
  }: { at: NumberedRef; pull: GitHubPull; shared: string | null; base: string; why: string },
  reading: Reading,
): Promise<PullFacts["patch"]> {
  const repository = `${at.owner}/${at.repo}`;
  const relay = await openGitRelay(api.git(), repository);
  try {
    const change = await fetchChange({ home: core.home, env: core.platform.env, cancelled: reading.cancelled }, relay, {
      key: `${api.host}/${repository}`.toLowerCase(),
      head: pull.head.sha,
      shared,
      into: pull.base.sha,
    });
    if (!change.ok)
      return {
        source: "none",
        digest: null,
        base,
        note: `${why}, and it could not be fetched: ${change.error.message}${change.error.remedy === undefined ? "" : ` ${change.error.remedy}`}`,
      };
    return {
      source: "git",
      digest: core.archive.put(change.value.patch),
      base: change.value.base,
      note: `${why}: its commits were fetched and the change drawn here.`,
    };
  } finally {
    relay.close();
  }
}
