import type { LogState } from "../../shared/contract/app";
import type { Core } from "./core";

const known = new WeakMap<Core, LogState>();

/** Checks the whole log now and remembers the result with the size it was for. */
export function verifyLog(core: Core): LogState {
  const state: LogState = core.ledger.verify();
  known.set(core, state);
  return state;
}

/** The log as last checked; checked again when it has grown since. */
export function logState(core: Core): LogState {
  const last = known.get(core);
  return last?.entries === core.ledger.size() ? last : verifyLog(core);
}
