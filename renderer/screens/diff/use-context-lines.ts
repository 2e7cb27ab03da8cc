import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { firstDifference, functionEnd, functionStart, gapsOf, sectionOf, type Gap } from "../../../shared/diff/gaps";
import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";
import { call } from "../../bridge/client";

/** So many lines are shown at a time. */
export const CONTEXT_STEP = 20;
/** And never more of one gap than this: a whole file of more lines is read in an editor. */
const MOST_CONTEXT = 20_000;

/** How far to expand: lines below the hunk above, above the hunk below, the function, the whole gap. */
export type Expansion = "below" | "above" | "function" | "all";

interface Opened {
  /** Lines shown from the gap's top, and from its bottom. */
  readonly top: number;
  readonly bottom: number;
}

type Content =
  | { readonly state: "asked" }
  | { readonly state: "here"; readonly lines: readonly string[]; readonly from: string }
  | { readonly state: "absent"; readonly why: string };

/** One line of a file that the patch leaves out and the reader asked for. */
export interface ShownLine {
  /** The row it opens under. */
  readonly row: number;
  readonly file: number;
  readonly oldNo: number;
  readonly newNo: number;
  readonly text: string;
}

/** What a hunk header, or the end of a file, can offer: `lines` is null while the file is not known. */
export interface GapOffer {
  readonly lines: number | null;
  /** There is a hunk above, which lines can be added to. */
  readonly joined: boolean;
  readonly why: string | null;
}

export interface ContextLines {
  readonly lines: readonly ShownLine[];
  /** Hunk headers with nothing left out above them. */
  readonly closed: ReadonlySet<number>;
  readonly offer: (hunk: number) => GapOffer | null;
  /** The lines left below a file's last hunk; null where that is not known. */
  readonly below: (file: number) => number | null;
  /** The file's lines on the new side, where they were asked for: to colour them. */
  readonly source: (file: number) => string | null;
  /** Shows more around a hunk. In: a row of it. */
  readonly expand: (row: number, how: Expansion) => void;
  /** Why the last wish could not be met. */
  readonly problem: string | null;
}

/** Lines around hunks, out of the file as the core has it. Nothing is asked for before the reader wants it. */
export function useContextLines(attemptId: string, text: string, rows: PatchRows): ContextLines {
  const [contents, setContents] = useState<ReadonlyMap<number, Content>>(new Map());
  const [opened, setOpened] = useState<ReadonlyMap<number, Opened>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  const gaps = useMemo(() => gapFinder(text, rows), [text, rows]);

  const widen = (file: number, row: number, how: Expansion, lines: readonly string[]): void => {
    setOpened((before) => {
      const next = new Map(before);
      for (const { gap, top, bottom } of wanted(text, rows, gaps(file), row, how, lines)) {
        const size = sizeOf(gap, lines);
        const known = next.get(gap.above) ?? { top: 0, bottom: 0 };
        const more = { top: known.top + top, bottom: known.bottom + bottom };
        if (more.top + more.bottom >= size) next.set(gap.above, { top: Math.min(size, MOST_CONTEXT), bottom: 0 });
        else next.set(gap.above, more);
      }
      return next;
    });
  };
  const expand = (row: number, how: Expansion): void => {
    const file = fileOfRow(rows.files, row);
    const entry = rows.files[file];
    if (entry === undefined) return;
    if (gaps(file).length === 0) {
      setProblem(
        entry.status === "added" || entry.status === "deleted"
          ? "The whole file is shown already."
          : "Context not kept here: the hunk headers do not count the lines between them alike.",
      );
      return;
    }
    const known = contents.get(file);
    if (known?.state === "here") {
      widen(file, row, how, known.lines);
      return;
    }
    if (known?.state === "asked") return;
    setContents((before) => new Map(before).set(file, { state: "asked" }));
    setProblem(null);
    void contentOf(attemptId, text, rows, file).then((found) => {
      setContents((before) => new Map(before).set(file, found));
      if (found.state === "here") widen(file, row, how, found.lines);
      else if (found.state === "absent") setProblem(`Context not kept here: ${found.why}`);
    });
  };

  const drawn = useMemo(() => {
    const lines: ShownLine[] = [];
    const closed = new Set<number>();
    for (const [file, content] of contents) {
      if (content.state !== "here") continue;
      for (const gap of gaps(file)) {
        const open = opened.get(gap.above);
        if (open === undefined) continue;
        const size = sizeOf(gap, content.lines);
        const push = (row: number, at: number) =>
          lines.push({
            row,
            file,
            oldNo: gap.oldFrom + at,
            newNo: gap.newFrom + at,
            text: (content.lines[gap.newFrom + at - 1] ?? "").replace(/\r$/, ""),
          });
        for (let at = 0; at < open.top; at += 1) push(gap.above, at);
        for (let at = size - open.bottom; at < size; at += 1) push(gap.below, at);
        if (gap.below !== -1 && open.top >= size) closed.add(gap.below);
      }
    }
    return { lines, closed };
  }, [contents, opened, gaps]);
  const leftIn = useCallback(
    (gap: Gap): number | null => {
      const content = contents.get(fileOfRow(rows.files, gap.above));
      const size = content?.state === "here" ? sizeOf(gap, content.lines) : gap.lines;
      const open = opened.get(gap.above);
      return size === null ? null : size - (open?.top ?? 0) - (open?.bottom ?? 0);
    },
    [contents, opened, rows],
  );
  const offer = useCallback(
    (hunk: number): GapOffer | null => {
      const file = fileOfRow(rows.files, hunk);
      const gap = gaps(file).find((each) => each.below === hunk);
      if (gap === undefined) return null;
      const content = contents.get(file);
      return {
        lines: leftIn(gap),
        joined: rows.kind[gap.above] !== RowKind.file,
        why: content?.state === "absent" ? content.why : null,
      };
    },
    [contents, rows, gaps, leftIn],
  );
  const below = useCallback(
    (file: number): number | null => {
      const last = gaps(file).at(-1);
      return last?.below === -1 ? leftIn(last) : null;
    },
    [gaps, leftIn],
  );
  const source = useCallback(
    (file: number): string | null => {
      const content = contents.get(file);
      return content?.state === "here" ? content.lines.join("\n") : null;
    },
    [contents],
  );
  // Lines are drawn again only when what they share changed: the wish itself never does.
  const latest = useRef(expand);
  useEffect(() => {
    latest.current = expand;
  });
  const expandLatest = useCallback((row: number, how: Expansion) => {
    latest.current(row, how);
  }, []);
  return {
    ...drawn,
    offer,
    below,
    source,
    expand: expandLatest,
    problem,
  };
}

