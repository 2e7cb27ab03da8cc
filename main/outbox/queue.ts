import type { EffectState } from "../../shared/model/effect";
import { isOpen } from "./effect-state";

/** What the order of the queue is worked out from. */
export interface QueueRow {
  readonly id: string;
  /** Its place in the order. */
  readonly place: number;
  readonly decision: number | null;
  readonly lane: string;
  readonly channel: string;
  readonly state: EffectState;
  /** Not before this, RFC 3339. */
  readonly notBefore: string | null;
  /** Somebody is at it. */
  readonly claimed: boolean;
}

/** Rows by what they share. */
interface Order<R> {
  readonly byLane: ReadonlyMap<string, readonly R[]>;
  readonly byDecision: ReadonlyMap<number, readonly R[]>;
}

const orders = new WeakMap<readonly QueueRow[], Order<QueueRow>>();

/** Worked out once of a queue: with ten thousand rows, every row cannot be held against every other. In: rows that do not change. */
function orderOf<R extends QueueRow>(rows: readonly R[]): Order<R> {
  const known = orders.get(rows);
  // What is kept under an array was made of its own rows.
  if (known !== undefined) return known as Order<R>;
  const byDecision = new Map<number, R[]>();
  const byLane = new Map<string, R[]>();
  for (const row of rows) {
    put(byLane, row.lane, row);
    if (row.decision !== null) put(byDecision, row.decision, row);
  }
  const order = { byLane, byDecision };
  orders.set(rows, order);
  return order;
}

function put<K, R>(map: Map<K, R[]>, key: K, row: R): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [row]);
  else known.push(row);
}

/**
 * What must be settled before a row is sent: whatever is open before it on the same pull request, and whatever of the same
 * decision is before it and was neither done nor cancelled: an approval that is held must not be followed by its label.
 */
export function before<R extends QueueRow>(row: QueueRow, rows: readonly R[]): readonly R[] {
  const order = orderOf(rows);
  const inLane = (order.byLane.get(row.lane) ?? []).filter(
    (other) => other.place < row.place && isOpen(other.state) && !isStuck(other, order),
  );
  const ofDecision = (row.decision === null ? [] : (order.byDecision.get(row.decision) ?? [])).filter(
    (other) =>
      other.place < row.place && other.state !== "confirmed" && other.state !== "cancelled" && !inLane.includes(other),
  );
  return [...inLane, ...ofDecision].sort((one, other) => one.place - other.place);
}

/** Whether a row waits for people: what is before it in its decision is held or was refused. It keeps nothing else waiting. */
function isStuck(row: QueueRow, { byDecision }: Order<QueueRow>): boolean {
  return (
    row.state === "planned" &&
    row.decision !== null &&
    (byDecision.get(row.decision) ?? []).some(
      ({ place, state }) => place < row.place && (state === "held" || state === "failed"),
    )
  );
}

/** The next row to be sent or looked for; null where there is none now. In: every row that is not done or cancelled, and now. */
export function nextDue<R extends QueueRow>(rows: readonly R[], now: number): R | null {
  const inOrder = [...rows].sort((a, b) => a.place - b.place);
  const busy = new Set(inOrder.flatMap(({ claimed, channel }) => (claimed ? channel : [])));
  return (
    inOrder.find(
      (row) =>
        (row.state === "planned" || row.state === "unknown") &&
        !row.claimed &&
        (row.notBefore === null || Date.parse(row.notBefore) <= now) &&
        !busy.has(row.channel) &&
        before(row, inOrder).length === 0,
    ) ?? null
  );
}

/** What somebody is at is looked at again after this. */
const claimedMs = 1000;

/** When something can be due next, in milliseconds since the epoch; null where nothing goes on by itself. */
export function dueAt(rows: readonly QueueRow[], now: number): number | null {
  const free = rows.filter(
    (row) => isOpen(row.state) && !before(row, rows).some(({ state }) => state === "held" || state === "failed"),
  );
  if (free.length === 0) return null;
  return free.reduce(
    (first, { notBefore, claimed }) =>
      Math.min(first, Math.max(claimed ? now + claimedMs : now, Date.parse(notBefore ?? "") || now)),
    Infinity,
  );
}
