import { gitOidSchema } from "../../../shared/model/ids";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import { filledField, intField, isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { OldEvents } from "./old-events";
import { eventsOf, isBaseState, isMetadata, isOldEvent, isRow, isSdkEvent } from "./record-shape";
import { RunState } from "./run-state";
import { SdkEvents } from "./sdk-events";

/** Members of an evaluation's row that are read elsewhere or say nothing of the run. */
const quietMembers = new Set([
  "instance_id",
  "history",
  "error",
  "llm_completions",
  "attempt",
  "resume_attempt",
  "next_page_id",
]);

/** Reads one conversation of OpenHands, or one row of an evaluation. */
export class OpenHandsReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #run = new RunState();
  readonly #old = new OldEvents(this.#run);
  readonly #sdk = new SdkEvents(this.#run);
  /** Events in files of their own come in the order of their names: 10 before 2. */
  #unordered: { event: JsonObject; place: Place }[] = [];
  readonly #numbers = new Set<number>();
  #seen = false;
  #id: string | null = null;
  #title: string | null = null;
  #repository: string | null = null;
  #branch: string | null = null;
  #base: string | null = null;
  #taskRef: string | null = null;
  #started: string | null = null;
  #patch: string | null = null;
  #instruction: string | null = null;
  #agent: string | null = null;
  #failed = false;

  /** `fileName` is all that says which conversation it is, where no record does. */
  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    if (isRow(record)) return this.#row(record, place, log);
    if (isBaseState(record)) {
      this.#seen = true;
      this.#id ??= textId(record.id);
      this.#sdk.state(record);
      return recognised;
    }
    if (isMetadata(record)) {
      this.#metadata(record);
      return recognised;
    }
    if (isOldEvent(record) || (typeof record.action === "string" && isObject(record.args))) {
      if (path.length > 0) return this.#oldEvent(record, place, log);
      return this.#later(record, place);
    }
    if (isSdkEvent(record) || (typeof record.kind === "string" && typeof record.source === "string")) {
      this.#seen = true;
      return this.#sdk.read(record, place, log);
    }
    if (Array.isArray(record.value)) {
      // A page of events, or an action with its observation.
      const verdicts = eventsOf(record.value).map((event) =>
        path.length > 0 ? this.#event(event, place, log) : this.#later(event, place),
      );
      return worst(verdicts);
    }
    return this.#member(record, path);
  }

  end(log: EventLog): ReaderEnd {
    const waiting = this.#unordered;
    this.#unordered = [];
    waiting.sort((a, b) => (intField(a.event, "id") ?? 0) - (intField(b.event, "id") ?? 0));
    for (const { event, place } of waiting) this.#oldEvent(event, place, log);
    if (!this.#seen) return { session: null, names: [] };
    const { course } = this.#run;
    const cwd = this.#run.cwd;
    const repository = this.#repository ?? this.#old.repository;
    const agent = this.#agent ?? this.#old.agent;
    return {
      session: {
        runnerSessionId: this.#sessionId(),
        parentRunnerSessionId: null,
        kind: "main",
        status: this.#failed ? "errored" : this.#run.status(),
        title: this.#title === null ? null : log.text(this.#title),
        prompt: course.prompt ?? (this.#instruction === null ? null : log.text(this.#instruction)),
        finalMessage: course.finalMessage,
        cwd: cwd === null ? null : log.text(cwd),
        branch: this.#branch === null ? null : log.text(this.#branch),
        baseCommit: this.#base,
        repository: repository === null ? null : log.text(repository),
        taskRef: this.#taskRef,
        agentName: agent === null ? null : log.text(agent),
        models: course.models,
        runnerVersions: course.versions,
        startedAt: course.startedAt,
        endedAt: course.endedAt,
        usage: this.#run.usage.total(),
      },
      statedPatch: this.#patch,
      names: [],
    };
  }

  #event(event: JsonObject, place: Place, log: EventLog): RecordVerdict {
    if (typeof event.kind !== "string") return this.#oldEvent(event, place, log);
    this.#seen = true;
    return this.#sdk.read(event, place, log);
  }

  #oldEvent(event: JsonObject, place: Place, log: EventLog): RecordVerdict {
    this.#seen = true;
    return this.#old.read(event, place, log);
  }

  /** Keeps an event until the end. One that is in a page of the cache too is told once. */
  #later(event: JsonObject, place: Place): RecordVerdict {
    this.#seen = true;
    const number = intField(event, "id");
    if (number !== null && this.#numbers.has(number)) return recognised;
    if (number !== null) this.#numbers.add(number);
    this.#unordered.push({ event, place });
    return recognised;
  }

  #row(row: JsonObject, place: Place, log: EventLog): RecordVerdict {
    this.#seen = true;
    for (const [key, value] of Object.entries(row)) this.#member({ [key]: value }, []);
    const verdicts = eventsOf(listField(row, "history")).map((event) => this.#event(event, place, log));
    const error = filledField(row, "error");
    if (error !== null) {
      const at = this.#run.course.endedAt;
      log.add({ at, lane: "main", actor: "runner", place }, { kind: "error", text: log.text(error) });
      this.#failed = true;
    }
    return worst(verdicts);
  }

  /** A member of a row, whether the row came whole or in parts. */
  #member(record: JsonObject, path: RecordPath): RecordVerdict {
    const keys = Object.keys(record);
    const [key] = keys;
    if (key === undefined || keys.length > 1) return unknownType(textField(record, "kind") ?? "(no type)");
    const value = objectField(record, key) ?? {};
    switch (key) {
      case "instance_id":
        this.#taskRef ??= textId(record[key]);
        return recognised;
      case "instruction":
        this.#instruction = filledField(record, key);
        return recognised;
      case "test_result":
        this.#patch = filledField(value, "git_patch");
        return recognised;
      case "metadata": {
        const llm = objectField(value, "llm_config") ?? objectField(value, "llm");
        if (llm !== null) this.#run.course.model(filledField(llm, "model"));
        this.#agent ??= filledField(value, "agent_class");
        this.#started = filledField(value, "start_time");
        return recognised;
      }
      case "metrics":
        if (isObject(record[key])) this.#run.usage.metrics(value);
        return recognised;
      case "instance": {
        this.#repository ??= filledField(value, "repo");
        const base = gitOidSchema.safeParse(value.base_commit);
        this.#base ??= base.success ? base.data : null;
        return recognised;
      }
      default:
        return quietMembers.has(key) ? recognised : unknownType(`${path.length === 0 ? "root" : "member"}/${key}`);
    }
  }

  #metadata(metadata: JsonObject): void {
    this.#seen = true;
    this.#id ??= textId(metadata.conversation_id);
    this.#title = filledField(metadata, "title");
    this.#repository = filledField(metadata, "selected_repository");
    this.#branch = filledField(metadata, "selected_branch");
    this.#run.course.model(filledField(metadata, "llm_model"));
    this.#run.usage.metadata(metadata);
  }

  /** An evaluation runs the same task again and again: its rows are told apart by when the run began. */
  #sessionId(): string {
    if (this.#id !== null) return this.#id;
    if (this.#taskRef !== null) {
      const began = this.#run.course.startedAt ?? this.#started;
      return began === null ? this.#taskRef : `${this.#taskRef} ${began}`.slice(0, 200).toWellFormed();
    }
    return conversationFolder(this.#fileName) ?? nameOf(this.#fileName);
  }
}

/** The folder of a conversation, which is named after it: the one above `events`, or the one that holds its own files. */
export function conversationFolder(fileName: string): string | null {
  const folders = fileName.split(/[/\\]/);
  const at = folders.lastIndexOf("events") === folders.length - 2 ? -3 : folders.at(-2) === "event_cache" ? -3 : null;
  const own = /^(?:base_state|metadata)\.json$/.test(folders.at(-1) ?? "") ? -2 : null;
  const where = at ?? own;
  const folder = where === null ? undefined : folders.at(where);
  return folder === undefined || folder === "" || folder === "." ? null : folder.slice(0, 200).toWellFormed();
}

function nameOf(fileName: string): string {
  const base = /([^/\\]+?)(?:\.jsonl?)?$/.exec(fileName)?.[1] ?? fileName;
  return base.slice(0, 200).toWellFormed();
}

function textId(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value.slice(0, 200).toWellFormed() : null;
}

function worst(verdicts: readonly RecordVerdict[]): RecordVerdict {
  return verdicts.find((verdict) => verdict.kind !== "recognised") ?? recognised;
}
