import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chooseAdapter } from "../../../main/ingest/choose-adapter";
import type { TranscriptAdapter } from "../../../main/ingest/port";
import { claudeCode } from "../../../main/ingest/adapters/claude-code";
import { codex } from "../../../main/ingest/adapters/codex";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";
import type { Event, EventDetail } from "../../../shared/model/event";

const fixtures = fileURLToPath(new URL("../../fixtures/", import.meta.url));

/** Parses lines given as objects or as raw text. */
export function readLines(adapter: TranscriptAdapter, lines: readonly unknown[], name = "session.jsonl"): ParsedBytes {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  return parseBytes(adapter, name, new TextEncoder().encode(`${text}\n`), 4096);
}

/** Chooses the adapter of a fixture by its content, as ingest does, and parses it. */
export function readFixture(file: string, chunk?: number): ParsedBytes {
  const bytes = readFileSync(path.join(fixtures, file));
  const chosen = chooseAdapter([claudeCode, codex], {
    name: path.basename(file),
    bytes: bytes.subarray(0, 256 * 1024),
  });
  if (!chosen.ok) throw new Error(chosen.error.message);
  return parseBytes(chosen.value, file, bytes, chunk ?? 4096);
}

/** The details of one kind, in order. */
export function details<K extends EventDetail["kind"]>(
  events: readonly Event[],
  kind: K,
): Extract<EventDetail, { kind: K }>[] {
  const isKind = (detail: EventDetail): detail is Extract<EventDetail, { kind: K }> => detail.kind === kind;
  return events.map((event) => event.detail).filter(isKind);
}
