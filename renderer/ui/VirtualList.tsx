import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { useBring } from "./use-bring";
import "./virtual-list.css";

export interface VirtualListProps {
  /** What the grid is a list of. */
  readonly label: string;
  readonly count: number;
  /** Height of a row in pixels, the same for all or by index. */
  readonly rowHeight: number | ((index: number) => number);
  /** Stable key of a row. Rows are drawn again only where `renderRow` or `rowName` is another function, or the cursor came or went. */
  readonly rowKey: (index: number) => string;
  readonly renderRow: (index: number, cursor: boolean) => ReactNode;
  /** A row's name as a sentence, for readers. */
  readonly rowName: (index: number) => string;
  /** Index of the cursor; -1 for none. It is the row that can be tabbed to. */
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly onOpen?: ((index: number) => void) | undefined;
  /** Rows the cursor skips: headings. */
  readonly isHeading?: ((index: number) => boolean) | undefined;
  readonly columns?: number | undefined;
  readonly footer?: ReactNode | undefined;
  /** Called with the last drawn index, to load more. */
  readonly onEnd?: ((lastIndex: number) => void) | undefined;
  /** Takes the focus when it appears, unless a text field has it. */
  readonly autoFocus?: boolean | undefined;
}

/** A long list as a grid: only visible rows exist, one of them (the cursor) can be tabbed to. Moving the cursor is the screen's. */
export function VirtualList(props: VirtualListProps) {
  const {
    label,
    count,
    rowHeight,
    rowKey,
    renderRow,
    rowName,
    cursor,
    onCursor,
    onOpen,
    isHeading,
    columns,
    footer,
    onEnd,
    autoFocus = false,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLDivElement>(null);
  const [wanted] = useState(() => autoFocus && !(document.activeElement instanceof HTMLInputElement));
  const wantsFocus = useRef(wanted);
  const size = typeof rowHeight === "number" ? () => rowHeight : rowHeight;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing it returns is memoised or handed on here
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: size,
    getItemKey: rowKey,
    overscan: 12,
  });
  const sizes =
    typeof rowHeight === "number"
      ? rowHeight
      : Array.from({ length: Math.min(count, 400) }, (_, index) => rowHeight(index)).join(" ");
  useEffect(() => {
    virtual.measure();
  }, [virtual, sizes]);

  const bring = useBring(virtual);
  const follow = useEffectEvent((index: number) => {
    // With the heading above it in view, the first row of a group keeps its context.
    if (index > 0 && isHeading?.(index - 1) === true) bring(index - 1);
    bring(index);
  });
  useEffect(() => {
    if (cursor < 0 || cursor >= count) return undefined;
    follow(cursor);
    // The focus goes with the cursor where the list has it, or nothing has. The row that had it may leave the page before the
    // new one is drawn, so the wish outlives this effect until a row takes the focus.
    if (grid.current?.contains(document.activeElement) === true) wantsFocus.current = true;
    if (!wantsFocus.current) return undefined;
    const frame = requestAnimationFrame(() => {
      // The row that is drawn as the cursor's now: the cursor may have gone on since this frame was asked for.
      const row = grid.current?.querySelector<HTMLElement>('[role="row"][aria-selected="true"]');
      if (row === null || row === undefined) return;
      wantsFocus.current = false;
      row.focus({ preventScroll: true });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [cursor, count]);

  // Rows that stay are left as they are: what they tell goes to whoever listens now.
  const listeners = useRef({ onCursor, onOpen });
  useLayoutEffect(() => {
    listeners.current = { onCursor, onOpen };
  });
  const take = useCallback((index: number) => {
    listeners.current.onCursor(index);
  }, []);
  const open = useCallback((index: number) => {
    listeners.current.onOpen?.(index);
  }, []);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0) onEnd?.(last);
  }, [last, onEnd]);

  return (
    <div className="virtual-list" ref={scroller}>
      <div
        ref={grid}
        role="grid"
        aria-label={label}
        aria-rowcount={count}
        aria-colcount={columns}
        className="virtual-list-grid"
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => (
          <GridRow
            key={item.key}
            index={item.index}
            start={item.start}
            size={item.size}
            heading={isHeading?.(item.index) === true}
            current={item.index === cursor}
            rowName={rowName}
            renderRow={renderRow}
            onCursor={take}
            onOpen={open}
          />
        ))}
      </div>
      {footer}
    </div>
  );
}

interface GridRowProps {
  readonly index: number;
  readonly start: number;
  readonly size: number;
  readonly heading: boolean;
  readonly current: boolean;
  readonly rowName: VirtualListProps["rowName"];
  readonly renderRow: VirtualListProps["renderRow"];
  readonly onCursor: (index: number) => void;
  readonly onOpen: (index: number) => void;
}

const GridRow = memo(function GridRow(props: GridRowProps) {
  const { index, start, size, heading, current, rowName, renderRow, onCursor, onOpen } = props;
  const cursorHere = () => {
    onCursor(index);
  };
  return (
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 1}
      aria-label={rowName(index)}
      aria-selected={heading ? undefined : current}
      tabIndex={heading ? undefined : current ? 0 : -1}
      className={`virtual-list-row focus-inset${heading ? " virtual-list-heading" : current ? " virtual-list-cursor" : ""}`}
      style={{ height: size, transform: `translateY(${String(start)}px)` }}
      onClick={heading ? undefined : cursorHere}
      onDoubleClick={
        heading
          ? undefined
          : () => {
              onOpen(index);
            }
      }
      onFocus={heading || current ? undefined : cursorHere}
    >
      {renderRow(index, current)}
    </div>
  );
});
