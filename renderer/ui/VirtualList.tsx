import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from "react";
import "./virtual-list.css";

export interface VirtualListProps {
  /** What the grid is a list of. */
  readonly label: string;
  readonly count: number;
  /** Height of a row in pixels, the same for all or by index. */
  readonly rowHeight: number | ((index: number) => number);
  /** Stable key of a row. */
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

  const follow = useEffectEvent((index: number) => {
    // With the heading above it in view, the first row of a group keeps its context.
    if (index > 0 && isHeading?.(index - 1) === true) virtual.scrollToIndex(index - 1, { align: "auto" });
    virtual.scrollToIndex(index, { align: "auto" });
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
        {items.map((item) => {
          const heading = isHeading?.(item.index) === true;
          const current = item.index === cursor;
          return (
            <div
              key={item.key}
              role="row"
              data-index={item.index}
              aria-rowindex={item.index + 1}
              aria-label={rowName(item.index)}
              aria-selected={heading ? undefined : current}
              tabIndex={heading ? undefined : current ? 0 : -1}
              className={`virtual-list-row focus-inset${heading ? " virtual-list-heading" : current ? " virtual-list-cursor" : ""}`}
              style={{ height: item.size, transform: `translateY(${String(item.start)}px)` }}
              onClick={
                heading
                  ? undefined
                  : () => {
                      onCursor(item.index);
                    }
              }
              onDoubleClick={
                heading
                  ? undefined
                  : () => {
                      onOpen?.(item.index);
                    }
              }
              onFocus={
                heading || current
                  ? undefined
                  : () => {
                      onCursor(item.index);
                    }
              }
            >
              {renderRow(item.index, current)}
            </div>
          );
        })}
      </div>
      {footer}
    </div>
  );
}
