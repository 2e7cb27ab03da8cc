import { Search as SearchIcon, SearchX } from "lucide-react";
import { useCallback, useDeferredValue, useEffect, useMemo, useRef } from "react";
import type { SearchResult } from "../../../shared/contract/search";
import { searchFilters, filterNames } from "../../../shared/search/filters";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useScaled } from "../../state/appearance";
import { useKeys } from "../../state/keys";
import { back, go } from "../../state/route";
import { setSearchCursor, setSearchText, useSearchCursor, useSearchText } from "../../state/search";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { StateMessage } from "../../ui/StateMessage";
import { useNow } from "../../ui/use-now";
import { VirtualList } from "../../ui/VirtualList";
import { HitLineView } from "./HitRow";
import { cursorLine, hitAt, hitLines, lineSentence, nextHit, type HitLine } from "./hit-lines";
import { openPlace } from "../../parts/open-place";
import { SearchField } from "./SearchField";
import { parsePlace } from "../../../shared/review/place-link";
import { useSearch, type Held } from "./use-search";
import "./search.css";

/** Full text over everything that was read, grouped by attempt; a hit opens the timeline at its event. */
export function SearchScreen() {
  const query = useSearchText();
  const search = useSearch(useDeferredValue(query.trimStart()));
  const { held, problem } = search;
  const pages = held?.pages;
  const lines = useMemo(() => (pages === undefined ? [] : hitLines(pages)), [pages]);
  const cursor = cursorLine(lines, useSearchCursor());
  const moveTo = (line: number) => setSearchCursor({ key: lines[line]?.key ?? null, line });
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // A search that was left and come back to keeps its hit; a new one begins in the field.
    if (query === "") field.current?.focus();
    // Only when the screen appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  const open = useCallback(
    (at: number) => {
      const hit = lines[at]?.hit;
      if (hit === undefined) return;
      if (hit.attempt === null) {
        announce(`Session ${hit.sessionId} belongs to no attempt yet: it has no timeline.`);
        return;
      }
      setSearchCursor({ key: lines[at]?.key ?? null, line: at });
      const { taskId, attemptId } = hit.attempt;
      go({ screen: "timeline", taskId, attemptId, at: { sessionId: hit.sessionId, seq: hit.seq } });
    },
    [lines],
  );
  const toField = () => {
    field.current?.focus();
    field.current?.select();
  };
  const toList = () => {
    const row = document.querySelector<HTMLElement>(".search-screen [role=row][tabindex='0']");
    if (row === null) field.current?.blur();
    else row.focus();
  };
  const move = (step: 1 | -1) => {
    const next = nextHit(lines, cursor, step);
    if (next === cursor && step === -1) toField();
    else moveTo(next);
  };
  const group = "Search";
  useKeys("search", [
    { key: "j", label: "Next hit", group, bar: true, run: () => move(1) },
    { key: "k", label: "Previous hit", group, run: () => move(-1) },
    { key: "ArrowDown", label: "Next hit", group, unlisted: true, run: () => move(1) },
    { key: "ArrowUp", label: "Previous hit", group, unlisted: true, run: () => move(-1) },
    { key: "Home", label: "First hit", group, run: () => moveTo(hitAt(lines, 0)) },
    {
      key: "End",
      label: "Last hit that was loaded",
      group,
      run: () => moveTo(hitAt(lines, lines.length - 1)),
    },
    { key: "Enter", label: "Open on the timeline", group, bar: true, run: () => open(cursor) },
    { key: "/", label: "Search", group, bar: true, run: toField },
    { key: "Escape", label: "Back", group: "Go", run: back },
  ]);

  return (
    <div className="search-screen">
      <ScreenBar title="Search" facts={held === undefined ? undefined : factsOf(held.last, lines)}>
        <CommandsButton />
      </ScreenBar>
      <SearchField
        query={query}
        onQuery={setSearchText}
        problems={held?.last.problems ?? []}
        field={field}
        toList={() => {
          const place = parsePlace(query);
          if (place === null) toList();
          else void openPlace(place);
        }}
        onEscape={() => {
          if (query !== "") setSearchText("");
          else back();
        }}
      />
      {problem === undefined ? null : <FailedMessage thing="the hits" problem={problem} onRetry={search.reload} />}
      {held === undefined ? (
        problem === undefined ? (
          <LoadingMessage thing="the hits" slow={false} />
        ) : null
      ) : held.last.empty && held.pages.length === 1 ? (
        <HowToSearch
          onTry={(example) => {
            setSearchText(example);
            toField();
          }}
        />
      ) : lines.length === 0 && held.last.cursor === null ? (
        <NothingFound held={held} />
      ) : (
        <Hits lines={lines} cursor={cursor} held={held} onCursor={moveTo} onOpen={open} more={search.more} />
      )}
    </div>
  );
}

