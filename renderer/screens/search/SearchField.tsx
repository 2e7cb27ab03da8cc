import { Search as SearchIcon, X } from "lucide-react";
import { useRef, type KeyboardEvent, type Ref } from "react";
import { useQuery } from "../../bridge/use-query";
import { Field } from "../../ui/Field";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { longestQuery } from "../../../shared/contract/search";
import { completions, filterChips } from "./completions";

export interface SearchFieldProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
  readonly problems: readonly string[];
  readonly field: Ref<HTMLInputElement>;
  readonly toList: () => void;
  readonly onEscape: () => void;
}

/** The search's text, the filters in force to take off, and what its end may become. */
export function SearchField({ query, onQuery, problems, field, toList, onEscape }: SearchFieldProps) {
  const values = useQuery("search.values", {}, { scopes: ["task"], keepPrevious: true });
  const offered = completions(query, values.value);
  // What is being completed is neither a filter yet nor wrong.
  const chips = filterChips(query).filter((chip) => offered.length === 0 || !chip.atEnd);
  const wrong = offered.length === 0 ? problems : [];
  const box = useRef<HTMLDivElement>(null);
  const take = (next: string) => {
    onQuery(next);
    // A text that is set from here has its caret at the end.
    box.current?.querySelector("input")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [first] = offered;
    const typing = event.target instanceof HTMLInputElement;
    if (event.key !== "Tab" || event.shiftKey || first === undefined || !typing) return;
    event.preventDefault();
    take(first.query);
  };
  return (
    <div className="search-tools" role="search" aria-label="Search events" ref={box} onKeyDown={onKeyDown}>
      <Field
        ref={field}
        label="Search all events"
        value={query}
        onChange={onQuery}
        placeholder='Words, "a phrase", runner:codex failed:true file:src/**'
        icon={<Icon icon={SearchIcon} small />}
        kbd="/"
        mono
        problem={wrong[0]}
        onEnter={toList}
        onArrowDown={toList}
        onEscape={onEscape}
        maxLength={longestQuery - 1}
      />
      {chips.length === 0 && offered.length === 0 ? null : (
        <div className="search-chips">
          {chips.map((chip) => (
            <button
              key={chip.text}
              type="button"
              className={chip.known ? "search-chip" : "search-chip search-chip-unknown"}
              aria-label={`Take off ${chip.text}`}
              onClick={() => {
                take(chip.without);
              }}
            >
              <SafeText text={chip.text} code />
              <Icon icon={X} small />
            </button>
          ))}
          {offered.length === 0 ? null : (
            <ul className="search-offers" aria-label="Completions">
              {offered.map((offer, at) => (
                <li key={offer.text}>
                  <button
                    type="button"
                    className="search-offer"
                    title={offer.says}
                    onClick={() => {
                      take(offer.query);
                    }}
                  >
                    <SafeText text={offer.text} code />
                    {at === 0 ? <Kbd>Tab</Kbd> : null}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {wrong.map((problem) => (
        <p key={problem} className="search-problem" role="status">
          <SafeText text={problem} />
        </p>
      ))}
    </div>
  );
}
