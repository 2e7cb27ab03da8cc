import { DocumentSplitter } from "../../main/ingest/document-splitter";
import { parseTranscript } from "../../main/ingest/parse-transcript";
import type { TranscriptAdapter } from "../../main/ingest/port";
import { headOf, type AdapterSource } from "./adapter-sources";
import { parseBytes, type ParsedBytes } from "./parse-bytes";

/** Where the complete records of a source end, in order: of JSON Lines after the line's end, of a document after the value. */
export function recordEnds(adapter: TranscriptAdapter, source: AdapterSource): number[] {
  const { bytes } = source;
  const framing = adapter.framing?.(headOf(source)) ?? "lines";
  if (framing !== "lines") return new DocumentSplitter(framing.descend).push(bytes).map((part) => part.byteEnd);
  const ends: number[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, from)) {
    const line = Buffer.from(bytes.subarray(from, at)).toString("latin1").trim();
    // Blank lines and a comment in the first are no records.
    if (line !== "" && !(from === 0 && line.startsWith("# "))) ends.push(at + 1);
    from = at + 1;
  }
  return ends;
}

interface Complete {
  readonly recognised: number;
  readonly events: number;
}

function completeOf({ completeness, eventsOf }: ParsedBytes): Complete {
  let events = 0;
  for (const list of eventsOf.values()) events += list.length;
  return { recognised: completeness.recognised, events };
}

/**
 * Cuts a source off at given places and says what is lost: every record that is complete before the cut must be there,
 * recognised as it is in the source up to that record's end, with its events; what follows may be counted as cut off.
 * In: places in ascending order. Out: sentences, none where nothing is lost.
 */
export function lostByCuts(adapter: TranscriptAdapter, source: AdapterSource, cuts: Iterable<number>): string[] {
  const { name, bytes } = source;
  const ends = recordEnds(adapter, source);
  const lost: string[] = [];
  let complete = 0;
  let before: Complete = { recognised: 0, events: 0 };
  for (const cut of cuts) {
    let passed = complete;
    while (passed < ends.length && (ends[passed] ?? 0) < cut) passed += 1;
    if (passed !== complete) {
      complete = passed;
      before = completeOf(parseBytes(adapter, name, bytes.subarray(0, ends[complete - 1])));
    }
    const end = parseBytes(adapter, name, bytes.subarray(0, cut));
    const { records, malformedCount, unknown } = end.completeness;
    const { recognised, events } = completeOf(end);
    const counted = recognised + malformedCount + unknown.reduce((sum, one) => sum + one.count, 0);
    const fault =
      records < complete
        ? `${String(records)} of ${String(complete)} records`
        : records > complete + 2
          ? `${String(records)} records where ${String(complete)} are complete`
          : recognised < before.recognised
            ? `${String(recognised)} records recognised instead of ${String(before.recognised)}`
            : events < before.events
              ? `${String(events)} events instead of ${String(before.events)}`
              : counted !== records
                ? `${String(counted)} of ${String(records)} records accounted for`
                : null;
    if (fault !== null) lost.push(`${name} cut at ${String(cut)}: ${fault}`);
  }
  return lost;
}

/**
 * The same, told of one reading that goes on from cut to cut: cheap enough for the records of a large source. It says nothing
 * of what a shorter beginning would have been taken for.
 */
export function lostWhileGrowing(adapter: TranscriptAdapter, source: AdapterSource, cuts: Iterable<number>): string[] {
  const { name, bytes } = source;
  const ends = recordEnds(adapter, source);
  const lost: string[] = [];
  const parse = parseTranscript(adapter, headOf(source));
  const ended = new Set(ends);
  let complete = 0;
  let at = 0;
  for (const cut of cuts) {
    parse.push(bytes.subarray(at, cut));
    at = cut;
    while (complete < ends.length && (ends[complete] ?? 0) < cut) complete += 1;
    // What stands before the first session of a source that may hold several is counted when that begins.
    const { sessions, completeness } = parse.state();
    const { records } = completeness;
    // A number at the cut itself may have further digits; a line that ends there is whole.
    const whole = records === complete || (ended.has(cut) && records === complete + 1);
    if (sessions.length > 0 && !whole)
      lost.push(`${name} at ${String(cut)}: ${String(records)} of ${String(complete)} records`);
  }
  return lost;
}

/** Some places in a source of `length` bytes, at equal distances. */
export function evenCuts(length: number, count: number): number[] {
  const step = Math.max(1, length / (count + 1));
  return [...new Set(Array.from({ length: count }, (_, n) => Math.floor((n + 1) * step)))].filter(
    (cut) => cut > 0 && cut < length,
  );
}
