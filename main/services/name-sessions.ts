import { updateSession } from "../store/sessions";
import type { Core } from "../views/core";
import type { SourceEnd } from "../views/source-reader";
import { findRunnerSession } from "./read-transcript";

/** Gives sessions that have none the titles that a side file holds for them. */
export function nameSessions(core: Core, names: SourceEnd["names"]): void {
  for (const { runnerSessionId, title } of names) {
    for (const adapter of core.plugins.adapters) {
      const session = findRunnerSession(core, adapter.id, runnerSessionId)?.session;
      if (session?.title === null) updateSession(core.index, { ...session, title });
    }
  }
}
