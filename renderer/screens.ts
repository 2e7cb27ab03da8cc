import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
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
export const screens: { readonly [S in ScreenName]?: Screen<S> } = {};
