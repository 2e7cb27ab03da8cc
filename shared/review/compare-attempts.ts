/** What the matrix needs to know of an attempt. */
export interface ComparedAttempt {
  readonly id: string;
  readonly files: readonly {
    readonly path: string;
    readonly digest: string;
    /** What the file is afterwards, where that is known for sure. */
    readonly content?: string | undefined;
    readonly added: number;
    readonly removed: number;
  }[];
  /** Findings by path. */
  readonly findings: ReadonlyMap<string, number>;
}

export interface ComparedCell {
  readonly attemptId: string;
  readonly state: "baseline" | "same" | "differs" | "only-here" | "absent";
  readonly added: number;
  readonly removed: number;
  readonly letter: string | null;
  readonly findings: number;
}

/** Letters of equal changes, p to z: at most six groups of equals fit into a row of 12, so none repeats within one. */
const firstLetter = 112;
const letters = 11;

/**
 * The files x attempts matrix, held against one attempt. Files are the same that are the same afterwards, where git said so to us, or
 * whose changes are the same; these share a letter in their row, whatever the baseline is. Where the baseline lacks a file that several
 * have, each of them differs from it.
 * In: attempts in the order of their columns, and the baseline's id (the first where it is none of them). Out: a row per path, by path.
 */
export function compareAttempts(
  attempts: readonly ComparedAttempt[],
  baselineId?: string,
): { path: string; cells: ComparedCell[] }[] {
  const byPath = attempts.map((attempt) => new Map(attempt.files.map((file) => [file.path, file])));
  const paths = [...new Set(attempts.flatMap((attempt) => attempt.files.map((file) => file.path)))].sort();
  const named = attempts.findIndex((attempt) => attempt.id === baselineId);
  const baselineAt = named === -1 ? 0 : named;
  let shared = 0;
  return paths.map((path) => {
    const found = byPath.map((files) => files.get(path));
    const groups = groupsOf(found);
    const counts = new Map<number, number>();
    for (const group of groups) if (group !== -1) counts.set(group, (counts.get(group) ?? 0) + 1);
    const marks = new Map<number, string>();
    for (const [group, count] of counts) {
      if (count < 2) continue;
      marks.set(group, String.fromCharCode(firstLetter + (shared % letters)));
      shared += 1;
    }
    const present = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const baseline = groups[baselineAt];
    const cells = attempts.map((attempt, at): ComparedCell => {
      const file = found[at];
      const findings = attempt.findings.get(path) ?? 0;
      if (file === undefined)
        return { attemptId: attempt.id, state: "absent", added: 0, removed: 0, letter: null, findings };
      const state =
        present === 1 && attempts.length > 1
          ? "only-here"
          : at === baselineAt
            ? "baseline"
            : groups[at] === baseline
              ? "same"
              : "differs";
      const { added, removed } = file;
      return { attemptId: attempt.id, state, added, removed, letter: marks.get(groups[at] ?? -1) ?? null, findings };
    });
    return { path, cells };
  });
}

type ComparedFile = ComparedAttempt["files"][number];

/** Which of a row's files are the same: the place of the first of them, for each; -1 where there is none. */
function groupsOf(files: readonly (ComparedFile | undefined)[]): number[] {
  const groups: number[] = [];
  for (const [at, file] of files.entries()) {
    groups.push(file === undefined ? -1 : at);
    for (let before = 0; before < at && file !== undefined; before += 1) {
      const other = files[before];
      const [first = at, here = at] = [groups[before], groups[at]];
      if (other === undefined || first === here || !isSame(file, other)) continue;
      // One that is like two which were not known to be alike makes them one.
      const [kept, joined] = [Math.min(first, here), Math.max(first, here)];
      for (let place = 0; place <= at; place += 1) if (groups[place] === joined) groups[place] = kept;
    }
  }
  return groups;
}

function isSame(one: ComparedFile, other: ComparedFile): boolean {
  return one.digest === other.digest || (one.content !== undefined && one.content === other.content);
}

/** How many findings each path has; findings without a path are left out. */
export function findingsByPath(findings: readonly { readonly path: string | null }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of findings) if (path !== null) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}
