import { readFileSync } from "node:fs";
import path from "node:path";
import type { TranscriptAdapter } from "../../../main/ingest/port";
import type { Event } from "../../../shared/model/event";
import { parseBytes, type ParsedBytes } from "../../support/parse-bytes";
import { projectRoot } from "../../support/temp-home";

/** Reads a fixture of an adapter, after the adapter has recognised it. */
export function fixture(adapter: TranscriptAdapter, name: string): ParsedBytes {
  return readText(adapter, name, readFileSync(path.join(projectRoot, "test/fixtures", adapter.id, name), "utf8"));
}

/** Reads a document given as text or as a value, after the adapter has recognised it. */
export function readText(adapter: TranscriptAdapter, name: string, content: unknown): ParsedBytes {
  const bytes = new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content));
  if (!adapter.recognises({ name, bytes: bytes.subarray(0, 256 * 1024) }))
    throw new Error(`${name} is not recognised by ${adapter.name}.`);
  return parseBytes(adapter, name, bytes, 4096);
}

/** The session with this id of the runner, and its events. */
export function sessionOf(read: ParsedBytes, runnerSessionId: string) {
  const found = read.sessions.find(({ session }) => session.runnerSessionId === runnerSessionId);
  if (found === undefined) throw new Error(`no session ${runnerSessionId}`);
  return { ...found, events: read.eventsOf.get(found.key) ?? [] };
}

/** Kind, words and outcome of events, a line each. */
export function told(events: readonly Event[]): string[] {
  return events.map(({ detail }) => {
    const outcome = "outcome" in detail ? ` ${detail.outcome}` : "";
    switch (detail.kind) {
      case "command":
      case "check":
        return `${detail.kind}${outcome}: ${detail.command}`;
      case "file-edit":
        return `${detail.op}${outcome}: ${detail.path}`;
      case "tool-call":
        return `${detail.tool}${outcome}`;
      default:
        return `${detail.kind}${outcome}: ${detail.text ?? ""}`;
    }
  });
}
