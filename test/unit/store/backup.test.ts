import { describe, expect, it } from "vitest";
import { superseded, type BackupFile, type BackupWhy } from "../../../main/store/backup";

function backup(at: string, why: BackupWhy = "scheduled"): BackupFile {
  return { id: `${at} ${why}`, file: at, at: new Date(at), why, entries: 1, bytes: 1 };
}

function kept(backups: readonly BackupFile[]): string[] {
  const gone = new Set(superseded(backups).map(({ id }) => id));
  return backups.flatMap(({ id, file }) => (gone.has(id) ? [] : [file]));
}

const day = (back: number, hour = 12) => new Date(Date.UTC(2026, 10, 23 - back, hour)).toISOString();

describe("which backups are kept", () => {
  it("the newest of each of 7 days that have one, and of 4 weeks", () => {
    const daily = Array.from({ length: 60 }, (_, back) => [backup(day(back, 18)), backup(day(back, 6))]).flat();
    const left = kept(daily);
    expect(left.slice(0, 7)).toEqual(Array.from({ length: 7 }, (_, back) => day(back, 18)));
    // Monday 23 November is a week by itself so far; the three before end on Sundays.
    expect(left.slice(7)).toEqual([day(8, 18), day(15, 18)]);
    expect(left).toContain(day(1, 18));
  });

  it("days and weeks without one do not use a place up", () => {
    const rare = [0, 20, 40, 60, 80, 100, 120, 140].map((back) => backup(day(back)));
    expect(kept(rare)).toHaveLength(7);
  });

  it("three before migrations, ten that were asked for, and always the newest", () => {
    const asked = Array.from({ length: 14 }, (_, back) => backup(day(back), "asked"));
    expect(kept(asked)).toHaveLength(10);
    const migrations = Array.from({ length: 5 }, (_, back) => backup(day(back), "migration"));
    expect(kept(migrations)).toHaveLength(3);
    expect(kept([backup(day(0))])).toEqual([day(0)]);
    expect(kept([])).toEqual([]);
  });
});