/** How many there are, and how much of everything they were looked for in. */
function factsOf(last: SearchResult, lines: readonly HitLine[]): string {
  const { indexed, events } = last.coverage;
  const searched =
    indexed < events
      ? `indexing: searched ${formatCount(indexed)} of ${formatPlural(events, "event")}`
      : `searched ${formatPlural(events, "event")}`;
  if (last.empty)
    return indexed < events
      ? `indexing: ${formatCount(indexed)} of ${formatPlural(events, "event")}`
      : formatPlural(events, "event");
  const hits = lines.filter((line) => line.kind === "hit").length;
  return `${formatPlural(hits, "hit")}${last.cursor === null ? "" : " so far"}, ${searched}`;
}

interface HitsProps {
  readonly lines: readonly HitLine[];
  readonly cursor: number;
  readonly held: Held;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (index: number) => void;
  readonly more: () => void;
}

function Hits({ lines, cursor, held, onCursor, onOpen, more }: HitsProps) {
  const now = useNow();
  const [heading, padding, text] = [useScaled(30), useScaled(9), useScaled(18)];
  const heightOf = (line: HitLine | undefined): number => {
    if (line?.kind !== "hit") return heading;
    const { before, after } = line.hit.context;
    const count = 1 + Number(before !== null) + Number(after !== null);
    // The facts at the right take two lines.
    return padding + text * Math.max(2, count);
  };
  const { cursor: next, truncated } = held.last;
  const isHeading = useCallback((index: number) => lines[index]?.kind === "heading", [lines]);
  const onEnd = useCallback(
    (last: number) => {
      if (next !== null && last >= lines.length - 12) more();
    },
    [next, lines.length, more],
  );
  return (
    <VirtualList
      label="Hits"
      count={lines.length}
      rowHeight={(index) => heightOf(lines[index])}
      rowKey={(index) => `${held.query} ${lines[index]?.key ?? "gone"}`}
      rowName={(index) => lineSentence(lines[index], now)}
      renderRow={(index) => {
        const line = lines[index];
        return line === undefined ? null : <HitLineView line={line} now={now} />;
      }}
      cursor={cursor}
      onCursor={onCursor}
      onOpen={onOpen}
      isHeading={isHeading}
      columns={4}
      onEnd={onEnd}
      autoFocus
      footer={
        <p className="search-end meta" role="status">
          {next === null
            ? "No older hits."
            : truncated
              ? "Older events were not searched yet: the time for one step was used up. "
              : "Older hits follow. "}
          {next === null ? null : (
            <Button small onClick={more}>
              Search on
            </Button>
          )}
        </p>
      }
    />
  );
}

function NothingFound({ held }: { readonly held: Held }) {
  const { misses, coverage } = held.last;
  const left = coverage.events - coverage.indexed;
  return (
    <StateMessage
      live="status"
      icon={<Icon icon={SearchX} />}
      sentence={`Nothing found in ${formatPlural(coverage.indexed, "event")}.${left > 0 ? ` ${formatPlural(left, "event")} more ${left === 1 ? "is" : "are"} being indexed.` : ""}`}
      detail={
        misses.length === 0 ? undefined : (
          <ul className="search-misses">
            {misses.map(({ part, why }) => {
              // The star that stands for the word being typed is not the person's.
              const shown = part.endsWith("*") && !held.query.includes(part) ? part.slice(0, -1) : part;
              return (
                <li key={part}>
                  {why === "nowhere" ? null : "Without "}
                  <span className="mono">
                    <SafeText text={shown} code />
                  </span>
                  {why === "nowhere" ? " occurs nowhere." : " there are hits."}
                </li>
              );
            })}
          </ul>
        )
      }
    />
  );
}

function HowToSearch({ onTry }: { readonly onTry: (example: string) => void }) {
  return (
    <div className="search-how">
      <StateMessage
        icon={<Icon icon={SearchIcon} />}
        sentence="Search every event that was read: words, phrases in quotes, names and paths as they are written."
        detail="All must hold. A star behind a word finds what begins so; a minus before anything rules it out."
      />
      <dl className="search-filters" aria-label="Filters">
        {filterNames.map((name) => (
          <div key={name}>
            <dt>
              <button
                type="button"
                className="search-offer mono"
                onClick={() => {
                  onTry(`${name}:`);
                }}
              >
                {searchFilters[name].example}
              </button>
            </dt>
            <dd className="meta">{searchFilters[name].says}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
