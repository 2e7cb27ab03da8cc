import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, listField, numberField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RunCourse } from "../run-course";
import type { CallReader } from "./call-reader";
import type { SessionPlace } from "./session-place";
import { argumentsOf } from "./tool-detail";

/** Reads what was said: by the person, by the runner in the person's place, by the agent and its sub-agents. */
export class MessageReader {
  readonly #course: RunCourse;
  readonly #calls: CallReader;
  readonly #place: SessionPlace;
  /** The last reasoning of each lane: it may be written on its own and again with the message. */
  readonly #reasoned = new Map<string, string>();
  #summary: string | null = null;
  /** The issue or pull request that was attached to the person's words. */
  taskRef: string | null = null;

  constructor(course: RunCourse, calls: CallReader, place: SessionPlace) {
    this.#course = course;
    this.#calls = calls;
    this.#place = place;
  }

  person(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const text = textField(data, "content") ?? "";
    const injected = isInjected(data, text) || stamp.lane !== "main";
    this.#attachments(data, { ...stamp, actor: "runner" }, log);
    if (text === "") return;
    const actor = !injected ? "person" : stamp.lane === "main" ? "runner" : "agent";
    log.add({ ...stamp, actor }, { kind: "message", role: "person", text: log.text(text), injected });
    if (stamp.lane !== "main") return;
    if (injected) this.#course.turnBegan();
    else this.#course.asked(text, log);
  }

  agent(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const main = stamp.lane === "main";
    const model = filledField(data, "model");
    if (model !== "auto") this.#course.model(model?.slice(0, 200) ?? null);
    this.#reason(filledField(data, "reasoningText"), hiddenBytes(data), stamp, log);
    const text = textField(data, "content") ?? "";
    if (text.trim() !== "") {
      log.add(stamp, { kind: "message", role: "agent", text: log.text(text), injected: false });
      if (main) this.#course.said(text, log);
    }
    for (const request of listField(data, "toolRequests")) {
      if (!isObject(request)) continue;
      const use = {
        callId: filledField(request, "toolCallId")?.toWellFormed() ?? null,
        tool: textField(request, "name") ?? "(no name)",
        args: request.arguments,
      };
      this.#calls.asked(use, stamp, this.#place.folder, log);
      if (!main) continue;
      this.#course.called();
      // An autonomous turn ends with this tool; its summary is what the person is told.
      if (use.tool === "task_complete") this.#done(filledField(argumentsOf(use.args) ?? {}, "summary"), log);
    }
  }

  began(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const use = {
      callId: filledField(data, "toolCallId")?.toWellFormed() ?? null,
      tool: textField(data, "toolName") ?? "(no name)",
      args: data.arguments,
    };
    this.#calls.began(use, stamp, this.#place.folder, log);
    if (stamp.lane === "main") this.#course.called();
  }

  reasoning(data: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#reason(filledField(data, "content"), 0, stamp, log);
  }

  /** The end of an autonomous task, as the runner took it from the agent. */
  taskComplete(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const summary = filledField(data, "summary");
    if (summary !== null && summary !== this.#summary && summary !== this.#course.finalMessage)
      log.add(stamp, { kind: "message", role: "agent", text: log.text(summary), injected: false });
    if (stamp.lane !== "main") return;
    this.#done(summary, log);
    const outcome = filledField(data, "outcome");
    if (outcome !== null && outcome !== "completed") {
      const reason = filledField(data, "reason");
      const text = `The agent says its task is not done: ${outcome}${reason === null ? "" : `, ${reason}`}`;
      log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(text) });
    }
    this.#course.turnEnded();
  }

  #done(summary: string | null, log: EventLog): void {
    if (summary === null) return;
    this.#summary = summary;
    this.#course.said(summary, log);
    this.#course.turnEnded();
  }

  #reason(text: string | null, withheldBytes: number, stamp: Stamp, log: EventLog): void {
    const known = text !== null && this.#reasoned.get(stamp.lane) === text;
    if ((text === null || known) && withheldBytes === 0) return;
    const shown = known ? null : text;
    if (shown !== null && this.#reasoned.size < 1000) this.#reasoned.set(stamp.lane, shown);
    log.add(stamp, { kind: "reasoning", text: shown === null ? null : log.text(shown), withheldBytes });
  }

  #attachments(data: JsonObject, stamp: Stamp, log: EventLog): void {
    const names: string[] = [];
    for (const one of listField(data, "attachments").slice(0, 100)) {
      if (!isObject(one)) continue;
      const number = numberField(one, "number");
      const url = filledField(one, "url");
      if (one.type === "github_reference" && number !== null) {
        const name = url ?? `#${String(number)}`;
        this.taskRef ??= name;
        names.push(name);
        continue;
      }
      const name = filledField(one, "path") ?? filledField(one, "filePath") ?? url ?? filledField(one, "displayName");
      if (name !== null) names.push(name);
    }
    if (names.length > 0) log.add(stamp, { kind: "note", text: log.text(`Attached: ${names.join(", ")}`) });
  }
}

/** Texts the runner puts in the person's place. `source` names who wrote them; a person's have none. */
function isInjected(data: JsonObject, text: string): boolean {
  const source = filledField(data, "source");
  if (source !== null && source !== "user") return true;
  if (data.isAutopilotContinuation === true || text.trimStart().startsWith("<system_notification>")) return true;
  // A message of another session: the mark stands around the text, not in it.
  const sent = textField(data, "transformedContent");
  return sent !== null && sent.includes("<cross_session_message>") && !text.includes("<cross_session_message>");
}

/** Bytes of reasoning that is there for the provider only. What is shown beside a signature is the reasoning itself. */
function hiddenBytes(data: JsonObject): number {
  const encrypted = filledField(data, "encryptedContent");
  if (encrypted !== null) return Buffer.byteLength(encrypted);
  const opaque = filledField(data, "reasoningText") === null ? filledField(data, "reasoningOpaque") : null;
  return opaque === null ? 0 : Buffer.byteLength(opaque);
}
