import type { AppStatus } from "../../shared/contract/app";
import { sourceFolder } from "../connect/source-folder";
import type { Core } from "./core";
import { followedConnections } from "./following";
import { currentSettings } from "./settings";
import { logState } from "./log-state";
import { readConnections } from "../store/connections";
import { countSessions, countSessionsBelow } from "../store/sessions";
import { countSources, countSourcesBelow } from "../store/sources";
import { changeStamp } from "../store/change-stamp";
import { countGroups } from "./inbox";

interface Counted {
  readonly stamp: string;
  readonly sessions: number;
  readonly below: ReadonlyMap<string, { readonly sessions: number; readonly sources: number }>;
}

/** Counting passes over every session and source: done once for each state of the store. */
const lastCount = new WeakMap<Core, Counted>();

function countsBelow(core: Core, folders: readonly string[]): Counted {
  const stamp = JSON.stringify([changeStamp(core.index), changeStamp(core.record), folders]);
  const last = lastCount.get(core);
  if (last?.stamp === stamp) return last;
  const counted: Counted = {
    stamp,
    sessions: countSessions(core.index),
    below: new Map(
      folders.map((folder) => [
        folder,
        { sessions: countSessionsBelow(core.index, folder), sources: countSourcesBelow(core.record, folder) },
      ]),
    ),
  };
  lastCount.set(core, counted);
  return counted;
}

/** What the frame of the window shows at all times. */
export function appStatus(core: Core): AppStatus {
  const stored = readConnections(core.record);
  const counted = countsBelow(
    core,
    stored.map((connection) => sourceFolder(core.home, connection)),
  );
  const followed = followedConnections(core);
  const connections = stored.map(({ keptFolder, ...connection }) => ({
    ...connection,
    following: connection.state !== "paused" && followed.has(connection.id),
    ...(counted.below.get(sourceFolder(core.home, { ...connection, keptFolder })) ?? { sessions: 0, sources: 0 }),
  }));
  const groups = countGroups(core);
  return {
    version: core.version,
    home: core.home,
    coreRuntime: core.platform.runtime,
    log: logState(core),
    connections,
    counts: {
      yourTurn: groups["your-turn"],
      waiting: groups.waiting,
      done: groups.done,
      tasks: groups.all,
      sessions: counted.sessions,
    },
    firstRun: connections.length === 0 && countSources(core.record) === 0,
    settings: currentSettings(core),
    now: core.platform.clock.now().toISOString(),
  };
}
