import { useEffect, useRef, useState } from "react";
import type { Inbox } from "../../../shared/contract/review";
import { orderOf } from "./inbox-rows";

/** A change this soon after the reviewer acted is taken as theirs, in milliseconds. */
const ownActLasts = 4_000;

export interface Seamed {
  /** The list to show. */
  readonly shown: Inbox;
  /** A newer list that waits to be let in, or null. */
  readonly waiting: Inbox | null;
  readonly letIn: () => void;
}

/**
 * Keeps the list from moving by itself. In: the newest list, the filter it answers, whether the reviewer is deciding.
 * A newer list in the same order replaces the rows in place; in another order it waits until it is let in, unless the reviewer
 * changed the filter or just decided. Out: null until there is a list.
 */
export function useSeam(newest: Inbox | undefined, filter: string, deciding: boolean): Seamed | null {
  const [held, setHeld] = useState<{ readonly inbox: Inbox; readonly filter: string } | null>(null);
  const actedAt = useRef(0);
  useEffect(() => {
    actedAt.current = Date.now();
  }, [deciding]);
  useEffect(() => {
    if (newest === undefined) return;
    setHeld((before) => {
      const own = deciding || Date.now() - actedAt.current < ownActLasts;
      const inPlace = before?.filter !== filter || own || orderOf(before.inbox) === orderOf(newest);
      return inPlace ? { inbox: newest, filter } : before;
    });
  }, [newest, filter, deciding]);
  if (newest === undefined) return null;
  const shown = held?.inbox ?? newest;
  return {
    shown,
    waiting: orderOf(shown) === orderOf(newest) ? null : newest,
    letIn: () => {
      setHeld({ inbox: newest, filter });
    },
  };
}
