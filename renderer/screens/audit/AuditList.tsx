import { Clock, Filter, ScrollText } from "lucide-react";
import { useCallback, useEffect } from "react";
import type { AuditRow } from "../../../shared/contract/audit";
import { DecisionStandingMark } from "../../parts/DecisionStandingMark";
import { VerdictMark } from "../../parts/VerdictMark";
import { useScaled } from "../../state/appearance";
import { formatClock, formatCount, formatDigest } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { VirtualList } from "../../ui/VirtualList";
import type { AuditLine, AuditLines } from "./audit-lines";
import { auditSentence, kindIcon } from "./audit-rows";

export interface AuditListProps {
  readonly lines: AuditLines;
  /** Index of the line with the cursor; -1 for none. */
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly onOpen: () => void;
  /** Asks for the row of an entry that was not read yet. */
  readonly need: (seq: number) => void;
  /** Asks for more of what the filter found. */
  readonly more: () => void;
  readonly filtered: boolean;
  /** From this entry on the log does not hold; null where all of it does. */
  readonly doubtFrom: number | null;
  /** What stands below the last line. */
  readonly end: string;
}

/** Entries under their days, as many as the log has; rows are read where they come into view. */
export function AuditList({ lines, cursor, onCursor, onOpen, need, more, filtered, doubtFrom, end }: AuditListProps) {
  const [day, entry] = [useScaled(24), useScaled(26)];
  const isHeading = useCallback((index: number) => lines.at(index)?.kind === "day", [lines]);
  const rowHeight = useCallback(
    (index: number) => (lines.at(index)?.kind === "day" ? day : entry),
    [lines, day, entry],
  );
  const rowKey = useCallback((index: number) => keyOf(lines.at(index)), [lines]);
  const rowName = useCallback((index: number) => nameOf(lines.at(index)), [lines]);
  const renderRow = useCallback(
    (index: number) => {
      const line = lines.at(index);
      return line === undefined ? null : <LineView line={line} need={need} doubtFrom={doubtFrom} />;
    },
    [lines, need, doubtFrom],
  );
  const onEnd = useCallback(
    (last: number) => {
      if (last >= lines.count - 20) more();
    },
    [lines, more],
  );
  if (lines.count === 0) {
    return filtered ? (
      <StateMessage icon={<Icon icon={Filter} />} sentence="No entry matches the filter." live="status" />
    ) : (
      <StateMessage
        icon={<Icon icon={ScrollText} />}
        sentence="No entries."
        detail="Readings, decisions and exports are recorded here as they happen."
      />
    );
  }
  return (
    <>
      <div className="audit-head" aria-hidden="true">
        <span>Entry</span>
        <span>Time</span>
        <span>Person</span>
        <span>Kind</span>
        <span>On</span>
        <span>Standing now</span>
        <span>Hash</span>
      </div>
      <VirtualList
        label="Audit entries"
        count={lines.count}
        rowHeight={rowHeight}
        rowKey={rowKey}
        rowName={rowName}
        renderRow={renderRow}
        cursor={cursor}
        onCursor={onCursor}
        onOpen={onOpen}
        isHeading={isHeading}
        columns={7}
        onEnd={onEnd}
        autoFocus
        footer={<p className="audit-end meta">{end}</p>}
      />
    </>
  );
}

function keyOf(line: AuditLine | undefined): string {
  if (line === undefined) return "gone";
  if (line.kind === "day") return `day ${String(line.under)}`;
  return `entry ${String(line.kind === "unread" ? line.seq : line.row.seq)}`;
}

function nameOf(line: AuditLine | undefined): string {
  return line === undefined ? "" : auditSentence(line);
}

interface LineProps extends Pick<AuditListProps, "need" | "doubtFrom"> {
  readonly line: AuditLine;
}

function LineView({ line, need, doubtFrom }: LineProps) {
  if (line.kind === "day")
    return (
      <div className="audit-day" role="gridcell">
        {line.day}
      </div>
    );
  return line.kind === "unread" ? (
    <UnreadRow seq={line.seq} need={need} />
  ) : (
    <Row row={line.row} doubted={doubtFrom !== null && line.row.seq >= doubtFrom} />
  );
}

/** The place of an entry whose row is on its way. */
function UnreadRow({ seq, need }: { readonly seq: number; readonly need: (seq: number) => void }) {
  useEffect(() => {
    need(seq);
  }, [seq, need]);
  return (
    <div className="audit-row">
      <span role="gridcell" className="mono mid">
        {formatCount(seq)}
      </span>
    </div>
  );
}

function Row({ row, doubted }: { readonly row: AuditRow; readonly doubted: boolean }) {
  const { icon, tone } = kindIcon(row.kindId);
  return (
    <div className={row.kindId === "anchor" || row.kindId === "withheld" ? "audit-row audit-row-quiet" : "audit-row"}>
      <span role="gridcell" className="mono mid">
        {formatCount(row.seq)}
      </span>
      <span role="gridcell" className="mid nowrap">
        {row.recordedAt === null ? "-" : formatClock(row.recordedAt)}
        {row.clockSuspect ? (
          <span className="amber audit-clock" title="Clock suspect: no trusted time since the clock was found wrong">
            <Icon icon={Clock} small />
          </span>
        ) : null}
      </span>
      <span role="gridcell" className="cut">
        <SafeText text={row.person} />
      </span>
      <span role="gridcell" className="audit-kind">
        <Icon icon={icon} small className={tone} />
        <span className="medium cut">{row.kind}</span>
      </span>
      <span role="gridcell" className="cut" title={row.on}>
        <SafeText text={row.on} />
      </span>
      <span role="gridcell" className="cut">
        <Standing row={row} doubted={doubted} />
      </span>
      <span role="gridcell" className="mono dim">
        {row.kindId === "damaged" ? "-" : formatDigest(row.leafHash, 8)}
      </span>
    </div>
  );
}

function Standing({ row, doubted }: { readonly row: AuditRow; readonly doubted: boolean }) {
  if (row.kindId === "damaged") return <VerdictMark verdict="contradicted">Damaged</VerdictMark>;
  if (row.kindId === "unknown") return <VerdictMark verdict="unverifiable">Not known here</VerdictMark>;
  if (doubted) return <VerdictMark verdict="unverifiable">Not proved</VerdictMark>;
  if (row.signed === "does-not-count") return <VerdictMark verdict="contradicted">Does not count</VerdictMark>;
  return row.standing === null ? <span className="dim">-</span> : <DecisionStandingMark standing={row.standing} />;
}
