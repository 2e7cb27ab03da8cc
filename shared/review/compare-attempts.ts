/** What the matrix needs to know of an attempt. */
export interface ComparedAttempt {
  readonly id: string;
  readonly files: readonly {
    readonly path: string;
    readonly digest: string;
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

/**
 * The files x attempts matrix: the first attempt is the baseline, equal changes share a letter.
 * In: attempts in the order of their columns. Out: a row per path, by path.
 */
export function compareAttempts(attempts: readonly ComparedAttempt[]): { path: string; cells: ComparedCell[] }[] {
  const paths = [...new Set(attempts.flatMap((attempt) => attempt.files.map((file) => file.path)))].sort();
  let shared = 0;
  return paths.map((path) => {
    const found = attempts.map((attempt) => attempt.files.find((file) => file.path === path));
    const present = found.filter((file) => file !== undefined);
    const letters = new Map<string, string>();
    for (const file of present) {
      if (letters.has(file.digest) || present.filter((other) => other.digest === file.digest).length < 2) continue;
      letters.set(file.digest, String.fromCharCode(112 + (shared % 11)));
      shared += 1;
    }
    const baseline = found.find((file) => file !== undefined);
    const cells = attempts.map((attempt, at): ComparedCell => {
      const file = found[at];
      const findings = attempt.findings.get(path) ?? 0;
      if (file === undefined)
        return { attemptId: attempt.id, state: "absent", added: 0, removed: 0, letter: null, findings };
      const state =
        present.length === 1 && attempts.length > 1
          ? "only-here"
          : file === baseline
            ? "baseline"
            : file.digest === baseline?.digest
              ? "same"
              : "differs";
      return {
        attemptId: attempt.id,
        state,
        added: file.added,
        removed: file.removed,
        letter: letters.get(file.digest) ?? null,
        findings,
      };
    });
    return { path, cells };
  });
}
