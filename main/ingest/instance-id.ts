/** A benchmark task's id within a file's name: `owner__repo-123`, or a name that ends in a number. */
const instance = /^[A-Za-z0-9][\w.-]*-\d+$/;

/** The file's name without folders and without the endings of trajectory files. */
export function fileStem(fileName: string): string {
  const base = /([^/\\]*)$/.exec(fileName)?.[1] ?? fileName;
  return base
    .replace(/(?:\.traj)?(?:\.jsonl?)?$/, "")
    .slice(0, 200)
    .toWellFormed();
}

/**
 * The task that a trajectory file is named after, `<instance>.traj` or `<instance>.traj.json`, or null where the name is
 * empty. Runners part owner and repository by two underscores; what a person put before or behind them is left out. A name
 * that is no such id is taken as it is where `any` says so: runs without a task are named after nothing in particular.
 */
export function instanceOfName(fileName: string, any: boolean): string | null {
  const stem = fileStem(fileName);
  if (stem === "" || (!any && !/__|-\d+$/.test(stem))) return null;
  const parts = stem.split("__");
  if (parts.length <= 2) return any || instance.test(stem) ? stem : null;
  for (let at = parts.length - 1; at > 0; at -= 1) {
    const last = parts[at] ?? "";
    if (!instance.test(last)) continue;
    const owner = parts[at - 1] ?? "";
    return /^[A-Za-z][\w.-]{2,}$/.test(owner) ? `${owner}__${last}` : last;
  }
  return any ? stem : null;
}
