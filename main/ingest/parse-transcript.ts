import type { Event } from "../../shared/model/event";
import { sessionSchema, type Completeness, type Session } from "../../shared/model/session";
import type { Place } from "../../shared/model/source-ref";
import { CompletenessTally } from "./completeness-tally";
import { decodeMember, decodeRecord, type DecodedLine } from "./decode-record";
import { DocumentSplitter, type DocumentPart } from "./document-splitter";
import { EventLog } from "./event-log";
import type { JsonObject } from "./json-fields";
import { LineSplitter, type SourceLine } from "./line-splitter";
import type { RecordPath, SessionName, SourceHead, TranscriptAdapter, TranscriptReader } from "./port";
import { linesOfHead } from "./source-head";
import { sessionKey, stableId } from "./stable-id";

/** Events of one of the sessions of a source. */
export interface EventBatch {
  /** Tells the sessions of a source apart; the same in every batch and at the end. */
  readonly key: string;
  readonly events: readonly Event[];
}

export interface ParsedSession {
  readonly key: string;
  readonly session: Session;
  /** The result as the runner itself states it, a patch; null where it states none. */
  readonly statedPatch: string | null;
}

/** What is known of a source after the bytes so far. */
export interface TranscriptState {
  /** None for side files that hold no session, such as Codex's `session_index.jsonl`. */
  readonly sessions: readonly ParsedSession[];
  readonly batches: readonly EventBatch[];
  /** Titles this file gives to sessions, its own or others. */
  readonly names: readonly SessionName[];
  /** Of the whole source: the sum of its sessions'. */
  readonly completeness: Completeness;
}

export interface TranscriptParse {
  /**
   * Takes the next bytes of the file and returns the events they make, in order of `seq`. An event may be returned again
   * with the same `seq` by a later call, completed with its result: the later one counts.
   */
  push(chunk: Uint8Array): EventBatch[];
  /** What is known so far, of a source that may still grow: a last record that is not complete is left to the next bytes. */
  state(): TranscriptState;
  /** What is known after the last bytes: a record that is cut off is counted as malformed. */
  end(): TranscriptState;
}

/** More sessions than this in one source are read as one: a hostile file could name one per record. */
const maxSessions = 10_000;
/** Records that belong to every session are kept for the sessions that begin later. */
const maxShared = 1000;

interface Lane {
  readonly key: string;
  readonly reader: TranscriptReader;
  readonly log: EventLog;
  readonly tally: CompletenessTally;
}

interface SharedRecord {
  readonly record: JsonObject;
  readonly place: Place;
  readonly path: RecordPath;
  readonly text: () => string;
}

/**
 * Reads one transcript source as a stream. `head` is its beginning and its name, which may have folders: some runners put
 * the session's id in it. Nothing in the bytes makes it throw: what cannot be read is counted in the completeness.
 */
