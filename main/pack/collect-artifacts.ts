import { lstat, opendir } from "node:fs/promises";
import path from "node:path";
import picomatch from "picomatch";
import { pathKey, unsafePath } from "../evidence/pack-path";
import type { Problem } from "../../shared/result";
import { artifactLimit } from "./pack-folder";

const maxEntries = 200_000;
/** A file's time may be a little before the clock that started the command. */
const slackMs = 50;

/** A file that a glob named. */
export interface Artifact {
  /** From the worktree's root, forward slashes. */
  readonly path: string;
  readonly full: string;
  readonly modifiedMs: number;
}

/**
 * The files of a worktree that globs name, in order of path. Links are not followed, `.git` and what `leaveOut` says are not
 * looked into, and what cannot be packed is a problem by name. In: globs from the root, with forward slashes.
 */
export async function findArtifacts(
  root: string,
  globs: readonly string[],
  leaveOut: readonly string[],
  problems: Problem[],
): Promise<Artifact[]> {
  const found = new Map<string, Artifact>();
  const fits = globs.map((glob) => picomatch(glob.replace(/^\.\//, ""), { dot: true }));
  const bases = new Set(globs.map((glob) => baseOf(glob)));
  const left = new Set(leaveOut.map((one) => path.resolve(root, one)));
  let entries = 0;
  const skip = (code: string, name: string, message: string): void => {
    if (!problems.some((one) => one.place === name && one.code === code)) problems.push({ code, message, place: name });
  };
  const take = async (name: string): Promise<void> => {
    if (!fits.some((fit) => fit(name))) return;
    const unsafe = unsafePath(name);
    const full = path.join(root, name);
    const stat = await lstat(full);
    if (unsafe !== null) skip("artifact-unsafe", name, `${JSON.stringify(name)} is not packed: ${unsafe}.`);
    else if (!stat.isFile()) skip("artifact-link", name, `${name} is not packed: it is a link or no regular file.`);
    else if (stat.size > artifactLimit)
      skip(
        "artifact-too-large",
        name,
        `${name} is not packed: it has ${String(stat.size)} bytes, over the limit of ${String(artifactLimit)}.`,
      );
    else if (found.has(pathKey(name)) && found.get(pathKey(name))?.path !== name)
      skip(
        "artifact-twin",
        name,
        `${name} is not packed: some systems take it for ${found.get(pathKey(name))?.path ?? ""}.`,
      );
    else found.set(pathKey(name), { path: name, full, modifiedMs: stat.mtimeMs });
  };
  for (const base of bases) {
    const folders = [base];
    try {
      if (base !== "" && !(await lstat(path.join(root, base))).isDirectory()) {
        await take(base);
        continue;
      }
    } catch {
      // A glob may name what no command has made yet.
      continue;
    }
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for await (const item of await opendir(path.join(root, folder))) {
        entries += 1;
        if (entries > maxEntries) {
          skip(
            "artifacts-too-many",
            base,
            `Below ${base === "" ? "the worktree" : base} are more than ${String(maxEntries)} files; name artifacts by narrower globs.`,
          );
          return sorted(found);
        }
        const name = folder === "" ? item.name : `${folder}/${item.name}`;
        if (item.name === ".git" || left.has(path.join(root, name))) continue;
        if (item.isDirectory()) folders.push(name);
        else await take(name);
      }
    }
  }
  return sorted(found);
}

/** Whether a file was written since a command began. */
export function madeSince(artifact: Artifact, began: Date): boolean {
  return artifact.modifiedMs >= began.getTime() - slackMs;
}

/** Why a glob is not used, or null: it must stay inside the worktree. */
export function globFlaw(glob: string): string | null {
  if (path.isAbsolute(glob) || /^[A-Za-z]:/.test(glob)) return "it is absolute";
  return glob.split(/[\\/]/).includes("..") ? "it leads out of the worktree" : null;
}

function baseOf(glob: string): string {
  const { base, isGlob } = picomatch.scan(glob.replace(/^\.\//, ""));
  if (!isGlob) return glob.replace(/^\.\//, "").replace(/\/$/, "");
  return base === "." ? "" : base;
}

function sorted(found: ReadonlyMap<string, Artifact>): Artifact[] {
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
