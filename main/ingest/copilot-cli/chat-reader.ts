import type { Place } from "../../../shared/model/source-ref";
import type { EventLog } from "../event-log";
import { filledField, isObject, listField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts } from "../port";
import { RunCourse } from "../run-course";
import { chatPatch, patched } from "./chat-patch";
import { ChatRequest } from "./chat-request";
import { filePath } from "./chat-text";
import { timeOf } from "./time-of";

/** What a chat of VS Code says of itself. */
export const chatMembers: ReadonlySet<string> = new Set([
  "version",
  "sessionId",
  "creationDate",
  "lastMessageDate",
  "customTitle",
  "requests",
  "pendingRequests",
  "inputState",
  "initialLocation",
  "isImported",
  "hasPendingEdits",
  "requesterUsername",
  "requesterAvatarIconUri",
  "responderUsername",
  "responderAvatarIconUri",
  "mode",
  "workingDirectory",
  "repoData",
  "welcomeMessage",
]);

interface Slot {
  readonly request: ChatRequest;
  value: JsonObject;
}

/** Reads a chat of Copilot in VS Code: its document, or the log of changes from which the document is made. */
export class ChatReader {
  readonly #course = new RunCourse();
  readonly #slots: Slot[] = [];
  #requests: readonly unknown[] = [];
  #sessionId: string | null = null;
  #title: string | null = null;
  #cwd: string | null = null;

  /** One member of the document's root. */
  member(record: JsonObject): RecordVerdict {
    const [name] = Object.keys(record);
    if (name === undefined || !chatMembers.has(name)) return unknownType(`root/${name ?? "(no name)"}`.slice(0, 200));
    this.#facts(record);
    return recognised;
  }

  /** One request of the document. */
  request(record: JsonObject, index: number, place: Place, log: EventLog): RecordVerdict {
    this.#take(record, index, place, log);
    return recognised;
  }

  /** One line of the log of changes. */
  change(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    if (record.kind === 0) {
      if (!isObject(record.v)) return { kind: "malformed", reason: "a chat without a document" };
      this.#facts(record.v);
      this.#requests = listField(record.v, "requests");
      this.#all(place, log);
      return recognised;
    }
    const patch = chatPatch(record);
    if (patch === null) return unknownType(`chat change of kind ${String(record.kind).slice(0, 50)}`);
    const [name, index] = patch.path;
    if (typeof name !== "string" || !chatMembers.has(name)) return unknownType(`chat/${String(name)}`.slice(0, 200));
    if (name !== "requests") {
      if (patch.path.length === 1) this.#facts({ [name]: patch.value });
      return recognised;
    }
    const next = patched(this.#requests, patch, 1);
    this.#requests = Array.isArray(next) ? (next as readonly unknown[]) : [];
    const changed = typeof index === "number" ? this.#requests[index] : undefined;
    if (typeof index === "number" && isObject(changed)) this.#take(changed, index, place, log);
    else this.#all(place, log);
    return recognised;
  }

  end(fileName: string, log: EventLog): ReaderEnd {
    for (const { request } of this.#slots) request.flush(log);
    if (this.#sessionId === null && this.#slots.length === 0) return { session: null, names: [] };
    const requests = this.#slots.map(({ request }) => request);
    const session: SessionFacts = {
      runnerSessionId: this.#sessionId ?? nameOf(fileName),
      parentRunnerSessionId: null,
      kind: "main",
      status: this.#course.status(),
      title: this.#title === null ? null : log.text(this.#title),
      prompt: this.#course.prompt,
      finalMessage: this.#course.finalMessage,
      cwd: this.#folder(requests, log),
      branch: null,
      baseCommit: null,
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: {
        input: sum(requests.map((one) => one.input)),
        output: sum(requests.map((one) => one.output)),
        cacheRead: null,
        cacheWrite: null,
        reasoning: null,
        costUsd: null,
      },
    };
    return { session, names: [] };
  }

  #folder(requests: readonly ChatRequest[], log: EventLog): string | null {
    const cwd = this.#cwd ?? requests.find((one) => one.cwd !== null)?.cwd ?? null;
    return cwd === null ? null : log.text(cwd);
  }

  #all(place: Place, log: EventLog): void {
    this.#requests.forEach((request, index) => {
      if (isObject(request)) this.#take(request, index, place, log);
    });
  }

  #take(value: JsonObject, index: number, place: Place, log: EventLog): void {
    const slot = this.#slots[index];
    if (slot === undefined) {
      const request = new ChatRequest(this.#course, `request ${String(this.#slots.length)}`);
      this.#slots.push({ request, value });
      request.read(value, place, log);
      return;
    }
    if (slot.value === value) return;
    slot.value = value;
    slot.request.read(value, place, log);
  }

  #facts(facts: JsonObject): void {
    this.#sessionId ??= filledField(facts, "sessionId")?.slice(0, 200).toWellFormed() ?? null;
    this.#title = filledField(facts, "customTitle") ?? this.#title;
    if (objectField(facts, "workingDirectory") !== null || typeof facts.workingDirectory === "string")
      this.#cwd ??= filePath(facts.workingDirectory);
    this.#course.at(timeOf(facts.creationDate));
    this.#course.at(timeOf(facts.lastMessageDate));
  }
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  const total = known.reduce((so, value) => so + value, 0);
  return known.length > 0 && Number.isSafeInteger(total) ? total : null;
}

function nameOf(fileName: string): string {
  const last = fileName.split(/[/\\]/).at(-1) ?? "chat";
  return last
    .replace(/\.jsonl?$/, "")
    .slice(0, 200)
    .toWellFormed();
}
