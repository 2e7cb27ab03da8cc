import { useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import type { TimelineFilter, TimelineRow } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { call } from "../../bridge/client";
import { everything } from "../../parts/first-events";
import { announce } from "../../state/announce";
import type { RouteAt } from "../../state/route";
import { formatCount } from "../../ui/format";
import type { EventPages } from "./event-pages";
import { locate, sameFilter } from "./find-event";
import { foldedRows, plainRows, type ListRows } from "./fold-rows";
import type { Strip } from "./strip";
import { useEventPages } from "./use-event-pages";
import { useHeldEvent } from "./use-held-event";

/** What the list shows and where the reader is in it. */
interface Place {
  readonly filter: TimelineFilter;
  /** Position among the events that pass. */
  readonly cursor: number;
  /** The cursor is on the head of the open fold that begins with its event. */
  readonly onHead: boolean;
  readonly jump: number;
}

/** The search waits until typing rests. */
const typingRestMs = 160;

export interface TimelinePlace {
  readonly pages: EventPages;
  readonly total: number;
  /** The filter in force, and what is typed and will be. */
  readonly filter: TimelineFilter;
  readonly typed: TimelineFilter;
  readonly setTyped: (filter: TimelineFilter) => void;
  readonly filtered: boolean;
  readonly rows: ListRows;
  /** Position of the cursor's event, and the line it stands on. */
  readonly cursor: number;
  readonly cursorRow: number;
  readonly row: TimelineRow | undefined;
  readonly jump: number;
  readonly show: (filter: TimelineFilter, index: number) => void;
  readonly goTo: (ref: EventRef) => Promise<void>;
  /** Goes to a position of the unfiltered list, by its event where the list is filtered. */
  readonly goToPosition: (index: number) => Promise<void>;
  readonly setCursorRow: (row: number) => void;
  /** Opens or closes the fold that begins at a position. */
  readonly toggleFold: (from: number) => void;
  /** Folds nothing, or folds again. */
  readonly toggleAll: () => void;
  readonly foldsOn: boolean;
}

/**
 * Which events are listed, which of them are folded, and where the cursor is: kept through filters, jumps and new events. In: the
 * attempt, the event to begin at, all events as marks, and their pages where they are being read already.
 */
export function useTimelinePlace(
  attemptId: string,
  at: RouteAt | undefined,
  strip: Strip,
  all?: EventPages,
): TimelinePlace {
  const [place, setPlace] = useState<Place>({ filter: everything, cursor: 0, onHead: false, jump: 0 });
  const [typed, setTyped] = useState(everything);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [foldsOn, setFoldsOn] = useState(true);
  const [marks, setMarks] = useState(strip);
  if (marks !== strip) {
    setMarks(strip);
    // The event that the reader is on by now is not folded away beneath the cursor.
    const fold = marks.count > 0 || place.cursor === 0 ? null : foldedRows(strip, opened).foldOf(place.cursor);
    if (fold !== null) setOpened(new Set(opened).add(fold));
    if (marks.count === 0 && place.cursor > 0) setPlace({ ...place, jump: place.jump + 1 });
  }
  const pages = useEventPages(attemptId, place.filter, all);
  const filtered = !sameFilter(place.filter, everything);
  const total = pages.total ?? 0;
  const rows = useMemo(() => {
    // Events that came since the strip was read stand plain until it is read again.
    if (filtered || !foldsOn || strip.count !== total) return plainRows(total);
    return foldedRows(strip, opened);
  }, [filtered, strip, foldsOn, opened, total]);
  const cursor = Math.min(place.cursor, Math.max(0, total - 1));
  const row = pages.row(cursor);
  const onHead = place.onHead && rows.foldOf(cursor) === cursor;
  const eventRow = rows.rowOf(cursor);
  const cursorRow = onHead && rows.at(eventRow).kind === "event" ? eventRow - 1 : eventRow;
  useHeldEvent(attemptId, place.filter, cursor, row, (from, to) => {
    setPlace((before) => (before.cursor === from ? { ...before, cursor: to } : before));
  });

  const show = useCallback(
    (filter: TimelineFilter, index: number) => {
      setTyped(filter);
      setPlace((before) => ({ filter, cursor: index, onHead: false, jump: before.jump + 1 }));
      if (!sameFilter(filter, everything)) return;
      // What is asked for by name is not left in a fold.
      setOpened((before) => {
        const fold = foldedRows(strip, before).foldOf(index);
        return fold === null || before.has(fold) ? before : new Set(before).add(fold);
      });
    },
    [strip],
  );
  const arrive = (ref: EventRef, found: Awaited<ReturnType<typeof locate>>) => {
    if (!found.ok) announce(`Could not find event #${String(ref.seq)}: ${found.error.message}`);
    else if (found.value === null) announce(`Event #${formatCount(ref.seq)} is not in this timeline.`);
    else {
      if (!sameFilter(found.value.filter, place.filter))
        announce(`Filters cleared to show event #${formatCount(ref.seq)}.`);
      show(found.value.filter, found.value.index);
    }
  };
  const goTo = async (ref: EventRef) => {
    arrive(ref, await locate(attemptId, place.filter, ref));
  };
  const goToPosition = async (index: number) => {
    if (!filtered) {
      show(everything, index);
      return;
    }
    const found = await call("timeline.page", { attemptId, filter: everything, offset: index, limit: 1 });
    const first = found.ok ? found.value.rows[0] : undefined;
    if (first !== undefined) await goTo({ sessionId: first.sessionId, seq: first.event.seq });
  };
  const arriveAsked = useEffectEvent(arrive);
  const { sessionId: askedSession, seq: askedSeq } = at ?? {};
  useEffect(() => {
    if (askedSession === undefined || askedSeq === undefined) return undefined;
    const ref = { sessionId: askedSession, seq: askedSeq };
    let current = true;
    void locate(attemptId, everything, ref).then((found) => {
      if (current) arriveAsked(ref, found);
    });
    return () => {
      current = false;
    };
  }, [attemptId, askedSession, askedSeq]);

  // A changed filter keeps the reader at the same event where it passes, and takes effect when typing rests.
  const refilter = useEffectEvent(async (filter: TimelineFilter, current: () => boolean) => {
    const kept = row === undefined ? null : { sessionId: row.sessionId, seq: row.event.seq };
    const found = kept === null ? null : await call("timeline.locate", { attemptId, filter, ...kept });
    const index = found?.ok === true ? (found.value.index ?? 0) : 0;
    if (current()) setPlace((before) => ({ filter, cursor: index, onHead: false, jump: before.jump + 1 }));
  });
  useEffect(() => {
    if (sameFilter(typed, place.filter)) return undefined;
    let current = true;
    const timer = setTimeout(
      () => {
        void refilter(typed, () => current);
      },
      typed.text === place.filter.text ? 0 : typingRestMs,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [typed, place.filter]);

  return {
    pages,
    total,
    filter: place.filter,
    typed,
    setTyped,
    filtered,
    rows,
    cursor,
    cursorRow,
    row,
    jump: place.jump,
    show,
    goTo,
    goToPosition,
    foldsOn,
    setCursorRow: (next) => {
      if (next < 0 || next >= rows.count) return;
      const line = rows.at(next);
      const index = line.kind === "event" ? line.index : line.from;
      const head = line.kind === "fold";
      setPlace((before) =>
        before.cursor === index && before.onHead === head ? before : { ...before, cursor: index, onHead: head },
      );
    },
    toggleFold: (from) => {
      setOpened((before) => {
        const after = new Set(before);
        if (!after.delete(from)) after.add(from);
        return after;
      });
      setPlace((before) => ({ ...before, cursor: from, onHead: true }));
    },
    toggleAll: () => {
      setFoldsOn((before) => !before);
      setPlace((before) => ({ ...before, jump: before.jump + 1 }));
    },
  };
}
