import { Filter, X, type LucideIcon } from "lucide-react";
import { useId, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { withPart, type FilterProblem } from "../../shared/review/row-filter";
import { shownKey } from "../state/strokes";
import { Button } from "../ui/Button";
import { formatCount, formatPlural } from "../ui/format";
import { Icon } from "../ui/Icon";
import { Kbd } from "../ui/Kbd";
import { SafeText } from "../ui/SafeText";
import "./filter-combobox.css";

/** What a filter may become. */
export interface FilterOffer {
  /** As it is shown: a term, a value, or the name of a kept filter. */
  readonly text: string;
  readonly says: string;
  /** How many tasks have that value; null where that is not counted. */
  readonly count: number | null;
  /** The whole filter with it. */
  readonly filter: string;
}

interface FilterComboboxProps {
  readonly field: RefObject<HTMLInputElement | null>;
  /** What it filters: "Filter tasks". */
  readonly name: string;
  readonly placeholder: string;
  /** In UTF-16 units. */
  readonly longest: number;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** Asked for while the list may be open. */
  readonly offers: () => readonly FilterOffer[];
  readonly problems: readonly FilterProblem[];
  /** Gives the focus to the list that is filtered. */
  readonly toList: () => void;
  /** What Enter does with what was typed, instead of going to the list. */
  readonly onEnter?: (() => void) | undefined;
  /** What else can be done with a filter, at the end of its field. */
  readonly buttons?: ReactNode;
}

/** The filter of a list: completions as one types, what of it was not understood, and a way into the list and back. */
export function FilterCombobox(props: FilterComboboxProps) {
  const { field, name, placeholder, longest, filter, onFilter, offers, problems, toList, onEnter, buttons } = props;
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const offered = open ? offers() : [];
  const current = offered[at];
  const [first] = offered;
  const isEmpty = filter.trim() === "";
  const close = () => {
    setOpen(false);
    setAt(-1);
  };
  const take = (offer: FilterOffer) => {
    onFilter(offer.filter);
    setAt(-1);
    field.current?.focus();
  };
  const clear = () => {
    onFilter("");
    setOpen(false);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && first !== undefined)
      // One up from the first is the field itself.
      setAt(Math.min(Math.max(at + step, -1), offered.length - 1));
    else if (event.key === "Tab" && !event.shiftKey && first !== undefined && !isEmpty) take(current ?? first);
    else if (event.key === "Enter" && current !== undefined) take(current);
    else if (event.key === "Enter" && onEnter !== undefined) onEnter();
    else if (event.key === "Enter" || event.key === "ArrowDown") {
      setOpen(false);
      toList();
    } else if (event.key === "Escape") {
      if (first !== undefined) close();
      else if (filter === "") toList();
      else clear();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  // What is being typed is not wrong yet.
  const wrong = offered.length > 0 ? problems.filter(({ end }) => end < filter.length) : problems;
  return (
    <>
      <div className="filter">
        <div className={wrong.length === 0 ? "field" : "field field-wrong"}>
          <Icon icon={Filter} small />
          <input
            ref={field}
            className="field-input mono"
            type="text"
            role="combobox"
            aria-label={name}
            aria-expanded={offered.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={current === undefined ? undefined : `${listId}-${String(at)}`}
            aria-invalid={wrong.length > 0 ? true : undefined}
            value={filter}
            placeholder={placeholder}
            maxLength={longest}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => {
              onFilter(event.target.value);
              setOpen(true);
              setAt(-1);
            }}
            onFocus={() => {
              setOpen(true);
            }}
            onBlur={close}
            onKeyDown={onKeyDown}
          />
          {isEmpty ? (
            <Kbd>/</Kbd>
          ) : (
            <>
              {buttons}
              <FilterButton icon={X} name="Clear" kbd="Escape" onClick={clear} />
            </>
          )}
        </div>
        <ul className="filter-offers" role="listbox" id={listId} aria-label="Completions" hidden={first === undefined}>
          {offered.map((offer, index) => (
            <li
              key={offer.filter}
              id={`${listId}-${String(index)}`}
              role="option"
              aria-selected={index === at}
              className={index === at ? "filter-offer filter-offer-on" : "filter-offer"}
              // The field keeps the focus: losing it would close the list before the click came.
              onMouseDown={(event) => {
                event.preventDefault();
              }}
              onClick={() => {
                take(offer);
              }}
            >
              <span className={isEmpty ? "cut" : "mono cut"}>
                <SafeText text={offer.text} />
              </span>
              <span className="dim cut grow">
                <SafeText text={offer.says} />
              </span>
              {offer.count === null ? null : (
                <span className="dim nowrap" aria-label={formatPlural(offer.count, "task")}>
                  {formatCount(offer.count)}
                </span>
              )}
              {index === 0 && at === -1 && !isEmpty ? <Kbd>Tab</Kbd> : null}
            </li>
          ))}
        </ul>
      </div>
      {wrong.map((problem) => (
        <p key={`${String(problem.start)} ${problem.message}`} className="filter-note" role="status">
          <span className="mono filter-part cut">
            <SafeText text={filter.slice(problem.start, problem.end)} />
          </span>
          <SafeText text={problem.message} />
          {problem.meant === null ? null : (
            <Button
              small
              onClick={() => {
                onFilter(withPart(filter, problem, problem.meant ?? ""));
                field.current?.focus();
              }}
            >
              Use <SafeText text={problem.meant} code />
            </Button>
          )}
        </p>
      ))}
    </>
  );
}

interface FilterButtonProps {
  readonly icon: LucideIcon;
  readonly name: string;
  /** The key that does the same. */
  readonly kbd: string;
  readonly onClick: () => void;
}

/** What can be done with a filter, at the end of its field. */
export function FilterButton({ icon, name, kbd, onClick }: FilterButtonProps) {
  return (
    <button
      type="button"
      className="filter-button"
      aria-label={name}
      title={`${name}, ${shownKey(kbd)}`}
      onClick={onClick}
    >
      <Icon icon={icon} small />
    </button>
  );
}
