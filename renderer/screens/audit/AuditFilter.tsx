import { ChevronDown } from "lucide-react";
import type { RefObject } from "react";
import type { AuditRow } from "../../../shared/contract/audit";
import type { Output } from "../../../shared/contract/api";
import { auditTerms } from "../../../shared/review/audit-terms";
import { FilterCombobox } from "../../parts/FilterCombobox";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Menu } from "../../ui/Menu";
import { auditOffers, entryAskedFor, kindAskedFor, withKind } from "./audit-completions";
import { kindName } from "./audit-rows";

export interface AuditFilterProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** Rows whose values may be offered. */
  readonly rows: ReadonlyMap<number, AuditRow>;
  readonly problems: Output<"audit.list">["problems"];
  /** Gives the focus to the list. */
  readonly toList: () => void;
  /** Goes to an entry by its number. */
  readonly onEntry: (seq: number) => void;
  /** How many entries match, of how many; undefined without a filter. */
  readonly count: string | undefined;
}

const longestFilter = 300;

/** The log's filter, with a menu of kinds beside it; `#` and a number go to that entry. */
export function AuditFilter(props: AuditFilterProps) {
  const { field, filter, onFilter, rows, problems, toList, onEntry, count } = props;
  const seq = entryAskedFor(filter);
  return (
    <div className="audit-tools">
      <FilterCombobox
        field={field}
        name="Filter entries"
        placeholder="Filter: person:ilse.v kind:approve standing:stale repo:search, or #1466"
        longest={longestFilter}
        filter={filter}
        onFilter={onFilter}
        offers={() => (seq === null ? auditOffers(filter, rows.values()) : [])}
        // A number is no word to look for.
        problems={seq === null ? problems : []}
        toList={toList}
        onEnter={
          seq === null
            ? undefined
            : () => {
                onEntry(seq);
              }
        }
      />
      <KindMenu filter={filter} onFilter={onFilter} />
      {count === undefined ? null : <span className="meta nowrap">{count}</span>}
      {seq === null ? null : (
        <p className="filter-note" role="status">
          {`Enter goes to entry ${formatCount(seq)}.`}
        </p>
      )}
    </div>
  );
}

function KindMenu({ filter, onFilter }: { readonly filter: string; readonly onFilter: (filter: string) => void }) {
  const asked = kindAskedFor(filter);
  const kinds = (auditTerms.kind.values ?? []).filter((kind) => kind !== "decision");
  const item = (id: string, label: string, kind: string | null) => ({
    id,
    label,
    checked: asked === kind,
    onSelect: () => {
      onFilter(withKind(filter, kind));
    },
  });
  return (
    <Menu
      label="Kinds"
      trigger={
        <button type="button" className="button button-plain">
          {asked === null ? "All kinds" : asked === "decision" ? "Decisions" : kindName(asked)}
          <Icon icon={ChevronDown} small />
        </button>
      }
      items={[
        item("all", "All kinds", null),
        item("decision", "Decisions", "decision"),
        ...kinds.map((kind) => item(kind, kindName(kind), kind)),
      ]}
    />
  );
}
