import { describe, expect, it } from "vitest";
import { parseAuditQuery, type AuditQueryRow } from "../../../shared/review/audit-query";

const now = Date.parse("2026-11-23T12:00:00Z");
const context = { now, zone: "UTC", me: "ilse.v" };
const row = (over: Partial<AuditQueryRow> = {}): AuditQueryRow => ({
  seq: 7,
  recordedAt: "2026-11-23T07:39:00Z",
  person: "ilse.v",
  kind: "Approve",
  kindId: "approve",
  on: "PAY-118 B Make refund retries idempotent: tested",
  repository: "payments",
  taskId: "T-7QK2M",
  taskRef: "PAY-118",
  tier: "high",
  standing: "stale",
  signed: true,
  clockSuspect: false,
  withheld: false,
  ...over,
});
const record = (kindId: string): AuditQueryRow =>
  row({ kindId, kind: kindId, person: "app", taskId: null, taskRef: null, tier: null, standing: null, signed: null });
const holds = (query: string, of = row()): boolean => parseAuditQuery(query, context).matches(of);

describe("the audit log's filter", () => {
  it.each([
    "",
    "refund",
    '"refund retries"',
    "kind:approve",
    "kind:reject,approve",
    "kind:decision",
    "-kind:reject",
    "person:me",
    "person:ilse",
    "standing:stale",
    "repo:pay",
    "task:pay-118",
    "task:T-7QK2M",
    "task:refund",
    "tier:>=medium",
    "tier:h",
    "is:signed",
    "since:today",
    "until:today",
    "kind:approve person:me -standing:in-force refund",
  ])("%s keeps a stale approval of today", (query) => {
    expect(parseAuditQuery(query, context).problems).toEqual([]);
    expect(holds(query)).toBe(true);
  });
  it.each([
    "kind:reject",
    "person:app",
    "standing:in-force",
    "repo:search",
    "task:PAY-119",
    "tier:critical",
    "tier:<high",
    "is:unsigned",
    "is:clock-suspect",
    "is:withheld",
    "since:2026-11-24",
    "until:yesterday",
    "-refund",
    "-kind:approve",
  ])("%s does not", (query) => {
    expect(parseAuditQuery(query, context).problems).toEqual([]);
    expect(holds(query)).toBe(false);
  });
  it.each([
    ["ingest", "archive"],
    ["export", "export"],
    ["reviewer.key", "key"],
    ["log.key", "key"],
    ["key.trusted", "key"],
    ["key", "key"],
    ["anchor", "anchor"],
    ["blob.erased", "erased"],
    ["clock.anomaly", "clock"],
    ["log.created", "log-created"],
    ["policy", "policy"],
    ["recovery", "recovery"],
  ])("%s is found as kind:%s, and is no decision", (kindId, word) => {
    expect(holds(`kind:${word}`, record(kindId))).toBe(true);
    expect(holds("kind:decision", record(kindId))).toBe(false);
    expect(holds("is:decision", record(kindId))).toBe(false);
  });
  it("keeps entries that are signed, unsigned, suspect or withheld", () => {
    expect(holds("is:unsigned", row({ signed: false }))).toBe(true);
    expect(holds("is:unsigned", record("ingest"))).toBe(false);
    expect(holds("is:suspect", row({ clockSuspect: true }))).toBe(true);
    expect(holds("is:withheld", row({ withheld: true }))).toBe(true);
  });
  it.each([
    ["persn:ilse", "persn:ilse", "person:ilse"],
    ["standing:stael", "standing:stael", "standing:stale"],
    ["kind:aprove", "kind:aprove", "kind:approve"],
    ["kind:", "kind:", null],
    ["tier:>=enormous", "tier:>=enormous", null],
    ["since:whenever", "since:whenever", null],
    ['a "b', '"b', null],
  ])("%s says where what is wrong", (query, part, meant) => {
    const { problems } = parseAuditQuery(query, context);
    expect(problems).toHaveLength(1);
    expect(query.slice(problems[0]?.start, problems[0]?.end)).toBe(part);
    expect(problems[0]?.meant).toBe(meant);
  });
  it("passes over what is beyond forty parts, and says so", () => {
    const { problems, matches } = parseAuditQuery(`${"refund ".repeat(40)}nothing`, context);
    expect(matches(row())).toBe(true);
    expect(problems[0]?.message).toBe("Only the first 40 parts are used; there are 41.");
  });
});
