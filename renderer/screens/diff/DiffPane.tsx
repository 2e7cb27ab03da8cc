import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, type Ref } from "react";
import { noteAt, NOTHING, type Layout } from "../../../shared/diff/layout";
import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { useScaled } from "../../state/appearance";
import type { DiffEngine } from "./diff-engine";
import { FileHeader } from "./FileHeader";
import type { RowOrigins } from "./line-origins";
import { heightOf, isUncertain, isWide, type Metrics } from "./line-heights";
import { LineRow, type LineContext } from "./LineRow";
import { NoteRow } from "./NoteRow";
import type { PlacedNotes } from "./place-notes";
import { usePaneSize } from "./use-pane-size";
import type { ScreenLines, ShownReading } from "./use-shown-hunks";

/** What the keys need of the pane. */
export interface PaneHandle {
  /** Brings a row on screen; false where the layout does not hold it (its file is folded). */
  readonly show: (row: number, align: "start" | "center" | "auto") => boolean;
  /** The row `step` screen lines from a row, skipping notes and headers. */
  readonly neighbour: (row: number, step: 1 | -1) => number;
  readonly focus: () => void;
}

/** The rows on screen: the one on top, and all as `[from, to)`. */
export interface SeenRows {
  readonly top: number;
  readonly from: number;
  readonly to: number;
}

export interface DiffPaneProps {
  readonly ref: Ref<PaneHandle>;
  readonly engine: DiffEngine;
  readonly version: number;
  readonly rows: PatchRows;
  readonly layout: Layout;
  readonly placed: PlacedNotes;
  /** How often added lines ran, by row. */
  readonly covered: ReadonlyMap<number, number>;
  readonly origins: RowOrigins;
  readonly digests: readonly (string | null)[];
  readonly folded: ReadonlySet<number>;
  readonly shown: ReadonlySet<number>;
  readonly cursor: number;
  readonly current: number;
  readonly query: string;
  readonly hideSpace: boolean;
  readonly isRead: (digest: string | null) => boolean;
  /** Hunks of each file, and how many of them were on screen. */
  readonly hunksShown: ShownReading["byFile"];
  readonly onRead: (file: number, read: boolean) => void;
  readonly onFold: (file: number) => void;
  readonly onShow: (row: number) => void;
  readonly onCursor: (row: number) => void;
  readonly onSeen: (seen: SeenRows) => void;
  readonly onLines: (lines: ScreenLines) => void;
  readonly onWidth: (width: number) => void;
  readonly onEvent: (finding: Finding) => void;
  /** To the event that wrote the line of a row. */
  readonly onOrigin: (row: number) => void;
}

const RULER = "0".repeat(100);
const OVERSCAN = 12;
/** Rows around those on screen whose colours are asked for once the screen's own are there. */
const AHEAD = 400;

