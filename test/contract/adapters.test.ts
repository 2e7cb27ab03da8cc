import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import { DocumentSplitter } from "../../main/ingest/document-splitter";
import { parseTranscript } from "../../main/ingest/parse-transcript";
import { adapters } from "../../main/plugins";
import { eventSchema } from "../../shared/model/event";
import { completenessSchema, sessionSchema } from "../../shared/model/session";
import { filesBelow, headOf, joinFragments, type AdapterSource } from "../support/adapter-sources";
import { evenCuts } from "../support/every-cut";
import { parseBytes, type ParsedBytes } from "../support/parse-bytes";
import { seededRandom } from "../support/seeded-random";
import { spoiled } from "../support/spoiled-json";
import { projectRoot } from "../support/temp-home";

/** What every adapter owes whatever it is given. */
function holds(end: ParsedBytes, bytes: Uint8Array): void {
  const { sessions, completeness, eventsOf } = end;
  completenessSchema.parse(completeness);
  const unknown = completeness.unknown.reduce((sum, one) => sum + one.count, 0);
  expect(completeness.records).toBe(completeness.recognised + unknown + completeness.malformedCount);
  expect(completeness.bytes).toBe(bytes.length);
  expect(new Set(sessions.map(({ key }) => key)).size).toBe(sessions.length);
  for (const { session } of sessions) {
    sessionSchema.parse(session);
    if (sessions.length === 1 && eventsOf.size <= 1) expect(session.completeness).toEqual(completeness);
  }
  for (const events of eventsOf.values()) {
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    events.forEach((event, index) => {
      eventSchema.parse(event);
      expect(event.place.byteEnd).toBeLessThanOrEqual(bytes.length);
      expect(event.place.byteStart).toBeLessThan(event.place.byteEnd);
      if (index % 50 !== 0) return;
      // The place is a whole record of the source.
      const record = new TextDecoder().decode(bytes.subarray(event.place.byteStart, event.place.byteEnd));
      expect(() => void JSON.parse(record)).not.toThrow();
    });
  }
}

/** The story without what is only known at the end. */
function story(end: ParsedBytes): unknown {
  return { sessions: end.sessions, events: [...end.eventsOf], names: end.names, completeness: end.completeness };
}

/** The JSON values of a source: one per line, or the documents in it. */
function valuesOf(bytes: Uint8Array): unknown[] {
  const splitter = new DocumentSplitter([]);
  const parts = splitter.push(bytes);
  const last = splitter.end();
  return (last === null ? parts : [...parts, last]).flatMap((part): unknown[] => {
    try {
      return [JSON.parse(new TextDecoder().decode(part.bytes ?? new Uint8Array(0)))];
    } catch {
      return [];
    }
  });
}

describe("the list of adapters", () => {
  const ids = adapters.map((adapter) => adapter.id);

  it("names each once", () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(ids)("every fixture of %s is claimed by it alone", (id) => {
    const folder = path.join(projectRoot, "test/fixtures", id);
    expect(existsSync(folder)).toBe(true);
    const files = filesBelow(folder);
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const chosen = chooseAdapter(adapters, headOf(file));
      expect(chosen.ok ? chosen.value.id : chosen.error.message, file.name).toBe(id);
    }
  });
});

