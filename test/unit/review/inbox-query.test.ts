import { describe, expect, it } from "vitest";
import { asksForState, parseInboxQuery, type QueryRow } from "../../../shared/review/inbox-query";
import { withPart } from "../../../shared/review/row-filter";
import { inboxTermNames, inboxTerms } from "../../../shared/review/inbox-terms";
import { inboxRow } from "../../support/fake-night";

const now = Date.parse("2026-10-14T07:42:00Z");
const context = { now, zone: "UTC", me: "ilse.v" };
const parse = (query: string) => parseInboxQuery(query, context);
const row = (over: Partial<QueryRow> = {}): QueryRow => ({ ...inboxRow(), ...over });
const keeps = (query: string, over: Partial<QueryRow> = {}) => parse(query).matches(row(over));

describe("the inbox's filter", () => {
  it("keeps by every term, and leaves out with a minus", () => {
    const cases: readonly (readonly [string, Partial<QueryRow>, Partial<QueryRow>])[] = [
      ["tier:high", { tier: "high" }, { tier: "critical" }],
      ["tier:>=high", { tier: "critical" }, { tier: "medium" }],
      ["tier:<high", { tier: "medium" }, { tier: "high" }],
      ["tier:low,critical", { tier: "critical" }, { tier: "high" }],
      ["tier:C", { tier: "critical" }, { tier: "low" }],
      ["verdict:contradicted", {}, { verdict: { word: "ready", label: "Ready", cause: "" } }],
      ["verdict:backed", { verdict: { word: "ready", label: "Ready", cause: "" } }, {}],
      ["repo:pay", { repository: "Payments" }, { repository: "web" }],
      ["runner:claude-code", { runners: ["Claude Code on the farm"] }, { runners: ["Codex"] }],
      ['runner:"claude code"', { runners: ["Claude Code"] }, { runners: ["Codex"] }],
      ["owner:none", { owner: null }, { owner: "none.of.these" }],
      ["owner:me", { owner: "Ilse.V" }, { owner: "ilse.vogt" }],
      ["owner:dario", { owner: "dario.m" }, { owner: null }],
      ["from:slack", { entryPoint: "slack" }, { entryPoint: "issue", requester: "marit.s" }],
      ["from:marit", { requester: "Marit.S" }, { requester: null }],
      ["state:open", { turn: "your-turn" }, { turn: "waiting" }],
      ["state:waiting", { turn: "waiting" }, { turn: "done" }],
      ["state:done", { turn: "done" }, { turn: "your-turn" }],
      ["state:snoozed", { turn: "waiting", decided: "snooze" }, { turn: "waiting", decided: "escalate" }],
      ["is:new", { isNew: true }, { isNew: false }],
      ["is:unowned", { owner: null }, { owner: "ilse" }],
      ["since:yesterday", { waitingSince: "2026-10-13T00:00:00Z" }, { waitingSince: "2026-10-12T23:59:59Z" }],
      ["since:18:40", { waitingSince: "2026-10-13T18:41:00Z" }, { waitingSince: "2026-10-13T18:39:00Z" }],
      ["since:06:00", { waitingSince: "2026-10-14T06:00:00Z" }, { waitingSince: "2026-10-14T05:59:00Z" }],
      ["until:today", { waitingSince: "2026-10-14T07:00:00Z" }, { waitingSince: "2026-10-15T00:00:00Z" }],
      ["since:2h", { waitingSince: "2026-10-14T06:00:00Z" }, { waitingSince: null }],
      ["size:>500", { added: 400, removed: 101 }, { added: 400, removed: 100 }],
      ["size:<=20", { added: 20, removed: 0 }, { added: 20, removed: 1 }],
      ["size:136", { added: 129, removed: 7 }, { added: 129, removed: 8 }],
      ["attempts:>1", { attempts: 2 }, { attempts: 1 }],
      ["refund", { title: "Make REFUND retries safe" }, { title: "Other" }],
      ['"retries idempotent"', {}, { title: "retries are idempotent" }],
      ["idem*", {}, { title: "Other" }],
      ["PAY-118", { ref: "PAY-118" }, { ref: "PAY-119", title: "x" }],
      ["high refund tier:high", { tier: "high", title: "high refund" }, { tier: "high", title: "refund" }],
    ];
    for (const [query, yes, no] of cases) {
      expect(parse(query).problems, query).toEqual([]);
      expect(keeps(query, yes), `${query} keeps`).toBe(true);
      expect(keeps(query, no), `${query} leaves out`).toBe(false);
      const [first = ""] = query.split(" ");
      if (query === first || query.startsWith('"') || query.startsWith("runner")) {
        expect(keeps(`-${query}`, yes), `-${query} leaves out`).toBe(false);
        expect(keeps(`-${query}`, no), `-${query} keeps`).toBe(true);
      }
    }
  });

  it("takes owners whose tasks come to me by the rota for mine", () => {
    const mine = parseInboxQuery("owner:me", { ...context, mine: [{ owner: "@acme/Pay" }] });
    expect([null, "@acme/pay", "@acme/payments", "ilse.v"].map((owner) => mine.matches(row({ owner })))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it("teaches an example of every term that is understood", () => {
    for (const name of inboxTermNames) {
      const { problems, empty } = parse(inboxTerms[name].example);
      expect(problems, name).toEqual([]);
      expect(empty, name).toBe(false);
      for (const value of inboxTerms[name].values ?? []) expect(parse(`${name}:${value}`).problems).toEqual([]);
    }
  });

  it("names what it does not understand, where it stands and what was meant, and holds the rest", () => {
    const query = "refund teir:high state:opne size:big since:soon tier: owner:none";
    const { problems, matches } = parse(query);
    expect(problems.map(({ start, end }) => query.slice(start, end))).toEqual([
      "teir:high",
      "state:opne",
      "size:big",
      "since:soon",
      "tier:",
    ]);
    expect(problems.map((problem) => problem.meant)).toEqual(["tier:high", "state:open", null, null, null]);
    expect(problems[0]?.message).toContain("There is no filter “teir:”. Did you mean tier:?");
    expect(problems[1]?.message).toContain("Did you mean state:open? It takes open, waiting, done, snoozed");
    expect(problems[4]?.message).toContain("for example tier:>=high");
    expect(matches(row({ title: "refund", owner: null }))).toBe(true);
    expect(matches(row({ title: "refund", owner: "ilse" }))).toBe(false);
    expect(withPart(query, problems[0] ?? { start: 0, end: 0 }, "tier:high")).toContain("refund tier:high state:opne");
    expect(parse("verdict:contradictd").problems[0]?.meant).toBe("verdict:contradicted");
    expect(parse("-tier:>=crit").problems[0]?.meant).toBe("-tier:>=critical");
    expect(parse("risk:high").problems[0]?.meant).toBe("tier:high");
  });

  it("keeps everything where nothing is asked", () => {
    for (const query of ["", "   ", "tier:nonsense"]) {
      expect(parse(query).empty, query).toBe(true);
      expect(keeps(query)).toBe(true);
    }
    expect(asksForState("refund -state:done")).toBe(true);
    expect(asksForState('"state:done" is text')).toBe(false);
  });

  it("takes code and addresses for words", () => {
    expect(keeps("http://example.org", { title: "Fetch http://example.org again" })).toBe(true);
    expect(keeps("std::vec", { title: "Use std::vec" })).toBe(true);
    expect(keeps("C:\\temp", { title: "Write to C:\\temp" })).toBe(true);
  });

  it("never throws and is quick, whatever is typed", () => {
    const hostile = [
      "constructor:x",
      "__proto__:high",
      "tier:__proto__",
      "tier:constructor",
      "owner:(((((((((",
      "\u202etier:hgih\u202c",
      "\u0000\u0007tier:high",
      '"""""',
      "\\\\\\",
      "tier:>=>=>=high",
      "size:>99999999999999999999",
      "size:-1",
      "since:9999-99-99",
      "since:25:99",
      ",,,,:::,,,",
      "-",
      "--tier:high",
      "*",
      "a*".repeat(100),
      "tier:high,".repeat(49),
      `tier:${",".repeat(400)}`,
      "( [a-z]+ )* ".repeat(40),
      "🙂:🙂 tier:🙂",
      "x ".repeat(250),
      "repo:" + "é".repeat(495),
    ];
    for (const query of hostile) {
      const cut = query.slice(0, 500);
      const start = performance.now();
      const { problems, matches } = parse(cut);
      matches(row());
      expect(performance.now() - start, cut.slice(0, 30)).toBeLessThan(50);
      for (const problem of problems) {
        expect(problem.end).toBeLessThanOrEqual(cut.length);
        expect(problem.start).toBeLessThan(problem.end);
        expect(problem.message.length).toBeLessThan(700);
      }
    }
    expect(parse("x ".repeat(250)).problems[0]?.message).toContain("Only the first 40 parts");
    expect(parse('"open').problems[0]?.message).toContain("A quote is not closed");
  });

  it("filters 10,000 rows within a frame", () => {
    const rows = Array.from({ length: 10_000 }, (_, n) =>
      row({ taskId: `T-${String(n)}`, title: `Task ${String(n)} of the night`, tier: n % 3 === 0 ? "high" : "low" }),
    );
    const { matches } = parse("tier:>=high -owner:none night 99");
    rows.filter(matches);
    const start = performance.now();
    const kept = rows.filter(matches);
    expect(performance.now() - start).toBeLessThan(50);
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(1000);
  });
});
