import { useEffect, useRef, useState } from "react";
import type { Inbox } from "../../../shared/contract/review";
import { orderOf } from "./inbox-rows";

/** A change this soon after the reviewer acted is taken as theirs, in milliseconds. */
const ownActLasts = 4_000;

/** A list and the filter it answers. */
export interface FilteredInbox {
  readonly inbox: Inbox;
  readonly filter: string;
}

export interface Seamed {
  /** The list to show. */
  readonly shown: Inbox;
  /** A newer list that waits to be let in, or null. */
  readonly waiting: Inbox | null;
  readonly letIn: () => void;
}

/**
 * Which list to hold when a newer one came. In: the held list, the newer one, whether the reviewer brought the change about.
 * Out: the newer one where it answers another filter, is the reviewer's own doing or has the same order; else the held one.
 */
export function heldAfter(before: FilteredInbox | null, newest: FilteredInbox, own: boolean): FilteredInbox {
  const inPlace = before?.filter !== newest.filter || own || orderOf(before.inbox) === orderOf(newest.inbox);
  return inPlace ? newest : before;
}

/** What stands on screen and what waits. A held list never stands for another filter than its own. */
export function seamOf(held: FilteredInbox | null, newest: FilteredInbox): Omit<Seamed, "letIn"> {
  const shown = held?.filter === newest.filter ? held.inbox : newest.inbox;
  return { shown, waiting: orderOf(shown) === orderOf(newest.inbox) ? null : newest.inbox };
}

/**
 * Keeps the list from moving by itself. In: the newest list, the filter that list answers, whether the reviewer is deciding.
 * A newer list in the same order replaces the rows in place; in another order it waits until it is let in, unless the reviewer
 * changed the filter or just decided. Out: null until there is a list.
 */
export function useSeam(newest: Inbox | undefined, filter: string, deciding: boolean): Seamed | null {
  const [held, setHeld] = useState<FilteredInbox | null>(null);
  const actedAt = useRef(0);
  useEffect(() => {
    actedAt.current = Date.now();
  }, [deciding]);
  useEffect(() => {
    if (newest === undefined) return;
    setHeld((before) =>
      heldAfter(before, { inbox: newest, filter }, deciding || Date.now() - actedAt.current < ownActLasts),
    );
  }, [newest, filter, deciding]);
  if (newest === undefined) return null;
  return {
    ...seamOf(held, { inbox: newest, filter }),
    letIn: () => {
      setHeld({ inbox: newest, filter });
    },
  };
}
