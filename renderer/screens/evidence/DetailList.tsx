import { useCallback, useState, type KeyboardEvent, type ReactNode } from "react";
import { VirtualList } from "../../ui/VirtualList";
import { toItems } from "./focus-list";

export interface DetailListProps {
  readonly label: string;
  readonly count: number;
  readonly rowHeight: number;
  readonly rowKey: (index: number) => string;
  readonly rowName: (index: number) => string;
  readonly renderRow: (index: number) => ReactNode;
  /** Where the cursor begins. */
  readonly start?: number | undefined;
  readonly columns?: number | undefined;
  readonly onCursor?: ((index: number) => void) | undefined;
  /** Enter, Space or a double click on a row. */
  readonly onOpen?: ((index: number) => void) | undefined;
  /** More keys of the list, by their name. */
  readonly keys?: Readonly<Record<string, (index: number) => number | undefined>> | undefined;
  /** Told which rows are about to be on screen. */
  readonly onSeen?: ((from: number, to: number) => void) | undefined;
}

const leap = 15;
const ahead = 60;

/** A list inside an evidence item: while it has the focus, the keys move in it. Escape goes back to the items. */
export function DetailList(props: DetailListProps) {
  const { label, count, rowHeight, rowKey, rowName, renderRow, columns, onOpen, keys, onSeen } = props;
  const [chosen, setChosen] = useState(props.start ?? 0);
  const cursor = Math.min(chosen, count - 1);
  const choose = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setChosen(next);
    props.onCursor?.(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLInputElement) return;
    const own = keys?.[event.key]?.(cursor);
    const to = own ?? move(event.key, cursor, count);
    if (to !== undefined) choose(to);
    else if (event.key === "Escape") toItems();
    else if ((event.key === "Enter" || event.key === " ") && onOpen !== undefined) onOpen(cursor);
    else if (keys?.[event.key] === undefined) return;
    event.preventDefault();
  };
  const onEnd = useCallback(
    (last: number) => {
      onSeen?.(last - 2 * ahead, last + ahead);
    },
    [onSeen],
  );
  return (
    <div className="evidence-inner-list" onKeyDown={onKeyDown}>
      <VirtualList
        label={label}
        count={count}
        rowHeight={rowHeight}
        rowKey={rowKey}
        rowName={rowName}
        renderRow={renderRow}
        cursor={cursor}
        onCursor={choose}
        onOpen={onOpen}
        columns={columns}
        onEnd={onEnd}
      />
    </div>
  );
}

function move(key: string, cursor: number, count: number): number | undefined {
  switch (key) {
    case "j":
    case "ArrowDown":
      return cursor + 1;
    case "k":
    case "ArrowUp":
      return cursor - 1;
    case "PageDown":
      return cursor + leap;
    case "PageUp":
      return cursor - leap;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