describe.each(adapters)("adapter $id", (adapter) => {
  const sources: AdapterSource[] = joinFragments(
    adapter,
    filesBelow(path.join(projectRoot, "test/fixtures", adapter.id)),
  );
  const framingOf = (source: AdapterSource) => adapter.framing?.(headOf(source)) ?? "lines";

  it("reads its fixtures, in chunks of any size alike", () => {
    for (const { name, bytes } of sources) {
      const whole = parseBytes(adapter, name, bytes);
      holds(whole, bytes);
      expect(whole.completeness.recognised, name).toBeGreaterThan(0);
      for (const chunk of [1, 7, 1000])
        expect(story(parseBytes(adapter, name, bytes, chunk)), name).toEqual(story(whole));
    }
  });

  it("gives the same while a source grows as when it is read at once", () => {
    for (const source of sources) {
      const { name, bytes } = source;
      if (framingOf(source) !== "lines") continue;
      const parse = parseTranscript(adapter, headOf(source));
      const events = new Map<string, Map<number, unknown>>();
      const take = (batches: ReturnType<typeof parse.push>) => {
        for (const batch of batches) {
          const known = events.get(batch.key) ?? new Map<number, unknown>();
          events.set(batch.key, known);
          for (const event of batch.events) known.set(event.seq, event);
        }
      };
      for (let at = 0; at < bytes.length; at += 333) {
        take(parse.push(bytes.subarray(at, at + 333)));
        take([...parse.state().batches]);
      }
      const end = parse.end();
      take([...end.batches]);
      const whole = parseBytes(adapter, name, bytes);
      expect(end.sessions, name).toEqual(whole.sessions);
      for (const [key, all] of whole.eventsOf)
        expect([...(events.get(key)?.entries() ?? [])].sort(([a], [b]) => a - b).map(([, event]) => event)).toEqual(
          all,
        );
    }
  });

  it("accounts for every byte of a source that is cut off", () => {
    for (const { name, bytes } of sources)
      for (const cut of evenCuts(bytes.length, 40)) {
        const part = bytes.subarray(0, cut);
        holds(parseBytes(adapter, name, part), part);
      }
  });

  it("never throws and accounts for every record, whatever JSON it is given", () => {
    const next = seededRandom(20261120);
    for (const source of sources) {
      const lines = framingOf(source) === "lines";
      const values = valuesOf(source.bytes);
      for (let round = 0; round < 12; round += 1) {
        const texts = values.map((row) => {
          let value = row;
          for (let times = Math.floor(next() * 3); times >= 0; times -= 1) value = spoiled(value, next);
          return JSON.stringify(value, null, lines ? 0 : Math.floor(next() * 3));
        });
        const bytes = new TextEncoder().encode(texts.join(next() < 0.5 ? "\n" : "\r\n"));
        const end = parseBytes(adapter, source.name, bytes);
        if (framingOf({ name: source.name, bytes }) === "lines") expect(end.completeness.records).toBe(texts.length);
        holds(end, bytes);
      }
    }
  });

  it("survives nesting no writer can write back, junk, and cut files", () => {
    const deep = `${'{"input":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    const junk = [
      `{"type":"assistant","sessionId":"s","message":{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"X","input":${deep}}]}}`,
      `{"timestamp":"2026-11-20T01:00:00Z","type":"response_item","payload":{"type":"function_call","name":"x","call_id":"a","arguments":${deep}}}`,
      `{"messages":[${deep}],"steps":[${deep}],"trajectory":[${deep}],"info":${deep}}`,
      `[${deep}]`,
      "\u0000\u0001\u0002\n\n\n",
      '{"type":"user","sessionId":"s","message":{"role":"user","content":"cut',
    ];
    for (const text of junk) {
      const bytes = new TextEncoder().encode(text);
      for (const name of ["odd.jsonl", ...sources.slice(0, 1).map((source) => source.name)])
        holds(parseBytes(adapter, name, bytes), bytes);
    }
    const invalid = Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]);
    expect(parseBytes(adapter, "odd.jsonl", invalid).completeness.malformedCount).toBe(1);
  });
});

describe("a line that is too long", () => {
  it("is named, and the ones around it are read", () => {
    const before = new TextEncoder().encode('{"a":1}\n');
    const [adapter] = adapters;
    if (adapter === undefined) throw new Error("there are adapters");
    const parse = parseTranscript(adapter, { name: "long.jsonl", bytes: before });
    parse.push(before);
    const block = new Uint8Array(1024 * 1024).fill(0x20);
    for (let sent = 0; sent < 17; sent += 1) parse.push(block);
    parse.push(new TextEncoder().encode("x\n"));
    parse.push(before);
    const { completeness } = parse.end();
    expect(completeness.malformed).toEqual([{ line: 2, reason: "line 2 is over 16 MiB" }]);
    expect(completeness.records).toBe(3);
  });
});
