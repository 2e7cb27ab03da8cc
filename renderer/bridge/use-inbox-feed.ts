import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem } from "../../shared/result";
import { startAsking, type Asking } from "./ask-inbox";
import { call, listen } from "./client";
import { shownInbox, type ShownInbox } from "./inbox-feed";
import { lastInbox, rememberInbox } from "./last-inbox";

/** A snooze ends and an answer falls due by the clock alone: so often it is asked, in milliseconds. */
const askEvery = 60_000;

/** Several changes in a row are remembered once, so many milliseconds after the last. */
const rememberAfter = 300;

/** The inbox, kept fresh. */
export interface InboxFeed {
  /** Undefined before the first answer where nothing is remembered of the last time. A newer problem does not take it away. */
  readonly value: ShownInbox | undefined;
  /** Why the last question had no answer. */
  readonly problem: Problem | undefined;
  /** The first answer takes longer than 10 s. */
  readonly slow: boolean;
  readonly reload: () => void;
}

/** The whole inbox: its top as it was last time, then asked for once and then by what changed: when the core says so, when it comes back, and by the clock. */
export function useInboxFeed(): InboxFeed {
  const [value, setValue] = useState<ShownInbox | undefined>(() => lastInbox() ?? undefined);
  const [problem, setProblem] = useState<Problem>();
  const [slow, setSlow] = useState(false);
  const asking = useRef<Asking | null>(null);
  useEffect(() => {
    const started = startAsking((since) => call("inbox.changes", { since }), {
      onFeed: (feed) => setValue(shownInbox(feed) ?? undefined),
      onProblem: setProblem,
      onSlow: setSlow,
    });
    asking.current = started;
    started.ask();
    let lost = false;
    const ends = [
      listen("core", ({ state }) => {
        if (state === "ready" && lost) started.ask();
        lost = state === "lost" || (lost && state !== "ready");
      }),
      listen("changed", ({ scopes }) => {
        if (scopes.includes("inbox")) started.ask();
      }),
    ];
    const timer = setInterval(started.ask, askEvery);
    return () => {
      clearInterval(timer);
      for (const end of ends) end();
      started.end();
    };
  }, []);
  useEffect(() => {
    if (value === undefined || value.partial === true) return undefined;
    const came = new Date();
    const remember = () => {
      rememberInbox(value, came);
    };
    const timer = setTimeout(remember, rememberAfter);
    // A window that is closed at once after a decision must not open with what was decided.
    window.addEventListener("pagehide", remember);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", remember);
    };
  }, [value]);
  const reload = useCallback(() => asking.current?.ask(), []);
  return { value, problem, slow, reload };
}
