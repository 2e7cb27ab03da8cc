import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chooseAdapter } from "../../../main/ingest/choose-adapter";
import { parseTranscript } from "../../../main/ingest/parse-transcript";
import type { TranscriptEnd } from "../../../main/ingest/parse-transcript";
import type { TranscriptAdapter } from "../../../main/ingest/port";
import { claudeCode } from "../../../main/ingest/adapters/claude-code";
import { codex } from "../../../main/ingest/adapters/codex";
import type { Event, EventDetail } from "../../../shared/model/event";

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));

export interface ReadTranscript extends TranscriptEnd {
  /** The last form of every event, in order. */
  readonly all: Event[];
}

/** Parses bytes in chunks of `chunk` bytes and keeps the last form of every event, as the store does. */
export function readBytes(adapter: TranscriptAdapter, name: string, bytes: Uint8Array, chunk = 4096): ReadTranscript {
  const parse = parseTranscript(adapter, name);
  const events = new Map<number, Event>();
  for (let at = 0; at < bytes.length; at += chunk) {
    for (const event of parse.push(bytes.subarray(at, at + chunk))) events.set(event.seq, event);
  }
  const end = parse.end();
  for (const event of end.events) events.set(event.seq, event);
  return { ...end, all: [...events.values()].sort((a, b) => a.seq - b.seq) };
}

/** Parses lines given as objects or as raw text. */
export function readLines(
  adapter: TranscriptAdapter,
  lines: readonly unknown[],
  name = "session.jsonl",
): ReadTranscript {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  return readBytes(adapter, name, new TextEncoder().encode(`${text}\n`));
}

/** Chooses the adapter of a fixture by its content, as ingest does, and parses it. */
export function readFixture(file: string, chunk?: number): ReadTranscript {
  const bytes = readFileSync(path.join(fixtures, file));
  const chosen = chooseAdapter([claudeCode, codex], {
    name: path.basename(file),
    bytes: bytes.subarray(0, 256 * 1024),
  });
  if (!chosen.ok) throw new Error(chosen.error.message);
  return readBytes(chosen.value, file, bytes, chunk);
}

/** The details of one kind, in order. */
export function details<K extends EventDetail["kind"]>(
  events: readonly Event[],
  kind: K,
): Extract<EventDetail, { kind: K }>[] {
  const isKind = (detail: EventDetail): detail is Extract<EventDetail, { kind: K }> => detail.kind === kind;
  return events.map((event) => event.detail).filter(isKind);
}
