import type { InboxChanges, InboxStamp } from "../../shared/contract/inbox";
import type { Problem, Result } from "../../shared/result";
import { emptyFeed, sameFeed, takeIn, type Feed } from "./inbox-feed";

/** After this many milliseconds without an answer the screen says what it is still doing. */
const slowAfter = 10_000;

/** A conversation with the core about the inbox. */
export interface Asking {
  /** Asks for what changed; while an answer is on its way, once more after it. */
  readonly ask: () => void;
  readonly end: () => void;
}

export interface AskingHears {
  /** The feed looks otherwise than before. */
  readonly onFeed: (feed: Feed) => void;
  /** A question had no answer; undefined when the next one had. */
  readonly onProblem: (problem: Problem | undefined) => void;
  /** The first answer is late, or has come. */
  readonly onSlow: (slow: boolean) => void;
}

/**
 * Asks for the inbox page by page, then only for what changed. In: how the core is asked, and who hears of it. The first rows are told at
 * once, then each time twice as many have come; later changes when all of them are here.
 */
export function startAsking(
  question: (since: InboxStamp | null) => Promise<Result<InboxChanges>>,
  { onFeed, onProblem, onSlow }: AskingHears,
): Asking {
  let feed = emptyFeed;
  let shown = emptyFeed;
  let under: "idle" | "asking" | "again" | "over" = "idle";
  const now = () => under;
  const timer = setTimeout(() => {
    onSlow(true);
  }, slowAfter);
  const round = async () => {
    for (;;) {
      const answer = await question(feed.stamp);
      if (now() === "over") return;
      clearTimeout(timer);
      onSlow(false);
      if (!answer.ok) {
        onProblem(answer.error);
        return;
      }
      onProblem(undefined);
      feed = takeIn(feed, answer.value);
      const due = !answer.value.more || (!feed.complete && feed.rows.length >= 2 * shown.rows.length);
      if (due && !sameFeed(shown, feed)) {
        shown = feed;
        onFeed(feed);
      }
      if (!answer.value.more) return;
    }
  };
  const run = async () => {
    do {
      under = "asking";
      await round();
    } while (now() === "again");
    if (now() !== "over") under = "idle";
  };
  return {
    ask: () => {
      if (under === "idle") void run();
      else if (under === "asking") under = "again";
    },
    end: () => {
      under = "over";
      clearTimeout(timer);
    },
  };
}