/** The rows of the patch: only those on screen are in the document. */
export function DiffPane(props: DiffPaneProps) {
  const {
    ref,
    engine,
    version,
    rows,
    layout,
    placed,
    covered,
    origins,
    digests,
    folded,
    shown,
    cursor,
    current,
    query,
    hideSpace,
  } = props;
  const { isRead, hunksShown, onRead, onFold, onShow, onCursor, onSeen, onLines, onWidth, onEvent, onOrigin } = props;
  const pane = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const sticky = useRef<HTMLDivElement>(null);
  const size = usePaneSize(pane, ruler);
  const width = size?.width ?? 0;
  const fileHeight = useScaled(36);
  const hunkHeight = useScaled(22);
  const lineHeight = useScaled(20);
  const gutters = useMemo(() => gutterWidths(rows), [rows]);
  const metrics: Metrics = useMemo(() => {
    const character = size?.character ?? 7.2;
    const column = layout.split ? width / 2 : width;
    const gutter = 16 + (layout.split ? 1 : 2) * gutters + 18 + 14;
    const fitting = (pixels: number) => Math.max(20, Math.floor((pixels - gutter) / character));
    return {
      perLine: fitting(column),
      perWide: fitting(width),
      line: lineHeight,
      hunk: hunkHeight,
      file: fileHeight,
      note: lineHeight * 2.5,
    };
  }, [size, width, layout.split, gutters, lineHeight, hunkHeight, fileHeight]);
  useEffect(() => {
    if (width > 0) onWidth(width);
  }, [width, onWidth]);

  // Heights are kept by what stands on a screen line, not by its place: places mean something else in another layout.
  const getItemKey = useCallback(
    (index: number) => {
      const left = layout.left[index] ?? NOTHING;
      return left === NOTHING ? rows.kind.length + (layout.right[index] ?? 0) : left;
    },
    [layout, rows],
  );
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing it returns is memoised or handed on as data
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: size === null ? 0 : layout.length,
    getScrollElement: () => pane.current,
    estimateSize: (index) => heightOf(layout, rows, index, metrics),
    getItemKey,
    overscan: OVERSCAN,
    scrollPaddingStart: fileHeight,
  });
  const headers = useMemo(() => headerIndexes(layout, rows), [layout, rows]);
  const items = virtual.getVirtualItems();
  const range = virtual.range ?? { startIndex: 0, endIndex: 0 };
  const topRow = rowAt(layout, range.startIndex);
  const topFile = topRow === -1 ? 0 : fileOfRow(rows.files, topRow);

  // A new layout is measured anew and keeps the row that was on top where it was.
  const anchor = useRef<{ row: number; offset: number } | null>(null);
  useLayoutEffect(() => {
    virtual.measure();
    virtual.getTotalSize();
    // Elements that stay and keep their height tell nobody: what was measured and is forgotten now is measured again.
    for (const element of pane.current?.querySelectorAll(".diff-row-measured") ?? []) {
      if (element instanceof HTMLDivElement) virtual.measureElement(element);
    }
    const kept = anchor.current;
    if (kept === null) return;
    const index = indexOfRow(layout, rows, kept.row);
    const start = index === -1 ? undefined : startOf(virtual, index);
    if (start !== undefined) virtual.scrollToOffset(start + kept.offset);
  }, [virtual, layout, rows, metrics]);
  useEffect(() => {
    if (topRow === -1) return;
    const start = virtual.measurementsCache[range.startIndex]?.start ?? 0;
    anchor.current = { row: topRow, offset: (virtual.scrollOffset ?? 0) - start };
    const [firstSeen, endSeen] = rowRange(layout, range.startIndex, range.endIndex);
    onSeen({ top: topRow, from: firstSeen, to: endSeen });
    onLines({ layout, first: range.startIndex, last: range.endIndex });
  });

  const [from, to] = rowRange(layout, items[0]?.index ?? 0, items.at(-1)?.index ?? -1);
  useEffect(() => {
    if (to <= from) return;
    if (!engine.want(from, to)) engine.want(Math.max(0, from - AHEAD), Math.min(rows.kind.length, to + AHEAD));
  }, [engine, rows, from, to, version]);

  useImperativeHandle(
    ref,
    () => ({
      show: (row, align) => {
        const index = indexOfRow(layout, rows, row);
        if (index === -1) return false;
        if (align === "start") {
          virtual.scrollToOffset(startOf(virtual, index) - (rows.kind[row] === RowKind.file ? 0 : fileHeight));
        } else {
          const here = virtual.range;
          const near = here !== null && index > here.startIndex + 1 && index < here.endIndex - 1;
          if (!near) virtual.scrollToIndex(index, { align: align === "auto" ? "auto" : "center" });
        }
        return true;
      },
      neighbour: (row, step) => {
        let index = indexOfRow(layout, rows, row) + step;
        while (index >= 0 && index < layout.length) {
          const at = rowAt(layout, index);
          if (at !== -1 && noteAt(layout.left[index] ?? NOTHING) === null && (rows.kind[at] ?? 0) >= RowKind.context)
            return at;
          index += step;
        }
        return row;
      },
      focus: () => pane.current?.focus(),
    }),
    [virtual, layout, rows, fileHeight],
  );

  // The next file's header pushes the one that sticks out of the pane.
  const push = (): void => {
    const element = sticky.current;
    const scroller = pane.current;
    if (element === null || scroller === null) return;
    const next = headers[topFile + 1];
    const start = next === undefined ? undefined : virtual.measurementsCache[next]?.start;
    const over = start === undefined ? 0 : Math.min(0, start - scroller.scrollTop - fileHeight);
    element.style.transform = over < 0 && over > -fileHeight ? `translateY(${over}px)` : "";
  };
  useLayoutEffect(push);

  const context: LineContext = useMemo(
    () => ({
      rows,
      textOf: (row) => engine.textOf(row),
      coverOf: (row) => covered.get(row),
      origins,
      onOrigin,
      query,
      hideSpace,
      onShow,
      onCursor,
    }),
    [rows, engine, covered, origins, onOrigin, query, hideSpace, onShow, onCursor],
  );
  const header = (index: number) => {
    const file = rows.files[index];
    if (file === undefined) return null;
    const digest = digests[index] ?? null;
    return (
      <FileHeader
        file={file}
        digest={digest}
        findings={placed.findingsOf.get(index) ?? []}
        origins={origins.figures.get(file.path)}
        folded={folded.has(index)}
        read={isRead(digest)}
        hunks={hunksShown[index]}
        current={index === current}
        onFold={() => {
          onFold(index);
        }}
        onRead={(read) => {
          onRead(index, read);
        }}
      />
    );
  };

  return (
    <section
      className={layout.split ? "diff-pane diff-split focus-inset" : "diff-pane focus-inset"}
      aria-label="Diff"
      tabIndex={0}
      ref={pane}
      onScroll={push}
      style={{ "--diff-no": `${gutters}px` } as React.CSSProperties}
    >
      <span ref={ruler} className="diff-ruler" aria-hidden="true">
        {RULER}
      </span>
      {items.length === 0 ? null : (
        <div className="diff-sticky" ref={sticky}>
          {header(topFile)}
        </div>
      )}
      <div className="diff-rows" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const left = layout.left[item.index] ?? NOTHING;
          const right = layout.right[item.index] ?? NOTHING;
          const uncertain = isUncertain(layout, rows, item.index, metrics, shown);
          const note = noteAt(left);
          const isFile = note === null && left !== NOTHING && rows.kind[left] === RowKind.file;
          const file = isFile ? fileOfRow(rows.files, left) : -1;
          return (
            <div
              // An element that was measured goes on reporting its height: one that is not measured must not be the same.
              key={`${uncertain ? "measured" : "counted"} ${item.key}`}
              className={uncertain ? "diff-row diff-row-measured" : "diff-row"}
              data-index={item.index}
              ref={uncertain ? virtual.measureElement : undefined}
              style={{ transform: `translateY(${item.start}px)`, ...(uncertain ? {} : { height: item.size }) }}
            >
              {note !== null ? (
                <PlacedNote placed={placed} note={note} onEvent={onEvent} />
              ) : isFile ? (
                file === topFile ? null : (
                  header(file)
                )
              ) : (
                <LineRow
                  context={context}
                  split={layout.split}
                  wide={isWide(layout, rows, item.index)}
                  left={left}
                  right={right}
                  leftSpans={left === NOTHING ? null : engine.spansOf(left)}
                  rightSpans={right === NOTHING ? null : engine.spansOf(right)}
                  leftFlag={placed.flags.get(left)}
                  rightFlag={placed.flags.get(right)}
                  cursor={cursor === left || cursor === right ? cursor : NOTHING}
                  shown={shown.has(left) || shown.has(right)}
                />
              )}
            </div>
          );
        })}
      </div>
    </section>
  );
}

