import { ChevronDown, Rows2 } from "lucide-react";
import type { RefObject } from "react";
import type { QueryRow } from "../../../shared/review/inbox-query";
import type { FilterProblem } from "../../../shared/review/row-filter";
import { inboxGroupings, type InboxGrouping } from "../../../shared/review/inbox-groups";
import { searchOnlyFilters } from "../../parts/search-filters";
import { useDensity } from "../../state/appearance";
import { setInboxGrouping, useInboxFilter, useInboxGrouping } from "../../state/inbox-filter";
import { saveSettings } from "../../state/save-settings";
import { formatList } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { FilterField } from "./FilterField";

const groupingNames: Readonly<Record<InboxGrouping, string>> = {
  turn: "turn",
  repository: "repository",
  runner: "runner",
  owner: "owner",
  tier: "tier",
};

export interface InboxToolsProps {
  readonly fieldRef: RefObject<HTMLInputElement | null>;
  readonly rows: readonly QueryRow[];
  readonly problems: readonly FilterProblem[];
}

/** The row above the list: filter, what to do with it, headings, density. */
export function InboxTools({ fieldRef, rows, problems }: InboxToolsProps) {
  const filter = useInboxFilter();
  const grouping = useInboxGrouping();
  const density = useDensity();
  const searchOnly = [...new Set(searchOnlyFilters(filter))];
  const toList = () => {
    const row = document.querySelector<HTMLElement>(".inbox-list [role=row][tabindex='0']");
    // Without a row the field gives the focus up all the same: keys must not be taken for text.
    if (row === null) fieldRef.current?.blur();
    else row.focus();
  };
  return (
    <div className="inbox-tools">
      <FilterField fieldRef={fieldRef} rows={rows} problems={searchOnly.length > 0 ? [] : problems} toList={toList} />
      <Menu
        label="Group by"
        trigger={
          <button type="button" className="button button-plain nowrap">
            {`Group: ${groupingNames[grouping]}`}
            <Icon icon={ChevronDown} small />
          </button>
        }
        items={inboxGroupings.map((name) => ({
          id: name,
          label: `By ${groupingNames[name]}`,
          checked: name === grouping,
          onSelect: () => {
            setInboxGrouping(name);
          },
        }))}
      />
      <Menu
        label="Density"
        trigger={
          <button type="button" className="button button-plain nowrap">
            <Icon icon={Rows2} small />
            {density === "compact" ? "One line" : "Two lines"}
          </button>
        }
        items={(["comfortable", "compact"] as const).map((name) => ({
          id: name,
          label: name === "compact" ? "One line" : "Two lines",
          checked: name === density,
          onSelect: () => {
            void saveSettings({ density: name }, name === "compact" ? "Rows have one line." : "Rows have two lines.");
          },
        }))}
      />
      {searchOnly.length === 0 ? null : (
        <p className="filter-note" role="status">
          {`${formatList(searchOnly.map((name) => `${name}:`))} ${searchOnly.length === 1 ? "is a filter" : "are filters"} of the search over all events, not of the inbox.`}
        </p>
      )}
    </div>
  );
}
