import type { Core } from "./core";

/** Connections whose changes this process reads as they happen, by what follows them. */
const followed = new WeakMap<Core, Map<string, ReadonlySet<string>>>();

/** Says which connections a follower follows from now on; it replaces what the same follower said before. */
export function tellFollowed(core: Core, follower: string, connections: ReadonlySet<string>): void {
  const all = followed.get(core) ?? new Map<string, ReadonlySet<string>>();
  followed.set(core, all.set(follower, connections));
}

/** Ids of the connections that are followed by anything. */
export function followedConnections(core: Core): ReadonlySet<string> {
  return new Set([...(followed.get(core)?.values() ?? [])].flatMap((ids) => [...ids]));
}
