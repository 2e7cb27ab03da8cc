import { BookOpenText, Globe, ListChecks, Search, Split, Wrench, type LucideIcon } from "lucide-react";
import type { EventClass } from "../../../../shared/review/event-class";
import { formatPlural } from "../../../ui/format";
import { Icon } from "../../../ui/Icon";
import { SafeText } from "../../../ui/SafeText";
import type { DetailOf, EventView, RowFacts } from "../event-view";
import { failed } from "../outcome";
import { TextBlock } from "../TextBlock";
import { toolArgument } from "../tool-argument";
import { toolParts, type PlanEntry, type ToolParts } from "../tool-parts";

const ends: Readonly<Record<string, string>> = {
  failed: "failed",
  denied: "denied by a person",
  unanswered: "no answer",
};
const icons: Readonly<Partial<Record<EventClass, readonly [LucideIcon, string]>>> = {
  read: [BookOpenText, "read"],
  search: [Search, "search"],
  web: [Globe, "network"],
  plan: [ListChecks, "plan"],
  "sub-agent": [Split, "sub-agent"],
};

/** A tool that is neither an edit nor a command: reading, searching, asking, planning. */
export const toolCall: EventView<"tool-call"> = {
  icon: Wrench,
  name: "tool call",
  plural: "tool calls",
  sentence: (detail, cwd) => [`${detail.tool} ${toolArgument(detail.input, cwd)}`, ends[detail.outcome]].join(" "),
  startsAs: (detail) => (failed(detail) ? "open" : "folded"),
  unfolds: () => true,
  Body: ({ detail, row }) => {
    const bad = failed(detail);
    const end = ends[detail.outcome];
    const parts = toolParts(detail.tool, detail.input);
    const kind = icons[parts.kind];
    const found = parts.kind === "search" && !bad ? foundLines(detail.result) : null;
    return (
      <>
        <div className="event-line">
          {kind === undefined ? null : (
            <span className="event-kind" title={kind[1]}>
              <Icon icon={kind[0]} small />
            </span>
          )}
          <span className="event-tool">
            <SafeText code text={detail.tool} />
          </span>
          {parts.host === null ? null : (
            <span className="event-tag">
              <SafeText code text={parts.host} />
            </span>
          )}
          <span className="event-code cut mid">
            <SafeText code text={toolArgument(detail.input, row.cwd)} />
          </span>
          {parts.lines === null ? null : <span className="nowrap dim">{parts.lines}</span>}
          {found === null ? null : <span className="nowrap dim">{found}</span>}
          {end === undefined ? null : <span className={bad ? "nowrap red" : "nowrap amber"}>{end}</span>}
          {parts.kind === "sub-agent" ? (
            <button type="button" className="link nowrap" tabIndex={-1} onClick={row.openSubAgent}>
              Its events
            </button>
          ) : null}
        </div>
        {row.extent === "folded" ? null : <Opened detail={detail} row={row} parts={parts} bad={bad} />}
      </>
    );
  },
};

function foundLines(result: string | null): string | null {
  if (result === null) return null;
  const lines = result.split("\n").filter((line) => line.trim() !== "").length;
  return formatPlural(lines, "line");
}

function Opened({
  detail,
  row,
  parts,
  bad,
}: {
  readonly detail: DetailOf<"tool-call">;
  readonly row: RowFacts;
  readonly parts: ToolParts;
  readonly bad: boolean;
}) {
  return (
    <>
      {parts.plan === null ? (
        // What was asked of a tool that reads or searches stands in its line; its answer is what is opened.
        (parts.kind === "read" || parts.kind === "search") && !bad && row.extent !== "all" ? null : (
          <TextBlock text={detail.input} row={row} name="Input" lines={8} />
        )
      ) : (
        <Plan entries={parts.plan} />
      )}
      {parts.plan !== null && !bad ? null : detail.result === null ? (
        <p className="event-quiet">No result was recorded.</p>
      ) : (
        <TextBlock text={detail.result} row={row} name="Result" failed={bad} />
      )}
    </>
  );
}

const marks = { done: "✓", now: "→", open: "○" } as const;
const words = { done: "done: ", now: "in progress: ", open: "open: " } as const;

function Plan({ entries }: { readonly entries: readonly PlanEntry[] }) {
  return (
    <ul className="event-plan">
      {entries.map((entry, at) => (
        <li key={at} className={`event-plan-${entry.status}`}>
          <span aria-hidden="true">{marks[entry.status]}</span>
          <span>
            <span className="only-read">{words[entry.status]}</span>
            <SafeText text={entry.text} />
          </span>
        </li>
      ))}
    </ul>
  );
}
