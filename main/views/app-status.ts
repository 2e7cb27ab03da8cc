import type { AppStatus } from "../../shared/contract/app";
import { sourceFolder } from "../connect/source-folder";
import { anchoredState } from "./anchors";
import type { Core } from "./core";
import { followedConnections } from "./following";
import { currentSettings } from "./settings";
import { logState } from "./log-state";
import { readConnections } from "../store/connections";
import { countTaken } from "../store/github-pulls";
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

/** Null where the inbox cannot be read. Its own question fails by the same cause, which is written down and shown there. */
function inboxCounts(core: Core, sessions: number): AppStatus["counts"] {
  try {
    const { "your-turn": yourTurn, waiting, done, all } = countGroups(core);
    return { yourTurn, waiting, done, tasks: all, sessions };
  } catch {
    return null;
  }
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
    ...(connection.kind === "github" ? { sources: countTaken(core.record, connection.id) } : {}),
  }));
  return {
    version: core.version,
    home: core.viewed?.home ?? core.home,
    viewed: viewedOf(core),
    coreRuntime: core.platform.runtime,
    log: { ...logState(core), anchored: anchoredState(core) },
    connections,
    counts: inboxCounts(core, counted.sessions),
    firstRun: connections.length === 0 && countSources(core.record) === 0,
    settings: currentSettings(core),
    now: core.platform.clock.now().toISOString(),
  };
}

/** Why the data folder is only looked at, without its place. */
function viewedOf({ viewed }: Core): AppStatus["viewed"] {
  if (viewed === null) return null;
  const { why, sentence, notRead } = viewed;
  return { why, sentence, notRead };
}