/** Gaps by file, each file's found once. */
function gapFinder(text: string, rows: PatchRows): (file: number) => readonly Gap[] {
  const known = new Map<number, readonly Gap[]>();
  return (file) => {
    const kept = known.get(file);
    if (kept !== undefined) return kept;
    const entry = rows.files[file];
    const made = entry === undefined ? [] : gapsOf(text, rows, entry);
    known.set(file, made);
    return made;
  };
}

function sizeOf(gap: Gap, lines: readonly string[]): number {
  return Math.max(0, gap.lines ?? lines.length - gap.newFrom + 1);
}

/** What an expansion adds to which gaps. A row in a hunk stands for the gap above that hunk and the one below it. */
function wanted(
  text: string,
  rows: PatchRows,
  gaps: readonly Gap[],
  row: number,
  how: Expansion,
  lines: readonly string[],
): { gap: Gap; top: number; bottom: number }[] {
  let hunk = row;
  while (hunk > 0 && rows.kind[hunk] !== RowKind.hunk && rows.kind[hunk] !== RowKind.file) hunk -= 1;
  const above = gaps.find((gap) => gap.below === hunk);
  const below = gaps.find((gap) => gap.above >= hunk && gap !== above);
  const all = MOST_CONTEXT;
  switch (how) {
    case "above":
      return above === undefined ? [] : [{ gap: above, top: 0, bottom: CONTEXT_STEP }];
    case "below":
      return below === undefined ? [] : [{ gap: below, top: CONTEXT_STEP, bottom: 0 }];
    case "all":
      return gaps.map((gap) => ({ gap, top: all, bottom: 0 }));
    case "function": {
      const first = firstLine(rows, hunk);
      const start = functionStart(lines, sectionOf(text, rows, hunk), first);
      const added: { gap: Gap; top: number; bottom: number }[] = [];
      if (above !== undefined)
        added.push({ gap: above, top: 0, bottom: start === 0 ? CONTEXT_STEP : Math.max(0, first - start) });
      if (below !== undefined)
        added.push({
          gap: below,
          top: start === 0 ? CONTEXT_STEP : Math.max(0, functionEnd(lines, start, below.newFrom) - below.newFrom),
          bottom: 0,
        });
      return added;
    }
  }
}

function firstLine(rows: PatchRows, hunk: number): number {
  for (let row = hunk + 1; row < rows.kind.length && (rows.kind[row] ?? 0) >= RowKind.context; row += 1)
    if ((rows.newNo[row] ?? 0) > 0) return rows.newNo[row] ?? 0;
  return 0;
}

/** The file on the new side, compared with the lines that the patch shows of it. */
async function contentOf(attemptId: string, text: string, rows: PatchRows, file: number): Promise<Content> {
  const entry = rows.files[file];
  if (entry === undefined) return { state: "absent", why: "there is no such file." };
  const answer = await call("diff.content", { attemptId, path: entry.path, side: "new" });
  if (!answer.ok) return { state: "absent", why: answer.error.message };
  const found = answer.value;
  if (found.kind === "absent") return { state: "absent", why: found.why };
  if (found.kind !== "text") return { state: "absent", why: "the file is not text." };
  const lines = found.text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const other = firstDifference(text, rows, entry, lines, "new");
  if (other !== -1)
    return {
      state: "absent",
      why: `the file in ${found.from} differs from the patch at line ${String(rows.newNo[other] ?? 0)}.`,
    };
  return { state: "here", lines, from: found.from };
}
