import { describe, expect, it } from "vitest";
import type { AuditRow } from "../../../../shared/contract/audit";
import { AuditLines } from "../../../../renderer/screens/audit/audit-lines";

const now = Date.parse("2026-11-23T12:00:00Z");
const row = (seq: number, recordedAt: string | null): AuditRow => ({
  seq,
  recordedAt,
  person: "ilse.v",
  kind: "Approve",
  kindId: "approve",
  on: "PAY-118",
  taskId: "T-7QK2M",
  repository: "payments",
  standing: "in-force",
  signed: "counts",
  clockSuspect: false,
  leafHash: "0".repeat(64),
});
const day = (n: number): string => `2026-11-${String(n).padStart(2, "0")}T12:00:00Z`;
const mapOf = (rows: readonly AuditRow[]): ReadonlyMap<number, AuditRow> => new Map(rows.map((one) => [one.seq, one]));
const shown = (lines: AuditLines): string[] =>
  Array.from({ length: lines.count }, (_, index) => {
    const line = lines.at(index);
    return line === undefined
      ? "gone"
      : line.kind === "day"
        ? line.day
        : line.kind === "unread"
          ? `(${String(line.seq)})`
          : String(line.row.seq);
  });

describe("lines of the audit list", () => {
  it("are entries under their days, newest first", () => {
    const lines = AuditLines.ofLog(mapOf([row(0, day(21)), row(1, day(21)), row(2, day(22))]), { from: 0, to: 3 }, now);
    expect(shown(lines)).toEqual(["Sun 22 Nov", "2", "Sat 21 Nov", "1", "0"]);
  });
  it("are as many as the log has, whatever was read of it", () => {
    const lines = AuditLines.ofLog(
      mapOf([row(9, day(22)), row(5, day(21)), row(4, day(21))]),
      { from: 0, to: 12 },
      now,
    );
    expect(shown(lines)).toEqual([
      "(11)",
      "(10)",
      "Sun 22 Nov",
      "9",
      "(8)",
      "(7)",
      "(6)",
      "Sat 21 Nov",
      "5",
      "4",
      "(3)",
      "(2)",
      "(1)",
      "(0)",
    ]);
    for (let seq = 0; seq < 12; seq += 1) {
      const line = lines.at(lines.indexOf(seq));
      expect(line?.kind === "entry" ? line.row.seq : line?.kind === "unread" ? line.seq : -1).toBe(seq);
    }
    expect(lines.indexOf(12)).toBe(-1);
    expect(lines.at(-1)).toBeUndefined();
    expect(lines.at(lines.count)).toBeUndefined();
  });
  it("keep to the stretch that a bundle holds", () => {
    const lines = AuditLines.ofLog(mapOf([row(7, day(22)), row(6, null), row(3, day(21))]), { from: 5, to: 8 }, now);
    // The withheld entry has no time of its own: no day is said for it.
    expect(shown(lines)).toEqual(["Sun 22 Nov", "7", "6", "(5)"]);
  });
  it("are those that a filter found, and no others", () => {
    const lines = AuditLines.ofFound([row(9, day(22)), row(2, day(22))], now);
    expect(shown(lines)).toEqual(["Sun 22 Nov", "9", "2"]);
    expect(lines.indexOf(5)).toBe(-1);
  });
  it("name the nearest entry, over days", () => {
    const lines = AuditLines.ofLog(mapOf([row(1, day(22)), row(0, day(21))]), { from: 0, to: 2 }, now);
    expect(lines.seqNear(0, 1)).toBe(1);
    expect(lines.seqNear(2, -1)).toBe(1);
    expect(lines.seqNear(2, 1)).toBe(0);
    expect(AuditLines.ofFound([], now).seqNear(0, 1)).toBeNull();
  });
  it("of a hundred thousand entries are made and asked in a moment", () => {
    const rows = mapOf(Array.from({ length: 400 }, (_, at) => row(50_000 + at, day(22))));
    const started = performance.now();
    const lines = AuditLines.ofLog(rows, { from: 0, to: 100_000 }, now);
    for (let index = 0; index < lines.count; index += 97) lines.at(index);
    expect(lines.count).toBe(100_001);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
