import { readFileSync } from "node:fs";
import path from "node:path";

/** File systems that answer over a network: their locks and their word that something is on a disk cannot be relied on. */
const networkTypes = new Set([
  "nfs",
  "nfs4",
  "cifs",
  "smb3",
  "smbfs",
  "afpfs",
  "webdav",
  "davfs",
  "ncpfs",
  "afs",
  "ceph",
  "glusterfs",
  "9p",
  "fuse.sshfs",
  "fuse.rclone",
  "fuse.davfs2",
  "fuse.s3fs",
  "fuse.gvfsd-fuse",
]);

/** Folders that a program copies elsewhere, file by file, while they are written: by the names those programs give them. */
const sentElsewhere: readonly (readonly [name: RegExp, who: string])[] = [
  [/^OneDrive( - .+)?$/i, "OneDrive"],
  [/^Dropbox( \(.+\))?$/i, "Dropbox"],
  [/^(Google Drive|GoogleDrive(-.+)?|My Drive)$/i, "Google Drive"],
  [/^(iCloud Drive|Mobile Documents|com~apple~CloudDocs)$/i, "iCloud"],
  [/^(Nextcloud|ownCloud|pCloud Drive|MEGA|Syncthing|Box|Box Sync)$/i, "a program that synchronises it"],
];

/**
 * Why a folder is no safe place for a database, or null. In: the folder; text of the system's mount table (proc(5), mounts), null
 * where there is none. Only what can be told from names and mounts is told.
 */
export function folderWarning(folder: string, mounts: string | null): string | null {
  const resolved = path.resolve(folder);
  if (/^(\\\\|\/\/)[^\\/]/.test(folder))
    return "The data folder is on a network disk: what is recorded there may be lost or damaged. Move it to a disk of this machine.";
  const type = mounts === null ? null : mountType(resolved, mounts);
  if (type !== null && networkTypes.has(type))
    return `The data folder is on a network disk (${type}): what is recorded there may be lost or damaged. Move it to a disk of this machine.`;
  for (const part of resolved.split(path.sep)) {
    const found = sentElsewhere.find(([name]) => name.test(part));
    if (found !== undefined)
      return `The data folder lies in ${part}, which ${found[1]} copies elsewhere while it is written: a copy put back by it is an older or a damaged record. Move it to another folder.`;
  }
  return null;
}

/** The same by this machine's own mount table. */
export function warningOf(folder: string): string | null {
  let mounts: string | null = null;
  try {
    mounts = readFileSync("/proc/self/mounts", "utf8");
  } catch {
    // Only Linux has one; elsewhere the names tell.
  }
  return folderWarning(folder, mounts);
}

/** Type of the file system that the longest mount point above a path has. */
function mountType(target: string, mounts: string): string | null {
  let best = { point: "", type: "" };
  for (const line of mounts.split("\n")) {
    const [, rawPoint = "", type = ""] = line.split(" ");
    const point = rawPoint.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
    const holds = point === "/" || target === point || target.startsWith(`${point}/`);
    // The last of two on one point is the one that is seen.
    if (holds && point.length >= best.point.length) best = { point, type };
  }
  return best.point === "" ? null : best.type;
}
