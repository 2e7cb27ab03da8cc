import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import type { RowFile } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { useScaled } from "../../state/appearance";
import type { DiffView } from "../../state/diff-view";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { useBring } from "../../ui/use-bring";
import { PinnedList } from "./PinnedList";
import { worstOf } from "./place-notes";
import { TreeFile } from "./TreeFile";
import { TreeFolder } from "./TreeFolder";
import { TreeFoot } from "./TreeFoot";
import { treeItems, type TreeItem } from "./tree-items";
import type { PinnedTexts } from "./use-pinned";
import type { ShownReading } from "./use-shown-hunks";

export interface FileTreeProps {
  readonly files: readonly RowFile[];
  readonly digests: readonly (string | null)[];
  readonly findingsOf: ReadonlyMap<number, readonly Finding[]>;
  readonly elsewhere: readonly Finding[];
  /** Open comments by file. */
  readonly comments: ReadonlyMap<number, number>;
  /** Why files are folded away, by file. */
  readonly reasons: ReadonlyMap<number, string>;
  readonly pinned: PinnedTexts;
  readonly sort: DiffView["sort"];
  /** -1 while something else than a file is open. */
  readonly current: number;
  readonly isRead: (digest: string | null) => boolean;
  readonly hunks: ShownReading;
  readonly onOpen: (index: number) => void;
  readonly onRead: (index: number, read: boolean) => void;
}

const none: ReadonlySet<string> = new Set();
const severities = { note: 1, warning: 2, serious: 3 } as const;
/** With fewer files there is nothing to filter. */
const FILTER_FROM = 8;

