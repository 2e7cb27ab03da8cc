import { codeownersPlaces, maxCodeownersBytes } from "../ownership/codeowners";
import type { GitStore } from "../platform/git-store";
import { readCodeownersRow, writeCodeownersRow } from "../store/codeowners";
import type { Core } from "../views/core";

/** A CODEOWNERS file as it was found; null where the repository has none in any of the places. */
export interface FoundOwners {
  readonly place: string;
  /** Null where it is larger than is read: it then names nobody, as on GitHub. */
  readonly bytes: Uint8Array | null;
  readonly size: number;
}

/**
 * Keeps what a repository says of its owners. In: the commit an attempt began from, where the file was read (a commit whose line
 * the attempt did not write), and the file as it stood there.
 */
export function keepCodeowners(
  core: Core,
  base: string,
  { commit, source }: { readonly commit: string; readonly source: "repository" | "pull-request" },
  found: FoundOwners | null,
): void {
  writeCodeownersRow(core.record, base, {
    source,
    commit,
    place: found?.place ?? null,
    digest: found?.bytes === undefined || found.bytes === null ? null : core.archive.put(found.bytes),
    bytes: found?.size ?? 0,
    readAt: core.platform.clock.now().toISOString(),
  });
}

/** The same for an attempt that came with a pack: what the pack says counts for this attempt alone. */
export function keepPackOwners(
  core: Core,
  attemptId: string,
  { digest, size, commit }: { readonly digest: string; readonly size: number; readonly commit: string | null },
): void {
  writeCodeownersRow(core.record, `attempt:${attemptId}`, {
    source: "pack",
    commit,
    place: "CODEOWNERS",
    digest: size < maxCodeownersBytes ? digest : null,
    bytes: size,
    readAt: core.platform.clock.now().toISOString(),
  });
}

/**
 * Looks for CODEOWNERS where an attempt began, and keeps it. A base that a session names may be one of its own commits: the file is
 * then read where the line of the base leaves the default branch, which the session did not write. Never from the head, and never
 * from the working tree. What cannot be read is left unknown.
 * In: a store that has the base, and the tips of the default branch as they were fetched.
 */
export async function keepRepositoryOwners(
  core: Core,
  store: GitStore,
  { base, mainTips }: { readonly base: string; readonly mainTips: readonly string[] },
): Promise<void> {
  // A commit never changes: what was found once is true.
  if (readCodeownersRow(core.record, base) !== null) return;
  const commit = (await store.mergeBase(base, mainTips)) ?? base;
  for (const place of codeownersPlaces) {
    const file = await store.fileAt(commit, place);
    if (!file.ok) return;
    if (file.value === null) continue;
    const size = file.value.bytes;
    const bytes = size < maxCodeownersBytes ? await store.blob(file.value.oid, maxCodeownersBytes) : null;
    if (bytes?.ok === false) return;
    keepCodeowners(core, base, { commit, source: "repository" }, { place, size, bytes: bytes?.value ?? null });
    return;
  }
  keepCodeowners(core, base, { commit, source: "repository" }, null);
}
