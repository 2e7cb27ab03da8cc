import { Search } from "lucide-react";
import { useState, type Ref } from "react";
import type { Output } from "../../../shared/contract/api";
import type { EventAbout, TimelineFilter } from "../../../shared/contract/timeline";
import type { EventKind } from "../../../shared/model/event";
import { everything } from "../../parts/first-events";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { eventViews } from "./event-views";
import { sameFilter } from "./find-event";
import type { Strip } from "./strip";

export interface FiltersProps {
  readonly filter: TimelineFilter;
  readonly onFilter: (filter: TimelineFilter) => void;
  readonly summary: Output<"timeline.summary">;
  /** What the events are about, counted. */
  readonly strip: Strip;
  /** Events that pass; null while that is asked for. */
  readonly passing: number | null;
  /** What of the text was not understood; the rest of it holds. */
  readonly problems: readonly string[];
  readonly field: Ref<HTMLInputElement>;
  readonly toList: () => void;
  /** Absent where there is no film to go to: on one clock. */
  readonly onFilm?: (() => void) | undefined;
}

/** These have a chip of their own from the start. */
const first: readonly EventKind[] = ["file-edit", "check"];
const abouts: readonly (readonly [name: EventAbout, title: string])[] = [
  ["network", "Tools that fetch or search the web, and what findings about hosts name"],
  ["secrets", "What findings about secrets and sensitive files name"],
  ["risky", "What findings about destructive commands, breaches and rewritten history name"],
  ["unknown", "Calls without an answer, and ends that the runner does not tell"],
];

/** Which events the list shows: words, kinds, failures. */
export function Filters({ filter, onFilter, summary, strip, passing, problems, field, toList, onFilm }: FiltersProps) {
  const [more, setMore] = useState(false);
  const kinds = (Object.keys(eventViews) as EventKind[]).filter((kind) => !first.includes(kind));
  const counts = new Map(summary.kinds.map(({ kind, count }) => [kind, count]));
  const active = !sameFilter(filter, everything);
  const about = filter.about ?? [];
  const lane = strip.lanes.find((each) => each.sessionId === filter.lane?.sessionId && each.lane === filter.lane.lane);
  const kindChip = (kind: EventKind) => {
    const count = counts.get(kind) ?? 0;
    const pressed = filter.kinds.includes(kind);
    const view = eventViews[kind];
    return (
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
      />
    );
  };
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
        {first.map(kindChip)}
        <Chip
          pressed={filter.failedOnly}
          tone={summary.failed > 0 ? "red" : undefined}
          label={`${formatCount(summary.failed)} failed`}
          onClick={() => {
            onFilter({ ...filter, failedOnly: !filter.failedOnly });
          }}
        />
        {abouts.map(([name, title]) => {
          const pressed = about.includes(name);
          return (
            <Chip
              key={name}
              pressed={pressed}
              label={strip.count === 0 ? name : `${formatCount(strip.about[name])} ${name}`}
              title={title}
              onClick={() => {
                const { about: _, ...rest } = filter;
                const next = pressed ? about.filter((each) => each !== name) : [...about, name];
                onFilter(next.length === 0 ? rest : { ...rest, about: next });
              }}
            />
          );
        })}
        <button
          type="button"
          className="timeline-chip timeline-chip-more"
          aria-expanded={more}
          onClick={() => {
            setMore(!more);
          }}
        >
          {more ? "Fewer kinds" : "More kinds"}
        </button>
        {kinds.filter((kind) => (more && (counts.get(kind) ?? 0) > 0) || filter.kinds.includes(kind)).map(kindChip)}
        {filter.lane === undefined ? null : (
          <Chip
            pressed
            label={`Only ${filter.lane.lane === "main" && lane?.name === null ? "the main agent" : `sub-agent ${lane?.name ?? ""}`.trim()}`}
            onClick={() => {
              const { lane: _, ...rest } = filter;
              onFilter(rest);
            }}
          />
        )}
        {active ? (
          <span className="meta nowrap" role="status">
            {passing === null ? "Filtering." : `${formatCount(passing)} of ${formatPlural(summary.total, "event")}`}
          </span>
        ) : null}
      </div>
      <span className="grow" />
      {onFilm === undefined || (counts.get("file-edit") ?? 0) === 0 ? null : (
        <Button small kbd="m" onClick={onFilm}>
          Film
        </Button>
      )}
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
  title,
  onClick,
}: {
  readonly label: string;
  readonly title?: string | undefined;
  readonly pressed: boolean;
  readonly tone?: string | undefined;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className={`timeline-chip ${tone ?? ""}`}
      aria-pressed={pressed}
      title={title}
      onClick={onClick}
    >
      {label}
    </button>
  );
}
