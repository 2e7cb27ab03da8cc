import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { adapters } from "../../main/plugins";
import { filesBelow, joinFragments, type AdapterSource } from "../support/adapter-sources";
import { corpus, hasCorpus, overCorpus } from "../support/corpus";
import { corpusReaders, corpusSources } from "../support/corpus-sources";
import { evenCuts, lostByCuts, lostWhileGrowing, recordEnds } from "../support/every-cut";
import { projectRoot } from "../support/temp-home";

/** A fixture is no larger than this: the work grows with the square of its size. */
const mostBytes = 64 * 1024;
/** Smaller ones are cut at every byte. */
const everyByteTo = 4 * 1024;
/** Cuts every fixture at every byte whatever its size; takes a few minutes. */
const thorough = process.env.COUNTERSIGN_EVERY_BYTE === "1";

/** Every byte of a small source; of a larger one every byte of its beginning and around each record's end, and each fifth. */
function* fixtureCuts(source: AdapterSource, ends: readonly number[]): Generator<number> {
  const all = thorough || source.bytes.length <= everyByteTo;
  let next = 0;
  for (let cut = 1; cut < source.bytes.length; cut += 1) {
    while (next < ends.length && (ends[next] ?? 0) < cut - 16) next += 1;
    if (all || cut <= 2048 || cut % 5 === 0 || Math.abs((ends[next] ?? 0) - cut) <= 16) yield cut;
  }
}

describe.each(adapters)("a source of $id that is cut off", (adapter) => {
  const sources = joinFragments(adapter, filesBelow(path.join(projectRoot, "test/fixtures", adapter.id)));
  it("gives every complete record before the cut", { timeout: 600_000 }, () => {
    let records = 0;
    for (const source of sources) {
      expect(source.bytes.length, source.name).toBeLessThanOrEqual(mostBytes);
      const ends = recordEnds(adapter, source);
      records += ends.length;
      expect(lostByCuts(adapter, source, fixtureCuts(source, ends)).slice(0, 5)).toEqual([]);
    }
    expect(records).toBeGreaterThan(0);
  });
});

/** A record's end, one byte before and one after it, of the first records. */
function borders(ends: readonly number[], length: number): number[] {
  const cuts = ends.slice(0, 200).flatMap((end) => [end - 1, end, end + 1]);
  return [...new Set(cuts)].filter((cut) => cut > 0 && cut <= length).sort((a, b) => a - b);
}

describe.skipIf(!hasCorpus)(overCorpus("real files that are cut off"), () => {
  const folders = Object.keys(corpusReaders).filter((folder) => existsSync(path.join(corpus, folder)));
  it.each(folders)("of %s give every complete record before the cut", { timeout: 600_000 }, (folder) => {
    for (const { adapter, source } of corpusSources(folder)) {
      const { length } = source.bytes;
      const ends = recordEnds(adapter, source);
      expect(lostWhileGrowing(adapter, source, borders(ends, length)).slice(0, 5)).toEqual([]);
      expect(lostWhileGrowing(adapter, source, evenCuts(length, 100)).slice(0, 5)).toEqual([]);
      // Each cut anew, as a file that ends there is read: as many as a megabyte's reading allows.
      const anew = Math.min(100, Math.max(3, Math.floor(4_000_000 / length)));
      expect(lostByCuts(adapter, source, evenCuts(length, anew)).slice(0, 5)).toEqual([]);
    }
  });
});
