import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  filesOf,
  framesOf,
  seal,
  tarItems,
  tarOf,
  writeFolder,
  type BundleFiles,
  type BundleRange,
} from "./fixture-bundle";
import { jonas, mara } from "./fixture-honest";
import { canonical, decisionOf, FixtureLog, type Json, type JsonObject } from "./fixture-log";
import { otherLog } from "./vectors-outside";

/** A bundle of 50 entries in which every kind of file and entry stands. */
export function logToTamper(): FixtureLog {
  const log = new FixtureLog("to be tampered with");
  log.begin();
  log.reviewerKey("created", mara);
  while (log.size < 50) {
    const at = log.size;
    if (at % 9 === 4) log.decide([mara.key], decisionOf(at), at % 2 === 0 ? "Read; holds." : undefined);
    else if (at === 20) log.rotateLogKey("second log key");
    else if (at === 30) log.anchor("export", 25, Buffer.from("receipt"));
    else if (at === 23) log.effect(13);
    else if (at === 24) log.receive(otherLog(), 2, jonas);
    else if (at === 32) log.effect(null, { state: "held", remote: null, head: null, digest: null, detail: "Grüße" });
    else if (at % 9 === 7) log.policy(at);
    else log.append(1, "clock.anomaly", { message: `at ${at}` });
  }
  return log;
}

/** One tampered bundle: what was done, and the files that are other than in the good one (null: not there). */
export type Tampering = { what: string; files: Map<string, Buffer | null> };

