import type { EventLog, Stamp } from "../event-log";
import { filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import { errorOf } from "./conversation";
import type { Conversation } from "./conversation";
import type { PartReader, PartStamp } from "./part-reader";

/** Families of events that are about the server, its screen and its helpers, not about what the agent did. */
const quietFamilies = new Set([
  "server",
  "installation",
  "lsp",
  "mcp",
  "project",
  "storage",
  "tui",
  "pty",
  "global",
  "ide",
  "worktree",
  "workspace",
  "catalog",
  "integration",
  "plugin",
  "reference",
  "models-dev",
  "todo",
]);

/** Reads the events of the bus that are not a session, a message or a part. */
export class BusReader {
  readonly #conversation: Conversation;
  readonly #parts: PartReader;

  constructor(conversation: Conversation, parts: PartReader) {
    this.#conversation = conversation;
    this.#parts = parts;
  }

  note(text: string, stamp: PartStamp, log: EventLog): void {
    this.#parts.flush(log);
    log.add(this.#stamp(stamp), { kind: "note", text: log.text(text) });
  }

  read(type: string, said: JsonObject, stamp: PartStamp, log: EventLog): RecordVerdict {
    switch (type) {
      case "message.part.delta": {
        const message = filledField(said, "messageID");
        const part = filledField(said, "partID");
        const text = textField(said, "delta");
        if (message !== null && part !== null && text !== null && said.field === "text")
          this.#parts.delta(message, part, text);
        return recognised;
      }
      case "session.idle":
        this.#parts.rest(log);
        this.#conversation.rest ??= "idle";
        return recognised;
      case "session.status": {
        const status = objectField(said, "status") ?? {};
        if (status.type === "idle") {
          this.#parts.rest(log);
          this.#conversation.rest ??= "idle";
        } else if (this.#conversation.rest === "idle") this.#conversation.rest = null;
        if (status.type === "retry") this.note(`Trying again: ${filledField(status, "message") ?? ""}`, stamp, log);
        return recognised;
      }
      case "session.error":
        this.#error(objectField(said, "error"), stamp, log);
        return recognised;
      case "permission.asked":
      case "permission.v2.asked":
      case "permission.updated": {
        this.#parts.rest(log);
        const what = filledField(said, "permission") ?? filledField(said, "type") ?? filledField(said, "title") ?? "";
        const patterns = [...listField(said, "patterns"), said.pattern].filter((one) => typeof one === "string");
        this.note(`Permission asked: ${[what, ...patterns].join(" ")}`, stamp, log);
        return recognised;
      }
      case "permission.replied":
      case "permission.v2.replied":
        this.note(
          `Permission: ${filledField(said, "reply") ?? filledField(said, "response") ?? "(not said)"}`,
          stamp,
          log,
        );
        return recognised;
      case "question.asked":
      case "question.v2.asked": {
        const questions = listField(said, "questions").filter(isObject);
        this.note(`Asked: ${questions.map((one) => textField(one, "question") ?? "").join(" ")}`, stamp, log);
        return recognised;
      }
      case "question.replied":
      case "question.v2.replied":
        this.note(`Answered: ${jsonText(said.answers)}`, stamp, log);
        return recognised;
      case "question.rejected":
      case "question.v2.rejected":
        this.note("The question was dismissed", stamp, log);
        return recognised;
      case "command.executed":
        this.note(
          `Command: /${filledField(said, "name") ?? ""} ${textField(said, "arguments") ?? ""}`.trimEnd(),
          stamp,
          log,
        );
        return recognised;
      case "message.removed":
      case "message.part.removed":
        this.note(
          `Taken out of the conversation: ${filledField(said, "partID") ?? filledField(said, "messageID") ?? ""}`,
          stamp,
          log,
        );
        return recognised;
      case "vcs.branch.updated":
        this.#conversation.branch ??= filledField(said, "branch");
        return recognised;
      case "session.compacted":
      case "file.edited":
      case "file.watcher.updated":
        return recognised;
      default:
        return quietFamilies.has(type.split(".")[0] ?? "") ? recognised : unknownType(type);
    }
  }

  #error(error: JsonObject | null, stamp: PartStamp, log: EventLog): void {
    if (error === null) return;
    const { name, text } = errorOf(error);
    this.#parts.flush(log);
    this.#parts.rest(log);
    const aborted = name === "MessageAbortedError";
    this.#conversation.seen = true;
    this.#conversation.rest = aborted ? "aborted" : "errored";
    this.#conversation.busError = text;
    log.add(this.#stamp(stamp), {
      kind: aborted ? "note" : "error",
      text: log.text(aborted ? `Stopped: ${text}` : text),
    });
  }

  #stamp(stamp: PartStamp): Stamp {
    const { parent, id } = this.#conversation;
    return { at: stamp.at, lane: parent === null ? "main" : (id ?? "main"), actor: "runner", place: stamp.place };
  }
}
