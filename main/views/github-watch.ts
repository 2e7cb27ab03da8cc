import type { Core } from "./core";

interface Watch {
  lookedAt: boolean;
  readonly listeners: Set<() => void>;
  /** When each connection is asked next, in milliseconds. */
  readonly next: Map<string, number>;
}

const watches = new WeakMap<Core, Watch>();

function watchOf(core: Core): Watch {
  const known = watches.get(core) ?? {
    lookedAt: false,
    listeners: new Set<() => void>(),
    next: new Map<string, number>(),
  };
  watches.set(core, known);
  return known;
}

/** Whether somebody looks at the window, as it says itself. */
export function isLookedAt(core: Core): boolean {
  return watchOf(core).lookedAt;
}

/** The window says that it has the focus, or lost it. */
export function tellLook(core: Core, looking: boolean): void {
  const watch = watchOf(core);
  const before = watch.lookedAt;
  watch.lookedAt = looking;
  if (looking && !before) for (const listener of watch.listeners) listener();
}

/** Calls back when somebody begins to look. Out: what ends that. */
export function onLook(core: Core, listener: () => void): () => void {
  const { listeners } = watchOf(core);
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says when a connection is asked next. */
export function tellNextAsk(core: Core, connection: string, atMs: number): void {
  watchOf(core).next.set(connection, atMs);
}

/** When a connection is asked next, in milliseconds; null where nothing follows it. */
export function nextAsk(core: Core, connection: string): number | null {
  return watchOf(core).next.get(connection) ?? null;
}
