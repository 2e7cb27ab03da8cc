import { Inbox, Plug, Scale, ScrollText, Search, Settings, type LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import { AuditScreen } from "./screens/audit/AuditScreen";
import { ContractScreen } from "./screens/contract/ContractScreen";
import { DiffScreen } from "./screens/diff/DiffScreen";
import { EvidenceScreen } from "./screens/evidence/EvidenceScreen";
import { FirstRunScreen } from "./screens/first-run/FirstRunScreen";
import { InboxScreen } from "./screens/inbox/InboxScreen";
import { PolicyScreen } from "./screens/policy/PolicyScreen";
import { RunnersScreen } from "./screens/runners/RunnersScreen";
import { SearchScreen } from "./screens/search/SearchScreen";
import { SettingsScreen } from "./screens/settings/SettingsScreen";
import { TaskScreen } from "./screens/task/TaskScreen";
import { TimelineScreen } from "./screens/timeline/TimelineScreen";
import type { RouteOf, ScreenName } from "./state/route";

/** A screen of the app. */
export interface Screen<S extends ScreenName = ScreenName> {
  readonly component: ComponentType<{ readonly route: RouteOf<S> }>;
  /** Its place in the sidebar, with the second key of its `g` chord. */
  readonly nav?: { readonly label: string; readonly icon: LucideIcon; readonly key: string } | undefined;
  /** Needs the width: the sidebar is a rail here. */
  readonly rail?: boolean | undefined;
}

/** THE list of screens: a new one is a folder, a variant of Route and a line here. */
export const screens: { readonly [S in ScreenName]?: Screen<S> } = {
  inbox: { component: InboxScreen, nav: { label: "Inbox", icon: Inbox, key: "i" } },
  task: { component: TaskScreen },
  search: { component: SearchScreen, nav: { label: "Search", icon: Search, key: "f" } },
  audit: { component: AuditScreen, nav: { label: "Audit log", icon: ScrollText, key: "a" } },
  policy: { component: PolicyScreen, nav: { label: "Policy", icon: Scale, key: "y" } },
  runners: { component: RunnersScreen, nav: { label: "Runners", icon: Plug, key: "r" } },
  settings: { component: SettingsScreen, nav: { label: "Settings", icon: Settings, key: "s" } },
  diff: { component: DiffScreen, rail: true },
  timeline: { component: TimelineScreen, rail: true },
  evidence: { component: EvidenceScreen, rail: true },
  contract: { component: ContractScreen, rail: true },
  "first-run": { component: FirstRunScreen },
};