/** The files of the patch by folder, with read marks and findings; above them what is read first. */
export const FileTree = memo(function FileTree(props: FileTreeProps) {
  const { files, digests, findingsOf, elsewhere, comments, reasons, pinned, sort, current, isRead, hunks } = props;
  const { onOpen, onRead } = props;
  const pane = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState("");
  const [closed, setClosed] = useState(none);
  const [focus, setFocus] = useState<number | null>(null);
  const items = useMemo(() => {
    const weight = (index: number): number => {
      const worst = worstOf(findingsOf.get(index) ?? []);
      return worst === null ? 0 : severities[worst] * 1000 + (findingsOf.get(index)?.length ?? 0);
    };
    return treeItems(files, reasons, { sort, filter, closed, weight });
  }, [files, reasons, sort, filter, closed, findingsOf]);
  const rowHeight = useScaled(26);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => pane.current,
    estimateSize: () => rowHeight,
    overscan: 1,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, rowHeight]);
  const place = items.findIndex((item) => item.kind === "file" && item.index === current);
  const bring = useBring(virtual);
  useEffect(() => {
    if (place !== -1) bring(place);
  }, [bring, place]);
  const focused = focus !== null && focus < items.length ? focus : Math.max(0, place);
  const markable = digests.filter((digest) => digest !== null).length;
  const read = digests.filter((digest) => digest !== null && isRead(digest)).length;
  const shown = items.reduce((sum, item) => sum + (item.kind === "file" ? 1 : item.closed ? item.files.length : 0), 0);

  const close = (folder: string, wish: boolean): void => {
    setClosed((before) => {
      const next = new Set(before);
      if (wish) next.add(folder);
      else next.delete(folder);
      return next;
    });
  };
  const move = (to: number): void => {
    const next = Math.min(Math.max(to, 0), items.length - 1);
    setFocus(next);
    bring(next);
    const row = () => pane.current?.querySelector<HTMLElement>(`[data-place="${String(next)}"] .diff-tree-open`);
    // At once where it is drawn: the next key is the row's.
    const drawn = row();
    if (drawn === null || drawn === undefined) requestAnimationFrame(() => row()?.focus());
    else drawn.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const item = items[focused];
    const act = treeKeys(event.key, item, focused, items.length, { move, close, onRead, isReadAt });
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const isReadAt = (index: number): boolean => isRead(digests[index] ?? null);
  return (
    <nav className="diff-tree" aria-label="Files">
      <div className="diff-tree-head">
        {markable === 0 ? (
          <span className="medium nowrap">{formatPlural(files.length, "file")}</span>
        ) : (
          <>
            <span className="medium nowrap">{readWords(read, markable, pinned)}</span>
            <span className="diff-progress" aria-hidden="true">
              <span style={{ width: `${(100 * read) / markable}%` }} />
            </span>
            <Kbd>v</Kbd>
          </>
        )}
      </div>
      {hunks.total === 0 ? null : (
        <div className="diff-tree-shown">
          <span className="nowrap">{`${formatCount(hunks.shown)} of ${formatPlural(hunks.total, "hunk")} shown`}</span>
          <span className="diff-progress" aria-hidden="true">
            <span style={{ width: `${(100 * hunks.shown) / hunks.total}%` }} />
          </span>
        </div>
      )}
      <PinnedList pinned={pinned} />
      {files.length < FILTER_FROM ? null : (
        <div className="diff-tree-filter">
          <Field
            label="Filter files"
            placeholder="Filter files"
            icon={<Icon icon={Search} small />}
            value={filter}
            onChange={setFilter}
            onEscape={() => setFilter("")}
            onArrowDown={() => move(0)}
            maxLength={200}
          />
          {filter === "" ? null : (
            <span className="meta nowrap" role="status">{`${formatCount(shown)} of ${formatCount(files.length)}`}</span>
          )}
        </div>
      )}
      <div className="diff-tree-list" ref={pane} onKeyDown={onKeyDown}>
        <div className="diff-tree-inner" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((entry) => {
            const item = items[entry.index];
            if (item === undefined) return null;
            const style = { height: entry.size, transform: `translateY(${entry.start}px)` };
            if (item.kind === "folder") {
              return (
                <TreeFolder
                  key={`folder ${item.folder}`}
                  place={entry.index}
                  style={style}
                  item={item}
                  focused={entry.index === focused}
                  read={item.files.filter(isReadAt).length}
                  markable={item.files.filter((index) => (digests[index] ?? null) !== null)}
                  onClosed={(wish) => close(item.folder, wish)}
                  onRead={onRead}
                />
              );
            }
            const file = files[item.index];
            if (file === undefined) return null;
            const digest = digests[item.index] ?? null;
            return (
              <TreeFile
                key={item.index}
                place={entry.index}
                style={style}
                file={file}
                name={item.name}
                reason={reasons.get(item.index)}
                findings={findingsOf.get(item.index) ?? []}
                comments={comments.get(item.index) ?? 0}
                current={item.index === current}
                focused={entry.index === focused}
                read={isRead(digest)}
                hunks={hunks.byFile[item.index]}
                markable={digest !== null}
                onOpen={() => {
                  setFocus(null);
                  onOpen(item.index);
                }}
                onRead={(next) => {
                  onRead(item.index, next);
                }}
              />
            );
          })}
        </div>
        {items.length === 0 ? <p className="meta diff-tree-none">{`No file matches “${filter}”.`}</p> : null}
      </div>
      <TreeFoot all={[...elsewhere, ...[...findingsOf.values()].flat()]} elsewhere={elsewhere} marks={markable > 0} />
    </nav>
  );
});

interface TreeActs {
  readonly move: (to: number) => void;
  readonly close: (folder: string, closed: boolean) => void;
  readonly onRead: (index: number, read: boolean) => void;
  readonly isReadAt: (index: number) => boolean;
}

/** What a key does while the tree has the focus; null for keys that are not the tree's. */
function treeKeys(
  key: string,
  item: TreeItem | undefined,
  at: number,
  count: number,
  { move, close, onRead, isReadAt }: TreeActs,
): (() => void) | null {
  switch (key) {
    case "ArrowDown":
      return () => move(at + 1);
    case "ArrowUp":
      return () => move(at - 1);
    case "Home":
      return () => move(0);
    case "End":
      return () => move(count - 1);
    case "ArrowLeft":
    case "ArrowRight":
      return item?.kind === "folder" ? () => close(item.folder, key === "ArrowLeft") : null;
    case " ":
      return item?.kind === "file" ? () => onRead(item.index, !isReadAt(item.index)) : null;
    default:
      return null;
  }
}

/** "5 of 7 files, 2 of 4 texts": what is read of the code, and of what is read before it. */
function readWords(read: number, files: number, { items, isRead }: PinnedTexts): string {
  const code = `${formatCount(read)} of ${formatPlural(files, "file")}`;
  if (items.length === 0) return `${code} read`;
  const texts = items.filter((_, index) => isRead(index)).length;
  return `${code}, ${formatCount(texts)} of ${formatPlural(items.length, "text")}`;
}
