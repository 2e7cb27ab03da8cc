import type { InboxRow, RowVerdict } from "../../../shared/contract/review";
import { ChangeBar } from "../../parts/ChangeBar";
import { EvidenceSlots } from "../../parts/EvidenceSlots";
import { RunnerNames } from "../../parts/RunnerNames";
import { TierMark } from "../../parts/TierMark";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { formatAge, formatCount, formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { groupNames, type InboxLine } from "./inbox-rows";

export const verdictGlyphs: Readonly<Record<RowVerdict["word"], GlyphKind | null>> = {
  contradicted: "contradicted",
  escalated: "escalated",
  "stale-decision": "stale",
  finding: "finding",
  stale: "stale",
  unverifiable: "unverifiable",
  unbacked: "unbacked",
  ready: "backed",
  decided: null,
};

const groupHints: Readonly<Record<string, string>> = {
  "your-turn": "Contradicted or blocked, stale, unverified, ready; then longest wait",
};

export interface InboxLineViewProps {
  readonly line: InboxLine;
  readonly now: number;
  /** One line per task everywhere. */
  readonly compact: boolean;
}

/** One line of the inbox, drawn in the columns of its head. */
export function InboxLineView({ line, now, compact }: InboxLineViewProps) {
  if (line.kind === "heading") {
    return (
      <div className="inbox-heading" role="gridcell">
        <b>{groupNames[line.group]}</b>
        <span className="dim">{formatCount(line.count)}</span>
        <span className="grow" />
        <span className="meta cut">{groupHints[line.group] ?? ""}</span>
      </div>
    );
  }
  const { row } = line;
  const two = line.group === "your-turn" && !compact;
  const wait =
    row.waitingSince === null
      ? ""
      : line.group === "done"
        ? formatMoment(row.waitingSince, now)
        : formatAge(row.waitingSince, now);
  return (
    <div className={two ? "inbox-row" : "inbox-row inbox-row-one"}>
      <span role="gridcell">
        {row.isNew ? (
          <span
            className="inbox-new"
            role="img"
            aria-label="new since you last looked"
            title="New since you last looked"
          />
        ) : null}
      </span>
      <span role="gridcell">
        <TierMark level={row.tier} />
      </span>
      <div role="gridcell" className="inbox-task">
        <div className="inbox-title">
          <span className="inbox-title-text cut" title={row.title}>
            <SafeText text={row.title} />
          </span>
          <span className="mono dim inbox-ref">{row.ref ?? row.taskId}</span>
          {two ? null : <VerdictWords row={row} plain={line.group !== "your-turn"} />}
        </div>
        {two ? (
          <div className="inbox-verdict">
            <VerdictWords row={row} plain={false} />
          </div>
        ) : null}
      </div>
      <div role="gridcell" className="inbox-two">
        <div>{formatPlural(row.attempts, "attempt")}</div>
        {two ? <RunnerNames names={row.runners} /> : null}
      </div>
      <span role="gridcell" className="inbox-size">
        <ChangeBar added={row.added} removed={row.removed} bar={two} />
      </span>
      <span role="gridcell">
        <EvidenceSlots slots={row.evidence} />
      </span>
      <div role="gridcell" className="inbox-two">
        <div className="cut" title={row.repository}>
          <SafeText text={row.repository} code />
        </div>
        {two ? <Owner owner={row.owner} /> : null}
      </div>
      <span role="gridcell" className="inbox-wait">
        {wait}
      </span>
    </div>
  );
}

function VerdictWords({ row, plain }: { readonly row: InboxRow; readonly plain: boolean }) {
  const { verdict } = row;
  const glyph = plain ? null : verdictGlyphs[verdict.word];
  if (glyph === null) {
    return (
      <span className="meta cut" title={verdict.cause}>
        <SafeText text={verdict.cause === "" ? verdict.label : `${verdict.label}, ${verdict.cause}`} />
      </span>
    );
  }
  return (
    <span className="cut small mid" title={`${verdict.label}: ${verdict.cause}`}>
      <span className={`verdict-mark glyph-${glyph} inbox-verdict-word`}>
        <VerdictGlyph kind={glyph} />
        {verdict.label}
      </span>
      {"\u2002"}
      <SafeText text={verdict.cause} />
    </span>
  );
}

function Owner({ owner }: { readonly owner: string | null }) {
  if (owner === null) return <div className="amber medium cut">No owner</div>;
  return (
    <div className="cut" title={owner}>
      <SafeText text={owner} />
    </div>
  );
}
