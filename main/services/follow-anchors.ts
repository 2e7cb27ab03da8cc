import type { AnchorType } from "../../shared/model/anchor";
import { anchoredState, anchorSettings, waitingAnchors } from "../views/anchors";
import type { Core } from "../views/core";
import { makeAnchor } from "./anchor-log";

/** Anchors by itself what the settings say, and tries again what waits, until stopped. */
export interface AnchorFollower {
  refresh(): void;
  stop(): void;
}

const usualMs = 30_000;

/** Which anchors are to be made now: those that waited long enough, and the automatic ones when they are due. */
export function anchorsDue(core: Core): AnchorType[] {
  const settings = anchorSettings(core);
  const now = core.platform.clock.now().getTime();
  const waiting = waitingAnchors(core);
  const due = anchoredState(core).due;
  return (["git", "rfc3161"] as const).filter((type) => {
    const automatic = (type === "git" ? settings.git : settings.time)?.automatic;
    if (automatic === undefined) return false;
    const waits = waiting.find((one) => one.type === type);
    return waits === undefined ? automatic && due : Date.parse(waits.nextAt) <= now;
  });
}

/** Looks from time to time, and when it is told that something changed. A machine without a network loses nothing by it. */
export function createAnchorFollower(
  core: Core,
  { onBug, everyMs = usualMs }: { readonly onBug: (error: unknown) => void; readonly everyMs?: number },
): AnchorFollower {
  let ended = false;
  let running = false;
  // Asked as a function: it changes while an anchor is made.
  const stopped = () => ended;
  const look = async (): Promise<void> => {
    if (stopped() || running) return;
    running = true;
    try {
      // A refused anchor says so in the window by its progress; one that waits is in the settings.
      for (const type of anchorsDue(core)) if (!stopped()) await makeAnchor(core, type, stopped);
    } catch (error) {
      // The store may have been closed meanwhile.
      if (!stopped()) onBug(error);
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  void look();
  return {
    refresh: () => void look(),
    stop: () => {
      ended = true;
      clearInterval(timer);
    },
  };
}
