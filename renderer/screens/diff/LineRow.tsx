import { memo } from "react";
import { NOTHING } from "../../../shared/diff/layout";
import { RowFlag, RowKind } from "../../../shared/diff/rows";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import type { RowSpans } from "../../workers/diff-messages";
import { CodeText } from "./CodeText";
import { HunkGap } from "./HunkGap";
import type { LineContext } from "./line-context";
import type { LineCover } from "./line-marks";
import { originSentence } from "./line-origins";
import { MoveTag } from "./MoveTag";

export interface LineRowProps {
  readonly context: LineContext;
  readonly split: boolean;
  /** In split layout: the one side there is has the whole width. */
  readonly wide: boolean;
  readonly left: number;
  readonly right: number;
  readonly leftSpans: RowSpans | null;
  readonly rightSpans: RowSpans | null;
  readonly leftFlag: Finding["severity"] | undefined;
  readonly rightFlag: Finding["severity"] | undefined;
  /** -1, or the row of this screen line that the cursor is on. */
  readonly cursor: number;
  readonly shown: boolean;
}

type Look = "add" | "del" | "context";

function lookOf(context: LineContext, row: number): Look {
  const { rows, same } = context;
  if (same !== null && same[row] !== NOTHING) return "context";
  return rows.kind[row] === RowKind.add ? "add" : rows.kind[row] === RowKind.del ? "del" : "context";
}

function classOf(context: LineContext, row: number, look: Look): string {
  const moved = look !== "context" && context.isMoved(row) ? " diff-moved" : "";
  return `diff-look-${look}${moved}${context.isNoted(row) ? " diff-noted" : ""}`;
}

function number(value: number | undefined): string {
  return value === undefined || value === 0 ? "" : String(value);
}

/** One screen line: a line of the patch, or in split layout a line of the old beside a line of the new file. */
export const LineRow = memo(function LineRow(props: LineRowProps) {
  const { context, split, left, right, cursor } = props;
  const { rows } = context;
  if (rows.kind[left] === RowKind.hunk) {
    return (
      <div className="diff-hunk">
        <SafeText code text={context.textOf(left)} />
        <HunkGap row={left} context={context} />
      </div>
    );
  }
  if (!split) {
    const look = lookOf(context, left);
    const partner = look === "context" && rows.kind[left] === RowKind.add ? (context.same?.[left] ?? NOTHING) : NOTHING;
    return (
      <div
        className={`diff-line ${classOf(context, left, look)}${cursor === left ? " diff-cursor" : ""}`}
        onMouseDown={() => {
          context.onCursor(left);
        }}
      >
        {props.leftFlag === undefined ? null : <Flag severity={props.leftFlag} />}
        <OriginMark context={context} row={left} />
        <span className="diff-no diff-no-old">
          {number(partner === NOTHING ? rows.oldNo[left] : rows.oldNo[partner])}
        </span>
        <span className="diff-no diff-no-new">{number(rows.newNo[left])}</span>
        <Cover cover={context.coverOf(left)} />
        <Sign look={look} spaceOnly={partner !== NOTHING} moved={context.isMoved(left)} />
        <Code context={context} row={left} spans={props.leftSpans} shown={props.shown} words={look !== "context"} />
        <MoveTag context={context} row={left} />
      </div>
    );
  }
  if (props.wide) {
    const old = right === NOTHING;
    return (
      <div className="diff-pair diff-pair-wide">
        <Half
          {...props}
          row={old ? left : right}
          side={old ? "old" : "new"}
          spans={old ? props.leftSpans : props.rightSpans}
          flag={old ? props.leftFlag : props.rightFlag}
        />
      </div>
    );
  }
  return (
    <div className="diff-pair">
      <Half {...props} row={left} side="old" spans={props.leftSpans} flag={props.leftFlag} />
      <Half
        {...props}
        row={right}
        side="new"
        spans={props.rightSpans}
        flag={left === right ? undefined : props.rightFlag}
      />
    </div>
  );
});

