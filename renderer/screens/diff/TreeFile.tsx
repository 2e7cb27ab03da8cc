import { MessageSquare } from "lucide-react";
import type { CSSProperties } from "react";
import type { RowFile } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { worstOf } from "./place-notes";
import { useReadMark } from "./interdiff-pair";
import { Tick } from "./Tick";
import type { ShownReading } from "./use-shown-hunks";

const LETTERS: Readonly<Record<RowFile["status"], readonly [string, string]>> = {
  added: ["A", "green"],
  modified: ["M", "mid"],
  deleted: ["D", "red"],
  renamed: ["R", "mid"],
  copied: ["C", "mid"],
  mode: ["M", "mid"],
};

export interface TreeFileProps {
  readonly place: number;
  readonly style: { readonly height: number; readonly transform: string };
  readonly file: RowFile;
  readonly name: string;
  /** Why it is folded away. */
  readonly reason: string | undefined;
  readonly findings: readonly Finding[];
  readonly comments: number;
  readonly current: boolean;
  /** It is the one that the keys of the tree start from. */
  readonly focused: boolean;
  readonly read: boolean;
  readonly hunks: ShownReading["byFile"][number] | undefined;
  readonly markable: boolean;
  readonly onOpen: () => void;
  readonly onRead: (read: boolean) => void;
}

/** One file of the tree: its read mark, what happened to it, findings, comments, size. */
export function TreeFile({
  place,
  style,
  file,
  name,
  reason,
  findings,
  comments,
  current,
  focused,
  read,
  hunks,
  markable,
  onOpen,
  onRead,
}: TreeFileProps) {
  const [letter, colour] = LETTERS[file.status];
  const mark = useReadMark(file.path, read);
  const worst = worstOf(findings);
  return (
    <div className={current ? "diff-tree-file diff-tree-current" : "diff-tree-file"} style={style} data-place={place}>
      {markable ? <Tick read={mark} label={`Read ${file.path}`} onChange={onRead} reachable={focused} /> : null}
      <button
        type="button"
        className="diff-tree-open focus-inset"
        aria-current={current ? "true" : undefined}
        tabIndex={focused ? 0 : -1}
        onClick={onOpen}
        title={`${file.path}${reason === undefined ? "" : `\n${reason}`}${hunks === undefined || hunks.hunks === 0 ? "" : `\n${formatCount(hunks.shown)} of ${formatPlural(hunks.hunks, "hunk")} shown`}`}
      >
        <span className={`diff-status ${colour}`} title={file.status} role="img" aria-label={file.status}>
          {letter}
        </span>
        <SafeText code text={name} className="cut mono" />
        <ShownPie hunks={hunks} />
        {worst === null ? null : (
          <span className="diff-tree-flag" title={formatPlural(findings.length, "finding")}>
            <FindingFlag severity={worst} size={11} />
            {findings.length > 1 ? formatCount(findings.length) : ""}
          </span>
        )}
        <span className="diff-tree-numbers">
          {comments === 0 ? null : (
            <span className="comment-count" role="img" aria-label={formatPlural(comments, "open comment")}>
              <Icon icon={MessageSquare} small />
              {formatCount(comments)}{" "}
            </span>
          )}
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
