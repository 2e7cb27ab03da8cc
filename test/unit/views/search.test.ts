import { describe, expect, it } from "vitest";
import { systemClock } from "../../../main/platform/clock";
import { commandDetail, editDetail, event, failedCheck, messageDetail, toolCallDetail } from "../../builders/event";
import { eventsFrom, indexAll, places, search, storeAttempt, storeEvents, storeSession } from "../../builders/search";
import { openTestApp } from "../../support/temp-home";

const night = "2026-11-21T02:00:00Z";

/** Two sessions of two tasks, and one of no task. */
function openNight() {
  const app = openTestApp({ platform: { clock: { ...systemClock(), now: () => new Date("2026-11-22T14:00:00Z") } } });
  const { core } = app;
  storeSession(core, { id: "S-AAAAA", runner: "claude-code", models: ["claude-opus-5"] }, [
    ...eventsFrom(night, [
      messageDetail("Make refund retries idempotent, please.\nThe second line.", "person"),
      commandDetail("grep -rn refundService src/billing", {
        output: "src/billing/refund-service.ts:12: class RefundService {",
      }),
      editDetail("/work/pay/src/billing/refund-service.ts", { newText: "const retry_count = 3; // café" }),
      failedCheck("npm test", { output: "1 failed\nTypeError: cannot read 'amount'" }),
      toolCallDetail("mcp__github__create_issue", { input: '{"title":"Refund", "file_path":"docs/issue.md"}' }),
    ]),
  ]);
  storeSession(core, { id: "S-BBBBB", runner: "codex", models: ["gpt-5-codex"], startedAt: "2026-11-20T01:00:00Z" }, [
    ...eventsFrom("2026-11-20T01:00:00Z", [
      messageDetail("Look at the ledger. The word refund occurs here too.", "person"),
      commandDetail("ls -la", { tool: "shell", output: "total 4" }),
    ]),
  ]);
  storeSession(core, { id: "S-CCCCC", runner: "codex", startedAt: null }, [
    event(messageDetail("No time is known of this refund."), { seq: 1, at: null }),
  ]);
  storeAttempt(core, "T-AAAAA", "A", ["S-AAAAA"]);
  storeAttempt(core, "T-BBBBB", "B", ["S-BBBBB"], "ledger");
  return app;
}

const found: readonly (readonly [query: string, hits: readonly string[]])[] = [
  ["refund", ["S-AAAAA 5", "S-AAAAA 3", "S-AAAAA 2", "S-AAAAA 1", "S-BBBBB 1", "S-CCCCC 1"]],
  ["REFUND ledger", ["S-BBBBB 1"]],
  ["refundService", ["S-AAAAA 2"]],
  ["service", ["S-AAAAA 3", "S-AAAAA 2"]],
  ["refund-service.ts", ["S-AAAAA 3", "S-AAAAA 2"]],
  ["billing/refund", ["S-AAAAA 3", "S-AAAAA 2"]],
  ["retry_count", ["S-AAAAA 3"]],
  ["cafe", ["S-AAAAA 3"]],
  ['"retries idempotent"', ["S-AAAAA 1"]],
  ['"idempotent retries"', []],
  ['"please. the second"', ["S-AAAAA 1"]],
  ["idem*", ["S-AAAAA 1"]],
  ["idempotentx*", []],
  ["re* -ledger kind:message", ["S-AAAAA 1", "S-CCCCC 1"]],
  ['refund -"refund occurs"', ["S-AAAAA 5", "S-AAAAA 3", "S-AAAAA 2", "S-AAAAA 1", "S-CCCCC 1"]],
  ["runner:codex", ["S-BBBBB 2", "S-BBBBB 1", "S-CCCCC 1"]],
  ["runner:codex -kind:message", ["S-BBBBB 2"]],
  ["tool:shell", ["S-BBBBB 2"]],
  ["tool:mcp*", ["S-AAAAA 5"]],
  ["tool:bash,shell", ["S-AAAAA 4", "S-AAAAA 2", "S-BBBBB 2"]],
  ["failed:true", ["S-AAAAA 4"]],
  ["failed:false kind:command", ["S-AAAAA 2", "S-BBBBB 2"]],
  ["kind:check,edit", ["S-AAAAA 4", "S-AAAAA 3"]],
  ["actor:person", ["S-AAAAA 1", "S-BBBBB 1"]],
  ["file:src/**", ["S-AAAAA 3", "S-AAAAA 2"]],
  ["file:*.md", ["S-AAAAA 5"]],
  ["file:refund-service.ts", ["S-AAAAA 3"]],
  ["file:**/bill*/*.ts", ["S-AAAAA 3"]],
  ["file:lib/**", []],
  ["kind:edit -file:src/**", []],
  ["since:2026-11-21", ["S-AAAAA 5", "S-AAAAA 4", "S-AAAAA 3", "S-AAAAA 2", "S-AAAAA 1"]],
  ["since:2026-11-21T02:03", ["S-AAAAA 5", "S-AAAAA 4"]],
  ["refund until:2026-11-20", ["S-BBBBB 1", "S-CCCCC 1"]],
  ["until:2026-11-21T02:01 kind:command", ["S-BBBBB 2"]],
  ["task:T-BBBBB", ["S-BBBBB 2", "S-BBBBB 1"]],
  ["task:t-bbbbb/b", ["S-BBBBB 2", "S-BBBBB 1"]],
  ["task:T-BBBBB/C", []],
  ["repo:ledger refund", ["S-BBBBB 1"]],
  ["-repo:payments refund", ["S-BBBBB 1", "S-CCCCC 1"]],
  ["model:opus refund kind:edit", ["S-AAAAA 3"]],
  ["session:S-BBBBB", ["S-BBBBB 2", "S-BBBBB 1"]],
  ["-kind:message runner:claude", ["S-AAAAA 5", "S-AAAAA 4", "S-AAAAA 3", "S-AAAAA 2"]],
  ["failed:true runner:codx", ["S-AAAAA 4"]],
];

