import { Search } from "lucide-react";
import type { Ref } from "react";
import type { Output } from "../../../shared/contract/api";
import type { TimelineFilter } from "../../../shared/contract/timeline";
import type { EventKind } from "../../../shared/model/event";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { eventViews } from "./event-views";

export interface FiltersProps {
  readonly filter: TimelineFilter;
  readonly onFilter: (filter: TimelineFilter) => void;
  readonly summary: Output<"timeline.summary">;
  /** Events that pass; null while that is asked for. */
  readonly passing: number | null;
  /** What of the text was not understood; the rest of it holds. */
  readonly problems: readonly string[];
  readonly field: Ref<HTMLInputElement>;
  readonly toList: () => void;
}

/** Which events the list shows: words, kinds, failures. */
export function Filters({ filter, onFilter, summary, passing, problems, field, toList }: FiltersProps) {
  const kinds = Object.keys(eventViews) as EventKind[];
  const counts = new Map(summary.kinds.map(({ kind, count }) => [kind, count]));
  const active = filter.text !== "" || filter.kinds.length > 0 || filter.failedOnly;
  return (
    <div className="timeline-tools" role="search" aria-label="Filter events">
      <div className="timeline-search">
        <Field
          ref={field}
          label="Search events"
          placeholder="Search events"
          problem={problems[0]}
          value={filter.text}
          icon={<Icon icon={Search} small />}
          kbd="/"
          maxLength={300}
          onChange={(text) => {
            onFilter({ ...filter, text });
          }}
          onEnter={toList}
          onArrowDown={toList}
          onEscape={() => {
            if (filter.text === "") toList();
            else onFilter({ ...filter, text: "" });
          }}
        />
      </div>
      <div className="timeline-chips">
        <Chip
          pressed={filter.failedOnly}
          tone={summary.failed > 0 ? "red" : undefined}
          label={`${formatCount(summary.failed)} failed`}
          onClick={() => {
            onFilter({ ...filter, failedOnly: !filter.failedOnly });
          }}
        />
        {kinds.flatMap((kind) => {
          const count = counts.get(kind) ?? 0;
          const pressed = filter.kinds.includes(kind);
          if (count === 0 && !pressed) return [];
          const view = eventViews[kind];
          return [
            <Chip
              key={kind}
              pressed={pressed}
              label={`${formatCount(count)} ${count === 1 ? view.name : view.plural}`}
              onClick={() => {
                onFilter({
                  ...filter,
                  kinds: pressed ? filter.kinds.filter((each) => each !== kind) : [...filter.kinds, kind],
                });
              }}
            />,
          ];
        })}
        {active ? (
          <span className="meta nowrap" role="status">
            {passing === null ? "Filtering." : `${formatCount(passing)} of ${formatPlural(summary.total, "event")}`}
          </span>
        ) : null}
      </div>
      {problems.map((problem) => (
        <p key={problem} className="timeline-filter-problem" role="status">
          <SafeText text={problem} />
        </p>
      ))}
    </div>
  );
}

function Chip({
  label,
  pressed,
  tone,
  onClick,
}: {
  readonly label: string;
  readonly pressed: boolean;
  readonly tone?: string | undefined;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" className={`timeline-chip ${tone ?? ""}`} aria-pressed={pressed} onClick={onClick}>
      {label}
    </button>
  );
}