/** Where a screen line begins, in pixels from the first. */
function startOf(virtual: Virtualizer<HTMLDivElement, HTMLDivElement>, index: number): number {
  // Asking for the total brings the measurements up to date.
  virtual.getTotalSize();
  return virtual.measurementsCache[index]?.start ?? 0;
}

function PlacedNote({
  placed,
  note,
  onEvent,
}: {
  readonly placed: PlacedNotes;
  readonly note: number;
  readonly onEvent: (finding: Finding) => void;
}) {
  const held = placed.notes[note];
  if (held === undefined) return null;
  const finding = held.kind === "finding" && held.finding.event !== null ? held.finding : null;
  return <NoteRow note={held} onEvent={finding === null ? undefined : () => onEvent(finding)} />;
}

/** Room for the largest line number, at least the design's 36 px. */
function gutterWidths(rows: PatchRows): number {
  let most = 0;
  for (let row = 0; row < rows.kind.length; row += 1) most = Math.max(most, rows.oldNo[row] ?? 0, rows.newNo[row] ?? 0);
  return Math.max(36, 8 + String(most).length * 7);
}

function headerIndexes(layout: Layout, rows: PatchRows): number[] {
  const indexes: number[] = [];
  for (let index = 0; index < layout.length; index += 1) {
    const row = layout.left[index] ?? NOTHING;
    if (row >= 0 && rows.kind[row] === RowKind.file) indexes.push(index);
  }
  return indexes;
}

/** A row of a screen line; for a note the row above it. */
function rowAt(layout: Layout, index: number): number {
  for (let at = Math.min(index, layout.length - 1); at >= 0; at -= 1) {
    const left = layout.left[at] ?? NOTHING;
    if (left >= 0) return left;
    const right = layout.right[at] ?? NOTHING;
    if (right >= 0) return right;
  }
  return -1;
}

/** The screen line of a row; of a removed line drawn as unchanged, its partner's. -1 in a folded file. */
function indexOfRow(layout: Layout, rows: PatchRows, row: number): number {
  const left = layout.left.indexOf(row);
  if (left !== -1) return left;
  const right = layout.split ? layout.right.indexOf(row) : -1;
  if (right !== -1) return right;
  const partner = rows.partner[row] ?? NOTHING;
  return partner < 0 ? -1 : layout.left.indexOf(partner);
}

/** Rows `[from, to)` that screen lines `[first, last]` show. */
function rowRange(layout: Layout, first: number, last: number): readonly [number, number] {
  let from = Number.MAX_SAFE_INTEGER;
  let to = 0;
  for (let index = first; index <= last && index < layout.length; index += 1) {
    for (const row of [layout.left[index] ?? NOTHING, layout.right[index] ?? NOTHING]) {
      if (row < 0) continue;
      from = Math.min(from, row);
      to = Math.max(to, row + 1);
    }
  }
  return to === 0 ? [0, 0] : [from, to];
}
