import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { checkGit, runGit, type GitRun } from "./git";
import { findGitSource } from "./git-source";
import { patchArguments, storeConfig } from "./git-store";

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const patchBytes = 64 * 1024 * 1024;
/** Where a change usually begins, in the order they are tried. */
const usualBases = ["origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** What of a worktree is not in its commits. */
export interface Uncommitted {
  readonly changed: readonly string[];
  readonly untracked: readonly string[];
}

/**
 * A person's own worktree. Only what names commits and files is asked in the repository; whatever is drawn from commits is
 * drawn in a bare store of ours that borrows its objects, so nothing that the repository says changes how.
 */
export class Worktree {
  readonly #env: GitRun["env"];
  readonly #cancelled: () => boolean;
  readonly #store: string;
  /** Real path of the folder that its files lie in. */
  readonly root: string;
  readonly branch: string | null;

  private constructor(
    options: { readonly env: GitRun["env"]; readonly cancelled: () => boolean },
    found: { readonly root: string; readonly branch: string | null; readonly store: string },
  ) {
    this.#env = options.env;
    this.#cancelled = options.cancelled;
    this.#store = found.store;
    this.root = found.root;
    this.branch = found.branch;
  }

  /** Opens the worktree around a folder. `close` takes away what it made for itself. */
  static async open(
    folder: string,
    options: { readonly env: GitRun["env"]; readonly cancelled: () => boolean },
  ): Promise<Result<Worktree>> {
    const source = await findGitSource(path.resolve(folder));
    if (!source.ok) return source;
    const root = source.value?.root ?? null;
    if (source.value === null || root === null)
      return err({
        code: "not-a-worktree",
        message: "This folder is in no git worktree.",
        place: folder,
        remedy: "Run it in the worktree of the change.",
      });
    const usable = await checkGit({ env: options.env, store: root, cancelled: options.cancelled });
    if (!usable.ok) return usable;
    const store = await mkdtemp(path.join(tmpdir(), "countersign-git-"));
    const worktree = new Worktree(options, { root, branch: source.value.head.branch, store });
    const made = await worktree.#borrow(source.value.gitDir);
    if (made.ok) return ok(worktree);
    await worktree.close();
    return made;
  }

  async #borrow(gitDir: string): Promise<Result<undefined>> {
    const head = await this.#here(["rev-parse", "--verify", "HEAD^{commit}"]);
    if (!head.ok)
      return err({
        code: "no-commit",
        message: "The worktree has no commit yet.",
        place: this.root,
        remedy: "Commit the change first.",
      });
    const format = head.value.trim().length === 64 ? "sha256" : "sha1";
    const inited = await runGit({
      env: this.#env,
      cancelled: this.#cancelled,
      store: this.#store,
      args: ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, "--initial-branch=none", "."],
    });
    if (!inited.ok) return inited;
    await writeFile(path.join(this.#store, "config"), storeConfig(format));
    await mkdir(path.join(this.#store, "objects", "info"), { recursive: true });
    await writeFile(path.join(this.#store, "objects", "info", "alternates"), `${path.join(gitDir, "objects")}\n`);
    try {
      // A clone of the last commits alone ends where this file says.
      await writeFile(path.join(this.#store, "shallow"), await readFile(path.join(gitDir, "shallow")));
    } catch {
      // It has all of its history.
    }
    return ok(undefined);
  }

  /** Takes away the store it borrowed objects into. */
  async close(): Promise<void> {
    await rm(this.#store, { recursive: true, force: true });
  }

  /** In the person's repository: names of commits, the state of files, its remote. */
  async #here(args: readonly string[]): Promise<Result<string>> {
    const done = await runGit({
      env: this.#env,
      cancelled: this.#cancelled,
      store: this.root,
      args: [
        "-c",
        "core.symlinks=true",
        `--git-dir=${path.join(this.root, ".git")}`,
        `--work-tree=${this.root}`,
        ...args,
      ],
    });
    return done.ok ? ok(done.value.toString("utf8")) : done;
  }

  /** In our store: what is drawn from commits alone. */
  #drawn(args: readonly string[], maxBytes?: number): Promise<Result<Buffer>> {
    return runGit({
      env: this.#env,
      cancelled: this.#cancelled,
      store: this.#store,
      args: ["--git-dir=.", ...args],
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  }

  /** A commit by any name git knows. */
  async commit(name: string): Promise<Result<string>> {
    const found =
      name === "" || name.includes("\0")
        ? null
        : await this.#here(["rev-parse", "--quiet", "--verify", "--end-of-options", `${name}^{commit}`]);
    const id = found?.ok === true ? found.value.trim() : "";
    return oid.test(id)
      ? ok(id)
      : err({
          code: "no-such-commit",
          message: `There is no commit ${JSON.stringify(name)} here.`,
          place: this.root,
          remedy: "Name a branch, a tag or a commit that this repository has.",
        });
  }

  /** Where the change that ends with `head` begins: the last commit it shares with `name`, or with the usual main branch. */
  async base(head: string, name: string | null): Promise<Result<string>> {
    for (const candidate of name === null ? usualBases : [name]) {
      const other = await this.commit(candidate);
      if (!other.ok) {
        if (name !== null) return other;
        continue;
      }
      const shared = await this.#drawn(["merge-base", other.value, head]);
      const base = shared.ok ? (shared.value.toString("utf8").split("\n")[0] ?? "") : "";
      if (oid.test(base) && (base !== head || name !== null)) return ok(base);
      if (name !== null) return err(noBase(this.root, `${candidate} shares no commit with ${head.slice(0, 12)}`));
    }
    return err(noBase(this.root, "no main branch with other commits was found"));
  }

  /** The git tree of a commit. */
  async tree(commit: string): Promise<Result<string>> {
    const found = await this.#drawn(["rev-parse", "--verify", `${commit}^{tree}`]);
    return found.ok ? ok(found.value.toString("utf8").trim()) : found;
  }

  /** A commit's message. */
  async message(commit: string): Promise<Result<string>> {
    const found = await this.#drawn(["log", "-1", "--no-show-signature", "--format=%B", "--end-of-options", commit]);
    return found.ok ? ok(found.value.toString("utf8").trim()) : found;
  }

  /** A file of a commit; null where it has none. */
  async file(commit: string, name: string): Promise<Buffer | null> {
    const found = await this.#drawn(["cat-file", "blob", `${commit}:${name}`], 1024 * 1024);
    return found.ok ? found.value : null;
  }

  /** The change between two commits, drawn as `GitStore.diff` draws it. */
  patch(base: string, head: string): Promise<Result<Buffer>> {
    return this.#drawn(patchArguments(base, head), patchBytes);
  }

  /** Files that differ from the commit that is checked out, and files that git does not know and is not told to ignore. */
  async uncommitted(): Promise<Result<Uncommitted>> {
    const listed = await this.#here(["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all"]);
    if (!listed.ok) return listed;
    const rows = listed.value.split("\0").filter((row) => row.length > 3);
    const names = (wanted: boolean) => rows.flatMap((row) => (row.startsWith("??") === wanted ? [row.slice(3)] : []));
    return ok({ changed: names(false), untracked: names(true) });
  }

  /** The address of the remote `origin`, without anything secret in it; null where it has none that others could use. */
  async remote(): Promise<string | null> {
    const found = await this.#here(["config", "--get", "remote.origin.url"]);
    const url = found.ok ? found.value.trim() : "";
    if (!/^(?:https?|ssh|git):\/\//.test(url)) return /^[\w.-]+@[\w.-]+:/.test(url) ? url : null;
    try {
      const parsed = new URL(url);
      parsed.username = parsed.protocol === "ssh:" ? parsed.username : "";
      parsed.password = "";
      parsed.search = "";
      parsed.hash = "";
      return parsed.toString();
    } catch {
      return null;
    }
  }
}

function noBase(place: string, why: string): Problem {
  return {
    code: "no-base",
    message: `Where the change begins is not known: ${why}.`,
    place,
    remedy: "Name it with --base, e.g. --base main.",
  };
}
