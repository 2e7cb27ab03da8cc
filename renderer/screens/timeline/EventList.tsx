import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useDeferredValue, useEffect, useEffectEvent, useRef, useState, type ReactNode } from "react";
import { useScaled } from "../../state/appearance";
import { useBring } from "../../ui/use-bring";
import { useStable } from "../../ui/use-stable";
import { useHandScroll } from "./use-hand-scroll";

/** A list in another order, by another filter or without folds, is another list: it is told apart by its React key. */
export interface EventListProps {
  readonly count: number;
  /** What a line is, whatever lines stand before it: its height is kept under this. */
  readonly keyOf: (row: number) => number;
  readonly cursor: number;
  /** Changes with every jump: the cursor's row is then brought to the middle, else just into view. */
  readonly jump: number;
  /** The cursor's row was read, so that its place can be known. */
  readonly ready: boolean;
  readonly onCursor: (index: number) => void;
  readonly onRange: (first: number, last: number) => void;
  /** A line to bring to the top, once for each moment it is asked for. */
  readonly top?: { readonly row: number; readonly asked: number } | null | undefined;
  /** The reader scrolled by wheel, touch or bar: the first line in view. The cursor's own way through the list is none. */
  readonly onScrolled?: ((first: number) => void) | undefined;
  readonly rowName: (index: number) => string;
  readonly renderRow: (index: number) => ReactNode;
  readonly footer: ReactNode;
}

/** Rows drawn beyond those in view, at either end: few in the first picture, then enough to scroll into. */
const fewBeyond = 1;
const beyond = 12;
/** The list takes about so much of the window: its first rows are drawn before its height is known. */
const likelyShare = 0.75;

/** Events as a grid of rows as tall as what they say: only those in view exist, the cursor's can be tabbed to. */
export function EventList(props: EventListProps) {
  const { count, keyOf, cursor, jump, ready, onCursor, onRange, top, onScrolled, rowName, renderRow, footer } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const [wanted] = useState(() => !(document.activeElement instanceof HTMLInputElement));
  const wantsFocus = useRef(wanted);
  const doneJump = useRef(-1);
  const estimate = useScaled(29);
  const overscan = useDeferredValue(beyond, fewBeyond);
  const [likely] = useState(() => ({ width: 0, height: Math.round(window.innerHeight * likelyShare) }));
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing it returns is memoised or handed on here
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => estimate,
    // Numbers: the heights of a hundred thousand lines are looked up by them.
    getItemKey: keyOf,
    initialRect: likely,
    overscan,
  });

  const bring = useBring(virtual);
  const follow = useEffectEvent((index: number) => {
    if (doneJump.current === jump) {
      bring(index);
    } else if (ready) {
      doneJump.current = jump;
      virtual.scrollToIndex(index, { align: index === 0 ? "start" : "center" });
    }
  });
  useEffect(() => {
    if (cursor < 0 || cursor >= count) return undefined;
    follow(cursor);
    // The focus goes with the cursor where the list has it, or nothing has. The row that had it may leave the page before the
    // new one is drawn, so the wish outlives this effect.
    const focused = document.activeElement;
    if (focused === document.body || grid.current?.contains(focused) === true) wantsFocus.current = true;
    if (!wantsFocus.current) return undefined;
    let tries = 0;
    let frame = 0;
    const focus = () => {
      // The cursor's row as it is drawn now: focusing the row of an older cursor would bring that cursor back.
      const row = grid.current?.querySelector<HTMLElement>("[role=row][aria-selected=true]");
      if (row === null || row === undefined) {
        tries += 1;
        if (tries < 20) frame = requestAnimationFrame(focus);
        return;
      }
      wantsFocus.current = false;
      row.focus({ preventScroll: true });
    };
    frame = requestAnimationFrame(focus);
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [cursor, count, jump, ready]);

  const items = virtual.getVirtualItems();
  // What is in view, without the rows drawn beyond it.
  const first = virtual.range?.startIndex ?? 0;
  const last = items.length === 0 ? -1 : (virtual.range?.endIndex ?? -1);
  const byHand = useHandScroll(scroller);
  const tellScrolled = useEffectEvent((row: number) => {
    if (byHand()) onScrolled?.(row);
  });
  useEffect(() => {
    if (last < 0) return;
    onRange(first, last);
    tellScrolled(first);
  }, [first, last, onRange]);
  const bringToTop = useEffectEvent(() => {
    if (top !== null && top !== undefined && top.row < count) virtual.scrollToIndex(top.row, { align: "start" });
  });
  const asked = top?.asked;
  useEffect(() => {
    if (asked !== undefined) bringToTop();
  }, [asked]);

  const take = useStable(onCursor);

  return (
    <div className="event-list" ref={scroller}>
      <div
        ref={grid}
        role="grid"
        aria-label="Events"
        aria-rowcount={count}
        aria-colcount={4}
        className="event-list-grid"
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => (
          <ListedRow
            key={item.key}
            index={item.index}
            start={item.start}
            current={item.index === cursor}
            measure={virtual.measureElement}
            rowName={rowName}
            renderRow={renderRow}
            onCursor={take}
          />
        ))}
      </div>
      {footer}
    </div>
  );
}

interface ListedRowProps extends Pick<EventListProps, "rowName" | "renderRow" | "onCursor"> {
  readonly index: number;
  /** Pixels from the top of the list. */
  readonly start: number;
  readonly current: boolean;
  readonly measure: (element: HTMLDivElement | null) => void;
}

/** A row of the list: while the list scrolls, those that stay are left as they are. */
const ListedRow = memo(function ListedRow(props: ListedRowProps) {
  const { index, start, current, measure, rowName, renderRow, onCursor } = props;
  const cursorHere = () => {
    onCursor(index);
  };
  return (
    <div
      ref={measure}
      role="row"
      data-index={index}
      aria-rowindex={index + 1}
      aria-label={rowName(index)}
      aria-selected={current}
      tabIndex={current ? 0 : -1}
      className={current ? "event-list-row event-list-cursor" : "event-list-row"}
      style={{ transform: `translateY(${String(start)}px)` }}
      onClick={cursorHere}
      onFocus={current ? undefined : cursorHere}
    >
      {renderRow(index)}
    </div>
  );
});