export function parseTranscript(adapter: TranscriptAdapter, head: SourceHead): TranscriptParse {
  const framing = adapter.framing?.(head) ?? "lines";
  const route = adapter.route?.(head) ?? null;
  const lanes = new Map<string, Lane>();
  const shared: SharedRecord[] = [];
  let current: Lane | null = null;
  let bytes = 0;

  function lane(key: string): Lane {
    const name = lanes.has(key) || lanes.size < maxSessions ? key : "(further sessions)";
    let found = lanes.get(name);
    if (found === undefined) {
      found = {
        key: name,
        reader: adapter.open(head.name),
        log: new EventLog(),
        // What was counted before the first session began is that session's.
        tally: lanes.size === 0 ? firstTally : new CompletenessTally(),
      };
      lanes.set(name, found);
      for (const one of shared) {
        const verdict = found.reader.read(one.record, one.place, found.log, one.path);
        if (lanes.size === 1)
          found.tally.add(verdict, one.place.line ?? 1, one.text, one.place.byteEnd - one.place.byteStart);
      }
    }
    return found;
  }

  const firstTally = new CompletenessTally();
  const tally = (): CompletenessTally => current?.tally ?? firstTally;

  function record(value: JsonObject, place: Place, path: RecordPath, text: () => string): void {
    const key = route === null ? "" : route(value, path);
    const size = place.byteEnd - place.byteStart;
    if (key === null) {
      if (shared.length < maxShared) shared.push({ record: value, place, path, text });
      const [verdict] = [...lanes.values()].map((one) => one.reader.read(value, place, one.log, path));
      // Before the first session there is no reader that could say whether it knows the record: it counts when one begins.
      if (verdict !== undefined) tally().add(verdict, place.line ?? 1, text, size);
      return;
    }
    current = lane(key);
    current.tally.add(current.reader.read(value, place, current.log, path), place.line ?? 1, text, size);
  }

  // What the adapter was chosen by is not taken apart twice. It is let go with its last line.
  let early = framing === "lines" ? { lines: linesOfHead(head), bytes: head.bytes } : null;

  function decode(line: SourceLine): DecodedLine {
    const found = early?.lines[line.number - 1];
    const same = early !== null && found !== undefined && found !== null && isLineOf(early.bytes, line);
    if (early !== null && line.number >= early.lines.length) early = null;
    return same && found.record !== null
      ? { kind: "record", record: found.record, text: found.text }
      : decodeRecord(line);
  }

  function takeLine(line: SourceLine): void {
    const decoded = decode(line);
    if (decoded.kind === "blank") return;
    if (decoded.kind === "malformed") {
      tally().add(decoded, line.number, () => "", line.byteEnd - line.byteStart);
      return;
    }
    const place = { line: line.number, byteStart: line.byteStart, byteEnd: line.byteEnd };
    record(decoded.record, place, [], () => decoded.text);
  }

  function takePart(part: DocumentPart): void {
    const decoded = decodeMember(part);
    if (decoded.kind === "malformed") {
      tally().add(decoded, part.line, () => "", part.byteEnd - part.byteStart);
      return;
    }
    const place = { line: part.line, byteStart: part.byteStart, byteEnd: part.byteEnd };
    record(decoded.record, place, part.member ? part.path.slice(0, -1) : part.path, () => decoded.text);
  }

  const lines = framing === "lines" ? new LineSplitter() : null;
  const document = framing === "lines" ? null : new DocumentSplitter(framing.descend);

  function drain(): EventBatch[] {
    return [...lanes.values()].flatMap(({ key, log }) => {
      const events = log.drain();
      return events.length === 0 ? [] : [{ key, events }];
    });
  }

  function state(ended: boolean): TranscriptState {
    if (lanes.size === 0) {
      // Which session the first record belongs to is not known before it is read.
      if (route !== null && !ended)
        return { sessions: [], batches: [], names: [], completeness: firstTally.result(new EventLog(), bytes) };
      // A source without a single record still has a reader: the file's name may be all that is known.
      lane("");
    }
    const alone = lanes.size === 1;
    const sessions: ParsedSession[] = [];
    const names: SessionName[] = [];
    const parts: Completeness[] = [];
    for (const { key, reader, log, tally: own } of lanes.values()) {
      const end = reader.end(log);
      names.push(...end.names);
      const completeness = own.result(log, alone ? bytes : null);
      parts.push(completeness);
      if (end.session === null) continue;
      const identity = { runner: adapter.id, kind: end.session.kind, ...pickIds(end.session) };
      sessions.push({
        key,
        session: sessionSchema.parse({
          ...end.session,
          id: stableId("S", sessionKey(identity)),
          runner: adapter.id,
          completeness,
        }),
        statedPatch: end.statedPatch ?? null,
      });
    }
    return { sessions, batches: drain(), names, completeness: total(parts, bytes) };
  }

  return {
    push(chunk) {
      bytes += chunk.length;
      if (lines !== null) for (const line of lines.push(chunk)) takeLine(line);
      if (document !== null) for (const part of document.push(chunk)) takePart(part);
      return drain();
    },
    state: () => state(false),
    end() {
      const line = lines?.end() ?? null;
      if (line !== null) takeLine(line);
      const open = document?.open ?? false;
      const part = document?.end() ?? null;
      if (part !== null) takePart(part);
      if (open && part?.whole !== false)
        tally().add({ kind: "malformed", reason: "the document is cut off" }, 1, () => "", 0);
      return state(true);
    },
  };
}

function pickIds(session: { runnerSessionId: string; parentRunnerSessionId: string | null }) {
  return { runnerSessionId: session.runnerSessionId, parentRunnerSessionId: session.parentRunnerSessionId };
}

/** The completeness of a source from those of its sessions. */
function total(parts: readonly Completeness[], bytes: number): Completeness {
  const [first, ...others] = parts;
  if (first === undefined) throw new Error("a source has at least one reader");
  const sum = { ...first, unknown: first.unknown.map((one) => ({ ...one })), malformed: [...first.malformed], bytes };
  for (const part of others) {
    sum.records += part.records;
    sum.recognised += part.recognised;
    sum.malformedCount += part.malformedCount;
    sum.shortened += part.shortened;
    sum.withheldReasoning += part.withheldReasoning;
    sum.unanswered += part.unanswered;
    sum.clock = {
      backwards: sum.clock.backwards + part.clock.backwards,
      longestMs: Math.max(sum.clock.longestMs, part.clock.longestMs),
      missing: sum.clock.missing + part.clock.missing,
    };
    sum.malformed.push(...part.malformed);
    for (const one of part.unknown) {
      const known = sum.unknown.find((other) => other.type === one.type);
      if (known === undefined) sum.unknown.push({ ...one });
      else known.count += one.count;
    }
  }
  sum.malformed = sum.malformed.slice(0, 50);
  return sum;
}

/** Whether a line is, byte for byte, what a head has at its place: the file may have changed since the head was read. */
function isLineOf(head: Uint8Array, { bytes, byteStart, byteEnd, terminated }: SourceLine): boolean {
  if (bytes === null || !terminated || head[byteEnd] !== lineFeed) return false;
  return Buffer.compare(bytes, head.subarray(byteStart, byteEnd)) === 0;
}

const lineFeed = 0x0a;
