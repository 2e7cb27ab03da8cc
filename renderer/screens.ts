import { Inbox, Plug, Scale, ScrollText, Search, Send, Settings, type LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import { InboxScreen } from "./screens/inbox/InboxScreen";
import { lately } from "./ui/lately";
import type { RouteOf, ScreenName } from "./state/route";

/** A screen of the app. */
export interface Screen<S extends ScreenName = ScreenName> {
  readonly component: ComponentType<{ readonly route: RouteOf<S> }>;
  /** Its place in the sidebar. */
  readonly nav?: { readonly label: string; readonly icon: LucideIcon } | undefined;
  /** Needs the width: the sidebar is a rail here. */
  readonly rail?: boolean | undefined;
}

/** THE list of screens: a new one is a folder, a variant of Route and a line here. */
export const screens: { readonly [S in ScreenName]?: Screen<S> } = {
  inbox: { component: InboxScreen, nav: { label: "Inbox", icon: Inbox } },
  task: { component: lately(async () => (await import("./screens/task/TaskScreen")).TaskScreen) },
  search: {
    component: lately(async () => (await import("./screens/search/SearchScreen")).SearchScreen),
    nav: { label: "Search", icon: Search },
  },
  audit: {
    component: lately(async () => (await import("./screens/audit/AuditScreen")).AuditScreen),
    nav: { label: "Audit log", icon: ScrollText },
  },
  outbox: {
    component: lately(async () => (await import("./screens/outbox/OutboxScreen")).OutboxScreen),
    nav: { label: "Outbox", icon: Send },
  },
  policy: {
    component: lately(async () => (await import("./screens/policy/PolicyScreen")).PolicyScreen),
    nav: { label: "Policy", icon: Scale },
  },
  runners: {
    component: lately(async () => (await import("./screens/runners/RunnersScreen")).RunnersScreen),
    nav: { label: "Runners", icon: Plug },
  },
  settings: {
    component: lately(async () => (await import("./screens/settings/SettingsScreen")).SettingsScreen),
    nav: { label: "Settings", icon: Settings },
  },
  rota: { component: lately(async () => (await import("./screens/rota/RotaScreen")).RotaScreen) },
  diff: { component: lately(async () => (await import("./screens/diff/DiffScreen")).DiffScreen), rail: true },
  timeline: {
    component: lately(async () => (await import("./screens/timeline/TimelineScreen")).TimelineScreen),
    rail: true,
  },
  evidence: {
    component: lately(async () => (await import("./screens/evidence/EvidenceScreen")).EvidenceScreen),
    rail: true,
  },
  comments: {
    component: lately(async () => (await import("./screens/comments/CommentsScreen")).CommentsScreen),
    rail: true,
  },
  contract: {
    component: lately(async () => (await import("./screens/contract/ContractScreen")).ContractScreen),
    rail: true,
  },
  "first-run": { component: lately(async () => (await import("./screens/first-run/FirstRunScreen")).FirstRunScreen) },
};
