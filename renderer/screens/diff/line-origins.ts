import type { AttemptProvenance, NamedEvent } from "../../../shared/contract/provenance";
import { RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { EventRef } from "../../../shared/model/evidence";
import type { LineGrade, LineOrigin, ProvenanceFigures } from "../../../shared/model/provenance";
import { formatClock, formatCount, formatPlural } from "../../ui/format";

/** Lines of one side of a file that have one origin. */
export interface WrittenRange {
  readonly path: string;
  readonly side: "new" | "old";
  readonly from: number;
  readonly to: number;
}

/** Who wrote the changed lines of a patch, by row. */
export interface RowOrigins {
  readonly of: (row: number) => LineOrigin | null;
  readonly event: (ref: EventRef) => NamedEvent | undefined;
  readonly figures: ReadonlyMap<string, ProvenanceFigures>;
  /** Of the whole patch; null where what is shown is a part of it. */
  readonly total: ProvenanceFigures | null;
  /** Lines that an event wrote, file by file. */
  readonly writtenBy: (ref: EventRef) => readonly WrittenRange[];
  /** The attempt whose event it is, where that is another than the one shown. */
  readonly attemptOf?: ((row: number) => string | null) | undefined;
}

export const noOrigins: RowOrigins = {
  of: () => null,
  event: () => undefined,
  figures: new Map(),
  total: null,
  writtenBy: () => [],
};

/** Grades, most certain first. */
export const gradeOrder: readonly LineGrade[] = ["exact", "patch", "window", "inferred", "unknown"];
/** How a grade is called. */
export const gradeWords: Readonly<Record<LineGrade, string>> = {
  exact: "exact",
  patch: "from a recorded patch",
  window: "by a command",
  inferred: "inferred",
  unknown: "unknown",
};

/** Puts ranges of lines on rows: a number a row, not an object. In: the rows, and what the core says of the patch's files. */
export function rowOrigins(rows: PatchRows, provenance: AttemptProvenance): RowOrigins {
  const origins = provenance.files.flatMap((file) => file.origins);
  const places = new Int32Array(rows.kind.length).fill(-1);
  let first = 0;
  const byPath = new Map<string, { from: number; list: readonly LineOrigin[] }>();
  for (const { path, origins: list } of provenance.files) {
    byPath.set(path, { from: first, list });
    first += list.length;
  }
  for (const file of rows.files) {
    const own = byPath.get(file.path);
    if (own === undefined) continue;
    // Ranges rise within a side, as lines do: both are gone through once.
    const next = { new: 0, old: 0 };
    for (let row = file.firstRow + 1; row < file.endRow; row += 1) {
      const kind = rows.kind[row];
      if (kind !== RowKind.add && kind !== RowKind.del) continue;
      const side = kind === RowKind.add ? "new" : "old";
      const no = (side === "new" ? rows.newNo[row] : rows.oldNo[row]) ?? 0;
      let at = next[side];
      while (at < own.list.length && (own.list[at]?.side !== side || (own.list[at]?.to ?? 0) < no)) at += 1;
      next[side] = at;
      const range = own.list[at];
      if (range !== undefined && range.from <= no) places[row] = own.from + at;
    }
  }
  const events = new Map(provenance.events.map((event) => [keyOf(event.ref), event]));
  return {
    of: (row) => origins[places[row] ?? -1] ?? null,
    event: (ref) => events.get(keyOf(ref)),
    figures: new Map(provenance.files.map(({ path, figures }) => [path, figures])),
    total: provenance.figures,
    writtenBy: (ref) =>
      provenance.files.flatMap(({ path, origins: list }) =>
        list.flatMap(({ side, from, to, event }) =>
          event?.sessionId === ref.sessionId && event.seq === ref.seq ? [{ path, side, from, to }] : [],
        ),
      ),
  };
}

/** "Exact: event #12, Edit, 02:14. The edit's recorded input holds the line." */
export function originSentence(origin: LineOrigin, event: NamedEvent | undefined): string {
  const word = gradeWords[origin.grade];
  const head = word.charAt(0).toUpperCase() + word.slice(1);
  if (origin.event === null) return `${head}. ${origin.why}`;
  const at = event?.at === undefined || event.at === null ? "" : `, ${formatClock(event.at)}`;
  const what = event === undefined ? "" : `, ${event.label.slice(0, 60)}`;
  return `${head}: event #${formatCount(origin.event.seq)}${what}${at}. ${origin.why}`;
}

/** "96 % exact", or where no line is: "no line exact". */
export function coverageWord(figures: ProvenanceFigures): string {
  if (figures.exact === 0) return "no line exact";
  return `${String(Math.floor((100 * figures.exact) / figures.lines))} % exact`;
}

/** "Of 50 changed lines: 48 exact, 2 unknown." */
export function coverageSentence(figures: ProvenanceFigures): string {
  const parts = gradeOrder.flatMap((grade) =>
    figures[grade] === 0 ? [] : [`${formatCount(figures[grade])} ${gradeWords[grade]}`],
  );
  return `Of ${formatPlural(figures.lines, "changed line")}: ${parts.join(", ")}.`;
}

function keyOf(ref: EventRef): string {
  return `${ref.sessionId} ${String(ref.seq)}`;
}
