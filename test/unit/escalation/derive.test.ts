import { describe, expect, it } from "vitest";
import { escalationsOf, isAbout, waitsForAnswer, type EscalationEntry } from "../../../main/escalation/derive";
import type { Decision } from "../../../shared/model/decision";
import { withQuestion } from "../../../shared/review/escalation-question";
import { plainDecision } from "../../support/plain-decision";

const leafOf = (seq: number): string => String(seq).padStart(64, "0");
const at = (time: string): number => Date.parse(`2026-11-22T${time}:00Z`);

function entry(
  seq: number,
  time: string,
  over: Partial<Decision>,
  withdrawn: EscalationEntry["withdrawn"] = null,
): EscalationEntry {
  const made = plainDecision({
    attemptId: null,
    attemptLetter: null,
    reason: "",
    reviewer: { name: "Ilse", binding: "self-asserted" },
    ...over,
  });
  return {
    seq,
    leafHash: leafOf(seq),
    recordedAt: `2026-11-22T${time}:00.000Z`,
    decision: made,
    reason: made.reason,
    withdrawn,
  };
}

const raised = (over: Partial<Decision> = {}) =>
  entry(4, "01:00", {
    kind: "escalate",
    person: "Dario",
    until: "2026-11-22T03:00:00Z",
    reason: withQuestion("The migration cannot be undone.", "May it run tonight?"),
    ...over,
  });
const about = (seq: number) => ({ escalation: { seq, leafHash: leafOf(seq) } });
const acknowledged = (time = "01:30") => entry(5, time, { kind: "acknowledge", person: "Dario", ...about(4) });
const answered = (time = "02:00", seq = 6) =>
  entry(seq, time, { kind: "answer", person: "Dario", reason: "Yes, after the backup.", ...about(4) });

describe("an escalation as it stands", () => {
  it.each<[string, readonly EscalationEntry[], string, string, string | null]>([
    ["is open until its time", [raised()], "02:59", "open", null],
    ["is missed from the very moment on", [raised()], "03:00", "missed", "2026-11-22T03:00:00Z"],
    ["is missed however long nobody looked", [raised()], "23:00", "missed", "2026-11-22T03:00:00Z"],
    ["is acknowledged", [raised(), acknowledged()], "02:00", "acknowledged", null],
    ["is missed though it was acknowledged", [raised(), acknowledged()], "03:01", "missed", "2026-11-22T03:00:00Z"],
    ["is answered in time", [raised(), answered()], "09:00", "answered", null],
    [
      "is answered late, and says since when",
      [raised(), answered("05:00")],
      "09:00",
      "answered",
      "2026-11-22T03:00:00Z",
    ],
    [
      "is closed by what was decided before its time",
      [raised(), entry(7, "02:00", { kind: "approve" })],
      "09:00",
      "closed",
      null,
    ],
    ["is closed late", [raised(), entry(7, "04:00", { kind: "reject" })], "09:00", "closed", "2026-11-22T03:00:00Z"],
    [
      "stays open beside what moves nothing",
      [raised(), entry(7, "02:00", { kind: "assign-owner" })],
      "02:30",
      "open",
      null,
    ],
    [
      "stays answered when it is decided on",
      [raised(), answered(), entry(8, "04:00", { kind: "approve" })],
      "09:00",
      "answered",
      null,
    ],
  ])("%s", (_name, entries, now, state, missedSince) => {
    const [one] = escalationsOf(entries, at(now));
    expect(one).toMatchObject({ state, missedSince, to: "Dario", by: "Ilse" });
    expect(one?.reason).toBe("The migration cannot be undone.");
    expect(one?.question).toBe("May it run tonight?");
  });

  it("is withdrawn, and what it was taken back with is told", () => {
    const [one] = escalationsOf(
      [
        entry(
          4,
          "01:00",
          { kind: "escalate", person: "Dario", until: "2026-11-22T03:00:00Z" },
          {
            seq: 5,
            at: "2026-11-22T01:05:00.000Z",
            person: "Ilse",
            reason: "By mistake",
          },
        ),
      ],
      at("09:00"),
    );
    expect(one).toMatchObject({ state: "withdrawn", missedSince: null });
    expect(one?.history.map(({ what }) => what)).toEqual(["raised", "withdrawn"]);
  });

  it("does not count an answer that was taken back, or one that saw another entry in its place", () => {
    const back = { ...answered(), withdrawn: { seq: 9, at: "2026-11-22T02:01:00.000Z", person: "Ilse", reason: "" } };
    const other = entry(7, "02:00", { kind: "answer", reason: "No", escalation: { seq: 4, leafHash: leafOf(40) } });
    expect(escalationsOf([raised(), back, other], at("02:30"))[0]).toMatchObject({ state: "open", answer: null });
    expect(isAbout({ seq: 4, leafHash: leafOf(40) }, raised())).toBe(false);
  });

  it("tells its history in the order of time, the time that passed among it, and who recorded another's word", () => {
    const [one] = escalationsOf([raised(), acknowledged(), answered("05:00"), answered("06:00", 7)], at("09:00"));
    expect(one?.history.map(({ what, by, recordedBy, seq }) => [what, by, recordedBy, seq])).toEqual([
      ["raised", "Ilse", null, 4],
      ["acknowledged", "Dario", "Ilse", 5],
      ["due", "", null, null],
      ["answered", "Dario", "Ilse", 6],
      ["answered", "Dario", "Ilse", 7],
    ]);
    expect(one?.answer?.seq).toBe(7);
  });

  it("says what raised it", () => {
    const [byRule] = escalationsOf([raised({ raisedBy: { rule: "secret" } })], at("02:00"));
    expect(byRule?.cause).toEqual({ kind: "rule", rule: "secret" });
    const event = { sessionId: "S-7K2QH", seq: 12 };
    const [byAgent] = escalationsOf([raised({ raisedBy: { event } })], at("02:00"));
    expect(byAgent?.cause).toEqual({ kind: "agent", event });
    expect(escalationsOf([raised()], at("02:00"))[0]?.cause).toEqual({ kind: "person" });
  });

  it("waits in three of its states", () => {
    expect(
      (["open", "acknowledged", "missed", "answered", "withdrawn", "closed"] as const).filter(waitsForAnswer),
    ).toEqual(["open", "acknowledged", "missed"]);
  });

  it("keeps two escalations of a task apart", () => {
    const second = entry(8, "04:00", { kind: "escalate", person: "Marit", until: "2026-11-22T09:00:00Z" });
    const rows = escalationsOf(
      [raised(), second, entry(9, "05:00", { kind: "answer", reason: "Yes", ...about(8) })],
      at("06:00"),
    );
    expect(rows.map(({ seq, state }) => [seq, state])).toEqual([
      [4, "closed"],
      [8, "answered"],
    ]);
  });
});
