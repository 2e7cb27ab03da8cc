import type { LogState } from "../../shared/contract/app";
import type { Core } from "./core";

const known = new WeakMap<Core, LogState>();

/** Checks the whole log now, in one piece, and remembers the result with the size it was for. */
export function verifyLog(core: Core): LogState {
  return keepLogState(core, core.ledger.verify());
}

/** Remembers what a check came to. */
export function keepLogState(core: Core, state: LogState): LogState {
  known.set(core, state);
  return state;
}

/** The log as last checked; what was added since is checked on top. While a check of the whole goes on, also how far it is. */
export function logState(core: Core): LogState {
  const last = known.get(core);
  if (last?.entries === core.ledger.size() && last.checking === null) return last;
  return keepLogState(core, core.ledger.verifyNew());
}
