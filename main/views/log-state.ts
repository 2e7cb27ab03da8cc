import type { LogState } from "../../shared/contract/app";
import type { Core } from "./core";

const known = new WeakMap<Core, LogState>();

/** Checks the whole log now and remembers the result with the size it was for. */
export function verifyLog(core: Core): LogState {
  const state: LogState = core.ledger.verify();
  known.set(core, state);
  return state;
}

/** The log as last checked; what was added since is checked on top. */
export function logState(core: Core): LogState {
  const last = known.get(core);
  if (last?.entries === core.ledger.size()) return last;
  const state: LogState = core.ledger.verifyNew();
  known.set(core, state);
  return state;
}
