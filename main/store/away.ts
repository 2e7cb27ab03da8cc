import type { ReadDb, WriteDb } from "./database";

/** A stretch in which the program did not run, or the machine slept. */
export interface AwayStretch {
  readonly from: string;
  readonly to: string;
}

/** So many stretches are kept. */
const most = 200;

/** Until when the program is known to have run, as an instant; null where nothing was to be watched. */
export function readAwake(db: ReadDb): string | null {
  return db.prepare<[], { until_at: string }>("SELECT until_at FROM awake").get()?.until_at ?? null;
}

/** Keeps until when the program ran; null where nothing is to be watched any more. */
export function writeAwake(db: WriteDb, until: string | null): void {
  if (until === null) db.prepare("DELETE FROM awake").run();
  else
    db.prepare(
      "INSERT INTO awake (only_row, until_at) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET until_at = excluded.until_at",
    ).run(until);
}

/** Keeps a stretch; the oldest are let go. */
export function addAway(db: WriteDb, { from, to }: AwayStretch): void {
  db.transaction(() => {
    db.prepare(
      "INSERT INTO away (from_at, to_at) VALUES (?, ?) ON CONFLICT (from_at) DO UPDATE SET to_at = excluded.to_at",
    ).run(from, to);
    db.prepare("DELETE FROM away WHERE from_at NOT IN (SELECT from_at FROM away ORDER BY to_at DESC LIMIT ?)").run(
      most,
    );
  }).immediate();
}

/** All stretches that are kept, oldest first. */
export function readAway(db: ReadDb): AwayStretch[] {
  return db
    .prepare<[], { from_at: string; to_at: string }>("SELECT from_at, to_at FROM away ORDER BY from_at")
    .all()
    .map((row) => ({ from: row.from_at, to: row.to_at }));
}