describe("search", () => {
  it.each(found)("%s", async (query, hits) => {
    const app = openNight();
    indexAll(app.core);
    expect(places(await search(app, query))).toEqual(hits);
  });

  it("shows the line that was hit, what is around it, and where it is", async () => {
    const app = openNight();
    const { hits, coverage } = await search(app, "amount");
    expect(hits[0]).toMatchObject({
      sessionId: "S-AAAAA",
      seq: 4,
      kind: "check",
      failed: true,
      tool: "Bash",
      runner: "claude-code",
      attempt: { taskId: "T-AAAAA", letter: "A", taskTitle: "Title of T-AAAAA", repository: "payments" },
      context: { before: "1 failed", after: null },
    });
    expect(hits[0]?.context.parts).toEqual([
      { text: "TypeError: cannot read '", match: false },
      { text: "amount", match: true },
      { text: "'", match: false },
    ]);
    expect(coverage).toEqual({ indexed: 8, events: 8 });
  });

  it("finds what was written a moment ago, replaced, taken away and read anew", async () => {
    const app = openNight();
    const { core } = app;
    indexAll(core);
    const pk = core.index.prepare<[], number>("SELECT pk FROM session WHERE id = 'S-BBBBB'").pluck().get() ?? 0;
    storeEvents(core, pk, [event(messageDetail("a brandnew word"), { seq: 3 })]);
    expect(places(await search(app, "brandnew"))).toEqual(["S-BBBBB 3"]);
    storeEvents(core, pk, [event(messageDetail("another text"), { seq: 3 })]);
    expect(places(await search(app, "brandnew"))).toEqual([]);
    expect(places(await search(app, "another"))).toEqual(["S-BBBBB 3"]);
    storeSession(core, { id: "S-BBBBB", runner: "codex" }, eventsFrom(night, [messageDetail("only this is left")]));
    expect(places(await search(app, "runner:codex"))).toEqual(["S-BBBBB 1", "S-CCCCC 1"]);
    expect(places(await search(app, "another"))).toEqual([]);
    expect((await search(app, "left")).coverage).toEqual({ indexed: 7, events: 7 });
    core.index.prepare("DELETE FROM session WHERE id = 'S-BBBBB'").run();
    expect(places(await search(app, "runner:codex"))).toEqual(["S-CCCCC 1"]);
    expect((await search(app, "left")).coverage).toEqual({ indexed: 6, events: 6 });
  });

  it("goes through pages without losing or repeating a hit", async () => {
    const app = openTestApp();
    const details = Array.from({ length: 500 }, (_, n) => messageDetail(n % 3 === 0 ? `needle ${String(n)}` : "hay"));
    storeSession(app.core, { id: "S-AAAAA" }, eventsFrom(night, details));
    // All of the next hundred within one second.
    storeSession(
      app.core,
      { id: "S-BBBBB" },
      eventsFrom(night, details.slice(0, 100), { at: night }).map((one, at) => ({ ...one, seq: at + 1 })),
    );
    indexAll(app.core);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof search>> = await search(app, "needle", {
        limit: 7,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...places(page));
      cursor = page.cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(167 + 34);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen[0]).toBe("S-AAAAA 499");
  });

  it("says what stands in the way where nothing was found", async () => {
    const app = openNight();
    expect((await search(app, "refund zebra")).misses).toEqual([{ part: "zebra", why: "nowhere" }]);
    expect((await search(app, "idempotent runner:codex")).misses).toEqual([
      { part: "idempotent", why: "together" },
      { part: "runner:codex", why: "together" },
    ]);
    expect((await search(app, "tool:nope refund")).misses).toEqual([{ part: "tool:nope", why: "nowhere" }]);
    expect((await search(app, "")).empty).toBe(true);
  });

  it("keeps to one attempt", async () => {
    const app = openNight();
    expect(places(await search(app, "refund", { attemptId: "A-BBBBBB" }))).toEqual(["S-BBBBB 1"]);
  });

  it("is what the timeline's text filter asks, of one attempt, also where nothing was indexed yet", async () => {
    const app = openNight();
    const page = async (text: string, failedOnly = false) => {
      const answer = await app.invoke("timeline.page", {
        attemptId: "A-AAAAAA",
        filter: { text, kinds: [], failedOnly },
        offset: 0,
        limit: 50,
      });
      if (!answer.ok) throw new Error(answer.error.message);
      return [answer.value.rows.map((row) => row.event.seq), answer.value.problems ?? []];
    };
    expect(await page("refund")).toEqual([[1, 2, 3, 5], []]);
    // As it is typed: the last word may go on.
    expect(await page("billing refu")).toEqual([[2, 3], []]);
    expect(await page('"retries idempotent"')).toEqual([[1], []]);
    expect(await page("file:src/** -kind:command")).toEqual([[3], []]);
    expect(await page("npm", true)).toEqual([[4], []]);
    expect(await page("since:2026-11-21T02:03 kind:check")).toEqual([[4], []]);
    expect(await page("zebra")).toEqual([[], []]);
    const [rows, problems] = await page("kind:chek");
    expect(rows).toEqual([1, 2, 3, 4, 5]);
    expect(problems).toEqual([expect.stringContaining("Did you mean kind:check?")]);
    const place = await app.invoke("timeline.locate", {
      attemptId: "A-AAAAAA",
      filter: { text: "refund", kinds: [], failedOnly: false },
      sessionId: "S-AAAAA",
      seq: 3,
    });
    expect(place).toEqual({ ok: true, value: { index: 2 } });
  });

  it("gives no text a way to pass for a filter", async () => {
    const app = openTestApp();
    storeSession(app.core, { id: "S-AAAAA" }, eventsFrom(night, [messageDetail("\ue000f \ue000kcheck fake \ue000a")]));
    expect(places(await search(app, "failed:true"))).toEqual([]);
    expect(places(await search(app, "kind:check"))).toEqual([]);
    expect(places(await search(app, "fake"))).toEqual(["S-AAAAA 1"]);
  });

  it("offers the values that occur", async () => {
    const app = openNight();
    indexAll(app.core);
    const values = await app.invoke("search.values", {});
    expect(values).toEqual({
      ok: true,
      value: {
        tools: ["Bash", "Edit", "mcp__github__create_issue", "shell"],
        repositories: ["ledger", "payments"],
        models: ["claude-opus-5", "gpt-5-codex"],
        runners: ["claude-code", "codex"],
      },
    });
  });
});
