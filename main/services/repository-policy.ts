import type { GitStore } from "../platform/git-store";
import { readRepositoryPolicy, writeRepositoryPolicy } from "../store/policy";
import type { Core } from "../views/core";
import { overridePath } from "../views/policy";

/** A repository's policy is written by people; a larger file is none, and is named as such when it is read. */
const maxBytes = 256 * 1024;

/** Commits that were found to have no policy: the sessions of one night begin from few. */
const without = new WeakMap<Core, Set<string>>();
const mostKnown = 5000;

/**
 * Keeps what a repository adds to the policy, out of the commit that an attempt began from. A base that a session names may be one
 * of its own commits: the file is then read where the line of the base leaves the default branch, which the session did not write.
 * Never from the head, and never from the working tree. What cannot be read changes nothing.
 * In: a store that has the base, and the tips of the default branch as they were fetched.
 */
export async function keepRepositoryPolicy(
  core: Core,
  store: GitStore,
  { base, mainTips }: { readonly base: string; readonly mainTips: readonly string[] },
): Promise<void> {
  const none = without.get(core) ?? new Set<string>();
  without.set(core, none);
  if (none.has(base) || readRepositoryPolicy(core.record, base) !== null) return;
  const commit = (await store.mergeBase(base, mainTips)) ?? base;
  const file = await store.fileAt(commit, overridePath);
  if (!file.ok) return;
  if (file.value === null) {
    if (none.size >= mostKnown) none.clear();
    none.add(base);
    return;
  }
  const bytes = await store.blob(file.value.oid, maxBytes);
  if (bytes.ok) writeRepositoryPolicy(core.record, base, { commit, text: bytes.value.toString("utf8") });
}
