import type { AuditBar } from "../../../shared/contract/audit";
import { formatCount, formatPlural } from "../../ui/format";
import type { IntegrityKind } from "./integrity-words";
import { anchoredWords } from "./integrity-words";

const width = 1000;

export interface IntegrityBarProps {
  readonly bar: AuditBar;
  readonly kind: IntegrityKind;
  /** The first entry that does not hold; null where all do or none is named. */
  readonly brokenAt: number | null;
  /** It is a bundle's, and what is said is said of the bundle. */
  readonly foreign?: boolean | undefined;
}

/** The log as a line: what anchors cover is filled, the rest outlined; anchors are long ticks, checkpoints short ones. */
export function IntegrityBar({ bar, kind, brokenAt, foreign = false }: IntegrityBarProps) {
  const { from, to, checkpoints, anchors } = bar;
  const { covered, words: anchored } = anchoredWords(bar);
  const words = foreign && anchors.length === 0 ? "No anchor is in the bundle" : anchored;
  const x = (size: number): number => (to === from ? 0 : ((Math.max(from, size) - from) / (to - from)) * width);
  const end = brokenAt === null ? width : x(brokenAt);
  const filled = Math.min(x(covered), end);
  const state =
    kind === "verified" ? "verified" : brokenAt !== null ? `broken at entry ${formatCount(brokenAt)}` : kind;
  return (
    <div className={`integrity-line integrity-${kind}`}>
      <svg
        width="100%"
        height="20"
        viewBox={`0 0 ${String(width)} 20`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Entries ${formatCount(from)} to ${formatCount(Math.max(from, to - 1))}, ${state}; ${formatPlural(checkpoints.length, "checkpoint")} shown; ${words}`}
      >
        <rect x="0.5" y="7" width={Math.max(0, end - 1)} height="6" className="integrity-open" />
        <rect x="0" y="6.5" width={filled} height="7" className="integrity-fill" />
        {end < width ? <rect x={end} y="7" width={width - end - 0.5} height="6" className="integrity-lost" /> : null}
        {checkpoints.map(({ size }) => (
          <path key={size} d={`M${x(size).toFixed(1)} 6v8`} className="integrity-checkpoint" />
        ))}
        {anchors.map(({ seq, size }) => (
          <path key={seq} d={`M${x(size).toFixed(1)} 2v16`} className="integrity-anchor" />
        ))}
      </svg>
      <div className="integrity-ends meta" aria-hidden="true">
        <span>{formatCount(from)}</span>
        <span>{words}</span>
        <span>{formatCount(Math.max(from, to - 1))}</span>
      </div>
    </div>
  );
}
