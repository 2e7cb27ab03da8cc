import { Check } from "lucide-react";
import type { InboxRow, Undo } from "../../../shared/contract/inbox";
import type { RowVerdict } from "../../../shared/contract/review";
import { dueStands } from "../../../shared/review/due-words";
import { ChangeBar } from "../../parts/ChangeBar";
import { EvidenceSlots } from "../../parts/EvidenceSlots";
import { RunnerNames } from "../../parts/RunnerNames";
import { TierMark } from "../../parts/TierMark";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { formatAge, formatClock, formatCount, formatMoment, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import type { InboxLine } from "./inbox-rows";

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

export interface InboxLineViewProps {
  readonly line: InboxLine;
  readonly now: number;
  /** One line per task everywhere. */
  readonly compact: boolean;
  readonly picked: boolean;
  /** Why its owner's tasks come to the reviewer now; null where they do not, or by name alone. */
  readonly because: string | null;
  /** When the reviewer last looked: what stands under "Done" was decided since. Null where all of it stands there. */
  readonly doneSince: string | null;
  /** What can be taken back, on the heading above what it moved. */
  readonly undo: Undo | null;
}

/** One line of the inbox, drawn in the columns of its head. */
export function InboxLineView(props: InboxLineViewProps) {
  const { line, now, compact, picked, because } = props;
  if (line.kind === "heading") return <HeadingLine {...props} line={line} />;
  const { row } = line;
  const two = row.turn === "your-turn" && !compact;
  const wait =
    row.waitingSince === null
      ? ""
      : row.turn === "done"
        ? formatMoment(row.waitingSince, now)
        : formatAge(row.waitingSince, now);
  const since =
    row.waitingSince === null
      ? ""
      : ` ${row.turn === "done" ? "Decided" : "Since"} ${formatMoment(row.waitingSince, now)}.`;
  return (
    <div
      className={`inbox-row${two ? "" : " inbox-row-one"}${picked ? " inbox-row-picked" : ""}`}
      title={`${row.why}${since}${because === null ? "" : ` Comes to you: ${row.owner ?? ""}, ${because}.`}`}
    >
      <span role="gridcell">
        {picked ? (
          <span className="inbox-picked" role="img" aria-label="selected">
            <Icon icon={Check} small />
          </span>
        ) : row.isNew ? (
          <span className="inbox-new" role="img" aria-label="new since you last opened it" />
        ) : null}
      </span>
      <span role="gridcell">
        <TierMark level={row.tier} />
      </span>
      <div role="gridcell" className="inbox-task">
        <div className="inbox-title">
          <span className="inbox-title-text cut">
            <SafeText text={row.title} />
          </span>
          <span className="mono dim inbox-ref">{row.ref ?? row.taskId}</span>
          {two ? null : <VerdictWords row={row} now={now} />}
        </div>
        {two ? (
          <div className="inbox-verdict">
            <VerdictWords row={row} now={now} />
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
        <div className="cut">
          <SafeText text={row.repository} code />
        </div>
        {two ? <Owner owner={row.owner} from={row.ownerFrom} /> : null}
      </div>
      <span role="gridcell" className="inbox-wait">
        {wait}
      </span>
    </div>
  );
}

interface HeadingProps extends Omit<InboxLineViewProps, "line"> {
  readonly line: Extract<InboxLine, { kind: "heading" }>;
}

function HeadingLine({ line, now, doneSince, undo }: HeadingProps) {
  const done = line.group === "done";
  const name = done && doneSince !== null ? `Done since ${formatMoment(doneSince, now)}` : line.name;
  const open = undo !== null && Date.parse(undo.until) > now ? undo : null;
  const hint =
    open !== null
      ? undoWords(open)
      : line.group === "your-turn"
        ? "Contradicted or blocked, stale, unverified, ready; then longest wait"
        : line.needed > 0
          ? `${formatCount(line.needed)} ${line.needed === 1 ? "needs" : "need"} you`
          : "";
  return (
    <div className="inbox-heading" role="gridcell">
      <b className="cut">
        <SafeText text={name} />
      </b>
      <span className="dim">{formatCount(line.count)}</span>
      <span className="grow" />
      <span className="meta cut">{hint}</span>
    </div>
  );
}

/** "u undoes the last decision until 07:47". */
function undoWords(undo: Undo): string {
  return `u undoes the last decision until ${formatClock(undo.until)}`;
}

const dueWords: Partial<Record<NonNullable<InboxRow["decided"]>, string>> = {
  escalate: "due",
  snooze: "until",
  approve: "lapses",
};

/** How the time of what was escalated stands, said in words and not by colour alone. */
function EscalationWords({ row, now }: { readonly row: InboxRow; readonly now: number }) {
  const { due, state } = row.escalation ?? { due: null, state: "open" };
  if (due === null) return null;
  const missed = Date.parse(due) <= now;
  const words = `${state === "acknowledged" ? "acknowledged, " : ""}${dueStands(due, now)}`;
  return (
    <span className={missed ? "amber medium" : undefined}>
      {", "}
      {words}
    </span>
  );
}

function VerdictWords({ row, now }: { readonly row: InboxRow; readonly now: number }) {
  const { verdict } = row;
  const glyph = verdictGlyphs[verdict.word];
  const word = row.decided === null ? undefined : dueWords[row.decided];
  // What was escalated says how its time stands by itself.
  const due =
    row.until === null || word === undefined || row.escalation?.due === row.until
      ? ""
      : `${word} ${formatMoment(row.until, now)}`;
  if (glyph === null) {
    const waits = row.waitingOn === null || verdict.label.includes(row.waitingOn) ? "" : `on ${row.waitingOn}`;
    return (
      <span className="meta cut">
        <SafeText text={[verdict.label, waits, due].filter((part) => part !== "").join(", ")} />
        <EscalationWords row={row} now={now} />
        <SafeText text={verdict.cause === "" ? "" : `, ${verdict.cause}`} />
      </span>
    );
  }
  return (
    <span className="cut small mid">
      <span className={`verdict-mark glyph-${glyph} inbox-verdict-word`}>
        <VerdictGlyph kind={glyph} />
        {verdict.label}
      </span>
      {"\u2002"}
      <SafeText text={verdict.word === "escalated" && due !== "" ? `${verdict.cause}, ${due}` : verdict.cause} />
      <EscalationWords row={row} now={now} />
    </span>
  );
}

function Owner({ owner, from }: { readonly owner: string | null; readonly from: "codeowners" | undefined }) {
  if (owner === null) return <div className="amber medium cut">No owner</div>;
  return (
    <div className="cut">
      <SafeText text={owner} />
      {from === undefined ? null : <span className="dim"> CODEOWNERS</span>}
    </div>
  );
}
