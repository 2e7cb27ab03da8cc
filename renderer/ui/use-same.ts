import { useState } from "react";

/**
 * What a value was before, as long as it says the same: what is made of it is not made again. In: the value, and whether two of them say
 * the same.
 */
export function useSame<T>(value: T, same: (before: T, now: T) => boolean): T {
  const [kept, keep] = useState(value);
  if (kept === value || same(kept, value)) return kept;
  keep(value);
  return value;
}

/** Whether two sets hold the same. */
export function sameMembers<T>(before: ReadonlySet<T>, now: ReadonlySet<T>): boolean {
  return before.size === now.size && [...now].every((each) => before.has(each));
}