/** A good bundle on disk, tampered with one case after another and put right again. */
export class Bench {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "countersign-tamper-"));
  readonly bundle = path.join(this.folder, "bundle");
  readonly files: BundleFiles;
  readonly #sealed: BundleFiles;

  constructor(
    readonly log: FixtureLog,
    readonly range: BundleRange = {},
  ) {
    this.files = filesOf(log, range);
    this.#sealed = this.seal(this.files);
    writeFolder(this.bundle, this.#sealed);
  }

  get args(): string[] {
    const { vkey } = this.log.logKey!;
    return ["--log-key", vkey, "--reviewer-key", mara.key.vkey, "--reviewer-key", jonas.key.vkey];
  }

  seal(files: BundleFiles): BundleFiles {
    return seal(this.log, new Map(files), this.range.from ?? 0, this.range.to ?? this.log.size);
  }

  /** The good bundle's own bytes of a file. */
  good(name: string): Buffer {
    return this.#sealed.get(name)!;
  }

  names(): string[] {
    return [...this.#sealed.keys()].sort();
  }

  /** A case whose manifest is written anew over the changed files: what anyone can do. */
  mended(what: string, change: (files: BundleFiles) => void): Tampering {
    const files = new Map(this.files);
    change(files);
    const sealed = this.seal(files);
    const changed = new Map<string, Buffer | null>();
    for (const [name, bytes] of sealed) if (this.#sealed.get(name)?.equals(bytes) !== true) changed.set(name, bytes);
    for (const name of this.#sealed.keys()) if (!sealed.has(name)) changed.set(name, null);
    return { what, files: changed };
  }

  apply({ files }: Tampering): void {
    for (const [name, bytes] of files)
      if (bytes === null) unlinkSync(path.join(this.bundle, name));
      else writeFileSync(path.join(this.bundle, name), bytes);
  }

  undo({ files }: Tampering): void {
    for (const name of files.keys()) {
      const bytes = this.#sealed.get(name);
      if (bytes === undefined) unlinkSync(path.join(this.bundle, name));
      else writeFileSync(path.join(this.bundle, name), bytes);
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function withByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1 << ((at * 5 + 1) % 8);
  return changed;
}

/**
 * Every byte once, every `step`-th of them: the manifest is written anew each time, but for changes in the manifest itself
 * and in report.html, which nothing but the manifest vouches for.
 */
export function* bytesOnce(bench: Bench, step: number, only?: readonly string[]): Generator<Tampering> {
  let count = 0;
  for (const name of only ?? bench.names()) {
    const bytes = bench.good(name);
    for (let at = 0; at < bytes.length; at += 1) {
      count += 1;
      if (count % step !== 0) continue;
      const changed = withByte(bytes, at);
      const what = `byte ${at} of ${name}`;
      if (name === "manifest.json" || name === "report.html") yield { what, files: new Map([[name, changed]]) };
      else yield bench.mended(`${what}, manifest written anew`, (files) => files.set(name, changed));
    }
  }
}

/** Bytes of any file, the manifest left as it was. */
export function* bytesUnmended(bench: Bench, step: number): Generator<Tampering> {
  let count = 0;
  for (const name of bench.names()) {
    const bytes = bench.good(name);
    for (let at = 0; at < bytes.length; at += 1) {
      count += 1;
      if (count % step === 0) yield { what: `byte ${at} of ${name}`, files: new Map([[name, withByte(bytes, at)]]) };
    }
  }
}

/** Entries moved, doubled, cut out, withheld; files cut, grown, emptied, left out, exchanged. Manifest written anew. */
export function* structures(bench: Bench): Generator<Tampering> {
  const { entries, tree } = bench.log;
  const frames = (what: string, list: (Buffer | { leaf: Buffer })[]) =>
    bench.mended(what, (files) => files.set("entries.bin", framesOf(list)));
  for (let at = 0; at < entries.length; at += 1) {
    const [before, after] = [entries.slice(0, at), entries.slice(at + 1)];
    yield frames(`entry ${at} cut out`, [...before, ...after]);
    yield frames(`entry ${at} doubled`, [...before, entries[at]!, entries[at]!, ...after]);
    yield frames(`entry ${at} in place of the next`, [...before, entries[at]!, entries[at]!, ...after.slice(1)]);
    yield frames(`entry ${at} withheld, unsaid`, [...before, { leaf: tree.leaves[at]! }, ...after]);
    if (at > 0)
      yield frames(`entries ${at - 1} and ${at} exchanged`, [
        ...entries.slice(0, at - 1),
        entries[at]!,
        entries[at - 1]!,
        ...after,
      ]);
    if (at > 0) yield frames(`entry ${at} put first`, [entries[at]!, ...before, ...after]);
  }
  const names = bench.names().filter((name) => name !== "manifest.json" && name !== "report.html");
  for (const name of names) {
    const bytes = bench.good(name);
    yield bench.mended(`${name} one byte shorter`, (files) => files.set(name, bytes.subarray(0, -1)));
    yield bench.mended(`${name} one byte longer`, (files) =>
      files.set(name, Buffer.concat([bytes, Buffer.from("\n")])),
    );
    yield bench.mended(`${name} empty`, (files) => files.set(name, Buffer.alloc(0)));
    yield bench.mended(`${name} half`, (files) => files.set(name, bytes.subarray(0, bytes.length >> 1)));
    // A text may be withheld, and is then said to be: left out alone, the report no longer fits.
    yield bench.mended(`${name} left out`, (files) => files.delete(name));
    yield { what: `${name} left out, manifest as it was`, files: new Map([[name, null]]) };
    for (const other of names)
      if (other > name) {
        yield bench.mended(`${name} and ${other} exchanged`, (files) => {
          files.set(name, bench.good(other)).set(other, bytes);
        });
      }
  }
}

/** A8: each value of report.json another one, canonical still, the manifest written anew. */
export function* reportValues(bench: Bench): Generator<Tampering> {
  const report = JSON.parse(bench.good("report.json").toString()) as JsonObject;
  const other = (value: Json): Json => {
    if (typeof value === "string")
      return value === "" ? "x" : `${value.slice(0, -1)}${value.endsWith("1") ? "2" : "1"}`;
    if (typeof value === "number") return value + 1;
    if (typeof value === "boolean") return !value;
    return "x";
  };
  const changedReports = function* (value: Json, place: string, set: (value: Json) => void): Generator<string> {
    if (value !== null && typeof value === "object") {
      if (Array.isArray(value)) {
        for (const [at, inner] of value.entries())
          yield* changedReports(inner, `${place}[${at}]`, (to) => (value[at] = to));
        set([...value, ...(value.length > 0 ? [value[0]!] : ["x"])]);
        yield `${place} one longer`;
      } else
        for (const [key, inner] of Object.entries(value))
          yield* changedReports(inner, `${place}.${key}`, (to) => (value[key] = to));
    } else {
      set(other(value));
      yield place;
    }
    set(value);
  };
  let whole: Json = report;
  for (const place of changedReports(report, "report", (to) => (whole = to))) {
    const bytes = Buffer.from(canonical(whole));
    yield bench.mended(`${place} another`, (files) => files.set("report.json", bytes));
  }
}

/** Bytes of a tar's headers, padding and end. Each case is a whole file. */
export function* tarBytes(bench: Bench, step: number): Generator<{ what: string; bytes: Buffer }> {
  const items = tarItems(bench.seal(bench.files));
  const tar = tarOf(items);
  const inside = (at: number): boolean => {
    let start = 0;
    for (const { bytes } of items) {
      start += 512;
      if (at >= start && at < start + bytes.length) return true;
      start += Math.ceil(bytes.length / 512) * 512;
    }
    return false;
  };
  let count = 0;
  for (let at = 0; at < tar.length; at += 1) {
    if (inside(at)) continue;
    count += 1;
    if (count % step === 0) yield { what: `byte ${at} of the tar`, bytes: withByte(tar, at) };
  }
}
