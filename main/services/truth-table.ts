import { gather } from "../../shared/gather";
import { err, ok, type Result } from "../../shared/result";

/** What is known from elsewhere of an attempt: whether it solved its task. */
export interface TruthRow {
  readonly task: string;
  readonly truth: string;
  /** The end of the path of its transcript, with forward slashes. */
  readonly trajectory: string;
}

/**
 * Reads a table of known outcomes: tab-separated, with a first line that names the columns `task`, `truth` and `trajectory`
 * among others. In: its text, and its place for problems.
 */
export function readTruth(text: string, place: string): Result<TruthRow[]> {
  const [head = "", ...lines] = text.split(/\r?\n/);
  const names = head.split("\t");
  const at = { task: names.indexOf("task"), truth: names.indexOf("truth"), trajectory: names.indexOf("trajectory") };
  const missing = Object.entries(at).flatMap(([name, column]) => (column === -1 ? [name] : []));
  if (missing.length > 0)
    return err({
      code: "no-truth-table",
      message: `The table of outcomes has no column ${missing.join(", ")}.`,
      place,
      remedy: "Its first line names the columns, parted by tabs: task, truth, trajectory.",
    });
  return ok(
    lines.flatMap((line): TruthRow[] => {
      const cells = line.split("\t");
      const [task, truth, trajectory] = [cells[at.task], cells[at.truth], cells[at.trajectory]];
      return task === undefined || truth === undefined || trajectory === undefined || trajectory === ""
        ? []
        : [{ task, truth, trajectory }];
    }),
  );
}

/** Finds the row of a transcript by its path; null where there are no rows. */
export function truthOf(rows: readonly TruthRow[]): ((path: string) => TruthRow | null) | null {
  if (rows.length === 0) return null;
  const nameOf = (path: string): string => path.split("/").at(-1) ?? path;
  const byName = new Map<string, TruthRow[]>();
  for (const row of rows) gather(byName, nameOf(row.trajectory), row);
  return (path) => {
    const whole = `/${path.replaceAll("\\", "/")}`;
    return byName.get(nameOf(whole))?.find((row) => whole.endsWith(`/${row.trajectory}`)) ?? null;
  };
}
