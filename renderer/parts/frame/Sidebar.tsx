import { Folder, type LucideIcon } from "lucide-react";
import { useAppStatus } from "../../bridge/app-status";
import { useTaskRows } from "../../bridge/task-rows";
import { repositoryTerm, setInboxFilter, useInboxFilter } from "../../state/inbox-filter";
import { go, useRoute, type Route } from "../../state/route";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { SavedFilters } from "../SavedFilters";
import { BrandMark } from "./BrandMark";
import "./sidebar.css";

/** A screen the sidebar leads to. */
export interface NavItem {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly route: Route;
  readonly count?: number | undefined;
  /** How the count is read aloud. */
  readonly countName?: string | undefined;
}

/** Navigation, repositories as filters of the inbox, and who reviews. As a rail only the icons, each with its name. */
export function Sidebar({ items, rail }: { readonly items: readonly NavItem[]; readonly rail: boolean }) {
  const route = useRoute();
  const status = useAppStatus();
  return (
    <aside className={rail ? "sidebar sidebar-rail" : "sidebar"} aria-label="Navigation">
      <div className="sidebar-brand">
        <BrandMark />
        {rail ? <span className="only-read">Countersign</span> : "Countersign"}
      </div>
      <nav className="sidebar-nav" aria-label="Screens">
        {items.map((item) => (
          <SidebarLink key={item.route.screen} item={item} current={item.route.screen === route.screen} rail={rail} />
        ))}
        {rail ? null : (
          <>
            <SavedFilters />
            <Repositories />
          </>
        )}
      </nav>
      {rail || status.value === undefined ? null : (
        <div className="sidebar-reviewer">
          <div className="medium ink cut">
            <SafeText text={status.value.settings.reviewerName} />
          </div>
          <div className="dim">Self-asserted reviewer</div>
        </div>
      )}
    </aside>
  );
}

function SidebarLink({
  item,
  current,
  rail,
}: {
  readonly item: NavItem;
  readonly current: boolean;
  readonly rail: boolean;
}) {
  const counted = item.count !== undefined && item.count > 0;
  const name = counted
    ? `${item.label}, ${formatCount(item.count)}${item.countName === undefined ? "" : ` ${item.countName}`}`
    : item.label;
  return (
    <button
      type="button"
      className={current ? "sidebar-link sidebar-link-on" : "sidebar-link"}
      aria-current={current ? "page" : undefined}
      title={rail ? name : undefined}
      onClick={() => {
        go(item.route);
      }}
    >
      <Icon icon={item.icon} />
      {rail ? null : <span className="cut">{item.label}</span>}
      {counted && !rail ? <span className="sidebar-count">{formatCount(item.count)}</span> : null}
      {rail ? (
        <span className="only-read">{name}</span>
      ) : counted && item.countName !== undefined ? (
        <span className="only-read"> {item.countName}</span>
      ) : null}
    </button>
  );
}

function Repositories() {
  const route = useRoute();
  const filter = useInboxFilter();
  const rows = useTaskRows();
  const counts = new Map<string, number>();
  for (const row of rows ?? [])
    counts.set(row.repository, (counts.get(row.repository) ?? 0) + (row.turn === "your-turn" ? 1 : 0));
  if (counts.size === 0) return null;
  return (
    <>
      <h2 className="sidebar-heading">Repositories</h2>
      {[...counts].map(([repository, count]) => {
        const term = repositoryTerm(repository);
        const on = route.screen === "inbox" && filter === term;
        return (
          <button
            key={repository}
            type="button"
            className="sidebar-link"
            aria-pressed={on}
            title={`${repository}: ${formatCount(count)} waiting for you`}
            onClick={() => {
              setInboxFilter(on ? "" : term);
              go({ screen: "inbox" });
            }}
          >
            <Icon icon={Folder} small className="dim" />
            <span className="cut">
              <SafeText text={repository} code />
            </span>
            {count > 0 ? <span className="sidebar-count">{formatCount(count)}</span> : null}
          </button>
        );
      })}
    </>
  );
}
