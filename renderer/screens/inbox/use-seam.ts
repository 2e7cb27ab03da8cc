import { useEffect, useRef, useState, type RefObject } from "react";
import type { ShownInbox } from "../../bridge/inbox-feed";
import { lastActAt } from "../../state/decide";
import { orderOf } from "./inbox-rows";

/** A change this soon after the reviewer acted is taken as theirs, in milliseconds. */
const ownActLasts = 4_000;

/** A list that was just opened is let in as it is read, until the reader does something, in milliseconds. */
const opening = 3_000;

export interface Seamed {
  /** The list to show. */
  readonly shown: ShownInbox;
  /** A newer list that waits to be let in, or null. */
  readonly waiting: ShownInbox | null;
  readonly letIn: () => void;
}

/**
 * Which list to hold when a newer one came. In: the held list, the newer one, whether the reviewer brought the change about.
 * Out: the newer one where it is the reviewer's own doing, has the same order, goes on with rows that were still coming, or is the
 * first that has rows; else the held one.
 */
export function heldAfter(before: ShownInbox | null, newest: ShownInbox, own: boolean): ShownInbox {
  if (before === null || own || before.partial === true || isEmpty(before)) return newest;
  return orderOf(before) === orderOf(newest) ? newest : before;
}

/** Nothing is listed that a new row could move. */
function isEmpty({ groups }: ShownInbox): boolean {
  return groups.every(({ rows }) => rows.length === 0);
}

/** What stands on screen and what waits. */
export function seamOf(held: ShownInbox | null, newest: ShownInbox): Omit<Seamed, "letIn"> {
  const shown = held ?? newest;
  const same = shown === newest || shown.partial === true || isEmpty(shown) || orderOf(shown) === orderOf(newest);
  return { shown, waiting: same ? null : newest };
}

/**
 * Keeps the list from moving by itself. In: the newest list, without a filter: filtering what is held moves nothing by itself.
 * A newer list in the same order replaces the rows in place; in another order it waits until it is let in, unless the reviewer just
 * recorded something or took it back. Out: null until there is a list.
 */
export function useSeam(newest: ShownInbox | undefined): Seamed | null {
  const [held, setHeld] = useState<ShownInbox | null>(null);
  const settled = useRef(false);
  useSettling(settled);
  useEffect(() => {
    if (newest === undefined) return;
    setHeld((before) => heldAfter(before, newest, !settled.current || Date.now() - lastActAt() < ownActLasts));
  }, [newest]);
  if (newest === undefined) return null;
  return {
    ...seamOf(held, newest),
    letIn: () => {
      setHeld(newest);
    },
  };
}

/** Sets it a moment after the list was opened, or as soon as the reader presses a key or the pointer. */
function useSettling(settled: RefObject<boolean>): void {
  useEffect(() => {
    const settle = () => {
      settled.current = true;
    };
    const timer = setTimeout(settle, opening);
    window.addEventListener("keydown", settle, true);
    window.addEventListener("pointerdown", settle, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", settle, true);
      window.removeEventListener("pointerdown", settle, true);
    };
  }, [settled]);
}
