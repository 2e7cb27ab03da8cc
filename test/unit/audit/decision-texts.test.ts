import { describe, expect, it } from "vitest";
import { commitmentOf, joinTexts, takeTexts } from "../../../main/audit/decision-texts";
import type { Decision } from "../../../shared/model/decision";

const digest = "a".repeat(64);
const decision: Decision = {
  kind: "request-changes",
  taskId: "T-00001",
  taskRef: null,
  taskTitle: "Make refund retries idempotent",
  repository: "ledger-service",
  attemptId: "A-00001",
  attemptLetter: "A",
  reason: "The retry has no limit — see line 4.",
  person: null,
  until: null,
  tier: "low",
  gates: [],
  notOpened: [],
  ingestNote: null,
  comments: [
    {
      id: "C-AAAAA",
      thread: null,
      author: "ilse",
      kind: "note",
      body: "Bound this loop.",
      replacement: null,
      anchor: { kind: "attempt", patch: digest, head: null },
    },
  ],
  bound: { base: null, head: null, patch: digest, contract: null, evidence: digest, judgement: digest, considered: [] },
  reviewer: { name: "ilse", binding: "self-asserted" },
};

function taken(whole: Decision) {
  const result = takeTexts(whole);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe("what was typed with a decision", () => {
  it("is taken out of it whole, leaves a commitment, and is put back as it was", () => {
    const { decision: bare, text } = taken(decision);
    if (text === null) throw new Error("nothing was taken");
    expect(JSON.stringify(bare)).not.toContain("retry has no limit");
    expect(JSON.stringify(bare)).not.toContain("Bound this loop");
    expect(bare).not.toHaveProperty("comments");
    expect(text.commitment).toBe(commitmentOf(text.salt, text.bytes));
    expect(joinTexts(bare, text.commitment, text)).toEqual({ ok: true, value: decision });
  });

  it("has another commitment every time, so that equal or guessable texts do not show", () => {
    const commitments = Array.from({ length: 20 }, () => taken(decision).text?.commitment);
    expect(new Set(commitments).size).toBe(20);
  });

  it("is nothing where nothing was typed", () => {
    const { comments: _comments, ...silent } = { ...decision, reason: "" };
    expect(taken(silent)).toEqual({ decision: silent, text: null });
  });

  it("is refused as another's: one flipped bit of salt or text, a shorter salt, another text under the commitment", () => {
    const { decision: bare, text } = taken(decision);
    if (text === null) throw new Error("nothing was taken");
    const refused = { ok: false, error: { code: "text-changed" } };
    for (const field of ["salt", "bytes"] as const)
      for (let at = 0; at < text[field].length; at += 7) {
        const bent = Uint8Array.from(text[field]);
        bent[at] = (bent[at] ?? 0) ^ 1;
        expect(joinTexts(bare, text.commitment, { ...text, [field]: bent })).toMatchObject(refused);
      }
    // The border between salt and text cannot be moved.
    const salt = text.salt.subarray(0, 31);
    const bytes = Buffer.concat([text.salt.subarray(31), text.bytes]);
    expect(commitmentOf(salt, bytes)).toBe(text.commitment);
    expect(joinTexts(bare, text.commitment, { salt, bytes })).toMatchObject(refused);
    expect(joinTexts(bare, taken(decision).text?.commitment ?? "", text)).toMatchObject(refused);
  });

  it("is refused over 1 MiB, and where it is half of a surrogate pair", () => {
    const long = { ...decision, reason: "x".repeat(1024 * 1024) };
    expect(takeTexts(long)).toMatchObject({ ok: false, error: { code: "text-too-long" } });
    const { comments: _comments, ...broken } = { ...decision, reason: "\ud800" };
    expect(takeTexts(broken)).toMatchObject({ ok: false, error: { code: "entry-refused" } });
  });
});
