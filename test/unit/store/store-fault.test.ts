import { describe, expect, it } from "vitest";
import { storeFault } from "../../../main/store/store-fault";

const thrown = (code: string) => Object.assign(new Error("said by SQLite"), { code });

describe("classes of failing writes", () => {
  it.each([
    ["SQLITE_FULL", "disk-full", false],
    ["SQLITE_IOERR_FSYNC", "disk-error", true],
    ["SQLITE_IOERR_WRITE", "disk-error", true],
    ["SQLITE_READONLY_DBMOVED", "disk-error", true],
    ["SQLITE_CORRUPT", "store-damaged", true],
    ["SQLITE_CORRUPT_VTAB", "store-damaged", true],
    ["SQLITE_NOTADB", "store-damaged", true],
    ["SQLITE_BUSY_SNAPSHOT", "store-busy", false],
    ["SQLITE_CONSTRAINT_TRIGGER", "log-write-failed", false],
  ])("%s is %s", (code, named, lasting) => {
    const fault = storeFault(thrown(code), "/data/record.db");
    expect(fault.lasting).toBe(lasting);
    expect(fault.problem).toMatchObject({ code: named, place: "/data/record.db" });
    expect(fault.problem.remedy).not.toBe("");
  });

  it("does not say that nothing was recorded where that is not certain", () => {
    expect(storeFault(thrown("SQLITE_IOERR_FSYNC"), "f").problem.message).toContain("not recorded for certain");
    expect(storeFault(thrown("SQLITE_FULL"), "f").problem.message).toContain("Nothing was recorded");
    expect(storeFault("not even an error", "f").problem.code).toBe("log-write-failed");
  });
});
