import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  fileCallsOnDatabases,
  fullDisk,
  letThrough,
  twoLedgers,
  twoWriters,
  wrongSettings,
} from "../trust/database-guards";
import { failEveryCall } from "../trust/disk-faults";
import { killCycles } from "../trust/kill-cycles";
import { loseLogs } from "../trust/lost-logs";
import { migrateOldRecords } from "../trust/old-records";
import { cutPower } from "../trust/power-cuts";
import { noStrace } from "../trust/strace";
import { openTestApp, tempFolder } from "../support/temp-home";

/*
 * The short forms of the proofs of durability; `npm run trust` runs them in full.
 */

const untraceable = noStrace();

describe("a log that lost its end", () => {
  it("is DIVERGED whatever took its end, and takes no decision; others are not", async () => {
    const { cases, falseAlarms } = await loseLogs(3, 1);
    for (const [name, { tried, told, refused }] of Object.entries(cases))
      expect({ name, told, refused }).toEqual({ name, told: tried, refused: tried });
    expect(falseAlarms).toBe(0);
  });
});

describe("a core that is killed", () => {
  it("loses nothing that it acknowledged", async () => {
    const found = await killCycles(1, 3, 5);
    expect(found).toMatchObject({ cycles: 3, lost: 0, mismatches: 0 });
    expect(found.acknowledged).toBeGreaterThanOrEqual(15);
  });
});

describe.skipIf(untraceable !== null)(
  `disks that fail${untraceable === null ? "" : ` (skipped: ${untraceable})`}`,
  () => {
    it("cost no acknowledged decision, and the log goes on", async () => {
      const found = await failEveryCall(1, 16);
      expect(found.runs).toBeGreaterThan(4);
      expect(found).toMatchObject({ lost: 0, bad: [] });
    });

    it("lose nothing with the power, and lose something where SQLite's own settings are left", async () => {
      const strong = await cutPower(3, "strong", 3, 4);
      expect(strong.states).toBeGreaterThan(50);
      expect(strong).toMatchObject({ lost: 0, corrupt: 0, problems: [] });
      const weak = await cutPower(3, "weak", 2, 4);
      expect(weak.lost).toBeGreaterThan(0);
      expect(weak.unnoticed).toBe(0);
    });
  },
);

describe("the database", () => {
  it("has its settings on the first, second and third open", () => {
    expect(wrongSettings(path.join(tempFolder(), "record.db"))).toEqual([]);
  });

  it("lets nothing of the log be overwritten, on any connection", () => {
    expect(letThrough(tempFolder())).toEqual([]);
  });

  it("takes decisions of two processes at once, and of two connections", async () => {
    expect(await twoWriters(tempFolder(), 25)).toEqual({ acknowledged: 50, failed: 0, lost: 0, verified: true });
    expect(twoLedgers(tempFolder())).toBe(true);
  });

  it("loses nothing on a full disk, says so, and goes on when there is space", async (context) => {
    const found = await fullDisk();
    if (typeof found === "string") {
      context.skip(found);
      return;
    }
    expect(found).toMatchObject({ verifiedWhileFull: true, resumed: true, lost: 0 });
    expect(new Set(found.codes)).toEqual(new Set(["disk-full"]));
    expect(found.recorded).toBeGreaterThan(10);
  });

  it("is touched by SQLite alone while the app works", async () => {
    const calls = await fileCallsOnDatabases(async (home) => {
      const app = openTestApp({ home });
      await app.invoke("sample.open", {});
      await app.invoke("backups.make", {});
      await app.invoke("backups.rehearse", {});
      await app.sync();
      app.close();
    });
    expect(calls).toEqual([]);
  });
});

describe("records of every shipped form", () => {
  it("are brought to the newest with their entries as they were, also when killed on the way", async () => {
    const found = await migrateOldRecords(16);
    expect(found.bad).toEqual([]);
    expect(found.kills).toBeGreaterThan(2);
  });
});
