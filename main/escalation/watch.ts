/** A longer gap between two looks at the clock means that the machine slept, or the program did not run, in milliseconds. */
export const longestGapMs = 90_000;

/** A stretch without anybody to tell, in milliseconds since the epoch. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretch before now in which nobody could be told. In: when the clock was looked at last (null: never, while something was to be
 * watched), now, and the times by which answers are wanted with the moments they were asked at. Out: null where there was no gap, or no
 * such time fell into it.
 */
export function gapBefore(
  last: number | null,
  now: number,
  times: readonly { readonly raisedAt: number; readonly due: number }[],
): Gap | null {
  const passed = times.filter(({ due }) => due <= now);
  const from = last ?? Math.min(...passed.map(({ raisedAt }) => raisedAt));
  if (!Number.isFinite(from) || now - from <= longestGapMs) return null;
  return passed.some(({ due }) => due > from) ? { from, to: now } : null;
}
