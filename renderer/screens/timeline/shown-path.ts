/** A path as an event names it, shown from the folder the session ran in. In: path, that folder or null. */
export function shownPath(path: string, cwd: string | null): string {
  const from = cwd === null ? null : cwd.replace(/[\\/]+$/u, "");
  if (from === null || from === "" || !path.startsWith(from)) return path;
  const rest = path.slice(from.length);
  return /^[\\/]/u.test(rest) ? rest.slice(1) : path;
}

/** The file of the patch that an event's path means: the same path, or the end of it below the folders above the repository. */
export function patchPath(path: string, files: readonly { readonly path: string }[]): string | null {
  const slashed = path.replaceAll("\\", "/");
  const fitting = files.filter((file) => slashed === file.path || slashed.endsWith(`/${file.path}`));
  return fitting.reduce<string | null>(
    (longest, file) => (longest === null || file.path.length > longest.length ? file.path : longest),
    null,
  );
}

/** A long path cut at its beginning: the file's name is what tells paths apart. */
export function pathEnd(path: string, most = 72): string {
  if (path.length <= most) return path;
  const cut = path.slice(path.length - most + 1);
  const slash = cut.search(/[\\/]/u);
  return `…${slash > 0 && slash < most / 2 ? cut.slice(slash) : cut}`;
}
