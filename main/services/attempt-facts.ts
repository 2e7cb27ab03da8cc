import type { SessionEvent } from "../../shared/model/event";
import { beginReplay, type DerivedPatch } from "../provenance/derive-patch";
import { readEvent } from "../store/events";
import type { Core } from "../views/core";
import { eventSteps } from "./judge-attempt";

/** What an attempt is made from that takes long to gather. */
export interface AttemptFacts {
  readonly sessionIds: readonly string[];
  readonly events: readonly SessionEvent[];
  /** What the recorded edits come to. */
  readonly derived: DerivedPatch;
}

const editsAtOnce = 50;

/**
 * Reads an attempt's events and replays its edits, in steps of a few milliseconds. In: its sessions, the folder they worked
 * in. The texts of one edit are in memory at a time.
 */
export function* factSteps(
  core: Core,
  sessionIds: readonly string[],
  cwd: string | null,
): Generator<void, AttemptFacts> {
  const events = yield* eventSteps(core, sessionIds);
  const replay = beginReplay(cwd);
  let edits = 0;
  for (const { sessionId, event } of events) {
    const { kind } = event.detail;
    // A command's line is not among the texts that are left out.
    if (kind === "command" || kind === "check") replay.take({ sessionId, event });
    if (kind !== "file-edit" || event.detail.outcome !== "ok") continue;
    const whole = readEvent(core.index, sessionId, event.seq);
    if (whole !== null) replay.take(whole);
    edits += 1;
    if (edits % editsAtOnce === 0) yield;
  }
  return { sessionIds, events, derived: replay.end() };
}
