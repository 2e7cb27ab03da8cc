import path from "node:path";
import type { TranscriptAdapter } from "../../main/ingest/port";
import { adapters } from "../../main/plugins";
import { filesBelow, joinFragments, type AdapterSource } from "./adapter-sources";
import { corpus } from "./corpus";
import { databaseLines } from "./database-lines";

/** Which adapter reads what lies in a folder of the corpus. Folders not named hold no sessions. */
export const corpusReaders: Readonly<Record<string, string>> = {
  atif: "atif",
  "claude-code": "claude-code",
  "claude-code-stream-json": "claude-code",
  codex: "codex",
  "codex-app-server": "codex",
  "copilot-cli": "copilot-cli",
  "entire-checkpoint": "entire",
  "gemini-cli": "gemini-cli",
  "mini-swe-agent": "mini-swe-agent",
  opencode: "opencode",
  openhands: "openhands",
  "otel-genai": "otel",
  "parallel-mini-swe-agent": "mini-swe-agent",
  "parallel-regex-log": "claude-code",
  "swe-agent": "swe-agent",
};

/** Results, reports and notes that lie beside sessions in these folders and are none. */
export const noSession =
  /\.(?:diff|sh|txt|md|sql)$|(?:preds|report|metrics|_chat_[\w-]+|noparallel)\.json$|__migration$/;

export interface CorpusSource {
  readonly folder: string;
  readonly adapter: TranscriptAdapter;
  readonly source: AdapterSource;
}

/** The sources in a folder of the corpus; none where its files hold no sessions. */
export function corpusSources(folder: string): CorpusSource[] {
  const id = corpusReaders[folder];
  const adapter = adapters.find((one) => one.id === id);
  if (adapter === undefined) return [];
  const files = filesBelow(path.join(corpus, folder))
    .filter(({ name }) => !noSession.test(name))
    .map((file) => ({ name: file.name, bytes: databaseLines(file, adapters) }));
  return joinFragments(adapter, files).map((source) => ({ folder, adapter, source }));
}
