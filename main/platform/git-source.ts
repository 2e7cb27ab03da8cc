import { lstat, readFile, realpath, statfs } from "node:fs/promises";
import path from "node:path";
import { err, ok, type Problem, type Result } from "../../shared/result";

/** A repository on this machine that may be fetched from. */
export interface GitSource {
  /** Real path of the folder with `objects` and `refs`: the same for all worktrees of a repository. */
  readonly gitDir: string;
  /** Real path of the folder that the paths of its files count from; null for a bare repository. */
  readonly root: string | null;
  /** What HEAD says there: a branch, or a commit where it is detached. */
  readonly head: { readonly branch: string | null; readonly commit: string | null };
}

/** File systems that are not on this machine, by the kernel's number (statfs(2)): NFS, SMB, CIFS, SMB2, AFS, Coda, Ceph, FUSE. */
const remoteSystems: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245, 0x00c36400, 0x65735546,
]);
/** Folders below which a look alone may reach into the network. */
const remoteFolders = /^\/(net|afs|run\/user\/\d+\/gvfs)(\/|$)/;
const smallFile = 1024 * 1024;
const alternatesDeep = 5;

function refused(place: string, why: string): Problem {
  return {
    code: "repository-refused",
    message: `The repository was not read: ${why}.`,
    place,
    remedy: "Give your account the repository on a local disk, or connect a copy of it.",
  };
}

/** Whether a path that a transcript names may be looked at: absolute, and not on the network as far as its name tells. */
function isLocalName(given: string): boolean {
  if (given.includes("\0") || /^(\\\\|\/\/)/.test(given) || given.includes("://")) return false;
  return path.isAbsolute(given) && !remoteFolders.test(given);
}

/** Like git's own `safe.directory`: a folder of another account is not trusted. Windows has no owner by number. */
async function flawOf(folder: string): Promise<string | null> {
  if (!isLocalName(folder)) return "it lies on the network";
  const found = await lstat(folder);
  if (!found.isDirectory()) return "its folder is not a folder";
  const own = process.getuid?.();
  if (own !== undefined && found.uid !== own) return "it belongs to another account";
  const system = await statfs(folder);
  return remoteSystems.has(system.type) ? "it lies on a network file system" : null;
}

async function smallText(file: string): Promise<string | null> {
  try {
    const found = await lstat(file);
    if (!found.isFile() || found.size > smallFile) return null;
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}

/** The nearest `.git` at or above a folder, or the folder itself where it is a bare repository. */
async function gitEntry(folder: string): Promise<{ entry: string; root: string | null } | null> {
  for (let at = folder; ; at = path.dirname(at)) {
    const entry = path.join(at, ".git");
    try {
      await lstat(entry);
      return { entry, root: at };
    } catch {
      // Not here: one further up.
    }
    if ((await smallText(path.join(at, "HEAD"))) !== null && (await isFolder(path.join(at, "objects"))))
      return { entry: at, root: null };
    if (at === path.dirname(at)) return null;
  }
}

async function isFolder(name: string): Promise<boolean> {
  try {
    return (await lstat(name)).isDirectory();
  } catch {
    return false;
  }
}

/** Object stores that this one borrows from must be as trustworthy as it is. */
async function alternatesFlaw(objects: string, deep = 0): Promise<string | null> {
  const text = await smallText(path.join(objects, "info", "alternates"));
  for (const line of (text ?? "").split("\n")) {
    const named = line.trim();
    if (named === "" || named.startsWith("#")) continue;
    if (deep >= alternatesDeep) return "it borrows objects over too many folders";
    if (/^(\\\\|\/\/)/.test(named) || named.startsWith('"')) return "it borrows objects from the network";
    const folder = path.isAbsolute(named) ? named : path.join(objects, named);
    try {
      const real = await realpath(folder);
      const flaw = (await flawOf(real)) ?? (await alternatesFlaw(real, deep + 1));
      if (flaw !== null) return `it borrows objects, and of where they lie: ${flaw}`;
    } catch {
      return "it borrows objects from a folder that is not here";
    }
  }
  return null;
}

/**
 * Finds the repository that a folder belongs to, without running git there and without following it off this machine.
 * In: a folder as a transcript names it, which is anyone's text. Out: null where there is no repository or no such folder;
 * a problem where there is one that is not read.
 */
export async function findGitSource(given: string): Promise<Result<GitSource | null>> {
  if (!isLocalName(given)) return ok(null);
  try {
    const folder = await realpath(given);
    if (!isLocalName(folder) || !(await isFolder(folder))) return ok(null);
    const found = await gitEntry(folder);
    if (found === null) return ok(null);

    // A worktree has a file that names its own folder in the repository, which names the repository's.
    const file = await smallText(found.entry);
    let own = found.entry;
    if (file !== null) {
      const named = /^gitdir: (.+?)\r?\n?$/.exec(file)?.[1];
      if (named === undefined) return ok(null);
      const target = path.isAbsolute(named) ? named : path.join(path.dirname(found.entry), named);
      if (!isLocalName(target)) return err(refused(given, "it lies on the network"));
      own = await realpath(target);
    } else own = await realpath(found.entry);
    const common = (await smallText(path.join(own, "commondir")))?.trim() ?? ".";
    const gitDir = path.resolve(own, common);
    if (!isLocalName(gitDir)) return err(refused(given, "it lies on the network"));
    const real = await realpath(gitDir);
    for (const one of new Set([found.root ?? real, own, real, path.join(real, "objects")])) {
      const flaw = await flawOf(await realpath(one));
      if (flaw !== null) return err(refused(given, flaw));
    }
    const borrowed = await alternatesFlaw(path.join(real, "objects"));
    if (borrowed !== null) return err(refused(given, borrowed));
    if (/^\s*path\s*=\s*"?(\\\\|\/\/)/im.test((await smallText(path.join(real, "config"))) ?? ""))
      return err(refused(given, "its configuration lies on the network"));
    const head = ((await smallText(path.join(own, "HEAD"))) ?? "").trim();
    return ok({
      gitDir: real,
      root: found.root,
      head: {
        branch: /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null,
        commit: /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(head) ? head : null,
      },
    });
  } catch {
    // Gone, or not for this account: there is nothing to read.
    return ok(null);
  }
}
