import { beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { openTestApp } from "../support/temp-home";
import type { Input } from "../../shared/contract/api";

let app: App;
let skipped = 0;
const clock = {
  now: () => new Date(Date.now() + skipped),
  monotonicNs: () => process.hrtime.bigint(),
  bootId: "test",
};

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { code: string; message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

const list = (filter = "") => must(app.invoke("inbox.list", { filter }));
const rowsOf = async (filter: string) => (await list(filter)).groups.flatMap((group) => group.rows);
const named = (reviewerName: string) => must(app.invoke("app.settings", { reviewerName }));

async function decide(
  ref: string,
  fields: Partial<Input<"decision.record">> & { kind: "escalate" | "snooze" | "approve" },
) {
  const [row] = await rowsOf(ref);
  if (row === undefined) throw new Error(`no task ${ref}`);
  const subject = {
    kind: fields.kind,
    taskId: row.taskId,
    attemptId: fields.kind === "approve" ? row.focusAttempt : null,
  };
  const sheet = await must(app.invoke("decision.sheet", subject));
  return must(
    app.invoke("decision.record", {
      ...subject,
      nonce: sheet.nonce,
      reason: "because",
      person: null,
      until: null,
      confirm: sheet.confirm,
      ...fields,
    }),
  );
}

describe("whose turn a task is", () => {
  beforeEach(async () => {
    skipped = 0;
    app = openTestApp({ platform: { clock } });
    await must(app.invoke("sample.open", {}));
    await named("ilse");
  });

  it("is the other's where one escalates, theirs at the desk of that person, and the first one's again when time is up", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await decide("WEB-123", { kind: "escalate", person: "Tomas R.", until });
    const [mine] = await rowsOf("WEB-123");
    expect(mine).toMatchObject({ turn: "waiting", waitingOn: "Tomas R.", until });
    expect(mine?.why).toContain("Waiting on Tomas R.: escalated by ilse");
    await named("tomas.r");
    const [theirs] = await rowsOf("WEB-123");
    expect(theirs).toMatchObject({ turn: "your-turn", verdict: { word: "escalated", label: "Escalated to you" } });
    expect(theirs?.why).toContain("ilse escalated it to you");
    await named("ilse");
    skipped = 3_600_001;
    expect((await rowsOf("WEB-123"))[0]).toMatchObject({
      turn: "your-turn",
      verdict: { word: "stale-decision", label: "Escalated, time is up" },
    });
  });

  it("comes back by itself from a snooze, without an entry", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await decide("WEB-123", { kind: "snooze", until });
    expect(await rowsOf("state:snoozed")).toMatchObject([{ ref: "WEB-123", until, decided: "snooze" }]);
    const size = app.core.ledger.size();
    skipped = 3_600_001;
    expect(await rowsOf("state:snoozed")).toEqual([]);
    expect((await rowsOf("WEB-123"))[0]).toMatchObject({ turn: "your-turn" });
    expect(app.core.ledger.size()).toBe(size);
  });

  it("orders by what stands against a task, then by the wait", async () => {
    const classes: Readonly<Record<string, number>> = {
      contradicted: 0,
      escalated: 0,
      finding: 0,
      "stale-decision": 1,
      stale: 2,
      unverifiable: 2,
      unbacked: 2,
      ready: 3,
    };
    const rows = await rowsOf("state:open");
    const keys = rows.map((row) => [classes[row.verdict.word] ?? 9, Date.parse(row.waitingSince ?? "")] as const);
    expect(keys.length).toBeGreaterThan(4);
    expect(new Set(keys.map(([rank]) => rank)).size).toBeGreaterThan(2);
    expect(keys).toEqual([...keys].sort(([a, at], [b, bt]) => a - b || at - bt));
  });
});

describe("visits", () => {
  beforeEach(async () => {
    skipped = 0;
    app = openTestApp({ platform: { clock } });
    await must(app.invoke("sample.open", {}));
  });

  it("end after two hours without a look; what was done before is counted", async () => {
    expect((await must(app.invoke("inbox.looked", {}))).since).toBeNull();
    await decide("WEB-123", { kind: "approve" });
    skipped = 119 * 60_000;
    expect((await must(app.invoke("inbox.looked", {}))).since).toBeNull();
    const lastLook = clock.now().getTime();
    skipped += 121 * 60_000;
    const { since } = await must(app.invoke("inbox.looked", {}));
    expect(Math.abs(Date.parse(since ?? "") - lastLook)).toBeLessThan(2_000);
    expect(await list()).toMatchObject({ since, doneBefore: 1 });
    // The same visit goes on: a look a little later moves nothing.
    skipped += 60_000;
    expect((await must(app.invoke("inbox.looked", {}))).since).toBe(since);
    await named("someone else");
    expect((await must(app.invoke("inbox.looked", {}))).since).toBeNull();
  });
});

describe("kept filters", () => {
  beforeEach(() => {
    app = openTestApp();
  });
  const names = (value: { filters: readonly { name: string }[] }) => value.filters.map((one) => one.name);

  it("are kept, changed, ordered and deleted, and refuse a name twice", async () => {
    const before = await must(app.invoke("filters.list", {}));
    expect(names(before)).toEqual(["High and critical", "Unowned", "Stale decisions", "Snoozed"]);
    const saved = await must(
      app.invoke("filters.save", { id: null, name: " Mine ", query: "owner:me", position: null }),
    );
    const mine = saved.filters.at(-1);
    expect(mine).toMatchObject({ name: "Mine", query: "owner:me" });
    if (mine === undefined) throw new Error("not saved");
    expect(
      names(
        await must(app.invoke("filters.save", { ...mine, name: "Mine, new", query: "owner:me is:new", position: 0 })),
      ),
    ).toEqual(["Mine, new", "High and critical", "Unowned", "Stale decisions", "Snoozed"]);
    expect(await app.invoke("filters.save", { id: null, name: "unowned", query: "x", position: null })).toMatchObject({
      ok: false,
      error: { code: "name-taken" },
    });
    expect(await app.invoke("filters.save", { id: "gone", name: "Gone", query: "x", position: null })).toMatchObject({
      ok: false,
      error: { code: "not-found" },
    });
    expect(names(await must(app.invoke("filters.delete", { id: mine.id })))).toEqual(names(before));
    expect(await app.invoke("filters.delete", { id: mine.id })).toMatchObject({ ok: false });
    for (const filter of before.filters) expect((await list(filter.query)).problems, filter.name).toEqual([]);
  });
});
