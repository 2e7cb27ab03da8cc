import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Result } from "../../shared/result";
import { checkGit, runGit, type GitRun } from "../platform/git";
import { storeConfig } from "../platform/git-store";
import { askRemote, listRemote, reach, serving, type RepositoryOptions } from "./reach-remote";
import type { Remote } from "./remote";

/*
 * Checkpoints as commits of a ref of their own, made in a bare store of ours and pushed to a remote that the person named. What
 * the remote sends is anyone's: it is fetched within bounds, checked by git, and read as bytes.
 */

const oid = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
export const noteFile = "checkpoint.note";
export const keysFile = "log.vkeys";
/** Older checkpoints of a remote are not read back. */
export const mostHistory = 2000;
const usualBytes = 64 * 1024 * 1024;
const largestNote = 64 * 1024;

/** A file of a ref's newest commit. */
export interface RefFile {
  readonly name: string;
  readonly bytes: number;
}

/** A checkpoint that a commit of the remote's ref holds; null where it holds none. */
export interface KeptNote {
  readonly commit: string;
  readonly note: string | null;
}

/** One remote's ref of checkpoints, with the store in which it is read and written. */
export class AnchorRepository {
  readonly #options: RepositoryOptions;
  readonly #remote: Remote;
  readonly #ref: string;
  readonly #folder: string;
  /** What the remote's ref named when the store was opened; null where there is none. */
  readonly tip: string | null;

  private constructor(options: RepositoryOptions, remote: Remote, ref: string, folder: string, tip: string | null) {
    this.#options = options;
    this.#remote = remote;
    this.#ref = ref;
    this.#folder = folder;
    this.tip = tip;
  }

  /** Opens the store and asks the remote for its ref. Codes: "git-…", "anchor-unreachable", "anchor-timeout". */
  static async open(options: RepositoryOptions, remote: Remote, ref: string): Promise<Result<AnchorRepository>> {
    const parent = path.join(options.home, "anchors");
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const usable = await checkGit({ env: options.env, cancelled: options.cancelled, store: parent });
    if (!usable.ok)
      return err({
        code: usable.error.code,
        message: "git is not on this machine, or is too old to be run on what others wrote: no ref is pushed or read.",
        place: remote.name,
        remedy: "Install git 2.39.4 or newer. It is tried again.",
      });
    const listed = await askRemote(options, remote, ref, parent);
    if (!listed.ok) return listed;
    const { tip, format } = listed.value;
    const repository = new AnchorRepository(options, remote, ref, path.join(parent, `git-${format}`), tip);
    const made = await repository.#make(format);
    return made.ok ? ok(repository) : made;
  }

