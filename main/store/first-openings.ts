import type { ReadDb } from "./database";
import { prepared } from "./prepared";

/** When each reviewer first opened something in each attempt: a file, a hunk or an evidence item. Openings kept before attempts were named are left out. */
export function firstOpenings(db: ReadDb): Map<string, { readonly reviewer: string; readonly at: string }[]> {
  const rows = prepared<[], { attempt_id: string; reviewer: string; at: string }>(
    db,
    "SELECT attempt_id, reviewer, min(at) AS at FROM opened WHERE attempt_id IS NOT NULL GROUP BY attempt_id, reviewer",
  ).all();
  const byAttempt = new Map<string, { reviewer: string; at: string }[]>();
  for (const { attempt_id: attempt, reviewer, at } of rows) {
    const known = byAttempt.get(attempt);
    if (known === undefined) byAttempt.set(attempt, [{ reviewer, at }]);
    else known.push({ reviewer, at });
  }
  return byAttempt;
}
