import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { checkGit, runGit, type GitRun } from "./git";

/*
 * A commit as files in a folder of its own, for a person to work in. It is made by git from a store of ours with nothing that a
 * repository or this machine configures: no hook, filter, monitor or submodule runs or is fetched, and links are files with their
 * target as text. Attributes that name a filter find none.
 */

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const checkoutMs = 3 * 60_000;
/** In the folder's `.git`: which of ours it is, so that no other folder is ever taken away. */
const markName = "countersign-foreground";
/** What HEAD was when it was made. */
const asMade = "refs/countersign/made";

export interface CheckoutOptions {
  readonly env: GitRun["env"];
  readonly cancelled: () => boolean;
}

interface CheckoutAsk {
  /** Bare store in the data folder that has the commit and all of its history. */
  readonly store: string;
  readonly commit: string;
  /** Applied to the files and kept as a commit on top; null for none. */
  readonly patch: Buffer | null;
  /** Names the checkout: written into it and asked for before it is taken away. */
  readonly mark: string;
}

export interface Checkout {
  readonly files: number;
  /** Links of the commit, which stand as files with their target as text. */
  readonly links: number;
  /** Submodules, which are empty folders. */
  readonly submodules: number;
}

function git(folder: string, options: CheckoutOptions, args: readonly string[], more: Partial<GitRun> = {}) {
  return runGit({
    env: options.env,
    cancelled: options.cancelled,
    store: folder,
    timeoutMs: checkoutMs,
    args: [`--git-dir=${path.join(folder, ".git")}`, `--work-tree=${folder}`, ...args],
    ...more,
  });
}

/**
 * Puts a commit into a folder that is new or empty. What was begun is taken away where it fails. Codes: "folder-taken",
 * "patch-does-not-apply", those of git.
 */
export async function makeCheckout(
  folder: string,
  options: CheckoutOptions,
  ask: CheckoutAsk,
): Promise<Result<Checkout>> {
  if (!oid.test(ask.commit))
    return err({
      code: "bad-object-name",
      message: `${JSON.stringify(ask.commit.slice(0, 80))} is not a commit's id.`,
    });
  const made = await claimFolder(folder);
  if (!made.ok) return made;
  const usable = await checkGit({ env: options.env, store: folder, cancelled: options.cancelled });
  const done = usable.ok ? await fill(folder, options, ask) : usable;
  if (done.ok) return done;
  // A folder that was there stays, empty as it was.
  if (made.value === "made") await rm(folder, { recursive: true, force: true });
  else for (const name of await readdir(folder)) await rm(path.join(folder, name), { recursive: true, force: true });
  return done;
}

async function claimFolder(folder: string): Promise<Result<"made" | "empty">> {
  try {
    const before = await readdir(folder);
    return before.length === 0
      ? ok("empty")
      : err({
          code: "folder-taken",
          message: "The folder is not empty: nothing is put among other files.",
          place: folder,
          remedy: "Name an empty or a new folder.",
        });
  } catch {
    // It is not there yet, or no folder: making it says which.
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return ok("made");
  } catch (error) {
    return err({
      code: "folder-unwritable",
      message: `The folder could not be made: ${error instanceof Error ? error.message : String(error)}.`,
      place: folder,
      remedy: "Name a folder this account can write.",
    });
  }
}

async function fill(folder: string, options: CheckoutOptions, ask: CheckoutAsk): Promise<Result<Checkout>> {
  const { store, commit, patch, mark } = ask;
  const format = commit.length === 64 ? "sha256" : "sha1";
  const init = ["init", "--quiet", "--template=", `--object-format=${format}`, "--initial-branch=countersign", "."];
  const begun = await runGit({ env: options.env, cancelled: options.cancelled, store: folder, args: init });
  if (!begun.ok) return begun;
  // The person's git goes by this from here on: links stay files, and no folder in the commit is taken for a repository's own.
  const gitDir = path.join(folder, ".git");
  const config = path.join(gitDir, "config");
  await writeFile(config, `${(await readFile(config, "utf8")).trimEnd()}\n\tsymlinks = false\n\tfsmonitor = false\n`);
  await writeFile(path.join(gitDir, markName), `${mark}\n`, { mode: 0o600 });
  const fetched = await git(
    folder,
    options,
    [
      ...["-c", "protocol.file.allow=always", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head"],
      ...["--no-recurse-submodules", "--no-auto-maintenance", "--refmap=", "--update-shallow"],
      ...[
        `--upload-pack=git -c safe.bareRepository=all -c core.hooksPath=/dev/null upload-pack`,
        "--stdin",
        "--",
        store,
      ],
    ],
    { allowFile: true, input: `+${commit}:refs/countersign/attempt\n` },
  );
  if (!fetched.ok) return fetched;
  const listed = await git(folder, options, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  if (!listed.ok) return listed;
  const modes = listed.value
    .toString("latin1")
    .split("\0")
    .flatMap((row) => (row === "" ? [] : [row.slice(0, 6)]));
  const out = await git(folder, options, ["checkout", "--quiet", "--no-guess", "--detach", "--force", commit, "--"]);
  if (!out.ok) return out;
  const applied = patch === null ? ok(null) : await applyPatch(folder, options, patch);
  if (!applied.ok) return applied;
  const kept = await git(folder, options, ["update-ref", asMade, "HEAD"]);
  if (!kept.ok) return kept;
  return ok({
    files: modes.filter((mode) => mode.startsWith("100")).length,
    links: modes.filter((mode) => mode === "120000").length,
    submodules: modes.filter((mode) => mode === "160000").length,
  });
}

/** Applies the patch and keeps it as a commit, so that what a person changes after it can be told from it. */
async function applyPatch(folder: string, options: CheckoutOptions, patch: Buffer): Promise<Result<null>> {
  const file = path.join(folder, ".git", "countersign.patch");
  await writeFile(file, patch, { mode: 0o600 });
  const applied = await git(folder, options, ["apply", "--whitespace=nowarn", "--", file]);
  await rm(file, { force: true });
  if (!applied.ok)
    return err({
      code: "patch-does-not-apply",
      message: `The patch does not apply to its base: ${applied.error.message}`,
      remedy: "Nothing was left behind. Read the attempt with its repository at hand, so that its commits are known.",
    });
  const added = await git(folder, options, ["add", "--all", "--force"]);
  if (!added.ok) return added;
  const who = ["-c", "user.name=Countersign", "-c", "user.email=log@countersign.invalid", "-c", "commit.gpgSign=false"];
  const words = "The attempt's patch, as it was read";
  const kept = await git(folder, options, [...who, "commit", "--quiet", "--no-verify", "--allow-empty", "-m", words]);
  return kept.ok ? ok(null) : kept;
}

/** What a person changed in a checkout since it was made, as far as git tells; null where it cannot be told. */
export async function changedSince(
  folder: string,
  options: CheckoutOptions,
): Promise<{ readonly files: number; readonly commits: number } | null> {
  const status = await git(folder, options, [
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=all",
  ]);
  const commits = await git(folder, options, ["rev-list", "--count", "--all", "HEAD", `^${asMade}`]);
  if (!status.ok || !commits.ok) return null;
  const files = status.value
    .toString("utf8")
    .split("\0")
    .filter((row) => row.length > 3);
  return { files: files.length, commits: Number(commits.value.toString("latin1").trim()) };
}

/** Whether a folder still is the checkout with this mark. */
export async function isCheckout(folder: string, mark: string): Promise<boolean> {
  try {
    return (await readFile(path.join(folder, ".git", markName), "utf8")).trim() === mark;
  } catch {
    return false;
  }
}
