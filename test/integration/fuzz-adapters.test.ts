import path from "node:path";
import { describe, expect, it } from "vitest";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import { DocumentSplitter } from "../../main/ingest/document-splitter";
import type { TranscriptAdapter } from "../../main/ingest/port";
import { adapters } from "../../main/plugins";
import { filesBelow, headOf, joinFragments, type AdapterSource } from "../support/adapter-sources";
import { parseBytes } from "../support/parse-bytes";
import { seededRandom } from "../support/seeded-random";
import { projectRoot } from "../support/temp-home";

const rounds = 20_000;
/** Longer fixtures are cut, so that twenty thousand inputs take a minute and not an hour. */
const mostBytes = 12_000;

interface Seed {
  readonly adapter: TranscriptAdapter;
  readonly source: AdapterSource;
}

interface Mutant {
  readonly bytes: Buffer;
  /** The bytes before this are as they were. */
  readonly sound: number;
}

const seeds: Seed[] = adapters.flatMap((adapter) =>
  joinFragments(adapter, filesBelow(path.join(projectRoot, "test/fixtures", adapter.id))).map((source) => ({
    adapter,
    source: { name: source.name, bytes: source.bytes.subarray(0, mostBytes) },
  })),
);

const oddBytes = [0x00, 0x0a, 0x0d, 0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x3a, 0x80, 0xc0, 0xed, 0xf5, 0xff];

function mutate(bytes: Uint8Array, other: Uint8Array, next: () => number): Mutant {
  let now = Buffer.from(bytes);
  let sound = now.length;
  for (let times = 1 + Math.floor(next() * 4); times > 0; times -= 1) {
    const at = Math.floor(next() * (now.length + 1));
    const size = 1 + Math.floor(next() ** 4 * 2000);
    sound = Math.min(sound, at);
    switch (Math.floor(next() * 7)) {
      case 0:
        now = now.subarray(0, at);
        break;
      case 1:
        now = Buffer.from(now);
        if (at < now.length) now[at] = oddBytes[Math.floor(next() * oddBytes.length)] ?? 0;
        break;
      case 2:
        now = Buffer.from(now);
        for (let i = at; i < Math.min(now.length, at + size); i += 1) now[i] = Math.floor(next() * 256);
        break;
      case 3:
        now = Buffer.concat([now.subarray(0, at), now.subarray(at + size)]);
        break;
      case 4:
        now = Buffer.concat([now.subarray(0, at), now.subarray(at, at + size), now.subarray(at)]);
        break;
      case 5: {
        const from = Math.floor(next() * other.length);
        now = Buffer.concat([now.subarray(0, at), other.subarray(from, from + size), now.subarray(at)]);
        break;
      }
      default:
        now = Buffer.concat([
          now.subarray(0, at),
          Buffer.from([oddBytes[Math.floor(next() * oddBytes.length)] ?? 0]),
          now.subarray(at),
        ]);
    }
  }
  return { bytes: now, sound: Math.min(sound, now.length) };
}

/** Lines that are JSON objects, counted by other means than those under test. */
function objectLines(bytes: Buffer): number {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let found = 0;
  let start = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at !== bytes.length && bytes[at] !== 0x0a) continue;
    try {
      const value: unknown = JSON.parse(
        decoder.decode(bytes.subarray(start, at)).replace(/^\ufeff/, start === 0 ? "" : "\ufeff"),
      );
      if (typeof value === "object" && value !== null && !Array.isArray(value)) found += 1;
    } catch {
      // Not a record.
    }
    start = at + 1;
  }
  return found;
}

describe("twenty thousand spoiled inputs", () => {
  it(
    `over ${String(adapters.length)} adapters: none throws, none takes a second, no complete record is lost`,
    { timeout: 600_000 },
    () => {
      const next = seededRandom(20261122);
      let slowest = 0;
      for (let round = 0; round < rounds; round += 1) {
        const seed = seeds[round % seeds.length];
        const other = seeds[Math.floor(next() * seeds.length)];
        if (seed === undefined || other === undefined) throw new Error("there are fixtures");
        const { adapter, source } = seed;
        const { bytes, sound } = mutate(source.bytes, other.source.bytes, next);
        const name = `${source.name}, round ${String(round)}`;
        const head = headOf({ name: source.name, bytes });
        // Of this thread's own processor time: a busy neighbour is no slow adapter.
        const start = process.threadCpuUsage();
        chooseAdapter(adapters, head);
        const { completeness } = parseBytes(adapter, source.name, bytes, 1 + Math.floor(next() * 5000));
        const { user, system } = process.threadCpuUsage(start);
        slowest = Math.max(slowest, (user + system) / 1000);
        const unknown = completeness.unknown.reduce((sum, one) => sum + one.count, 0);
        if (completeness.records !== completeness.recognised + unknown + completeness.malformedCount)
          throw new Error(`${name}: the counts do not add up`);
        const framing = adapter.framing?.(head) ?? "lines";
        const complete =
          framing === "lines"
            ? objectLines(bytes)
            : new DocumentSplitter(framing.descend).push(bytes).filter((part) => part.byteEnd < sound).length;
        if (completeness.records < complete)
          throw new Error(`${name}: ${String(complete)} complete records, ${String(completeness.records)} counted`);
        // What stands before the first spoiled byte is read as if nothing came after it.
        const before =
          round % 4 === 0 && sound > 0
            ? parseBytes(
                adapter,
                source.name,
                bytes.subarray(0, framing === "lines" ? bytes.lastIndexOf(0x0a, sound - 1) + 1 : sound),
              ).completeness
            : null;
        if (before !== null && completeness.recognised < before.recognised)
          throw new Error(
            `${name}: ${String(before.recognised)} sound records, ${String(completeness.recognised)} recognised`,
          );
      }
      expect(slowest).toBeLessThan(1000);
    },
  );
});
