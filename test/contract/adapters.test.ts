import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import { parseTranscript } from "../../main/ingest/parse-transcript";
import { adapters } from "../../main/plugins";
import { eventSchema } from "../../shared/model/event";
import { parseBytes, type ParsedBytes } from "../support/parse-bytes";
import { completenessSchema, sessionSchema } from "../../shared/model/session";

const root = fileURLToPath(new URL("../../", import.meta.url));
const corpus = path.resolve(root, process.env.COUNTERSIGN_CORPUS ?? "../shared/corpus");

/** What every adapter owes whatever it is given. */
function holds(end: ParsedBytes, bytes: Uint8Array): void {
  const { all, session, completeness } = end;
  completenessSchema.parse(completeness);
  if (session !== null) {
    sessionSchema.parse(session);
    expect(session.completeness).toEqual(completeness);
  }
  const unknown = completeness.unknown.reduce((sum, one) => sum + one.count, 0);
  expect(completeness.records).toBe(completeness.recognised + unknown + completeness.malformedCount);
  expect(completeness.bytes).toBe(bytes.length);
  expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1));
  for (const event of all) {
    eventSchema.parse(event);
    expect(event.place.byteEnd).toBeLessThanOrEqual(bytes.length);
    expect(event.place.byteStart).toBeLessThan(event.place.byteEnd);
  }
  // The place is a whole record of the source.
  for (const event of all.filter((_, index) => index % 50 === 0)) {
    const line = new TextDecoder().decode(bytes.subarray(event.place.byteStart, event.place.byteEnd));
    expect(() => void JSON.parse(line)).not.toThrow();
  }
}

/** Numbers from a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53,
  "",
  " ",
  "text",
  "\u0000",
  "\ud800",
  "‮",
  "<command-name>/x</command-name>",
  "*** Begin Patch\n*** Update File: a",
  '{"output":5}',
  "x".repeat(5000),
  [],
  [[]],
  [null],
  ["a", 1, {}],
  {},
  { a: {} },
  { type: null },
  { type: "text" },
  { type: "tool_result", tool_use_id: "t" },
  { type: "tool_use", id: "t", name: 5, input: [] },
  { __proto__: null, constructor: 1, toString: "x", hasOwnProperty: false },
  "2026-11-20T01:00:00.000Z",
  "2026-02-30T00:00:00Z",
  "exec",
  "__proto__",
];

/** Replaces one value somewhere in a JSON tree by an odd one, takes it out, or adds one. */
function spoiled(value: unknown, next: () => number): unknown {
  const pick = (): unknown => odd[Math.floor(next() * odd.length)];
  if (typeof value !== "object" || value === null || next() < 0.08) return pick();
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick()];
    const at = Math.floor(next() * value.length);
    return value.map((item: unknown, index) => (index === at ? spoiled(item, next) : item));
  }
  const entries = Object.entries(value);
  const at = Math.floor(next() * entries.length);
  const way = next();
  if (way < 0.12) return Object.fromEntries(entries.filter((_, index) => index !== at));
  if (way < 0.2) return Object.fromEntries([...entries, ["__proto__", pick()], ["extra", pick()]]);
  return Object.fromEntries(entries.map(([key, item], index) => [key, index === at ? spoiled(item, next) : item]));
}

