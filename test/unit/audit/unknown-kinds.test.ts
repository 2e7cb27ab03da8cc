import path from "node:path";
import { describe, expect, it } from "vitest";
import { decodeEntry, decodeShown } from "../../../main/audit/canonical";
import { Ledger } from "../../../main/audit/ledger";
import { systemClock } from "../../../main/platform/clock";
import { KeyFiles } from "../../../main/platform/key-files";
import { openDatabase } from "../../../main/store/database";
import { LogMark } from "../../../main/store/log-mark";
import { migrate } from "../../../main/store/migrate";
import { recordMigrations } from "../../../main/store/migrations/record";
import { appendLater, laterContents } from "../../support/later-entries";
import { changeEntry } from "../../support/audit-night";
import { plainDecision } from "../../support/plain-decision";
import { tempFolder } from "../../support/temp-home";

const origin = "countersign.invalid/ea3e292a-134a-4d74-85d0-69a203d17186";
const header = { bootId: "b", monotonicNs: "1", origin, recordedAt: "2027-03-01T08:00:00.000Z", seq: 4, v: 2 };

/** As stored: keys in order, no white space. All of these are flat. */
function bytesOf(body: Readonly<Record<string, unknown>>): Uint8Array {
  return Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)))));
}

const shown = (body: Readonly<Record<string, unknown>>) => decodeShown(bytesOf(body), { seq: 4, origin });

function openLedger(home: string): { ledger: Ledger; close: () => void } {
  const db = openDatabase(path.join(home, "record.db"), "durable");
  if (!db.ok) throw new Error(db.error.message);
  migrate(db.value, recordMigrations);
  const keys = new KeyFiles(
    home,
    () => ({ name: "ilse", binding: "self-asserted" }),
    () => null,
  );
  return {
    ledger: new Ledger(db.value, systemClock(), "0.1.0", keys, new LogMark(home)),
    close: () => {
      db.value.close();
    },
  };
}

/** A log of a beginning, a decision and what a later version recorded, closed. Out: its folder and the first of the later entries. */
function laterLog(contents = laterContents): { home: string; first: number } {
  const home = tempFolder();
  const { ledger, close } = openLedger(home);
  const made = ledger.append([{ kind: "decision", decision: plainDecision() }]);
  if (!made.ok) throw new Error(made.error.message);
  close();
  return { home, first: appendLater(home, contents) };
}

describe("an entry of a kind that is not known", () => {
  it("is told by kind, further key or later form, as both verifiers tell it, and by nothing else", () => {
    const unknown = { kind: "unknown", v: 2, origin, seq: 4, recordedAt: header.recordedAt };
    expect(shown({ ...header, kind: "review.session", minutes: 12 })).toEqual({
      ok: true,
      value: { ...unknown, named: "review.session" },
    });
    expect(shown({ ...header, kind: "recovery", message: "m", more: 1 })).toMatchObject({
      ok: true,
      value: { ...unknown, named: "recovery" },
    });
    expect(shown({ v: 3, kind: 7 })).toEqual({
      ok: true,
      value: { kind: "unknown", v: 3, origin, seq: 4, recordedAt: null, named: "" },
    });
    expect(shown({ ...header, kind: "k".repeat(300) })).toMatchObject({ ok: true, value: { named: "k".repeat(100) } });
    // 40 to a verifier, and damaged here: a kind that the first form never had, a missing key, a wrong value, a header that is none.
    for (const wrong of [
      { ...header, v: 1, kind: "review.session" },
      { ...header, kind: "recovery", more: 1 },
      { ...header, kind: "recovery", message: 3, more: 1 },
      { ...header, kind: "review.session", recordedAt: "monday" },
      { ...header, kind: 7 },
      { ...header, v: 2.5, kind: "review.session" },
      { ...header, v: 0, kind: "review.session" },
    ])
      expect(shown(wrong), JSON.stringify(wrong)).toMatchObject({ ok: false, error: { code: "entry-refused" } });
  });

  it("is refused where it says that it is of another place, or its bytes are not in canonical form", () => {
    expect(shown({ ...header, kind: "later", seq: 5 })).toMatchObject({ ok: false });
    expect(shown({ ...header, kind: "later", origin: origin.replace("ea3e", "ffff") })).toMatchObject({ ok: false });
    const spaced = Buffer.from(JSON.stringify({ ...header, kind: "later" }).replace(",", ", "));
    expect(decodeShown(spaced, { seq: 4, origin })).toMatchObject({ ok: false });
    expect(decodeShown(Buffer.from("{"), { seq: 4, origin })).toMatchObject({ ok: false });
  });

  it("is never read as an entry of this version", () => {
    expect(decodeEntry(bytesOf({ ...header, kind: "review.session" }))).toMatchObject({ ok: false });
  });
});

describe("a log with entries of kinds that are not known", () => {
  it("holds, is not called verified, says how many there are, and takes nothing more", () => {
    const { home, first } = laterLog();
    const { ledger, close } = openLedger(home);
    expect(ledger.verify()).toMatchObject({ verified: false, problem: null, diverged: false, unknown: 3 });
    expect(ledger.glance()).toMatchObject({ verified: false, problem: null, diverged: false });
    const steps = ledger.verifySteps();
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value).toMatchObject({ verified: false, problem: null, unknown: 3, entries: first + 3 });
    expect(ledger.append([{ kind: "clock.anomaly", message: "now" }])).toMatchObject({
      ok: false,
      error: {
        code: "log-closed",
        message:
          "Nothing is recorded: The log holds 3 entries of kinds this version does not know: a later Countersign wrote them.",
      },
    });
    expect(ledger.goOn("anyhow")).toMatchObject({ ok: false, error: { code: "not-diverged" } });
    const read = ledger.read(first);
    expect(read).toMatchObject({ ok: true, value: { entry: { decision: null, body: { named: "review.session" } } } });
    close();
  });

  it("does not hold where one of them was changed, or the head is of another tree", () => {
    const { home, first } = laterLog();
    changeEntry(home, first, "minutes", "minuten");
    const { ledger, close } = openLedger(home);
    expect(ledger.verify()).toMatchObject({
      verified: false,
      problem: `Entry ${String(first)} was changed after it was recorded.`,
    });
    close();
  });

  it("says of what does not hold behind one that the version that wrote it may know better", () => {
    const policy = { kind: "policy", id: "team", digest: "5".repeat(64) };
    const { home, first } = laterLog([
      { kind: "review.session" },
      { ...policy, version: 3 },
      { ...policy, version: 2 },
    ]);
    const { ledger, close } = openLedger(home);
    const { problem } = ledger.verify();
    expect(problem).toMatch(new RegExp(`^Entry ${String(first + 2)}: `, "u"));
    expect(problem).toMatch(/Before it stands 1 of a kind this version does not know, the first at \d+:/u);
    close();
  });
});