  async #make(format: "sha1" | "sha256"): Promise<Result<undefined>> {
    const config = path.join(this.#folder, "config");
    const wanted = storeConfig(format);
    try {
      if ((await readFile(config, "utf8")) === wanted) return ok(undefined);
      await rm(this.#folder, { recursive: true, force: true });
    } catch {
      // No store yet.
    }
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const init = [
      "init",
      "--quiet",
      "--bare",
      "--template=",
      `--object-format=${format}`,
      "--initial-branch=none",
      ".",
    ];
    const made = await runGit({ ...this.#run(), args: init });
    if (made.ok) await writeFile(config, wanted);
    return made.ok ? ok(undefined) : made;
  }

  #run(): Omit<GitRun, "args"> {
    return { env: this.#options.env, cancelled: this.#options.cancelled, store: this.#folder };
  }

  #local(args: readonly string[], more: Pick<GitRun, "input" | "maxBytes" | "remote"> = {}): Promise<Result<Buffer>> {
    return runGit({ ...this.#run(), args: ["--git-dir=.", ...args], ...more });
  }

  /** Brings the remote's ref into the store, within bounds of time and size. */
  async fetch(): Promise<Result<undefined>> {
    if (this.tip === null) return ok(undefined);
    const most = this.#options.mostBytes ?? usualBytes;
    const before = await bytesBelow(path.join(this.#folder, "objects"));
    const size = { over: false };
    const watch = setInterval(() => {
      void bytesBelow(path.join(this.#folder, "objects")).then((now) => {
        if (now - before > most) size.over = true;
      });
    }, 200);
    const fetched = await reach(this.#options, this.#remote, {
      store: this.#folder,
      cancelled: () => size.over || this.#options.cancelled(),
      args: [
        "--git-dir=.",
        ...[
          "fetch",
          "--quiet",
          "--no-tags",
          "--no-write-fetch-head",
          "--no-recurse-submodules",
          "--no-auto-maintenance",
        ],
        ...["--refmap=", ...(this.#remote.protocol === "file" ? [`--upload-pack=git ${serving} upload-pack`] : [])],
        ...["--", this.#remote.name, `+${this.#ref}:${this.#fetched}`],
      ],
    });
    clearInterval(watch);
    const grown = (await bytesBelow(path.join(this.#folder, "objects"))) - before;
    if (size.over || grown > most) {
      // All of it can be made anew: what came is not kept.
      await rm(this.#folder, { recursive: true, force: true });
      return err({
        code: "remote-too-large",
        message: `The remote's ref brings more than ${String(most)} bytes, where a few hundred are expected for each anchor.`,
        place: this.#remote.name,
        remedy: "Nothing was kept of it. Look at the ref there, or name another remote.",
      });
    }
    return fetched.ok ? ok(undefined) : fetched;
  }

  get #fetched(): string {
    return `refs/fetched/${createHash("sha256").update(this.#remote.name).update("\n").update(this.#ref).digest("hex").slice(0, 32)}`;
  }

  /** The checkpoints of the ref that was fetched, newest first, at most `mostHistory`. */
  async history(): Promise<Result<KeptNote[]>> {
    if (this.tip === null) return ok([]);
    const listed = await this.#local(["rev-list", `--max-count=${String(mostHistory)}`, this.#fetched]);
    if (!listed.ok) return listed;
    const commits = listed.value
      .toString("latin1")
      .split("\n")
      .filter((line) => oid.test(line));
    const read = await this.#local(["cat-file", "--batch"], {
      input: commits.map((commit) => `${commit}:${noteFile}\n`).join(""),
      maxBytes: usualBytes,
    });
    if (!read.ok) return read;
    const notes = notesOf(read.value, commits.length);
    return ok(commits.map((commit, at) => ({ commit, note: notes[at] ?? null })));
  }

  /** Names of the remote's refs below a prefix that ends with a slash. Codes: as for `open`. */
  static async refsBelow(options: RepositoryOptions, remote: Remote, prefix: string): Promise<Result<string[]>> {
    const parent = path.join(options.home, "anchors");
    await mkdir(parent, { recursive: true, mode: 0o700 });
    const listed = await listRemote(options, remote, [`${prefix}*`], parent);
    return listed.ok ? ok(listed.value.flatMap(({ name }) => (name.startsWith(prefix) ? [name] : []))) : listed;
  }

  /** The files of the newest commit that was fetched, folders left out, at most as many as given. */
  async files(most: number): Promise<Result<RefFile[]>> {
    if (this.tip === null) return ok([]);
    const listed = await this.#local(["ls-tree", "-z", "-l", "--full-tree", this.#fetched]);
    if (!listed.ok) return listed;
    const rows = listed.value
      .toString("utf8")
      .split("\0")
      .flatMap((row) => {
        const [, size, name] = /^100644 blob [0-9a-f]+ +(\d+)\t([^\0]+)$/s.exec(row) ?? [];
        return size === undefined || name === undefined ? [] : [{ name, bytes: Number(size) }];
      });
    return ok(rows.slice(0, most));
  }

  /** The bytes of a file of the newest commit that was fetched. */
  read(name: string, maxBytes: number): Promise<Result<Buffer>> {
    return this.#local(["cat-file", "blob", `${this.#fetched}:${name}`], { maxBytes });
  }

  /** Adds a commit with a checkpoint on top of the ref as it was found, and pushes it. Out: the commit. */
  async push(files: Readonly<Record<string, string>>, message: string, at: Date): Promise<Result<string>> {
    const rows: string[] = [];
    for (const [name, text] of Object.entries(files)) {
      const blob = await this.#local(["hash-object", "-w", "--stdin"], { input: text });
      if (!blob.ok) return blob;
      rows.push(`100644 blob ${blob.value.toString("latin1").trim()}\t${name}\n`);
    }
    const tree = await this.#local(["mktree"], { input: rows.join("") });
    if (!tree.ok) return tree;
    const date = `${String(Math.floor(at.getTime() / 1000))} +0000`;
    const who = { NAME: "Countersign", EMAIL: "log@countersign.invalid", DATE: date };
    const made = await this.#local(
      ["commit-tree", tree.value.toString("latin1").trim(), ...(this.tip === null ? [] : ["-p", this.tip])],
      {
        input: message,
        remote: {
          protocol: this.#remote.protocol,
          env: Object.fromEntries(
            Object.entries(who).flatMap(([name, value]) => [
              [`GIT_AUTHOR_${name}`, value],
              [`GIT_COMMITTER_${name}`, value],
            ]),
          ),
        },
      },
    );
    if (!made.ok) return made;
    const commit = made.value.toString("latin1").trim();
    const pushed = await reach(this.#options, this.#remote, {
      store: this.#folder,
      cancelled: this.#options.cancelled,
      args: [
        ...["--git-dir=.", "push", "--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"],
        // Only from the ref as it was found, whose checkpoints were held against this log.
        `--force-with-lease=${this.#ref}:${this.tip ?? ""}`,
        ...(this.#remote.protocol === "file" ? [`--receive-pack=git ${serving} receive-pack`] : []),
        ...["--", this.#remote.name, `${commit}:${this.#ref}`],
      ],
    });
    const after = await askRemote(this.#options, this.#remote, this.#ref, this.#folder);
    if (after.ok && after.value.tip === commit) return ok(commit);
    if (!pushed.ok && after.ok && after.value.tip !== this.tip)
      return err({
        code: "anchor-raced",
        message: "The remote's ref moved while a checkpoint was pushed to it.",
        place: this.#remote.name,
        remedy: "It is tried again.",
      });
    if (!pushed.ok) return pushed;
    return after.ok
      ? err({
          code: "anchor-unreachable",
          message: "The remote took the checkpoint and does not show it.",
          place: this.#remote.name,
          remedy: "It is tried again.",
        })
      : after;
  }
}

/** Reads `cat-file --batch`: a head line with the size, the bytes, a newline; or one line that says what is missing. */
function notesOf(output: Buffer, count: number): (string | null)[] {
  const notes: (string | null)[] = [];
  let at = 0;
  while (at < output.length && notes.length < count) {
    const end = output.indexOf(0x0a, at);
    if (end === -1) break;
    const [, type, size] = /^[0-9a-f]+ ([a-z]+) (\d+)$/.exec(output.toString("latin1", at, end)) ?? [];
    at = end + 1;
    if (size === undefined) {
      notes.push(null);
      continue;
    }
    const bytes = Number(size);
    notes.push(type === "blob" && bytes <= largestNote ? output.toString("utf8", at, at + bytes) : null);
    at += bytes + 1;
  }
  return notes;
}

async function bytesBelow(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const name of await readdir(folder, { recursive: true })) {
      const found = await stat(path.join(folder, name)).catch(() => null);
      if (found?.isFile() === true) bytes += found.size;
    }
  } catch {
    // Gone meanwhile.
  }
  return bytes;
}
