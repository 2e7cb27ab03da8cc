import { gitOidSchema } from "../../../shared/model/ids";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import { fileStem } from "../instance-id";
import { filledField, isObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { attributesOf, textAt } from "./attributes";
import { SpanLanes } from "./lanes";
import { conversationOf } from "./router";
import { operationName, operationOf, readSpan } from "./span";
import type { Span } from "./span";
import { SpanWriter } from "./span-writer";
import { columnAttributes, rowEvent, tableRow } from "./table-row";
import { SpanUsage } from "./usage";

/** Around the spans: what else a document or a line of an exporter holds. */
const quietMembers = new Set(["schemaUrl", "schema_url", "scope", "instrumentationScope", "resourceMetrics"]);
const containers = new Set(["resourceSpans", "batches", "scopeSpans", "instrumentationLibrarySpans", "spans"]);

/**
 * Reads the spans of one session. They come when they end, so a parent comes after its children or never: they are kept, and
 * written in order of time when the end is asked for.
 */
export class OtelReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #lanes = new SpanLanes();
  readonly #usage = new SpanUsage();
  readonly #writer = new SpanWriter(this.#course, this.#lanes);
  readonly #ids = new Set<string>();
  /** Spans that are not written yet. */
  #waiting: Span[] = [];
  /** Those of them that are rows of a table, by id: rows of other tables add to them. */
  readonly #rows = new Map<string, Span>();
  #conversation: string | null = null;
  #traceId: string | null = null;
  #parent: string | null = null;
  #agentName: string | null = null;
  #service: string | null = null;
  #cwd: string | null = null;
  #branch: string | null = null;
  #commit: string | null = null;
  #repository: string | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, _log: EventLog, path: RecordPath): RecordVerdict {
    const row = tableRow(record);
    if (row !== null) return this.#row(row.table, row.row, place);
    const span = readSpan(record, place);
    if (span !== null) {
      this.#resource(record.resource);
      return this.#span(span);
    }
    // What the Copilot CLI's exporter writes between its spans, again and again with the sums so far.
    if (record.type === "metric" || Array.isArray(record.dataPoints)) return recognised;
    if (path.includes("spans") || record.type === "span")
      return { kind: "malformed", reason: "a span without its id or that of its trace" };
    const type = textField(record, "type");
    if (type !== null && path.length === 0) return unknownType(type);
    return this.#members(record, path);
  }

  end(log: EventLog): ReaderEnd {
    const spans = this.#waiting.flatMap((span) => {
      const operation = operationOf(span) ?? "quiet";
      // Lanes are found when all that is known so far is there.
      this.#lanes.take(span, operation);
      this.#usage.take(span, operation);
      this.#facts(span, operation === "agent" && span.parentId === null);
      return [{ span, operation }];
    });
    this.#waiting = [];
    this.#rows.clear();
    if (this.#cwd !== null) this.#writer.cwd = log.text(this.#cwd);
    this.#writer.write(spans, log);
    if (this.#ids.size === 0) return { session: null, names: [] };
    const commit = gitOidSchema.safeParse(this.#commit);
    const stored = (text: string | null): string | null => (text === null ? null : log.text(text));
    return {
      session: {
        runnerSessionId: (this.#conversation ?? this.#traceId ?? fileStem(this.#fileName)).slice(0, 200).toWellFormed(),
        parentRunnerSessionId: this.#parent?.slice(0, 200).toWellFormed() ?? null,
        // A request on the side, such as for a title, is no work of its own.
        kind: this.#parent === null ? "main" : "sub-agent",
        status: this.#course.status(),
        title: null,
        prompt: this.#course.prompt,
        finalMessage: this.#course.finalMessage,
        cwd: stored(this.#writer.cwd),
        branch: stored(this.#branch),
        baseCommit: commit.success ? commit.data : null,
        repository: stored(this.#repository),
        agentName: stored(this.#agentName ?? this.#service),
        models: this.#course.models,
        runnerVersions: this.#course.versions,
        startedAt: this.#course.startedAt,
        endedAt: this.#course.endedAt,
        usage: this.#usage.usage,
      },
      names: [],
    };
  }

  #span(span: Span): RecordVerdict {
    const key = `${span.traceId} ${span.id}`;
    // An exporter that was not answered in time sends the same again.
    if (!this.#ids.has(key)) {
      this.#ids.add(key);
      this.#waiting.push(span);
    }
    return operationOf(span) === null ? unknownType(`span/${operationName(span)}`) : recognised;
  }

  #row(table: string, row: JsonObject, place: Place): RecordVerdict {
    if (table === "spans") {
      const span = readSpan(row, place);
      if (span === null) return { kind: "malformed", reason: "a span without its id or that of its trace" };
      for (const [name, value] of columnAttributes(row)) span.attributes.set(name, value);
      if (!this.#rows.has(span.id)) this.#rows.set(span.id, span);
      return this.#span(span);
    }
    const id = filledField(row, "span_id");
    const span = id === null ? undefined : this.#rows.get(id);
    if (table === "span_attributes") {
      const key = filledField(row, "key");
      if (key === null || id === null)
        return { kind: "malformed", reason: "an attribute without its span or its name" };
      if (span !== undefined)
        for (const [name, value] of attributesOf({ [key]: row.value })) span.attributes.set(name, value);
      return recognised;
    }
    if (table === "span_events") {
      if (id === null) return { kind: "malformed", reason: "an event without its span" };
      span?.events.push(rowEvent(row));
      return recognised;
    }
    return unknownType(`table/${table}`);
  }

  #members(record: JsonObject, path: RecordPath): RecordVerdict {
    const entries = Object.entries(record);
    if (entries.length === 0) return { kind: "malformed", reason: "an object without members" };
    let verdict: RecordVerdict = recognised;
    for (const [key, value] of entries) {
      if (key === "resource") this.#resource(value);
      else if (containers.has(key) ? value !== null && !Array.isArray(value) : !quietMembers.has(key))
        verdict = unknownType(`${path.length === 0 ? "root" : "trace"}/${key}`);
    }
    return verdict;
  }

  #resource(resource: unknown): void {
    if (!isObject(resource)) return;
    const attributes = attributesOf(resource.attributes);
    this.#service ??= textAt(attributes, "service.name");
    this.#course.version(textAt(attributes, "service.version"));
    this.#cwd ??= textAt(attributes, "process.working_directory");
    this.#places(attributes);
  }

  /** What a span says of the session. `root` is the span of the agent itself. */
  #facts(span: Span, root: boolean): void {
    const { attributes } = span;
    this.#traceId ??= span.traceId;
    this.#conversation ??= conversationOf(attributes);
    this.#parent ??= textAt(attributes, "copilot_chat.parent_chat_session_id");
    this.#course.model(textAt(attributes, "gen_ai.response.model", "gen_ai.request.model"));
    if (root) this.#course.version(textAt(attributes, "gen_ai.agent.version"));
    const name = textAt(attributes, "gen_ai.agent.name");
    if (root) this.#agentName = name ?? this.#agentName;
    else if (this.#service === null && span.parentId === null) this.#agentName ??= name;
    this.#places(attributes);
  }

  #places(attributes: ReadonlyMap<string, unknown>): void {
    this.#cwd ??= textAt(attributes, "github.copilot.cwd", "gen_ai.agent.working_directory");
    this.#branch ??= textAt(
      attributes,
      "github.copilot.git.branch",
      "copilot_chat.repo.head_branch_name",
      "vcs.ref.head.name",
    );
    this.#commit ??= textAt(
      attributes,
      "github.copilot.git.commit_sha",
      "copilot_chat.repo.head_commit_hash",
      "vcs.ref.head.revision",
    );
    this.#repository ??= textAt(
      attributes,
      "github.copilot.git.repository",
      "copilot_chat.repo.remote_url",
      "vcs.repository.url.full",
    );
  }
}

/** True for a span or a metric as the Copilot CLI's exporter writes them. */
export function isExporterLine(record: JsonObject): boolean {
  if (record.type === "span") return textField(record, "traceId") !== null && Array.isArray(record.startTime);
  return (
    record.type === "metric" &&
    Array.isArray(record.dataPoints) &&
    /^(?:gen_ai|github\.copilot)\./.test(textField(record, "name") ?? "")
  );
}

/** True for a span as the Python SDK's `to_json` writes it, with GenAI attributes. */
export function isSdkSpan(record: JsonObject): boolean {
  if (!isObject(record.context) || !isObject(record.attributes)) return false;
  return (
    textField(record.context, "trace_id") !== null &&
    Object.keys(record.attributes).some((key) => /^(?:gen_ai|traceloop|llm)\./.test(key))
  );
}