describe.each(adapters)("adapter $id", (adapter) => {
  const folder = path.join(root, "test/fixtures", adapter.id);
  const fixtures = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));

  it("has fixtures and reads them", () => {
    expect(fixtures.length).toBeGreaterThan(0);
    for (const name of fixtures) {
      const bytes = readFileSync(path.join(folder, name));
      const chosen = chooseAdapter(adapters, { name, bytes: bytes.subarray(0, 256 * 1024) });
      expect(chosen.ok && chosen.value.id, name).toBe(adapter.id);
      holds(parseBytes(adapter, name, bytes), bytes);
    }
  });

  it("never throws and accounts for every record, whatever JSON it is given", () => {
    const next = random(20261120);
    const rows: unknown[] = fixtures.flatMap((name) =>
      readFileSync(path.join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .flatMap((line): unknown[] => {
          try {
            return [JSON.parse(line)];
          } catch {
            return [];
          }
        }),
    );
    for (let round = 0; round < 12; round += 1) {
      const lines = rows.map((row) => {
        let value = row;
        for (let times = Math.floor(next() * 3); times >= 0; times -= 1) value = spoiled(value, next);
        return JSON.stringify(value);
      });
      const bytes = new TextEncoder().encode(lines.join(next() < 0.5 ? "\n" : "\r\n"));
      const end = parseBytes(adapter, "fuzz.jsonl", bytes);
      expect(end.completeness.records).toBe(lines.length);
      holds(end, bytes);
    }
  });

  it("survives nesting no writer can write back, junk, and cut files", () => {
    const deep = `${'{"input":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    const sources = [
      `{"type":"assistant","sessionId":"s","message":{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"X","input":${deep}}]}}`,
      `{"timestamp":"2026-11-20T01:00:00Z","type":"response_item","payload":{"type":"function_call","name":"x","call_id":"a","arguments":${deep}}}`,
      "\u0000\u0001\u0002\n\n\n",
      '{"type":"user","sessionId":"s","message":{"role":"user","content":"cut',
    ];
    for (const source of sources) {
      const bytes = new TextEncoder().encode(source);
      const end = parseBytes(adapter, "odd.jsonl", bytes);
      holds(end, bytes);
    }
    const invalid = Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]);
    expect(parseBytes(adapter, "odd.jsonl", invalid).completeness.malformed).toEqual([
      { line: 1, reason: "line 1 is not valid UTF-8" },
    ]);
  });

  it("says which line is too long and reads the ones around it", () => {
    const before = new TextEncoder().encode('{"a":1}\n');
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

const folders = ["claude-code", "claude-code-stream-json", "codex"] as const;
const files = existsSync(corpus)
  ? folders.flatMap((folder) =>
      readdirSync(path.join(corpus, folder)).map((name) => ({ folder, name, file: path.join(corpus, folder, name) })),
    )
  : [];
const skipped = files.length === 0;

describe(`corpus of real sessions${skipped ? ` (skipped: ${corpus} is not there; set COUNTERSIGN_CORPUS to read another)` : ""}`, () => {
  it.skipIf(skipped).each(skipped ? [{ folder: "claude-code", name: "", file: "" }] : files)(
    "$folder/$name",
    ({ folder, name, file }) => {
      const bytes = readFileSync(file);
      const chosen = chooseAdapter(adapters, { name, bytes: bytes.subarray(0, 256 * 1024) });
      if (!chosen.ok) throw new Error(chosen.error.message);
      expect(chosen.value.id).toBe(folder === "codex" ? "codex" : "claude-code");
      const end = parseBytes(chosen.value, name, bytes);
      holds(end, bytes);
      // Real files hold next to nothing that is not known; files made to drift hold a handful of odd rows.
      const unknown = end.completeness.unknown.reduce((sum, one) => sum + one.count, 0);
      expect(unknown).toBeLessThanOrEqual(name.includes("drift") ? 3 : Math.max(3, end.completeness.records * 0.01));
    },
  );

  it.skipIf(skipped)("two runners given one task tell the same story", () => {
    const trio = files.filter(
      ({ name }) =>
        name.startsWith("lanegrid__agtrace__") && (name.includes("7f2abd2d") || name.includes("019b04ae-b1c6")),
    );
    expect(trio).toHaveLength(2);
    const stories = trio.map(({ name, file }) => {
      const bytes = readFileSync(file);
      const chosen = chooseAdapter(adapters, { name, bytes: bytes.subarray(0, 256 * 1024) });
      if (!chosen.ok) throw new Error(chosen.error.message);
      const { session, all } = parseBytes(chosen.value, name, bytes);
      const edits = all.flatMap(({ detail }) => (detail.kind === "file-edit" ? [detail] : []));
      const commands = all.flatMap(({ detail }) => (detail.kind === "command" ? [detail] : []));
      return {
        status: session?.status,
        cwd: session?.cwd,
        prompt: session?.prompt,
        edits: edits.map((edit) => ({
          op: edit.op,
          path: edit.path.replace(`${session?.cwd ?? ""}/`, ""),
          text: edit.newText?.replaceAll(" ", "").trim(),
          outcome: edit.outcome,
          before: edit.fileBefore,
        })),
        made: commands.some((command) => command.command.startsWith("mkdir -p") && command.exitCode === 0),
        printed: commands.some(
          (command) =>
            command.command.includes("python") && command.exitCode === 0 && command.output.trim().endsWith("2"),
        ),
      };
    });
    expect(stories[0]).toEqual(stories[1]);
    expect(stories[0]).toMatchObject({
      status: "completed",
      edits: [{ op: "add", path: "myapp/hoge.py", text: "print(1+1)", outcome: "ok", before: "" }],
      made: true,
      printed: true,
    });
  });
});
