import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { checkGit, runGit, type GitRun } from "./git";
import type { GitSource } from "./git-source";

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const fetchMs = 3 * 60_000;
const patchBytes = 64 * 1024 * 1024;

/**
 * How git draws a change from one commit to another: its extended format, full object names, renames at 50 %, three lines of
 * context, no colour. Nothing that the repository says of its files changes how they are drawn.
 */
export function patchArguments(base: string, head: string): string[] {
  return [
    "diff-tree",
    "-r",
    "-p",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--full-index",
    "--diff-algorithm=myers",
    "--unified=3",
    "-M50%",
    "-l2000",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--end-of-options",
    base,
    head,
  ];
}

/** The store's whole configuration. It is compared and written anew whenever the store is opened. */
export function storeConfig(format: "sha1" | "sha256"): string {
  return [
    "[core]",
    `\trepositoryformatversion = ${format === "sha1" ? "0" : "1"}`,
    "\tfilemode = false",
    "\tbare = true",
    "\tsymlinks = false",
    "\tlogallrefupdates = false",
    ...(format === "sha1" ? [] : ["[extensions]", "\tobjectformat = sha256"]),
    "",
  ].join("\n");
}

export interface GitCommit {
  readonly oid: string;
  readonly parents: readonly string[];
  /** RFC 3339, UTC; as the commit states it, which anyone can set. */
  readonly committedAt: string;
  readonly subject: string;
  /** Values of its trailers by their name as written. */
  readonly trailers: readonly { readonly name: string; readonly value: string }[];
}

export interface TreeFile {
  readonly path: string;
  readonly oid: string;
  readonly bytes: number;
}

/** The branches, notes and other refs of a source, and which ref those name that only name another (HEAD). */
export interface SourceRefs {
  readonly refs: ReadonlyMap<string, string>;
  readonly symbolic: ReadonlyMap<string, string>;
}

export interface StoreOptions {
  /** Countersign's data folder. */
  readonly home: string;
  readonly env: GitRun["env"];
  readonly cancelled: () => boolean;
}

/**
 * A bare store in the data folder that a repository on this machine is fetched into. Everything is read from the store:
 * no command but the fetch knows the repository, and none runs in it.
 */
export class GitStore {
  readonly #options: StoreOptions;
  readonly #source: GitSource;
  /** What was found to be here, and lines of commits that were read: sessions of one repository ask for the same ones. */
  #here: Set<string> | null = null;
  readonly #lines = new Map<string, Promise<Result<GitCommit[]>>>();
  readonly folder: string;

  private constructor(options: StoreOptions, source: GitSource, folder: string) {
    this.#options = options;
    this.#source = source;
    this.folder = folder;
  }

  /** Opens the store of a repository, made where there is none. Out: also what refs the repository has now. */
  static async open(options: StoreOptions, source: GitSource): Promise<Result<{ store: GitStore; refs: SourceRefs }>> {
    const parent = path.join(options.home, "git");
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const usable = await checkGit({ ...options, store: parent });
    if (!usable.ok) return usable;
    const listed = await listRefs(options, parent, source);
    if (!listed.ok) return listed;
    const some = listed.value.refs.values().next().value ?? "";
    const format = some.length === 64 ? "sha256" : "sha1";
    const name = createHash("sha256").update(source.gitDir).digest("hex").slice(0, 32);
    const folder = path.join(parent, format === "sha1" ? name : `${name}-sha256`);
    const store = new GitStore(options, source, folder);
    const made = await store.#make(format);
    return made.ok ? ok({ store, refs: listed.value }) : made;
  }

