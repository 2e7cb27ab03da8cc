import { useVirtualizer } from "@tanstack/react-virtual";
import { Eye } from "lucide-react";
import { useEffect, useMemo, useRef, type CSSProperties } from "react";
import type { RowFile } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { useScaled } from "../../state/appearance";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { worstOf } from "./place-notes";
import { Tick } from "./Tick";
import { treeItems } from "./tree-items";
import type { ShownReading } from "./use-shown-hunks";

export interface FileTreeProps {
  readonly files: readonly RowFile[];
  readonly digests: readonly (string | null)[];
  readonly findingsOf: ReadonlyMap<number, readonly Finding[]>;
  readonly elsewhere: readonly Finding[];
  readonly current: number;
  readonly isRead: (digest: string | null) => boolean;
  readonly hunks: ShownReading;
  readonly onOpen: (index: number) => void;
  readonly onRead: (index: number, read: boolean) => void;
}

const LETTERS: Readonly<Record<RowFile["status"], readonly [string, string]>> = {
  added: ["A", "green"],
  modified: ["M", "mid"],
  deleted: ["D", "red"],
  renamed: ["R", "mid"],
  copied: ["C", "mid"],
  mode: ["M", "mid"],
};

/** The files of the patch by folder, with read marks and findings. */
export function FileTree(props: FileTreeProps) {
  const { files, digests, findingsOf, elsewhere, current, isRead, hunks, onOpen, onRead } = props;
  const pane = useRef<HTMLDivElement>(null);
  const items = useMemo(() => treeItems(files), [files]);
  const rowHeight = useScaled(26);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing it returns is memoised or handed on as data
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => pane.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  useEffect(() => {
    virtual.measure();
  }, [virtual, rowHeight]);
  useEffect(() => {
    const at = items.findIndex((item) => item.kind === "file" && item.index === current);
    if (at !== -1) virtual.scrollToIndex(at, { align: "auto" });
  }, [virtual, items, current]);
  const markable = digests.filter((digest) => digest !== null).length;
  const read = digests.filter((digest) => digest !== null && isRead(digest)).length;
  const findings = [...elsewhere, ...[...findingsOf.values()].flat()];
  return (
    <nav className="diff-tree" aria-label="Files">
      <div className="diff-tree-head">
        <span className="medium nowrap">{`${formatCount(read)} of ${formatCount(markable)} read`}</span>
        <span className="diff-progress" aria-hidden="true">
          <span style={{ width: `${markable === 0 ? 0 : (100 * read) / markable}%` }} />
        </span>
        <Kbd>v</Kbd>
      </div>
      {hunks.total === 0 ? null : (
        <div className="diff-tree-shown">
          <span className="nowrap">{`${formatCount(hunks.shown)} of ${formatPlural(hunks.total, "hunk")} shown`}</span>
          <span className="diff-progress" aria-hidden="true">
            <span style={{ width: `${(100 * hunks.shown) / hunks.total}%` }} />
          </span>
        </div>
      )}
      <div className="diff-tree-list" ref={pane}>
        <div className="diff-tree-inner" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((entry) => {
            const item = items[entry.index];
            if (item === undefined) return null;
            const style = { height: entry.size, transform: `translateY(${entry.start}px)` };
            if (item.kind === "folder") {
              return (
                <h2 key={entry.key} className="diff-folder cut" style={style} title={item.folder}>
                  <SafeText code text={item.folder === "" ? "top folder" : item.folder} />
                </h2>
              );
            }
            const file = files[item.index];
            if (file === undefined) return null;
            const digest = digests[item.index] ?? null;
            return (
              <TreeFile
                key={entry.key}
                style={style}
                file={file}
                name={item.name}
                findings={findingsOf.get(item.index) ?? []}
                current={item.index === current}
                read={isRead(digest)}
                hunks={hunks.byFile[item.index]}
                markable={digest !== null}
                onOpen={() => {
                  onOpen(item.index);
                }}
                onRead={(next) => {
                  onRead(item.index, next);
                }}
              />
            );
          })}
        </div>
      </div>
      <div className="diff-tree-foot">
        <Findings all={findings} elsewhere={elsewhere} />
        <div className="diff-tree-line dim">
          <Icon icon={Eye} small />
          <span>Read marks follow the content: the same change in another attempt counts as read there too.</span>
        </div>
      </div>
    </nav>
  );
}

interface TreeFileProps {
  readonly style: { readonly height: number; readonly transform: string };
  readonly file: RowFile;
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly current: boolean;
  readonly read: boolean;
  readonly hunks: ShownReading["byFile"][number] | undefined;
  readonly markable: boolean;
  readonly onOpen: () => void;
  readonly onRead: (read: boolean) => void;
}

function TreeFile({ style, file, name, findings, current, read, hunks, markable, onOpen, onRead }: TreeFileProps) {
  const [letter, colour] = LETTERS[file.status];
  const worst = worstOf(findings);
  return (
    <div className={current ? "diff-tree-file diff-tree-current" : "diff-tree-file"} style={style}>
      {markable ? <Tick read={read} label={`Read ${file.path}`} onChange={onRead} reachable={current} /> : <span />}
      <button
        type="button"
        className="diff-tree-open focus-inset"
        aria-current={current ? "true" : undefined}
        tabIndex={current ? 0 : -1}
        onClick={onOpen}
        title={`${file.path}${hunks === undefined || hunks.hunks === 0 ? "" : `\n${formatCount(hunks.shown)} of ${formatPlural(hunks.hunks, "hunk")} shown`}`}
      >
        <span className={`diff-status ${colour}`} title={file.status} role="img" aria-label={file.status}>
          {letter}
        </span>
        <SafeText code text={name} className="cut mono" />
        <ShownPie hunks={hunks} />
        {worst === null ? null : <FindingFlag severity={worst} size={11} />}
        <span className="diff-tree-numbers">
          {file.binary ? "binary" : file.added === 0 ? "" : `+${formatCount(file.added)}`}
          {file.removed === 0 ? "" : ` −${formatCount(file.removed)}`}
        </span>
      </button>
    </div>
  );
}

/** How much of a file was on screen: an empty ring, a part of a disc, a disc. One element: there is one a row. */
function ShownPie({ hunks }: { readonly hunks: TreeFileProps["hunks"] }) {
  if (hunks === undefined || hunks.hunks === 0) return null;
  const share = hunks.shown / hunks.hunks;
  const words = `${formatCount(hunks.shown)} of ${formatPlural(hunks.hunks, "hunk")} shown`;
  const style: CSSProperties = {
    background: `conic-gradient(currentColor ${String(share * 360)}deg, transparent 0)`,
  };
  return <span className="diff-pie" role="img" aria-label={words} style={style} />;
}

function Findings({ all, elsewhere }: { readonly all: readonly Finding[]; readonly elsewhere: readonly Finding[] }) {
  const worst = worstOf(all);
  if (worst === null) return null;
  return (
    <>
      <div className="diff-tree-line">
        <FindingFlag severity={worst} size={11} />
        <span>
          {formatPlural(all.length, "finding")}
          {elsewhere.length === 0 ? "" : `, ${formatCount(elsewhere.length)} not in a file of this patch:`}
        </span>
      </div>
      {elsewhere.slice(0, 3).map((finding) => (
        <div key={finding.id} className="diff-tree-line mid">
          <FindingFlag severity={finding.severity} size={11} />
          <span>
            <b>{`${finding.title}.`}</b> <SafeText text={finding.message} />
          </span>
        </div>
      ))}
    </>
  );
}
