import { BookmarkPlus, TextSearch } from "lucide-react";
import type { RefObject } from "react";
import { longestFilter } from "../../../shared/contract/inbox";
import type { QueryRow } from "../../../shared/review/inbox-query";
import type { FilterProblem } from "../../../shared/review/row-filter";
import { FilterButton, FilterCombobox } from "../../parts/FilterCombobox";
import { useSavedFilters } from "../../parts/use-saved-filters";
import { setInboxFilter, useInboxFilter } from "../../state/inbox-filter";
import { openFilterDraft } from "../../state/save-filter";
import { openSearch } from "../../state/search";
import { completions } from "./completions";

export interface FilterFieldProps {
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  readonly rows: readonly QueryRow[];
  readonly problems: readonly FilterProblem[];
  /** Gives the focus to the list. */
  readonly toList: () => void;
}

/** The inbox's filter: terms, then values that occur with their counts; kept filters while it is empty. */
export function FilterField({ fieldRef, rows, problems, toList }: FilterFieldProps) {
  const filter = useInboxFilter();
  const saved = useSavedFilters();
  const kept = () => saved.map(({ name, query, count }) => ({ text: name, says: query, count, filter: `${query} ` }));
  return (
    <FilterCombobox
      field={fieldRef}
      name="Filter tasks"
      placeholder="Filter: words, tier:>=high, repo:payments, owner:none"
      longest={longestFilter}
      filter={filter}
      onFilter={setInboxFilter}
      offers={() => (filter.trim() === "" ? kept() : completions(filter, rows))}
      problems={problems}
      toList={toList}
      buttons={
        <>
          <FilterButton
            icon={BookmarkPlus}
            name="Save the filter"
            kbd="Mod+s"
            onClick={() => {
              openFilterDraft({ id: null, name: "", query: filter.trim() });
            }}
          />
          <FilterButton
            icon={TextSearch}
            name="Search everything"
            kbd="Mod+Shift+f"
            onClick={() => {
              openSearch(filter);
            }}
          />
        </>
      }
    />
  );
}
