import { useEffect, useEffectEvent, useRef } from "react";
import type { TimelineFilter, TimelineRow } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { call } from "../../bridge/client";
import { movedBeneath, type HeldEvent } from "./event-pages";

/**
 * Keeps the cursor on its event while events are read in before it. In: the cursor's position, the event there (undefined
 * while it is not read), and what moves the cursor from one position to another.
 */
export function useHeldEvent(
  attemptId: string,
  filter: TimelineFilter,
  index: number,
  row: TimelineRow | undefined,
  move: (from: number, to: number) => void,
): void {
  const held = useRef<HeldEvent | null>(null);
  const key = `${attemptId} ${JSON.stringify(filter)}`;
  const take = useEffectEvent(async (ref: EventRef, current: () => boolean) => {
    const before = held.current;
    if (before !== null && movedBeneath(before, index, key, ref)) {
      const { sessionId, seq } = before;
      const found = await call("timeline.locate", { attemptId, filter, sessionId, seq });
      if (!current()) return;
      const to = found.ok ? found.value.index : null;
      if (to !== null && to !== index) {
        held.current = { ...before, index: to };
        move(index, to);
        return;
      }
    }
    held.current = { ...ref, index, filter: key };
  });
  const sessionId = row?.sessionId;
  const seq = row?.event.seq;
  useEffect(() => {
    if (sessionId === undefined || seq === undefined) return undefined;
    let current = true;
    void take({ sessionId, seq }, () => current);
    return () => {
      current = false;
    };
  }, [sessionId, seq, index, key]);
}
