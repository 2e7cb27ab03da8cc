import { AnsiText } from "../../parts/AnsiText";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { firstLines, lastLines } from "./bounded";
import type { RowFacts } from "./event-view";

export interface TextBlockProps {
  readonly text: string;
  readonly row: RowFacts;
  /** What is shown of a long text unasked: its beginning, or its end where failures stand. */
  readonly part?: "start" | "end" | undefined;
  readonly lines?: number | undefined;
  readonly failed?: boolean | undefined;
  /** What the block is, where a row has more than one. */
  readonly name?: string | undefined;
}

/** More than this is not drawn in the list even when asked for: the raw record holds it. */
const mostLines = 1_500;
const mostCharacters = 120_000;

/** Output or input of a tool, as it was, bounded. */
export function TextBlock({ text, row, part = "start", lines = 12, failed = false, name }: TextBlockProps) {
  const all = row.extent === "all";
  const bound = part === "end" && !all ? lastLines : firstLines;
  const { shown, left } = bound(text, all ? mostLines : lines, all ? mostCharacters : undefined);
  if (text.trim() === "") {
    return <p className="event-quiet">{name === undefined ? "No output." : `${name}: empty.`}</p>;
  }
  const more =
    left > 0 || row.cut > 0 ? (
      all ? (
        left > 0 ? (
          <p className="event-more">{`${formatPlural(left, "more line")}: not shown to keep this fast. The raw record holds them.`}</p>
        ) : null
      ) : (
        <p className="event-more">
          <button
            type="button"
            className="link"
            tabIndex={-1}
            onClick={() => {
              row.setExtent("all");
            }}
          >
            {row.cut > 0
              ? `Show all, ${formatCount(row.cut)} characters more`
              : `Show all, ${formatPlural(left, "more line")}`}
          </button>
        </p>
      )
    ) : null;
  return (
    <div className={failed ? "event-block event-block-failed" : "event-block"}>
      {name === undefined ? null : <p className="event-block-name">{name}</p>}
      {part === "end" ? more : null}
      <pre dir="ltr">
        {shown.includes("\u001b[") ? <AnsiText text={shown} /> : <SafeText code lines text={shown} />}
      </pre>
      {part === "end" ? null : more}
    </div>
  );
}