  async #make(format: "sha1" | "sha256"): Promise<Result<undefined>> {
    const config = path.join(this.folder, "config");
    const wanted = storeConfig(format);
    try {
      if ((await readFile(config, "utf8")) === wanted) return ok(undefined);
      // Not as we wrote it: a store can be fetched anew, so it is not mended.
      await rm(this.folder, { recursive: true, force: true });
    } catch {
      // No store yet.
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const made = await this.#run(
      ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`, "--initial-branch=none", "."],
      { bare: false },
    );
    if (!made.ok) return made;
    await writeFile(config, wanted);
    return ok(undefined);
  }

  #run(
    args: readonly string[],
    more: Partial<Pick<GitRun, "allowFile" | "timeoutMs" | "maxBytes" | "input">> & { bare?: boolean } = {},
  ): Promise<Result<Buffer>> {
    const { bare = true, ...rest } = more;
    return runGit({
      env: this.#options.env,
      cancelled: this.#options.cancelled,
      store: this.folder,
      args: bare ? ["--git-dir=.", ...args] : args,
      ...rest,
    });
  }

  /** Brings commits, with their history, into the store. In: full ids that the repository has. */
  async fetch(wanted: readonly string[]): Promise<Result<undefined>> {
    const missing: string[] = [];
    for (const one of new Set(wanted)) {
      if (!oid.test(one)) return err(badName(one));
      if (!(await this.has(one))) missing.push(one);
    }
    if (missing.length === 0) return ok(undefined);
    const fetched = await this.#run(
      [
        "-c",
        "protocol.file.allow=always",
        "fetch",
        "--quiet",
        "--no-tags",
        "--no-write-fetch-head",
        "--no-recurse-submodules",
        "--no-auto-maintenance",
        "--update-shallow",
        "--refmap=",
        `--upload-pack=${servingSide}`,
        "--stdin",
        "--",
        this.#source.gitDir,
      ],
      { allowFile: true, timeoutMs: fetchMs, input: missing.map((one) => `+${one}:refs/fetched/${one}\n`).join("") },
    );
    if (!fetched.ok) {
      // Another process of ours may have brought them at the same time.
      this.#here = null;
      for (const one of missing) if (!(await this.has(one))) return fetched;
      return ok(undefined);
    }
    for (const one of missing) this.#here?.add(one);
    return ok(undefined);
  }

  /** Whether a commit was fetched, all of its history with it. */
  async has(commit: string): Promise<boolean> {
    if (this.#here === null) {
      const listed = await this.#run(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/fetched/"]);
      if (!listed.ok) return false;
      this.#here = new Set(listed.value.toString("utf8").split("\n"));
    }
    return this.#here.has(commit);
  }

  /** Commits from one back along the first parents, newest first. */
  firstParents(head: string, limit: number): Promise<Result<GitCommit[]>> {
    const key = `${head} ${String(limit)}`;
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const read = this.log(head, { limit, firstParent: true });
    this.#lines.set(key, read);
    return read;
  }

  /** A commit by its id or the beginning of it; null where the store has none or several. */
  async resolve(name: string): Promise<string | null> {
    if (!/^[0-9a-f]{7,64}$/.test(name)) return null;
    const found = await this.#run(["rev-parse", "--quiet", "--verify", `${name}^{commit}`]);
    return found.ok ? found.value.toString("utf8").trim() : null;
  }

  /** The last commit that a commit shares with any of others; null where they share nothing. */
  async mergeBase(head: string, others: readonly string[]): Promise<string | null> {
    if (others.length === 0 || ![head, ...others].every((one) => oid.test(one))) return null;
    const found = await this.#run(["merge-base", head, ...others]);
    return found.ok ? (found.value.toString("utf8").trim().split("\n")[0] ?? null) : null;
  }

  /** The change from one commit to another, see `patchArguments`. */
  diff(base: string, head: string): Promise<Result<Buffer>> {
    if (!oid.test(base)) return Promise.resolve(err(badName(base)));
    if (!oid.test(head)) return Promise.resolve(err(badName(head)));
    return this.#run(patchArguments(base, head), { maxBytes: patchBytes });
  }

  /**
   * Commits reachable from `heads` and not from `not`, newest first, along the first parent where `firstParent`; with
   * `saying` only those whose message has that text.
   */
  async log(
    heads: string | readonly string[],
    {
      not,
      limit,
      firstParent = false,
      saying,
    }: { not?: string; limit: number; firstParent?: boolean; saying?: string },
  ): Promise<Result<GitCommit[]>> {
    const from = typeof heads === "string" ? [heads] : heads;
    const wrong = [...from, ...(not === undefined ? [] : [not])].find((one) => !oid.test(one));
    if (wrong !== undefined) return err(badName(wrong));
    if (from.length === 0) return ok([]);
    const args = [
      "log",
      "-z",
      "--no-color",
      "--no-show-signature",
      `--max-count=${String(limit)}`,
      ...(firstParent ? ["--first-parent"] : []),
      ...(saying === undefined ? [] : ["--fixed-strings", `--grep=${saying}`]),
      "--format=%H%x01%P%x01%ct%x01%s%x01%(trailers:only,unfold,separator=%x02,key_value_separator=%x03)",
      "--stdin",
    ];
    const names = [...from, ...(not === undefined ? [] : [`^${not}`])];
    const read = await this.#run(args, { input: `${names.join("\n")}\n` });
    if (!read.ok) return read;
    return ok(read.value.toString("utf8").split("\0").flatMap(commitOf));
  }

  /** The files of a commit's or tree's folder, at most `limit` of them. */
  async files(treeish: string): Promise<Result<TreeFile[]>> {
    if (!oid.test(treeish)) return err(badName(treeish));
    const read = await this.#run(["ls-tree", "-r", "-z", "-l", "--full-tree", treeish]);
    if (!read.ok) return read;
    return ok(
      read.value
        .toString("utf8")
        .split("\0")
        .flatMap((row) => {
          const found = /^\d+ blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(row);
          const [, id, bytes, name] = found ?? [];
          return id === undefined || name === undefined ? [] : [{ oid: id, bytes: Number(bytes), path: name }];
        }),
    );
  }

  /** A regular file of a commit by its path; null where there is none, or a link or a folder stands there. */
  async fileAt(commit: string, file: string): Promise<Result<TreeFile | null>> {
    if (!oid.test(commit)) return err(badName(commit));
    const read = await this.#run(["ls-tree", "-z", "-l", "--full-tree", commit, "--", file]);
    if (!read.ok) return read;
    const found = /^100\d+ blob ([0-9a-f]+) +(\d+)\t([^\0]+)\0$/s.exec(read.value.toString("utf8"));
    const [, id, bytes, name] = found ?? [];
    return ok(id === undefined || name !== file ? null : { oid: id, bytes: Number(bytes), path: name });
  }

  /** The bytes of a blob. */
  blob(id: string, maxBytes: number): Promise<Result<Buffer>> {
    if (!oid.test(id)) return Promise.resolve(err(badName(id)));
    return this.#run(["cat-file", "blob", id], { maxBytes });
  }
}

/**
 * The command that serves the other end: it runs on the repository, so what its configuration could start is switched
 * off there as well. Its hook for packing is not taken from a repository's own configuration (git-config(1),
 * uploadpack.packObjectsHook).
 */
const servingSide =
  "git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c protocol.allow=never -c core.alternateRefsCommand= -c safe.bareRepository=all upload-pack --timeout=300";

async function listRefs(options: StoreOptions, parent: string, source: GitSource): Promise<Result<SourceRefs>> {
  const listed = await runGit({
    env: options.env,
    cancelled: options.cancelled,
    store: parent,
    args: [
      "-c",
      "protocol.file.allow=always",
      "ls-remote",
      "--quiet",
      "--symref",
      `--upload-pack=${servingSide}`,
      "--",
      source.gitDir,
    ],
    allowFile: true,
    maxBytes: 32 * 1024 * 1024,
  });
  if (!listed.ok) return listed;
  const refs = new Map<string, string>();
  const symbolic = new Map<string, string>();
  for (const line of listed.value.toString("utf8").split("\n")) {
    const [what = "", name = ""] = line.split("\t");
    if (what.startsWith("ref: ")) symbolic.set(name, what.slice("ref: ".length));
    else if (oid.test(what) && !name.endsWith("^{}")) refs.set(name, what);
  }
  return ok({ refs, symbolic });
}

function badName(name: string) {
  return { code: "bad-object-name", message: `${JSON.stringify(name.slice(0, 80))} is not a commit's id.` };
}

function commitOf(row: string): GitCommit[] {
  const [id = "", parents = "", at = "", subject = "", trailers = ""] = row.replace(/^\n/, "").split("\u0001");
  const seconds = Number(at);
  // Beyond the year 9999 a time has no place in RFC 3339.
  if (!oid.test(id) || !Number.isFinite(seconds) || Math.abs(seconds) > 253_402_300_799) return [];
  return [
    {
      oid: id,
      parents: parents === "" ? [] : parents.split(" "),
      committedAt: new Date(seconds * 1000).toISOString(),
      subject,
      trailers: trailers.split("\u0002").flatMap((part) => {
        const [name, value] = part.split("\u0003");
        return name === undefined || value === undefined ? [] : [{ name: name.trim(), value: value.trim() }];
      }),
    },
  ];
}

/** The empty tree, to compare a first commit with. */
export function emptyTree(like: string): string {
  return like.length === 64
    ? "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
    : "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
}
