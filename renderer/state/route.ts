import { create } from "zustand";

/** A place inside an attempt: a line of the diff, an event of the timeline, or a test of the evidence in a report. */
export interface RouteAt {
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  /** Of the line; the new file where it is not said. */
  readonly side?: "old" | "new" | undefined;
  readonly sessionId?: string | undefined;
  readonly seq?: number | undefined;
  /** The name of a test in the report at the path. */
  readonly test?: string | undefined;
}

/** Where the reader is. A new screen is one variant here and one line in screens.ts. */
export type Route =
  | { readonly screen: "inbox" }
  | { readonly screen: "task"; readonly taskId: string }
  | {
      readonly screen: "diff";
      readonly taskId: string;
      readonly attemptId: string;
      readonly at?: RouteAt | undefined;
      /** Shows this attempt against another one's result instead of against its base. */
      readonly against?: string | undefined;
      /** Shows what changed since the reviewer read it, file by file. */
      readonly since?: "read" | undefined;
    }
  | {
      readonly screen: "timeline";
      readonly taskId: string;
      readonly attemptId: string;
      readonly at?: RouteAt | undefined;
      /** Other attempts of the task whose timelines are shown on the same clock. */
      readonly beside?: readonly string[] | undefined;
    }
  | { readonly screen: "comments"; readonly taskId: string; readonly attemptId: string }
  | {
      readonly screen: "evidence";
      readonly taskId: string;
      readonly attemptId: string;
      readonly at?: RouteAt | undefined;
    }
  | {
      readonly screen: "contract";
      readonly taskId?: string | undefined;
      readonly start?: "open" | "import" | undefined;
    }
  | { readonly screen: "audit"; readonly seq?: number | undefined }
  | { readonly screen: "outbox"; readonly effect?: string | undefined }
  /** The policy of an attempt, with what its repository adds; without one, this machine's. */
  | { readonly screen: "policy"; readonly taskId?: string | undefined; readonly attemptId?: string | undefined }
  | { readonly screen: "search" }
  | { readonly screen: "rota" }
  | { readonly screen: "runners" }
  | { readonly screen: "settings"; readonly section?: string | undefined }
  | { readonly screen: "first-run" };

export type ScreenName = Route["screen"];
type Narrowed<R, S> = R extends { readonly screen: infer Names }
  ? S extends Names
    ? R & { readonly screen: S }
    : never
  : never;
/** The route of one screen, with everything that screen is told. */
export type RouteOf<S extends ScreenName> = Narrowed<Route, S>;

interface RouteState {
  readonly route: Route;
  readonly past: readonly Route[];
}

const longestPast = 100;
const store = create<RouteState>(() => ({ route: { screen: "inbox" }, past: [] }));

function same(a: Route, b: Route): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The current route. */
export function useRoute(): Route {
  return store((state) => state.route);
}

let guard: ((leave: () => void) => void) | null = null;

/**
 * Asks before the reader leaves: while the guard is there, going elsewhere does nothing but call it with what would have been done.
 * Out: the function that takes the guard away.
 */
export function guardLeaving(ask: (leave: () => void) => void): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = null;
  };
}

function leaving(leave: () => void): void {
  if (guard === null) leave();
  else guard(leave);
}

/** Goes to a route and remembers where from. Going where one already is does nothing. */
export function go(route: Route): void {
  if (same(store.getState().route, route)) return;
  leaving(() => {
    move(route);
  });
}

function move(route: Route): void {
  store.setState((state) =>
    same(state.route, route) ? state : { route, past: [...state.past, state.route].slice(-longestPast) },
  );
}

/** Replaces the current route without a step in the history: for a place within the same screen. */
export function replace(route: Route): void {
  store.setState((state) => (same(state.route, route) ? state : { ...state, route }));
}

/** Goes back one step; at the start, to the inbox. */
export function back(): void {
  leaving(step);
}

function step(): void {
  store.setState((state) => {
    const last = state.past.at(-1);
    return last === undefined
      ? { route: { screen: "inbox" }, past: [] }
      : { route: last, past: state.past.slice(0, -1) };
  });
}