interface HalfProps extends LineRowProps {
  readonly row: number;
  readonly side: "old" | "new";
  readonly spans: RowSpans | null;
  readonly flag: Finding["severity"] | undefined;
}

function Half({ context, row, side, spans, flag, cursor, shown }: HalfProps) {
  if (row === NOTHING) return <div className="diff-half diff-half-empty" />;
  const look = lookOf(context, row);
  const numbers = side === "old" ? context.rows.oldNo : context.rows.newNo;
  return (
    <div
      className={`diff-half ${classOf(context, row, look)}${cursor === row ? " diff-cursor" : ""}`}
      onMouseDown={() => {
        context.onCursor(row);
      }}
    >
      {flag === undefined ? null : <Flag severity={flag} />}
      <OriginMark context={context} row={row} />
      <span className="diff-no diff-no-half">{number(numbers[row])}</span>
      <Cover cover={side === "new" ? context.coverOf(row) : undefined} />
      <Sign
        look={look}
        spaceOnly={look === "context" && context.rows.kind[row] !== RowKind.context}
        moved={context.isMoved(row)}
      />
      <Code context={context} row={row} spans={spans} shown={shown} words={look !== "context"} />
      <MoveTag context={context} row={row} />
    </div>
  );
}

function Flag({ severity }: { readonly severity: Finding["severity"] }) {
  return (
    <span className="diff-flag">
      <FindingFlag severity={severity} size={11} />
    </span>
  );
}

/**
 * How it is known who wrote the line: solid exact, barred by a recorded patch, dashed by a command, dotted inferred, hollow
 * unknown. Pointed at, it leads to the event; the key is `t` on the line.
 */
function OriginMark({ context, row }: { readonly context: LineContext; readonly row: number }) {
  const origin = context.origins.of(row);
  if (origin === null) return null;
  const name = originSentence(origin, origin.event === null ? undefined : context.origins.event(origin.event));
  return (
    <span
      className={`diff-origin diff-origin-${origin.grade}`}
      role="img"
      aria-label={name}
      title={name}
      onClick={() => {
        context.onOrigin(row);
      }}
    />
  );
}

/** Filled where the line ran, half where not every branch of it was taken, hollow where it did not run. */
function Cover({ cover }: { readonly cover: LineCover | undefined }) {
  if (cover === undefined) return null;
  const { hits, partly } = cover;
  const ran = hits === 0 ? "did not run" : hits === 1 ? "ran" : `ran ${String(hits)} times`;
  const name =
    partly === null
      ? ran
      : `${ran}, ${String(partly.taken)} of ${formatPlural(partly.branches, "branch", "branches")} taken`;
  return (
    <span
      className={`diff-cover${hits === 0 ? " diff-cover-missed" : partly === null ? "" : " diff-cover-partly"}`}
      role="img"
      aria-label={name}
      title={name}
    />
  );
}

interface SignProps {
  readonly look: Look;
  readonly spaceOnly: boolean;
  readonly moved: boolean;
}

function Sign({ look, spaceOnly, moved }: SignProps) {
  if (look === "context" && !spaceOnly) return null;
  const [sign, name] = spaceOnly ? ["≈", "white space differs"] : look === "add" ? ["+", "added"] : ["−", "removed"];
  return (
    <span
      className="diff-sign"
      role="img"
      aria-label={moved ? `${name}, moved` : name}
      title={spaceOnly ? name : undefined}
    >
      {sign}
    </span>
  );
}

interface CodeProps {
  readonly context: LineContext;
  readonly row: number;
  readonly spans: RowSpans | null;
  readonly shown: boolean;
  readonly words: boolean;
}

function Code({ context, row, spans, shown, words }: CodeProps) {
  return (
    <CodeText
      text={context.textOf(row)}
      row={row}
      spans={spans}
      query={context.query}
      words={words}
      noNewline={((context.rows.flags[row] ?? 0) & RowFlag.noNewline) !== 0}
      shown={shown}
      onShow={context.onShow}
    />
  );
}
