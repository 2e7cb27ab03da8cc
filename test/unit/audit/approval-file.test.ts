import canonicalize from "canonicalize";
import { describe, expect, it } from "vitest";
import { writeApprovalFile, type ApprovalFile } from "../../../main/audit/received/approval-file";
import { buildApproval } from "../../../main/audit/received/build-approval";
import { readRequestFile, writeRequestFile } from "../../../main/audit/received/request-file";
import { verifyApproval } from "../../../main/audit/received/verify-approval";
import type { Ledger } from "../../../main/audit/ledger";
import type { Decision } from "../../../shared/model/decision";
import { openLog } from "../../support/other-log";
import { plainDecision } from "../../support/plain-decision";
import { tempFolder } from "../../support/temp-home";

const marit = { name: "Marit", binding: "self-asserted" } as const;

function decided(ledger: Ledger, decision: Decision = plainDecision()): number {
  const done = ledger.append([{ kind: "decision", decision }]);
  if (!done.ok) throw new Error(done.error.message);
  return done.value[0]?.seq ?? -1;
}

function commitmentOf(ledger: Ledger, seq: number): string | null {
  return ledger.decision(seq)?.texts?.commitment ?? null;
}

function fileOf(ledger: Ledger, seq: number, ended: number | null = null): ApprovalFile {
  const built = buildApproval(ledger, { seq, ended, texts: commitmentOf(ledger, seq) });
  if (!built.ok) throw new Error(built.error.message);
  return built.value;
}

/** A log with some entries around one approval. */
function night(): { ledger: Ledger; seq: number; file: ApprovalFile } {
  const ledger = openLog(tempFolder(), marit);
  ledger.append([{ kind: "clock.anomaly", message: "one" }]);
  const seq = decided(ledger);
  ledger.append([{ kind: "clock.anomaly", message: "two" }]);
  return { ledger, seq, file: fileOf(ledger, seq) };
}

const codeOf = (bytes: Uint8Array): string => {
  const read = verifyApproval(bytes);
  return read.ok ? "holds" : read.error.code;
};
const write = (file: unknown): Buffer => Buffer.from(canonicalize(file) ?? "", "utf8");

