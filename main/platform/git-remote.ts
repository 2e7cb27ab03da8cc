import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { checkGit, runGit, type GitRun } from "./git";
import type { GitRelay } from "./git-relay";
import { patchArguments, storeConfig, type StoreOptions } from "./git-store";

const oid = /^[0-9a-f]{40}$/;
const fetchMs = 5 * 60_000;
const patchBytes = 64 * 1024 * 1024;
/** What one fetch may bring: more is a repository that is better cloned by hand. */
const usualBytes = 1024 * 1024 * 1024;

export interface RemoteChange {
  /** Names the store: the same for all changes of a repository. */
  readonly key: string;
  readonly head: string;
  /** The commit that both sides share, where it is known: then no history is fetched. */
  readonly shared: string | null;
  /** The tip of the branch that the change goes into. */
  readonly into: string;
  readonly mostBytes?: number;
}

/**
 * Fetches a change from a repository that is served by a relay, into a bare store of ours, and draws it: from the commit that both
 * sides share to its head. In: full ids of commits, which the other side has to prove to have. Codes: "git-…".
 */
export async function fetchChange(
  options: StoreOptions,
  relay: GitRelay,
  change: RemoteChange,
): Promise<Result<{ readonly base: string; readonly patch: Buffer }>> {
  const { head, shared, into } = change;
  if (![head, into, ...(shared === null ? [] : [shared])].every((one) => oid.test(one)))
    return err({ code: "git-bad-name", message: "GitHub names a commit in a form that is none." });
  const opened = await openRemoteStore(options, change.key, shared !== null);
  if (!opened.ok) return opened;
  const run = opened.value;
  const brought = await bring(run, relay, shared === null ? [head, into] : [head, shared], {
    shallow: shared !== null,
    mostBytes: change.mostBytes,
  });
  if (!brought.ok) return brought;
  let base = shared;
  if (base === null) {
    const found = await runGit({ ...run, args: ["--git-dir=.", "merge-base", head, into] });
    if (!found.ok) return found;
    base = found.value.toString("utf8").trim().split("\n")[0] ?? "";
    if (!oid.test(base)) return err({ code: "git-failed", message: "The two branches share no commit." });
  }
  const drawn = await runGit({ ...run, args: ["--git-dir=.", ...patchArguments(base, head)], maxBytes: patchBytes });
  return drawn.ok ? ok({ base, patch: drawn.value }) : drawn;
}

/**
 * Fetches one commit, without its history, from a repository that is served by a relay. In: what names the store, as for a change; the
 * commit's full id. Out: the bare store of ours that has it. Codes: "git-…".
 */
export async function fetchCommit(
  options: StoreOptions,
  relay: GitRelay,
  { key, commit }: { readonly key: string; readonly commit: string },
): Promise<Result<string>> {
  if (!oid.test(commit)) return err({ code: "git-bad-name", message: "GitHub names a commit in a form that is none." });
  const opened = await openRemoteStore(options, key, true);
  if (!opened.ok) return opened;
  const brought = await bring(opened.value, relay, [commit], { shallow: true });
  return brought.ok ? ok(opened.value.store) : brought;
}

type StoreRun = Omit<GitRun, "args">;

/** The store of what is fetched from a repository: with history or without, for the two are not mixed. */
async function openRemoteStore(options: StoreOptions, key: string, shallow: boolean): Promise<Result<StoreRun>> {
  const parent = path.join(options.home, "git");
  await mkdir(parent, { recursive: true, mode: 0o700 });
  const usable = await checkGit({ ...options, store: parent });
  if (!usable.ok) return usable;
  const name = createHash("sha256")
    .update(`${shallow ? "shallow" : "remote"} ${key}`)
    .digest("hex");
  const store = path.join(parent, name.slice(0, 32));
  const run: StoreRun = { env: options.env, cancelled: options.cancelled, store };
  const made = await makeStore(run, store);
  return made.ok ? ok(run) : made;
}

async function makeStore(run: StoreRun, store: string): Promise<Result<undefined>> {
  const config = path.join(store, "config");
  const wanted = storeConfig("sha1");
  try {
    if ((await readFile(config, "utf8")) === wanted) return ok(undefined);
    await rm(store, { recursive: true, force: true });
  } catch {
    // No store yet.
  }
  await mkdir(store, { recursive: true, mode: 0o700 });
  const init = ["init", "--quiet", "--bare", "--template=", "--object-format=sha1", "--initial-branch=none", "."];
  const made = await runGit({ ...run, args: init });
  if (!made.ok) return made;
  await writeFile(config, wanted);
  return ok(undefined);
}

async function bring(
  run: StoreRun,
  relay: GitRelay,
  commits: readonly string[],
  { shallow, mostBytes = usualBytes }: { readonly shallow: boolean; readonly mostBytes?: number | undefined },
): Promise<Result<undefined>> {
  const missing: string[] = [];
  for (const one of new Set(commits)) {
    const here = await runGit({
      ...run,
      args: ["--git-dir=.", "rev-parse", "--quiet", "--verify", `refs/fetched/${one}`],
    });
    if (!here.ok) missing.push(one);
  }
  if (missing.length === 0) return ok(undefined);
  const size = { over: false };
  const watch = setInterval(() => {
    void bytesOf(path.join(run.store, "objects", "pack")).then((now) => {
      if (now > mostBytes) size.over = true;
    });
  }, 500);
  try {
    const fetched = await runGit({
      ...run,
      cancelled: () => size.over || run.cancelled(),
      args: [
        "--git-dir=.",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        "--no-auto-maintenance",
        ...(shallow ? ["--depth=1", "--update-shallow"] : []),
        "--refmap=",
        "--stdin",
        "--",
        `${relay.address}/`,
      ],
      input: missing.map((one) => `+${one}:refs/fetched/${one}\n`).join(""),
      remote: { protocol: "http", env: relay.env },
      timeoutMs: fetchMs,
    });
    if (fetched.ok) return ok(undefined);
    return size.over ? err(tooLarge(mostBytes)) : err(withoutAddress(fetched.error));
  } finally {
    clearInterval(watch);
  }
}

async function bytesOf(folder: string): Promise<number> {
  try {
    let sum = 0;
    for (const name of await readdir(folder)) sum += (await stat(path.join(folder, name))).size;
    return sum;
  } catch {
    // A temporary file went away between the two looks.
    return 0;
  }
}

function tooLarge(most: number): Problem {
  return {
    code: "git-too-large",
    message: `More than ${String(Math.round(most / 1024 / 1024))} MiB would have to be fetched for this change.`,
    remedy: "Clone the repository and connect it as a git repository.",
  };
}

/** The relay's address is gone when anybody reads of it. */
function withoutAddress(problem: Problem): Problem {
  return {
    ...problem,
    message: problem.message.replaceAll(/http:\/\/127\.0\.0\.1:\d+\/?/g, "GitHub"),
    remedy: "Sync again; where it fails each time, look at the change on GitHub.",
  };
}
