import type { AppStatus } from "../../shared/contract/app";
import type { Core } from "./core";
import { currentSettings } from "./settings";
import { logState } from "./log-state";
import { readConnections } from "../store/connections";
import { countSessions, countSessionsBelow } from "../store/sessions";
import { countSources, countSourcesBelow } from "../store/sources";
import { inboxRows } from "./inbox";

/** What the frame of the window shows at all times. */
export function appStatus(core: Core): AppStatus {
  const connections = readConnections(core.record).map((connection) => ({
    ...connection,
    sessions: countSessionsBelow(core.index, connection.path),
    sources: countSourcesBelow(core.record, connection.path),
  }));
  const rows = inboxRows(core);
  const counted = (group: (typeof rows)[number]["group"]) => rows.filter((row) => row.group === group).length;
  return {
    version: core.version,
    home: core.home,
    coreRuntime: core.platform.runtime,
    log: logState(core),
    connections,
    counts: {
      yourTurn: counted("your-turn"),
      waiting: counted("waiting"),
      done: counted("done"),
      tasks: rows.length,
      sessions: countSessions(core.index),
    },
    firstRun: connections.length === 0 && countSources(core.record) === 0,
    settings: currentSettings(core),
    now: core.platform.clock.now().toISOString(),
  };
}