describe("an approval as a file", () => {
  it("shows which key signed what, where and when, from nothing but its bytes", () => {
    const { ledger, seq, file } = night();
    const read = verifyApproval(writeApprovalFile(file));
    if (!read.ok) throw new Error(read.error.message);
    expect(read.value).toMatchObject({
      origin: ledger.origin(),
      seq,
      size: ledger.size(),
      decision: { kind: "approve", reason: "All gates are met." },
      textsWithheld: false,
      keyid: ledger.keys().reviewers[0]?.keyid,
      firstLogKey: ledger.keys().log[0]?.vkey,
      person: marit,
      earlier: [],
      ended: null,
    });
    const bare = verifyApproval(writeApprovalFile({ ...file, text: null }));
    expect(bare.ok && bare.value).toMatchObject({ decision: { reason: "" }, textsWithheld: true });
  });

  it("holds with no byte of it changed", () => {
    const bytes = writeApprovalFile(night().file);
    expect(codeOf(bytes)).toBe("holds");
    const codes = new Map<string, number>();
    // Every 29th byte, in turn by its lowest bit and by the one that makes another letter of it; each must be noticed.
    for (let at = 0; at < bytes.length; at += 29) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (at % 2 === 0 ? 1 : 0x20);
      const code = codeOf(changed);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      expect(code, `byte ${String(at)}`).toMatch(/^approval-(?:malformed|forged)$/);
    }
    expect([...codes.keys()].sort()).toEqual(["approval-forged", "approval-malformed"]);
    for (let cut = 0; cut < bytes.length; cut += 307)
      expect(codeOf(bytes.subarray(0, cut)), String(cut)).toBe("approval-malformed");
    expect(codeOf(Buffer.concat([bytes, Buffer.from("\n")]))).toBe("approval-malformed");
  });

  it("takes no part of another log, of another entry or of another order", () => {
    const { ledger, file } = night();
    const other = night();
    const later = fileOf(ledger, decided(ledger));
    const [first, ...rest] = file.keys;
    if (first === undefined) throw new Error("a log begins with its key");
    const forged: readonly (readonly [string, unknown])[] = [
      ["another log's keys", { ...file, keys: other.file.keys }],
      ["another log's entry", { ...file, entry: other.file.entry }],
      ["another log's proof", { ...file, proof: other.file.proof }],
      ["another entry of the same log", { ...file, entry: later.entry }],
      ["the proof of another size", { ...file, proof: later.proof }],
      ["no first entry", { ...file, keys: rest }],
      ["an entry about keys twice", { ...file, keys: [first, first, ...rest] }],
      [
        "the decision as an entry about keys",
        { ...file, keys: [...file.keys, { seq: 9, entry: file.entry, proof: [] }] },
      ],
      ["no reviewer's key", { ...file, keys: [first] }],
      [
        "another text",
        { ...file, text: { salt: file.text?.salt, bytes: Buffer.from(`{"reason":"other"}`).toString("base64") } },
      ],
      [
        "an end that is another decision's",
        { ...file, ended: { seq: later.keys.length, entry: later.entry, proof: [] } },
      ],
    ];
    for (const [what, value] of forged) expect(codeOf(write(value)), what).toBe("approval-forged");
    for (const [what, value] of [
      ["an unknown key", { ...file, more: 1 }],
      ["another version", { ...file, version: 2 }],
      [
        "base64 with unused bits",
        {
          ...file,
          entry: file.entry.replace(/=*$/, "") === file.entry ? `${file.entry}=` : file.entry.replace(/=*$/, ""),
        },
      ],
      ["no keys at all", { ...file, keys: [] }],
      ["too many", { ...file, keys: Array.from({ length: 501 }, () => first) }],
    ] as const)
      expect(codeOf(write(value)), what).toBe("approval-malformed");
    expect(codeOf(Buffer.from(JSON.stringify(file, null, 1)))).toBe("approval-malformed");
    expect(codeOf(Buffer.from(`{"format":"countersign-approval",${JSON.stringify(file).slice(1)}`))).toBe(
      "approval-malformed",
    );
  });

  it("says what ends it, and believes no end that is about something else", () => {
    const { ledger, seq } = night();
    const about = ledger.decision(seq);
    if (about === null) throw new Error("it was recorded");
    const back = decided(
      ledger,
      plainDecision({ kind: "withdraw", reason: "", withdraws: { seq, kind: "approve", leafHash: about.leafHash } }),
    );
    const ended = verifyApproval(writeApprovalFile(fileOf(ledger, seq, back)));
    expect(ended.ok && ended.value.ended).toMatchObject({ seq: back, kind: "withdraw", person: marit });
    const unrelated = decided(ledger, plainDecision({ kind: "reject", attemptId: "A-00002" }));
    expect(codeOf(writeApprovalFile(fileOf(ledger, seq, unrelated)))).toBe("approval-forged");
    const rejected = decided(ledger, plainDecision({ kind: "reject" }));
    const over = verifyApproval(writeApprovalFile(fileOf(ledger, seq, rejected)));
    expect(over.ok && over.value.ended).toMatchObject({ seq: rejected, kind: "reject" });
  });

  it("does not count by a key that was revoked before it, told of under the same checkpoint", () => {
    const { ledger, seq } = night();
    const keyid = ledger.keys().reviewers[0]?.keyid ?? "";
    const revoked = ledger.changeKeys((keys) => keys.revokeReviewer(keyid, seq, "lost"));
    if (!revoked.ok) throw new Error(revoked.error.message);
    const file = fileOf(ledger, seq);
    expect(codeOf(writeApprovalFile(file))).toBe("approval-key-ended");
    // Left out, the revocation is not shown to be missing: that is what the file cannot prove, and what distrusting is for.
    expect(codeOf(write({ ...file, keys: file.keys.slice(0, -1) }))).toBe("holds");
  });

  it("a request is read in its one form and nothing else", () => {
    const { ledger } = night();
    const request = {
      format: "countersign-approval-request",
      version: 1,
      origin: ledger.origin() ?? "",
      by: "Tomas",
      at: "2026-11-20T08:00:00Z",
      task: { ref: "PAY-1", title: "Retries", repository: "pay" },
      needed: 2,
      content: { base: null, head: "d".repeat(40), patch: "a".repeat(64) },
      lookAt: ["Risk high, 2 changed files"],
      note: "",
    } as const;
    const bytes = writeRequestFile({ ...request, task: { ...request.task }, lookAt: [...request.lookAt] });
    expect(readRequestFile(bytes)).toMatchObject({ ok: true, value: request });
    for (const wrong of [
      { ...request, note: 7 },
      { ...request, lookAt: Array(51).fill("x") },
      { ...request, more: 1 },
    ])
      expect(readRequestFile(write(wrong))).toMatchObject({ ok: false, error: { code: "request-malformed" } });
    expect(readRequestFile(Buffer.concat([bytes, Buffer.from(" ")])).ok).toBe(false);
  });
});
