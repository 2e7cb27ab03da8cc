import { posix } from "node:path";

/** A recorded path as the repository knows it, or as it stands outside the working folder. */
export interface WorkingPath {
  readonly path: string;
  readonly inside: boolean;
}

/**
 * Makes a recorded path relative to the folder the session worked in.
 * In: path as recorded, absolute or relative, either slash; the working folder or null. Out: relative path, or the absolute path
 * with `inside: false`. Without a working folder an absolute path counts as outside.
 */
export function workingPath(path: string, cwd: string | null): WorkingPath {
  const clean = posix.normalize(slashes(path));
  if (!isAbsolute(clean)) {
    return clean.startsWith("../")
      ? { path: cwd === null ? clean : posix.join(slashes(cwd), clean), inside: false }
      : { path: clean, inside: true };
  }
  if (cwd === null) return { path: clean, inside: false };
  const root = posix.normalize(slashes(cwd)).replace(/\/+$/, "");
  return clean.startsWith(`${root}/`)
    ? { path: clean.slice(root.length + 1), inside: true }
    : { path: clean, inside: false };
}

function slashes(path: string): string {
  return /^[A-Za-z]:\\/.test(path) || (path.includes("\\") && !path.includes("/")) ? path.replaceAll("\\", "/") : path;
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}
