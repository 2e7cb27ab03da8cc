import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import { RunCourse } from "../run-course";
import type { MessageUsage } from "./message-usage";
import type { SessionOrigin } from "./session-origin";
import type { SubAgents } from "./sub-agents";
import { PartialWords } from "./partial-words";
import { ResultReader } from "./result-reader";
import { openDetails } from "./tool-detail";
import { toolResult } from "./tool-result";
import type { ToolResult } from "./tool-result";
import { contentText, isSummary, slashCommand, userText } from "./user-text";

/** Reads `user` and `assistant` records: words, reasoning, calls and their results. */
export class MessageReader {
  readonly #main: RunCourse;
  readonly #usage: MessageUsage;
  readonly #origin: SessionOrigin;
  /** The course of the side lanes: it counts where the whole file is one sub-agent's. */
  readonly side = new RunCourse();
  /** The first slash command with arguments: what was asked, where nothing else was. */
  slashPrompt: string | null = null;
  readonly results: ResultReader;
  readonly partial = new PartialWords();

  constructor(main: RunCourse, usage: MessageUsage, subAgents: SubAgents, origin: SessionOrigin) {
    this.#main = main;
    this.#usage = usage;
    this.results = new ResultReader(subAgents);
    this.#origin = origin;
  }

  user(record: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const message = objectField(record, "message");
    if (message === null)
      return { kind: "malformed", reason: `line ${String(stamp.place.line)} is a user record without a message` };
    const content = message.content;
    if (typeof content === "string") {
      this.#userText(record, content, stamp, log);
      return recognised;
    }
    if (!Array.isArray(content))
      return { kind: "malformed", reason: `line ${String(stamp.place.line)} is a user record without content` };
    let verdict: RecordVerdict = recognised;
    for (const block of content as readonly unknown[]) {
      if (!isObject(block)) {
        verdict = unknownType("user/(no block)");
        continue;
      }
      const type = textField(block, "type");
      switch (type) {
        case "text":
          this.#userText(record, textField(block, "text") ?? "", stamp, log);
          break;
        case "tool_result":
          this.#result(toolResult(block, record), stamp, log);
          break;
        case "image":
        case "document":
          log.add(stamp, {
            kind: "note",
            text: type === "image" ? "An image is attached." : "A document is attached.",
          });
          break;
        default:
          verdict = unknownType(`user/${type ?? "(no type)"}`);
      }
    }
    return verdict;
  }

  assistant(record: JsonObject, stamp: Stamp, cwd: string | null, log: EventLog): RecordVerdict {
    const message = objectField(record, "message");
    if (message === null)
      return { kind: "malformed", reason: `line ${String(stamp.place.line)} is an assistant record without a message` };
    const by: Stamp = { ...stamp, actor: stamp.lane === "main" ? "agent" : "sub-agent" };
    const model = textField(message, "model");
    if (model !== "<synthetic>") this.#main.model(model);
    this.#usage.message(message, record);
    if (record.isApiErrorMessage === true) {
      log.add({ ...stamp, actor: "runner" }, { kind: "error", text: log.text(contentText(message.content)) });
      this.#course(stamp).failed();
      return recognised;
    }
    const blocks: readonly unknown[] =
      typeof message.content === "string"
        ? [{ type: "text", text: message.content }]
        : Array.isArray(message.content)
          ? message.content
          : [];
    let verdict: RecordVerdict = recognised;
    for (const block of blocks) {
      const unknown = isObject(block) ? this.#agentBlock(block, message, by, cwd, record, log) : "(no block)";
      if (unknown !== null) verdict = unknownType(`assistant/${unknown}`);
    }
    return verdict;
  }

  /** Adds an injected text, e.g. from an attachment. */
  injected(text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    log.add({ ...stamp, actor: "runner" }, { kind: "message", role: "person", text: log.text(text), injected: true });
  }

  /** Adds a person's words that stand outside a user record. */
  person(text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    log.add({ ...stamp, actor: "person" }, { kind: "message", role: "person", text: log.text(text), injected: false });
    this.#course(stamp).asked(text, log);
  }

  #course(stamp: Stamp): RunCourse {
    return stamp.lane === "main" ? this.#main : this.side;
  }

  #userText(record: JsonObject, text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    const whose = userText(record, text);
    if (whose === "interruption") {
      log.add({ ...stamp, actor: "person" }, { kind: "note", text: log.text(text) });
      this.#course(stamp).interrupted();
      return;
    }
    if (whose === "injected") {
      if (isSummary(record, text)) this.#origin.summary(text);
      if (stamp.lane === "main") this.slashPrompt ??= capped(slashCommand(text), log);
      this.injected(text, stamp, log);
      return;
    }
    if (stamp.lane === "main") {
      this.person(text, stamp, log);
      return;
    }
    // A sub-agent's task: no person wrote it, the agent that started it did.
    log.add({ ...stamp, actor: "agent" }, { kind: "message", role: "agent", text: log.text(text), injected: true });
    this.side.asked(text, log);
  }

  /** Returns the type of the block if it is not known. */
  #agentBlock(
    block: JsonObject,
    message: JsonObject,
    by: Stamp,
    cwd: string | null,
    record: JsonObject,
    log: EventLog,
  ): string | null {
    const type = textField(block, "type");
    switch (type) {
      case "text": {
        const text = textField(block, "text") ?? "";
        if (text.trim() === "") return null;
        const id = textField(message, "id");
        const begun = this.partial.finished(by.lane, id);
        const detail = { kind: "message", role: "agent", text: log.text(text), injected: false } as const;
        if (begun === null) log.add(by, detail);
        else log.rewrite({ ...begun, at: by.at, place: by.place }, { detail, actor: by.actor });
        this.#course(by).said(text, log, id);
        return null;
      }
      case "thinking": {
        const text = filledField(block, "thinking");
        const withheld = text === null ? Buffer.byteLength(textField(block, "signature") ?? "") : 0;
        if (text !== null || withheld > 0)
          log.add(by, { kind: "reasoning", text: text === null ? null : log.text(text), withheldBytes: withheld });
        return null;
      }
      case "redacted_thinking":
        log.add(by, {
          kind: "reasoning",
          text: null,
          withheldBytes: Buffer.byteLength(textField(block, "data") ?? ""),
        });
        return null;
      case "tool_use":
      case "server_tool_use":
      case "mcp_tool_use": {
        const use = {
          callId: filledField(block, "id"),
          tool: (filledField(block, "name") ?? "(no name)").slice(0, 200).toWellFormed(),
          input: objectField(block, "input") ?? {},
        };
        log.openCall(use.callId, by, openDetails(use, cwd, log));
        this.#course(by).called();
        return null;
      }
      case "fallback": {
        const from = textField(objectField(block, "from") ?? {}, "model");
        const to = textField(objectField(block, "to") ?? {}, "model");
        log.add(
          { ...by, actor: "runner" },
          {
            kind: "note",
            text: log.text(`The model fell back from ${from ?? "(not named)"} to ${to ?? "(not named)"}.`),
          },
        );
        return null;
      }
      default:
        if (type?.endsWith("_tool_result") === true) {
          this.#result(toolResult(block, record), by, log);
          return null;
        }
        return type ?? "(no type)";
    }
  }

  #result(result: ToolResult, stamp: Stamp, log: EventLog): void {
    if (this.results.take(result, stamp, log)) this.#course(stamp).answered();
  }
}

function capped(text: string | null, log: EventLog): string | null {
  return text === null ? null : log.text(text);
}
