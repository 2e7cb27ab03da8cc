import type { Session } from "../../shared/model/session";
import { err, ok, type Result } from "../../shared/result";
import { openGitRelay } from "../platform/git-relay";
import { fetchCommit } from "../platform/git-remote";
import { findGitSource } from "../platform/git-source";
import type { GitStore } from "../platform/git-store";
import { pullAccount } from "../store/github-pulls";
import { readSession } from "../store/sessions";
import type { StoredAttempt } from "../store/tasks";
import type { Core } from "../views/core";
import { openStore } from "./repository-patch";

/** The commit that an attempt's files are made from, in a store of ours that has it. */
export interface ForegroundSource {
  readonly store: string;
  readonly commit: string;
  /** `fetched`: the commit of a pull request, brought from GitHub without its history. */
  readonly how: "head" | "base-and-patch" | "fetched";
  readonly patch: Buffer | null;
}

/** What an attempt's files would be made from. */
export type ForegroundPlan = Pick<ForegroundSource, "how" | "commit">;

/** The sessions of an attempt that are here. */
export function sessionsOf(core: Core, { attempt }: StoredAttempt): Session[] {
  return attempt.sessions.flatMap((id) => readSession(core.index, id)?.session ?? []);
}

/** Finds what an attempt's files would be made from, without asking GitHub for anything. Codes: "no-repository". */
export async function foregroundPlan(
  core: Core,
  stored: StoredAttempt,
  cancelled: () => boolean,
): Promise<Result<ForegroundPlan>> {
  const here = await sourceHere(core, stored, null, cancelled);
  if (here.ok) return here;
  const pulled = pulledCommit(stored);
  return pulled === null ? here : ok({ how: "fetched", commit: pulled.commit });
}

/**
 * Finds what an attempt's files are made from: its commit, its base with the patch that is kept, or the commit of its pull request, which
 * is fetched then. In: also a repository that the person names, where no session tells of one that is still here. Codes:
 * "no-repository", "no-commit", and for a fetch "github-…", "git-…".
 */
export async function foregroundSource(
  core: Core,
  stored: StoredAttempt,
  repository: string | null,
  cancelled: () => boolean,
): Promise<Result<ForegroundSource>> {
  const here = await sourceHere(core, stored, repository, cancelled);
  const pulled = here.ok || repository !== null ? null : pulledCommit(stored);
  return pulled === null ? here : fetchedSource(core, pulled, cancelled);
}

interface PulledCommit {
  readonly host: string;
  readonly repository: string;
  readonly commit: string;
}

/** The commit that an attempt's pull request ended with when it was read; null where it is none. */
function pulledCommit({ attempt: { pull, head } }: StoredAttempt): PulledCommit | null {
  if (pull === undefined || head === null || !/^[0-9a-f]{40}$/.test(head)) return null;
  return { host: pull.host, repository: pull.repository, commit: head };
}

async function fetchedSource(
  core: Core,
  { host, repository, commit }: PulledCommit,
  cancelled: () => boolean,
): Promise<Result<ForegroundSource>> {
  const api = core.github.api(host, pullAccount(core.record, host, repository).login);
  if (!api.ok) return api;
  const relay = await openGitRelay(api.value.git(), repository);
  try {
    const fetched = await fetchCommit({ home: core.home, env: core.platform.env, cancelled }, relay, {
      key: `${host}/${repository}`.toLowerCase(),
      commit,
    });
    return fetched.ok ? ok({ store: fetched.value, commit, how: "fetched", patch: null }) : fetched;
  } finally {
    relay.close();
  }
}

async function sourceHere(
  core: Core,
  stored: StoredAttempt,
  repository: string | null,
  cancelled: () => boolean,
): Promise<Result<ForegroundSource>> {
  const { attempt } = stored;
  const folders = repository !== null ? [repository] : sessionsOf(core, stored).flatMap(({ cwd }) => cwd ?? []);
  let why = "no session of it names the folder it worked in";
  for (const folder of new Set(folders)) {
    const source = await findGitSource(folder);
    if (!source.ok) {
      why = source.error.message.replace(/\.$/, "");
      continue;
    }
    if (source.value === null) {
      why = `there is no repository at ${folder} now`;
      continue;
    }
    const opened = await openStore(core, source.value, cancelled);
    if (!opened.ok) {
      why = opened.error.message.replace(/\.$/, "");
      continue;
    }
    const { store } = opened.value;
    const head = await commitOf(store, attempt.head);
    if (head !== null) return ok({ store: store.folder, commit: head, how: "head", patch: null });
    const base = attempt.patchDigest === null ? null : await commitOf(store, attempt.base);
    if (base !== null && attempt.patchDigest !== null) {
      const patch = core.archive.get(attempt.patchDigest);
      if (!patch.ok) return patch;
      return ok({ store: store.folder, commit: base, how: "base-and-patch", patch: patch.value });
    }
    why = `the repository at ${folder} has neither its head nor its base`;
  }
  return err({
    code: "no-repository",
    message: `No files of attempt ${attempt.letter} can be made: ${why}.`,
    remedy: "Name a clone that has its commits: countersign foreground ID --repository FOLDER.",
  });
}

async function commitOf(store: GitStore, named: string | null): Promise<string | null> {
  const name = named?.toLowerCase() ?? "";
  if (!/^[0-9a-f]{7,64}$/.test(name)) return null;
  const known = await store.resolve(name);
  // What a fetch brought is found with all of its history; a commit that only lies there may lack some of it.
  if (known !== null && (await store.has(known))) return known;
  const full = known ?? (name.length >= 40 ? name : null);
  if (full === null) return null;
  const fetched = await store.fetch([full]);
  return fetched.ok ? store.resolve(full) : known;
}
