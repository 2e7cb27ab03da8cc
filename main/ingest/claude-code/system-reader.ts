import type { EventLog, Stamp } from "../event-log";
import { filledField, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import type { RunCourse } from "../run-course";
import type { MessageReader } from "./message-reader";
import { compactionText, errorText, hookText } from "./record-text";
import { quietAttachments, quietSystem } from "./record-types";
import { contentText } from "./user-text";

/** Reads what the runner itself writes into the conversation: `system` records and attachments. */
export class SystemReader {
  readonly #course: RunCourse;
  readonly #messages: MessageReader;

  constructor(course: RunCourse, messages: MessageReader) {
    this.#course = course;
    this.#messages = messages;
  }

  /** Reads a `system` record by its subtype. */
  system(record: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const subtype = textField(record, "subtype") ?? "";
    const content = filledField(record, "content");
    const note = (text: string): RecordVerdict => {
      log.add(stamp, { kind: "note", text: log.text(text) });
      return recognised;
    };
    switch (subtype) {
      case "init":
        this.#course.model(filledField(record, "model"));
        this.#course.version(filledField(record, "claude_code_version"));
        return recognised;
      case "turn_duration":
        this.#course.turnEnded();
        return recognised;
      case "stop_hook_summary": {
        this.#course.turnEnded();
        const errors = listField(record, "hookErrors").filter((one) => typeof one === "string");
        if (errors.length > 0) return note(`A stop hook failed: ${errors.join("; ")}`);
        return record.preventedContinuation === true
          ? note(`A stop hook ended the run: ${filledField(record, "stopReason") ?? "no reason given"}`)
          : recognised;
      }
      case "compact_boundary":
      case "microcompact_boundary":
        log.add(stamp, { kind: "compaction", text: log.text(compactionText(record)) });
        return recognised;
      case "api_error":
      case "error":
      case "api_retry":
      case "mirror_error":
        log.add(stamp, { kind: "error", text: log.text(errorText(record)) });
        return recognised;
      case "api_refusal":
        log.add(stamp, {
          kind: "error",
          text: log.text(
            `The model's provider refused: ${filledField(record, "apiRefusalExplanation") ?? content ?? "no reason given"}`,
          ),
        });
        this.#course.failed();
        return recognised;
      case "model_refusal_fallback":
        return note(
          `The model fell back from ${filledField(record, "originalModel") ?? "(not named)"} to ${filledField(record, "fallbackModel") ?? "(not named)"}.`,
        );
      case "model_refusal_no_fallback":
        log.add(stamp, { kind: "error", text: log.text(content ?? "The model's provider refused.") });
        this.#course.failed();
        return recognised;
      case "permission_denied":
        this.#messages.results.denials([record], stamp, log);
        return recognised;
      case "local_command":
      case "local_command_output":
        this.#messages.injected(content ?? "", stamp, log);
        return recognised;
      case "task_notification": {
        const status = filledField(record, "status");
        const summary = filledField(record, "summary");
        return status === "completed" || summary === null
          ? recognised
          : note(`A background task ${status ?? "ended"}: ${summary}`);
      }
      case "session_writes_lost": {
        const lost = listField(record, "lost").filter((one) => typeof one === "string");
        log.add(stamp, {
          kind: "error",
          text: log.text(
            `The disk was full (${filledField(record, "error_code") ?? "no code"}), lost: ${lost.join(", ")}`,
          ),
        });
        return recognised;
      }
      case "worker_shutting_down":
        return note(`The runner is shutting down: ${filledField(record, "reason") ?? "no reason given"}`);
      case "informational":
        return content === null ? recognised : note(content);
      default:
        return quietSystem.has(subtype)
          ? recognised
          : unknownType(`system/${subtype === "" ? "(no subtype)" : subtype}`);
    }
  }

  /** Reads an `attachment`: what the runner put before the model beside the conversation. */
  attachment(record: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const attachment = objectField(record, "attachment") ?? {};
    const type = textField(attachment, "type") ?? "(no type)";
    switch (type) {
      case "queued_command": {
        // What a person typed while the agent was at work: it reaches the agent this way and in no user record.
        const text = contentText(attachment.prompt);
        const origin = textField(objectField(attachment, "origin") ?? {}, "kind");
        const byPerson =
          attachment.isMeta !== true &&
          textField(attachment, "commandMode") !== "task-notification" &&
          (origin === null || origin === "human");
        if (byPerson && stamp.lane === "main") this.#messages.person(text, stamp, log);
        else this.#messages.injected(text, stamp, log);
        return recognised;
      }
      case "edited_text_file":
        log.add(stamp, {
          kind: "note",
          text: log.text(
            `A file was changed outside the agent: ${filledField(attachment, "filename") ?? "(not named)"}`,
          ),
        });
        return recognised;
      case "hook_additional_context":
      case "hook_system_message":
        this.#messages.injected(contentText(attachment.content), stamp, log);
        return recognised;
      case "hook_blocking_error":
      case "hook_non_blocking_error":
      case "hook_error_during_execution":
      case "hook_stopped_continuation":
        log.add(stamp, { kind: "note", text: log.text(hookText(type, attachment)) });
        return recognised;
      default:
        return quietAttachments.has(type) ? recognised : unknownType(`attachment/${type}`);
    }
  }
}
