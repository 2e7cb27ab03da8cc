import { ok, type Result } from "../../shared/result";
import type { PullFacts } from "../github/pull-facts";
import { codeownersPlaces } from "../ownership/codeowners";
import type { GitHubApi, GitHubProblem, RepositoryRef } from "../platform/github/port";
import { readCodeownersRow } from "../store/codeowners";
import type { Core } from "../views/core";
import { endsReading, type Reading } from "./github-pull-artifacts";
import { keepCodeowners } from "./repository-owners";

/**
 * Keeps the CODEOWNERS that a pull request is held against: as it stood where its branch left the base, which it did not write. Asked
 * once for each such commit; what cannot be read is left unknown. Err: what ends the reading.
 */
export async function keepPullOwners(
  core: Core,
  api: GitHubApi,
  at: RepositoryRef,
  { patch }: PullFacts,
  { signal }: Reading,
): Promise<Result<undefined, GitHubProblem>> {
  const commit = patch.base;
  if (readCodeownersRow(core.record, commit) !== null) return ok(undefined);
  for (const place of codeownersPlaces) {
    const got = await api.content(at, place, commit, signal);
    if (!got.ok) return endsReading(got.error) ? got : ok(undefined);
    if (!core.record.open) return ok(undefined);
    if (got.value.value === null) continue;
    const bytes = Buffer.from(got.value.value, "utf8");
    keepCodeowners(core, commit, { commit, source: "pull-request" }, { place, size: bytes.length, bytes });
    return ok(undefined);
  }
  keepCodeowners(core, commit, { commit, source: "pull-request" }, null);
  return ok(undefined);
}
