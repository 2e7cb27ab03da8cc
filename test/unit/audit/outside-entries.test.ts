import { describe, expect, it } from "vitest";
import { readReceived, type ReceivedContent } from "../../../main/audit/received-decision";
import type { KeyPerson } from "../../../shared/model/audit-entry";
import { confirmedEffect, openLog, receivedFrom } from "../../support/other-log";
import { plainDecision } from "../../support/plain-decision";
import { tempFolder } from "../../support/temp-home";

const ilse: KeyPerson = { name: "ilse", binding: "self-asserted" };
const jonas: KeyPerson = { name: "jonas", binding: "self-asserted" };
const own = () => openLog(tempFolder(), ilse);
const other = () => openLog(tempFolder(), jonas);
const ofJonas = plainDecision({ reviewer: { name: "jonas", binding: "self-asserted" } });

describe("an effect in the log", () => {
  it("is told with the decision it belongs to, and found by its kind", () => {
    const ledger = own();
    const decided = ledger.append([{ kind: "decision", decision: plainDecision() }]);
    const seq = decided.ok ? (decided.value[0]?.seq ?? -1) : -1;
    const told = ledger.append([confirmedEffect(seq), { ...confirmedEffect(null), state: "held", remote: null }]);
    expect(told.ok && told.value.length).toBe(2);
    expect(ledger.entriesOf("effect")).toEqual([seq + 1, seq + 2]);
    expect(ledger.verify()).toMatchObject({ verified: true, problem: null });
    expect(ledger.decisions(null)).toHaveLength(1);
  });

  it.each([
    ["an entry that is no decision", 0],
    ["an entry that is yet to come", 50],
  ])("is refused with %s, and nothing is written", (_what, decision) => {
    const ledger = own();
    ledger.append([{ kind: "decision", decision: plainDecision() }]);
    const before = ledger.size();
    const refused = ledger.append([confirmedEffect(decision)]);
    expect(refused.ok ? null : refused.error.code).toBe("no-such-decision");
    expect(ledger.size()).toBe(before);
  });
});

describe("a decision received from another log", () => {
  it("is kept, holds, and is none of this log", () => {
    const ledger = own();
    const content = receivedFrom(other(), ofJonas);
    const told = ledger.append([content]);
    expect(told.ok).toBe(true);
    expect(ledger.decisions(null)).toEqual([]);
    const [seq = -1] = ledger.entriesOf("decision.received");
    const body = ledger.body(seq);
    if (body?.kind !== "decision.received") throw new Error("the entry is of another kind");
    const read = readReceived(body, body.origin);
    expect(read.ok && read.value.decision.reviewer.name).toBe("jonas");
    expect(read.ok && read.value.texts).toMatch(/^[0-9a-f]{64}$/);
    expect(ledger.verify()).toMatchObject({ verified: true, problem: null });
  });

  const spoilt: readonly [string, (content: ReceivedContent) => Partial<ReceivedContent>][] = [
    ["another place", ({ at }) => ({ at: at + 1 })],
    ["another log's name", () => ({ from: "countersign.invalid/00000000-0000-4000-8000-000000000000" })],
    ["another reviewer's key", () => ({ key: receivedFrom(other(), ofJonas).key })],
    ["another log's key", () => ({ logKey: receivedFrom(other(), ofJonas).logKey })],
    ["a key that is no reviewer's", ({ logKey }) => ({ key: logKey })],
    ["another entry's proof", () => ({ proof: receivedFrom(other(), ofJonas).proof })],
    ["a changed entry", ({ entry }) => ({ entry: changed(entry, '"bootId":"', '"bootId":"x') })],
    ["an entry that is cut short", ({ entry }) => ({ entry: entry.slice(0, 400) })],
    ["no proof", () => ({ proof: "" })],
  ];

  it.each(spoilt)("is refused with %s, and nothing is written", (_what, spoil) => {
    const ledger = own();
    ledger.append([{ kind: "clock.anomaly", message: "one" }]);
    const before = ledger.size();
    const content = receivedFrom(other(), ofJonas);
    const refused = ledger.append([{ ...content, ...spoil(content) }]);
    expect(refused.ok ? null : refused.error.code).toBe("received-invalid");
    expect(ledger.size()).toBe(before);
  });

  it("is refused where it is of this very log", () => {
    const ledger = own();
    const refused = ledger.append([receivedFrom(ledger, plainDecision())]);
    expect(refused.ok ? null : refused.error.code).toBe("received-own");
  });
});

describe("who decided", () => {
  const github: KeyPerson = { name: "ilse", binding: "github", account: "ilse-v", accountId: 812 };

  it("is told as the log knows the key, and only for the name it was bound for", () => {
    const ledger = openLog(tempFolder(), github);
    const done = ledger.append([
      { kind: "decision", decision: plainDecision() },
      { kind: "decision", decision: plainDecision({ reviewer: { name: "someone else", binding: "github" } }) },
    ]);
    expect(done.ok).toBe(true);
    expect(ledger.decisions(null).map(({ decision }) => decision.reviewer)).toEqual([
      github,
      { name: "someone else", binding: "self-asserted" },
    ]);
  });
});

function changed(base64: string, from: string, to: string): string {
  return Buffer.from(Buffer.from(base64, "base64").toString("utf8").replace(from, to)).toString("base64");
}
