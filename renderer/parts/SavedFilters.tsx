import { Ellipsis, ListFilter } from "lucide-react";
import type { SavedFilter } from "../../shared/contract/inbox";
import { call } from "../bridge/client";
import { announce } from "../state/announce";
import { setInboxFilter, useInboxFilter } from "../state/inbox-filter";
import { go, useRoute } from "../state/route";
import { openFilterDraft } from "../state/save-filter";
import { formatCount, formatPlural } from "../ui/format";
import { Icon } from "../ui/Icon";
import { Menu } from "../ui/Menu";
import { SafeText } from "../ui/SafeText";
import { useSavedFilters, type CountedFilter } from "./use-saved-filters";
import "./saved-filters.css";

function told(what: string) {
  return (result: { ok: true } | { ok: false; error: { message: string } }) => {
    announce(result.ok ? what : `Could not do it: ${result.error.message}`);
  };
}

function moveTo({ id, name, query }: SavedFilter, position: number): void {
  void call("filters.save", { id, name, query, position }).then(told(`${name} moved.`));
}

/** The kept filters in the sidebar: a click shows the inbox by it; the menu of each renames, orders, deletes. */
export function SavedFilters() {
  const filters = useSavedFilters();
  if (filters.length === 0) return null;
  return (
    <>
      <h2 className="sidebar-heading">Saved filters</h2>
      {filters.map((filter, at) => (
        <Row key={filter.id} filter={filter} at={at} last={at === filters.length - 1} />
      ))}
    </>
  );
}

function Row({ filter, at, last }: { readonly filter: CountedFilter; readonly at: number; readonly last: boolean }) {
  const route = useRoute();
  const current = useInboxFilter();
  const { id, name, query, count } = filter;
  const on = route.screen === "inbox" && current.trim() === query;
  return (
    <div className="saved-filter">
      <button
        type="button"
        className="sidebar-link"
        aria-pressed={on}
        title={`${query}${count === null ? "" : `, ${formatPlural(count, "task")}`}`}
        onClick={() => {
          setInboxFilter(on ? "" : query);
          go({ screen: "inbox" });
        }}
      >
        <Icon icon={ListFilter} small className="dim" />
        <span className="cut">
          <SafeText text={name} />
        </span>
        {count === null || count === 0 ? null : <span className="sidebar-count">{formatCount(count)}</span>}
      </button>
      <Menu
        label={`Filter ${name}`}
        trigger={
          <button type="button" className="saved-filter-more" aria-label={`Change the filter ${name}`}>
            <Icon icon={Ellipsis} small />
          </button>
        }
        items={[
          {
            id: "rename",
            label: "Rename or change",
            onSelect: () => {
              go({ screen: "inbox" });
              openFilterDraft({ id, name, query });
            },
          },
          ...(at === 0
            ? []
            : [
                {
                  id: "up",
                  label: "Move up",
                  onSelect: () => {
                    moveTo(filter, at - 1);
                  },
                },
              ]),
          ...(last
            ? []
            : [
                {
                  id: "down",
                  label: "Move down",
                  onSelect: () => {
                    moveTo(filter, at + 1);
                  },
                },
              ]),
          {
            id: "delete",
            label: "Delete",
            onSelect: () => {
              void call("filters.delete", { id }).then(told(`The filter ${name} was deleted.`));
            },
          },
        ]}
      />
    </div>
  );
}
