import path from "node:path";
import { describe, expect, it } from "vitest";
import { openDatabase, type WriteDb } from "../../../main/store/database";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import {
  readHeldTier,
  readRepositoryPolicy,
  writeHeldTiers,
  writeRepositoryPolicy,
  type HeldRow,
} from "../../../main/store/policy";
import { tierOrder } from "../../../shared/review/effective-tier";
import { tempFolder } from "../../support/temp-home";

function record(): WriteDb {
  const db = openDatabase(path.join(tempFolder(), "record.db"), "durable");
  if (!db.ok || !migrate(db.value, recordMigrations).ok) throw new Error("no database");
  return db.value;
}
const row = (level: HeldRow["level"], why: string): HeldRow => ({
  attemptId: "A-4M8PW",
  level,
  at: "2026-11-21T08:00:00Z",
  why,
});

describe("tiers that were reached", () => {
  it("only rise, whoever writes last", () => {
    const db = record();
    expect(readHeldTier(db, "A-4M8PW")).toBeNull();
    for (const before of tierOrder)
      for (const later of tierOrder) {
        db.prepare("DELETE FROM tier_held").run();
        writeHeldTiers(db, [row(before, "before"), row(later, "later")]);
        const higher = tierOrder.indexOf(later) > tierOrder.indexOf(before);
        expect(readHeldTier(db, "A-4M8PW"), `${before}, then ${later}`).toEqual(
          higher ? row(later, "later") : row(before, "before"),
        );
      }
    db.close();
  });
});

it("a repository's policy is kept by the commit that attempts began from", () => {
  const db = record();
  expect(readRepositoryPolicy(db, "b".repeat(40))).toBeNull();
  writeRepositoryPolicy(db, "b".repeat(40), { commit: "c".repeat(40), text: "version: 1\n" });
  expect(readRepositoryPolicy(db, "b".repeat(40))).toEqual({ commit: "c".repeat(40), text: "version: 1\n" });
  db.close();
});
