import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import {
  useCallback,
  useDeferredValue,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  type Ref,
} from "react";
import { noteAt, NOTHING, type Layout } from "../../../shared/diff/layout";
import { fileOfRow, RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import type { DiffEngine } from "../../parts/diff/diff-engine";
import { useScaled } from "../../state/appearance";
import { useSame } from "../../ui/use-same";
import { cleanCopy, holdSelectionTo, linesAt } from "./clean-copy";
import { fileState } from "./file-states";
import { FileHeader } from "./FileHeader";
import type { RowOrigins } from "./line-origins";
import { heightsOf, isUncertain, isWide, sameMetrics, type Metrics } from "./line-heights";
import type { LineContext } from "./line-context";
import { PlacedNote } from "./NoteRow";
import { PaneLine, PaneRow } from "./PaneRow";
import { gutterWidths, indexOfRow, rowAt, rowRange, sectionAbove, widest } from "./pane-rows";
import type { PlacedNotes } from "./place-notes";
import { usePaneSize } from "./use-pane-size";
import type { ScreenLines, ShownReading } from "./use-shown-hunks";
import { useSideScroll } from "./use-side-scroll";

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
  /** What all lines share. */
  readonly context: LineContext;
  readonly origins: RowOrigins;
  readonly digests: readonly (string | null)[];
  readonly folded: ReadonlySet<number>;
  readonly shown: ReadonlySet<number>;
  readonly cursor: number;
  /** Rows that are selected, both ends in it. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly current: number;
  /** Long lines go on in the next screen line; otherwise they are cut and moved sideways together. */
  readonly wrap: boolean;
  readonly tabs: number;
  /** Why files are folded that nobody folded by hand. */
  readonly reasons: ReadonlyMap<number, string>;
  readonly isRead: (digest: string | null) => boolean;
  /** Hunks of each file, and how many of them were on screen. */
  readonly hunksShown: ShownReading["byFile"];
  readonly onRead: (file: number, read: boolean) => void;
  readonly onFold: (file: number) => void;
  readonly onSeen: (seen: SeenRows) => void;
  readonly onLines: (lines: ScreenLines) => void;
  readonly onWidth: (width: number) => void;
  readonly onEvent: (finding: Finding) => void;
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
    context,
    origins,
    digests,
    folded,
    shown,
    cursor,
    range: selected,
    current,
    wrap,
    tabs,
    reasons,
  } = props;
  const { isRead, hunksShown, onRead, onFold, onSeen, onLines, onWidth, onEvent } = props;
  const pane = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLSpanElement>(null);
  const sticky = useRef<HTMLDivElement>(null);
  const { bar, slide, onScroll } = useSideScroll(pane, !wrap);
  const size = usePaneSize(pane, ruler);
  const { width, character, measured } = size;
  const fileHeight = useScaled(36);
  const hunkHeight = useScaled(22);
  const lineHeight = useScaled(20);
  const gutters = useMemo(() => gutterWidths(rows), [rows]);
  const counted: Metrics = useMemo(() => {
    const column = layout.split ? width / 2 : width;
    const gutter = 16 + (layout.split ? 1 : 2) * gutters + 18 + 14;
    // The line between the two sides of a split layout takes a pixel of each.
    const perLine = (column - gutter - (layout.split ? 1 : 0)) / character;
    const perWide = (width - gutter) / character;
    const fitting = (fit: number) => (wrap ? Math.max(20, Math.floor(fit)) : Number.MAX_SAFE_INTEGER);
    const isSure = (fit: number) => Math.abs(((fit + 0.5) % 1) - 0.5) > 0.02;
    return {
      perLine: fitting(perLine),
      perWide: fitting(perWide),
      line: lineHeight,
      hunk: hunkHeight,
      file: fileHeight,
      note: lineHeight * 2.5,
      tabs,
      sure: isSure(perLine) && isSure(perWide),
    };
  }, [width, character, layout.split, gutters, lineHeight, hunkHeight, fileHeight, wrap, tabs]);
  // A width that fits as many characters leaves the lines where they are.
  const metrics = useSame(counted, sameMetrics);
  useEffect(() => {
    if (measured) onWidth(width);
  }, [measured, width, onWidth]);

  // Heights are kept by what stands on a screen line, not by its place: places mean something else in another layout.
  const getItemKey = useCallback(
    (index: number) => {
      const left = layout.left[index] ?? NOTHING;
      const note = placed.notes[noteAt(left) ?? -1];
      if (note?.kind === "under") return note.under.key;
      return left === NOTHING ? rows.kind.length + (layout.right[index] ?? 0) : left;
    },
    [layout, rows, placed],
  );
  const heights = useMemo(() => heightsOf(layout, rows, metrics), [layout, rows, metrics]);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing it returns is memoised or handed on as data
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: layout.length,
    getScrollElement: () => pane.current,
    estimateSize: (index) => heights[index] ?? lineHeight,
    getItemKey,
    overscan: OVERSCAN,
    initialRect: size,
    scrollPaddingStart: fileHeight,
  });
  const near = virtual.getVirtualItems();
  const range = virtual.range ?? { startIndex: 0, endIndex: 0 };
  // The screen's own lines first, at the beginning and after a jump: those beyond it follow.
  const settled = useDeferredValue(range.startIndex, Number.MAX_SAFE_INTEGER);
  const jumped = Math.abs(range.startIndex - settled) > range.endIndex - range.startIndex;
  const items = jumped ? near.filter(({ index }) => index >= range.startIndex && index <= range.endIndex) : near;
  const topRow = rowAt(layout, range.startIndex);
  const topFile = topRow === -1 ? 0 : fileOfRow(rows.files, topRow);
  const nextHeader = useMemo(() => {
    const next = rows.files[topFile + 1];
    return next === undefined ? -1 : layout.left.indexOf(next.firstRow);
  }, [layout, rows, topFile]);

  // A new layout is measured anew and keeps the row that was on top where it was.
  const anchor = useRef<{ row: number; offset: number } | null>(null);
  useLayoutEffect(() => {
    // Before the first lines were on screen there is nothing that could have been measured otherwise.
    if (anchor.current === null) return;
    virtual.measure();
    virtual.getTotalSize();
    // Elements that stay and keep their height tell nobody: what was measured and is forgotten now is measured again.
    for (const element of pane.current?.querySelectorAll(".diff-row-measured") ?? []) {
      if (element instanceof HTMLDivElement) virtual.measureElement(element);
    }
    const kept = anchor.current;
    const index = indexOfRow(layout, rows, kept.row);
    const start = index === -1 ? undefined : startOf(virtual, index);
    if (start !== undefined) virtual.scrollToOffset(start + kept.offset);
  }, [virtual, layout, rows, metrics]);
  useEffect(() => {
    // What is prepared for a likely size is not on screen yet.
    if (topRow === -1 || !measured) return;
    const start = virtual.measurementsCache[range.startIndex]?.start ?? 0;
    anchor.current = { row: topRow, offset: (virtual.scrollOffset ?? 0) - start };
    const [firstSeen, endSeen] = rowRange(layout, range.startIndex, range.endIndex);
    onSeen({ top: topRow, from: firstSeen, to: endSeen });
    onLines({ layout, first: range.startIndex, last: range.endIndex });
  });

  const [from, to] = rowRange(layout, items[0]?.index ?? 0, items.at(-1)?.index ?? -1);
  useEffect(() => {
    if (to <= from || !measured) return;
    if (!engine.want(from, to)) engine.want(Math.max(0, from - AHEAD), Math.min(rows.kind.length, to + AHEAD));
  }, [engine, rows, from, to, measured, version]);

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
          if (near) return true;
          virtual.scrollToIndex(index, { align: align === "auto" ? "auto" : "center" });
        }
        // The page tells of the new place with its next frame: told now, the lines are made while that frame is waited for.
        queueMicrotask(() => pane.current?.dispatchEvent(new Event("scroll")));
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
      focus: () => pane.current?.focus({ preventScroll: true }),
    }),
    [virtual, layout, rows, fileHeight],
  );

  // The next file's header pushes the one that sticks out of the pane.
  const push = useEffectEvent((): void => {
    const element = sticky.current;
    if (element === null) return;
    const start = nextHeader === -1 ? undefined : virtual.measurementsCache[nextHeader]?.start;
    // What the list knows of its place: asking the element would lay out the page once more.
    const over = start === undefined ? 0 : Math.min(0, start - (virtual.scrollOffset ?? 0) - fileHeight);
    const wanted = over < 0 && over > -fileHeight ? `translateY(${over}px)` : "";
    if (element.style.transform !== wanted) element.style.transform = wanted;
  });
  useLayoutEffect(() => {
    push();
  });
  useEffect(() => {
    const scroller = pane.current;
    if (scroller === null) return undefined;
    // After the list's own listener: it has taken the new place by then.
    const follow = (): void => {
      push();
    };
    scroller.addEventListener("scroll", follow, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", follow);
    };
  }, []);

  const most = useMemo(() => (wrap ? 0 : widest(rows)), [rows, wrap]);
  const section = topRow === -1 ? "" : sectionAbove(engine.text, rows, topRow);
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
        reason={folded.has(index) ? reasons.get(index) : undefined}
        tags={fileState(engine.text, rows, file).tags}
        section={index === topFile ? section : ""}
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
    <>
      <section
        className={`diff-pane focus-inset${layout.split ? " diff-split" : ""}${wrap ? "" : " diff-cut"}`}
        aria-label="Diff"
        tabIndex={0}
        ref={pane}
        onWheel={wrap ? undefined : (event) => slide(event.shiftKey ? event.deltaX + event.deltaY : event.deltaX)}
        onCopy={(event) => {
          const text = cleanCopy(document.getSelection(), pane.current, (index) => linesAt(layout, index), engine);
          if (text === null) return;
          event.preventDefault();
          event.clipboardData.setData("text/plain", text);
        }}
        onMouseDown={(event) => {
          holdSelectionTo(event.target, event.currentTarget);
        }}
        style={{ "--diff-no": `${gutters}px`, "--diff-tab": tabs } as React.CSSProperties}
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
            const uncertain = isUncertain(layout, rows, item.index, metrics, shown, context.textOf);
            const note = noteAt(left);
            const isFile = note === null && left !== NOTHING && rows.kind[left] === RowKind.file;
            const file = isFile ? fileOfRow(rows.files, left) : -1;
            // An element that was measured goes on reporting its height: one that is not measured must not be the same.
            const key = `${uncertain ? "measured" : "counted"} ${item.key}`;
            const place = {
              index: item.index,
              start: item.start,
              height: uncertain ? null : item.size,
              selected: isSelected(selected, left, right),
              measure: virtual.measureElement,
            };
            if (note !== null || isFile)
              return (
                <PaneRow key={key} {...place}>
                  {note !== null ? (
                    <PlacedNote placed={placed} note={note} onEvent={onEvent} />
                  ) : file === topFile ? null : (
                    header(file)
                  )}
                </PaneRow>
              );
            return (
              <PaneLine
                key={key}
                {...place}
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
            );
          })}
        </div>
      </section>
      {wrap ? null : (
        <div className="diff-sideways" ref={bar} onScroll={onScroll} tabIndex={-1} aria-hidden="true">
          <div
            style={{
              width: width + Math.max(0, most * character - (layout.split ? width / 2 : width) + gutters * 2 + 64),
            }}
          />
        </div>
      )}
    </>
  );
}

/** Whether a row of a screen line is among those selected. */
function isSelected(range: DiffPaneProps["range"], left: number, right: number): boolean {
  return range !== null && [left, right].some((row) => row >= range.from && row <= range.to);
}

/** Where a screen line begins, in pixels from the first. */
function startOf(virtual: Virtualizer<HTMLDivElement, HTMLDivElement>, index: number): number {
  // Asking for the total brings the measurements up to date.
  virtual.getTotalSize();
  return virtual.measurementsCache[index]?.start ?? 0;
}
