import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import { instant } from "../instant";
import { filledField, isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, SessionFacts, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { ContentReader, isContent } from "./content-reader";
import { MessageReader } from "./message-reader";
import type { Lane } from "./message-reader";
import { ProjectRoot } from "./project-root";
import { TokenCount } from "./token-count";

/** What a chat says of itself; everything else at its root is named as unknown. */
const header = new Set([
  "sessionId",
  "projectHash",
  "startTime",
  "lastUpdated",
  "summary",
  "directories",
  "kind",
  "messages",
  "memoryScratchpad",
  "activeExtensionName",
  "meta",
  "history",
  "authType",
]);

/** Reads a chat of Gemini CLI, document or JSON Lines, or a saved conversation. */
export class GeminiReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #tokens = new TokenCount();
  readonly #root = new ProjectRoot();
  readonly #messages = new MessageReader(this.#course, this.#tokens, this.#root);
  readonly #contents = new ContentReader(this.#course);
  #sessionId: string | null = null;
  #subAgent = false;
  #title: string | null = null;
  #directory: string | null = null;
  #unnamed = 0;

  /** `fileName` names the session, and the folder above it a sub-agent's parent, where the file does not say it. */
  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    if (path[0] === "messages") return this.#message(record, place, log);
    if (path[0] === "history" || typeof path[0] === "number") return this.#contents.read(record, place, log);
    const change = objectField(record, "$set");
    if (change !== null) return this.#change(change, place, log);
    const rewind = textField(record, "$rewindTo");
    if (rewind !== null) {
      this.#messages.rewind(rewind, this.#lane(), place, log);
      return recognised;
    }
    if (typeof record.id === "string" && "type" in record) return this.#message(record, place, log);
    if (isContent(record)) return this.#contents.read(record, place, log);
    return this.#header(record, place, log);
  }

  end(log: EventLog): ReaderEnd {
    const said = this.#messages.count + this.#contents.count;
    if (this.#sessionId === null && said === 0) return { session: null, names: [] };
    const folder =
      this.#root.folder ?? this.#messages.cwd ?? this.#contents.cwd ?? (this.#subAgent ? this.#directory : null);
    const session: SessionFacts = {
      runnerSessionId: this.#sessionId ?? nameOf(this.#fileName),
      parentRunnerSessionId: this.#subAgent ? parentOf(this.#fileName) : null,
      kind: this.#subAgent ? "sub-agent" : "main",
      status: this.#course.status(),
      title: this.#title === null ? null : log.text(this.#title),
      prompt: this.#messages.prompt,
      finalMessage: this.#course.finalMessage,
      cwd: folder === null ? null : log.text(folder),
      branch: null,
      baseCommit: null,
      subAgents: [...this.#messages.subAgents],
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#tokens.total(),
    };
    return { session, names: [] };
  }

  #lane(): Lane {
    return this.#subAgent ? { lane: this.#sessionId ?? "main", actor: "sub-agent" } : { lane: "main", actor: "agent" };
  }

  #message(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    if (typeof record.type !== "string" && isContent(record)) return this.#contents.read(record, place, log);
    if (!("id" in record)) this.#unnamed += 1;
    return this.#messages.read(record, `(no id) ${String(this.#unnamed)}`, this.#lane(), place, log);
  }

  /** The first line, or one member of a document's root. A line that has none of its names is of an unknown type. */
  #header(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const names = Object.keys(record);
    const [only] = names;
    if (!names.some((name) => header.has(name))) {
      const type = textField(record, "type");
      if (type !== null) return unknownType(type.slice(0, 200));
      return unknownType(names.length === 1 && only !== undefined ? `root/${only}`.slice(0, 200) : "(no type)");
    }
    this.#facts(record);
    if (Array.isArray(record.messages)) this.#messages.checkpoint(record.messages, this.#lane(), place, log);
    return recognised;
  }

  #change(change: JsonObject, place: Place, log: EventLog): RecordVerdict {
    this.#facts(change);
    if (Array.isArray(change.messages)) this.#messages.checkpoint(change.messages, this.#lane(), place, log);
    const names = Object.keys(change);
    const unknown = names.find((name) => !header.has(name));
    return names.some((name) => header.has(name)) || unknown === undefined
      ? recognised
      : unknownType(`$set/${unknown}`.slice(0, 200));
  }

  #facts(facts: JsonObject): void {
    this.#sessionId ??= filledField(facts, "sessionId")?.slice(0, 200).toWellFormed() ?? null;
    const hash = filledField(facts, "projectHash");
    if (hash !== null) this.#root.digest(hash);
    this.#course.at(instant(facts.startTime));
    this.#course.at(instant(facts.lastUpdated));
    this.#title = filledField(facts, "summary") ?? this.#title;
    if (facts.kind === "subagent") this.#subAgent = true;
    const meta = isObject(facts.meta) ? filledField(facts.meta, "model") : null;
    if (meta !== null) this.#course.model(meta);
    for (const directory of listField(facts, "directories")) {
      if (typeof directory !== "string" || directory === "") continue;
      this.#directory ??= directory;
      this.#root.offer(directory);
    }
  }
}

function nameOf(fileName: string): string {
  const base = /([^/\\]+?)(?:\.jsonl?)?$/.exec(fileName)?.[1] ?? "chat";
  return base.slice(0, 200).toWellFormed();
}

/** Chats of sub-agents stand in a folder with the name of the session that began them. */
function parentOf(fileName: string): string | null {
  return /chats[/\\]([^/\\]{1,200})[/\\][^/\\]+$/.exec(fileName)?.[1]?.toWellFormed() ?? null;
}
