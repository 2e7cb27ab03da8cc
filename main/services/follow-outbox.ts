import { setTimeout as sleep } from "node:timers/promises";
import { nextSending } from "./send-effects";
import { sendDue } from "./effect-acts";
import { tellSending } from "../views/outbox";
import type { Core } from "../views/core";

/** Sends effects as they come due, until stopped. */
export interface OutboxFollower {
  /** Looks at the queue now: call it when something was put into it. */
  refresh(): void;
  stop(): void;
}

/** Even where nothing is known to be due, the queue is looked at this often: another process may have written to it. */
const mostWaitMs = 60_000;
const leastWaitMs = 250;

/** Follows the queue of effects. In: told of bugs, after which it goes on a minute later. */
export function createOutboxFollower(core: Core, onBug: (error: unknown) => void): OutboxFollower {
  let ended = false;
  let waiting: AbortController | null = null;
  let again = false;
  // Asked as functions: both change during the waits.
  const stopped = () => ended;
  const wanted = () => again;
  const follow = async () => {
    while (!stopped()) {
      again = false;
      let wait = mostWaitMs;
      try {
        const sent = await sendDue(core, stopped);
        if (stopped()) return;
        const next = sent.ok ? nextSending(core) : null;
        if (next !== null)
          wait = Math.max(leastWaitMs, Math.min(mostWaitMs, next - core.platform.clock.now().getTime()));
      } catch (error) {
        if (stopped()) return;
        onBug(error);
      }
      if (wanted()) continue;
      const controller = new AbortController();
      waiting = controller;
      await sleep(wait, undefined, { signal: controller.signal, ref: false }).catch(() => undefined);
      waiting = null;
    }
  };
  tellSending(core, true);
  void follow();
  return {
    refresh: () => {
      again = true;
      waiting?.abort();
    },
    stop: () => {
      ended = true;
      tellSending(core, false);
      waiting?.abort();
    },
  };
}
