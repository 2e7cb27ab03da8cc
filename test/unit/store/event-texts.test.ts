import { describe, expect, it } from "vitest";
import type { Event } from "../../../shared/model/event";
import { eventRows, orderEvents, readEvent, readEvents, readFacts } from "../../../main/store/events";
import { detailText } from "../../../main/store/event-texts";
import { clearHidden } from "../../../main/store/sessions";
import { commandDetail, editDetail, event, messageDetail, toolCallDetail } from "../../builders/event";
import { storeEvents, storeSession, type Core } from "../../builders/search";
import { openTestApp } from "../../support/temp-home";

const id = "S-7K2QH";
const long = (word: string, times: number) => `${word} – öffnen "1"\n`.repeat(times);
const numbered = (details: readonly Event["detail"][]) => details.map((detail, at) => event(detail, { seq: at + 1 }));

const details = [
  messageDetail(long("message", 200), "person"),
  commandDetail("npm test", { output: long("output", 300) }),
  commandDetail("ls", { output: "short" }),
  toolCallDetail("Read", { input: long("input", 100), result: long("result", 5_000) }),
  editDetail("/work/x.ts", { fileBefore: long("before", 900), oldText: long("old", 80), newText: "" }),
];

function stored(core: Core): { block: number | null; texts: string | null; detail: string }[] {
  return core.index
    .prepare<[], { block: number | null; texts: string | null; detail: string }>(
      "SELECT block, texts, detail FROM event ORDER BY seq",
    )
    .all();
}

const count = (core: Core) => core.index.prepare<[], number>("SELECT count(*) FROM event_text").pluck().get();
const all = (core: Core) => orderEvents(core.index, { sessionIds: [id], kinds: [], failedOnly: false });

describe("long texts of events", () => {
  it("lie in blocks and come back as they were, in their order within the detail", () => {
    const { core } = openTestApp();
    const events = numbered(details);
    storeSession(core, { id }, events);
    expect(readEvents(core.index, all(core)).map((row) => row.event)).toEqual(events);
    expect(readEvent(core.index, id, 4)?.event).toEqual(events[3]);
    const rows = stored(core);
    expect(rows.map((row) => row.block !== null)).toEqual([false, true, false, true, true]);
    expect(Math.max(...rows.slice(1).map((row) => row.detail.length))).toBeLessThan(1_000);
    expect(rows.map((row) => detailText(core.index, row))).toEqual(events.map((one) => JSON.stringify(one.detail)));
    expect(count(core)).toBeGreaterThan(1);
  });

  it("are left out of what the engines judge where no engine reads them", () => {
    const { core } = openTestApp();
    storeSession(core, { id }, numbered(details));
    const facts = readFacts(core.index, all(core), () => "").map((row) => row.event.detail);
    expect(facts).toEqual([
      details[0],
      { ...details[1], output: "" },
      { ...details[2], output: "" },
      { ...details[3], result: "" },
      { ...details[4], oldText: null, newText: null, fileBefore: null },
    ]);
    const kept = readFacts(core.index, all(core), (text) => text.slice(0, 5)).map((row) => row.event.detail);
    expect(kept).toEqual(
      facts.map((detail, index) => {
        const whole = details[index];
        if (whole?.kind === "tool-call") return { ...whole, result: whole.result?.slice(0, 5) };
        return whole !== undefined && "output" in whole ? { ...whole, output: whole.output.slice(0, 5) } : detail;
      }),
    );
  });

  it("are replaced with their event", () => {
    const { core } = openTestApp();
    const pk = storeSession(core, { id }, numbered([commandDetail("npm test", { output: long("first", 100) })]));
    const answered = [
      event(commandDetail("npm test", { output: long("second", 100) }), { seq: 1 }),
      event(commandDetail("npm test", { output: "short" }), { seq: 2 }),
    ];
    storeEvents(core, pk, answered);
    expect(readEvents(core.index, all(core)).map((row) => row.event)).toEqual(answered);
    storeEvents(core, pk, [event(commandDetail("npm test", { output: "none" }), { seq: 1 })]);
    expect(stored(core)[0]).toMatchObject({ block: null, texts: null });
  });

  it("that hold half a character stay in their row", () => {
    const { core } = openTestApp();
    const events = numbered([commandDetail("x", { output: `${"a".repeat(1_000)}\ud800` })]);
    storeSession(core, { id }, events);
    expect(stored(core)[0]?.block).toBeNull();
    expect(readEvents(core.index, all(core)).map((row) => row.event)).toEqual(events);
  });

  it("go with their session", () => {
    const { core } = openTestApp();
    storeSession(core, { id }, numbered(details));
    storeSession(core, { id }, numbered(details.slice(0, 2)));
    expect(count(core)).toBe(1);
    const pk = core.index.prepare<[], number>("SELECT pk FROM session").pluck().get() ?? 0;
    core.index.prepare("UPDATE session SET id = NULL").run();
    while (clearHidden(core.index, pk));
    expect(count(core)).toBe(0);
  });

  it("fill a block before the next is begun", () => {
    const many = numbered(Array.from({ length: 40 }, (_, n) => commandDetail("x", { output: long(String(n), 100) })));
    const { rows, blocks } = eventRows(many);
    expect(blocks.length).toBeLessThan(10);
    expect(new Set(rows.map(([, , , , , , block]) => block)).size).toBe(blocks.length);
  });
});
