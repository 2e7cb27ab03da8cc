import { gitOidSchema } from "../../../shared/model/ids";
import type { Usage } from "../../../shared/model/session";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { countField, filledField, isObject, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordVerdict, SessionFacts, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { ItemReader, itemsText } from "./item-reader";
import { envelopeTypes, itemTypes, quietEvents, quietLines } from "./record-types";
import { SaidTwice } from "./said-twice";

type Kind = SessionFacts["kind"];

/** Reads a Codex rollout, enveloped or bare, or the side file with session names. */
export class CodexReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #words = new SaidTwice();
  readonly #reasoning = new SaidTwice();
  readonly #items = new ItemReader(this.#course, this.#words, this.#reasoning);
  readonly #names = new Map<string, string>();
  #sessionId: string | null = null;
  #parentId: string | null = null;
  #kind: Kind = "main";
  #title: string | null = null;
  #cwd: string | null = null;
  #branch: string | null = null;
  #base: string | null = null;
  #settings: string | null = null;
  #usage: Usage = { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null };
  #conversation = false;
  #lastMessage: string | null = null;

  /** `fileName` ends with the session's id: it stands in where the file does not say it. */
  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const type = textField(record, "type");
    const payload = objectField(record, "payload");
    const at = instant(record.timestamp);
    if (payload !== null && type !== null) return this.#line(type, payload, at, place, log);
    if (type !== null && itemTypes.has(type)) return this.#line("response_item", record, null, place, log);
    if (textField(record, "record_type") !== null) return recognised;
    const id = filledField(record, "id");
    if (type === null && id !== null && typeof record.thread_name === "string") {
      this.#names.set(id, record.thread_name);
      return recognised;
    }
    if (type === null && id !== null && "timestamp" in record)
      return this.#line("session_meta", record, at, place, log);
    return unknownType(type ?? "(no type)");
  }

  end(log: EventLog): ReaderEnd {
    const names = [...this.#names].map(([runnerSessionId, title]) => ({
      runnerSessionId: runnerSessionId.slice(0, 200).toWellFormed(),
      title: log.text(title),
    }));
    const id = this.#sessionId ?? (this.#conversation ? idFromName(this.#fileName) : null);
    if (id === null) return { session: null, names };
    const session: SessionFacts = {
      runnerSessionId: id,
      parentRunnerSessionId: this.#parentId,
      kind: this.#kind,
      status: this.#course.status(),
      title: this.#title === null ? null : log.text(this.#title),
      prompt: this.#course.prompt,
      finalMessage: this.#lastMessage === null ? this.#course.finalMessage : log.text(this.#lastMessage),
      cwd: this.#cwd === null ? null : log.text(this.#cwd),
      branch: this.#branch === null ? null : log.text(this.#branch),
      baseCommit: this.#base ?? oid(this.#items.snapshotParent),
      models: this.#course.models,
      runnerVersions: this.#course.versions,
      startedAt: this.#course.startedAt,
      endedAt: this.#course.endedAt,
      usage: this.#usage,
    };
    return { session, names };
  }

  #line(type: string, payload: JsonObject, at: string | null, place: Place, log: EventLog): RecordVerdict {
    this.#course.at(at);
    const sub = this.#kind !== "main";
    const stamp: Stamp = {
      at,
      lane: sub ? (this.#sessionId ?? "main") : "main",
      actor: sub ? "sub-agent" : "agent",
      place,
    };
    switch (type) {
      case "session_meta":
        this.#meta(payload, stamp, log);
        return recognised;
      case "turn_context":
        this.#conversation = true;
        this.#turnContext(payload, stamp, log);
        return recognised;
      case "response_item":
        this.#conversation = true;
        this.#environment(payload);
        return this.#items.read(payload, stamp, this.#cwd, log);
      case "event_msg":
        this.#conversation = true;
        return this.#event(payload, stamp, log);
      case "compacted": {
        const text = filledField(payload, "message");
        log.add(
          { ...stamp, actor: "runner" },
          { kind: "compaction", text: log.text(text ?? "Conversation compacted") },
        );
        return recognised;
      }
      case "inter_agent_communication": {
        const text = itemsText(payload.content) || textField(payload, "message") || "";
        if (text !== "")
          log.add(
            { ...stamp, actor: "agent" },
            { kind: "message", role: "agent", text: log.text(text), injected: true },
          );
        return recognised;
      }
      default:
        if (quietLines.has(type)) return recognised;
        // Some builds write an event under its own name: `{ type: "task_complete", payload: { type: "task_complete" } }`.
        return textField(payload, "type") === type ? this.#event(payload, stamp, log, type) : unknownType(type);
    }
  }

  #meta(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const id = filledField(payload, "id") ?? filledField(payload, "session_id");
    if (this.#sessionId !== null) {
      // A fork repeats its parent's lines, with the parent's own first line: the first identity stays.
      if (id !== null && id !== this.#sessionId)
        log.add(
          { ...stamp, actor: "runner" },
          { kind: "note", text: log.text(`From here on the history of session ${id} is repeated.`) },
        );
      return;
    }
    this.#sessionId = id?.slice(0, 200).toWellFormed() ?? null;
    const source = payload.source;
    const subagent = isObject(source) ? source.subagent : null;
    const spawn = isObject(subagent) ? objectField(subagent, "thread_spawn") : null;
    if (subagent === "review") this.#kind = "review";
    else if (subagent === "compact") this.#kind = "compaction";
    else if (subagent !== null && subagent !== undefined) this.#kind = "sub-agent";
    const parent =
      (spawn === null ? null : filledField(spawn, "parent_thread_id")) ??
      filledField(payload, "parent_thread_id") ??
      filledField(payload, "forked_from_id");
    this.#parentId = parent?.slice(0, 200).toWellFormed() ?? null;
    this.#cwd ??= filledField(payload, "cwd");
    this.#course.version(filledField(payload, "cli_version"));
    this.#course.model(filledField(payload, "model"));
    const git = objectField(payload, "git");
    if (git !== null) {
      this.#base ??= oid(filledField(git, "commit_hash"));
      this.#branch ??= filledField(git, "branch");
    }
  }

  #turnContext(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    this.#cwd ??= filledField(payload, "cwd");
    this.#course.model(filledField(payload, "model"));
    const policy = payload.sandbox_policy;
    const sandbox = isObject(policy)
      ? (filledField(policy, "type") ?? filledField(policy, "mode"))
      : typeof policy === "string"
        ? policy
        : null;
    const approval = filledField(payload, "approval_policy");
    const parts = [
      sandbox === null ? null : `sandbox ${sandbox}`,
      approval === null ? null : `approvals ${approval}`,
    ].filter((part) => part !== null);
    const settings = parts.join(", ");
    if (settings === "" || settings === this.#settings) return;
    this.#settings = settings;
    log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(`Permissions: ${settings}`) });
  }

  /** Bare rollouts say the working folder only in a text for the model. */
  #environment(payload: JsonObject): void {
    if (this.#cwd !== null || payload.type !== "message" || payload.role !== "user") return;
    const text = itemsText(payload.content);
    if (!text.trimStart().startsWith("<environment_context>")) return;
    this.#cwd =
      /<cwd>([^<]{1,4000})<\/cwd>|Current working directory: (.{1,4000})/
        .exec(text)
        ?.slice(1)
        .find((part) => part !== undefined)
        ?.trim() ?? null;
  }

  #event(payload: JsonObject, stamp: Stamp, log: EventLog, name?: string): RecordVerdict {
    const type = textField(payload, "type") ?? "(no type)";
    const runner: Stamp = { ...stamp, actor: "runner" };
    const note = (text: string): RecordVerdict => {
      log.add(runner, { kind: "note", text: log.text(text) });
      return recognised;
    };
    switch (type) {
      case "user_message":
        this.#lastMessage = null;
        this.#items.say("event", "person", textField(payload, "message") ?? "", stamp, log);
        return recognised;
      case "agent_message":
        this.#items.say("event", "agent", textField(payload, "message") ?? "", stamp, log);
        return recognised;
      case "agent_reasoning":
        this.#reason(textField(payload, "text") ?? "", stamp, log);
        return recognised;
      case "task_started":
      case "turn_started":
        this.#lastMessage = null;
        this.#course.turnBegan();
        return recognised;
      case "task_complete":
      case "turn_complete":
        this.#course.turnEnded();
        this.#lastMessage = filledField(payload, "last_agent_message") ?? this.#lastMessage;
        return recognised;
      case "turn.completed":
        this.#course.turnEnded();
        this.#tokens(objectField(payload, "usage"));
        return recognised;
      case "turn_aborted":
        this.#course.interrupted();
        return note(`Turn aborted: ${filledField(payload, "reason") ?? "no reason given"}`);
      case "thread_rolled_back":
        return note(`Rolled back ${String(countField(payload, "num_turns") ?? 0)} turns.`);
      case "thread_name_updated":
        this.#title = filledField(payload, "thread_name") ?? filledField(payload, "name") ?? this.#title;
        return recognised;
      case "token_count":
        this.#tokens(objectField(objectField(payload, "info") ?? {}, "total_token_usage"));
        return recognised;
      case "patch_apply_end":
        this.#items.patchReport(payload, stamp, log);
        return recognised;
      case "exec_command_end":
        this.#items.execEnd(payload, stamp, log);
        return recognised;
      case "exec_command_begin":
        return recognised;
      case "mcp_tool_call_end":
        this.#mcpEnd(payload, stamp, log);
        return recognised;
      case "error":
      case "stream_error":
      case "warning": {
        const error = objectField(payload, "error");
        const text =
          filledField(payload, "message") ??
          (error === null ? null : filledField(error, "message")) ??
          `${type} without a message`;
        if (type === "warning") return note(text);
        log.add(runner, { kind: "error", text: log.text(text) });
        if (type === "error") this.#course.failed();
        return recognised;
      }
      case "entered_review_mode":
        return note(`Review mode entered: ${filledField(payload, "user_facing_hint") ?? "no target given"}`);
      case "exited_review_mode": {
        const review = objectField(payload, "review_output");
        const findings = review === null ? 0 : listField(review, "findings").length;
        return note(
          [
            `Review mode left, ${String(findings)} ${findings === 1 ? "finding" : "findings"}.`,
            review === null ? null : filledField(review, "overall_explanation"),
          ]
            .filter((part) => part !== null)
            .join("\n"),
        );
      }
      case "item_completed":
        return this.#turnItem(objectField(payload, "item") ?? {}, stamp, log);
      default:
        return quietEvents.has(type) ? recognised : unknownType(name ?? `event_msg/${type}`);
    }
  }

  #reason(text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "" || this.#reasoning.match("event", text) !== null) return;
    this.#reasoning.remember(
      "event",
      text,
      log.add(stamp, { kind: "reasoning", text: log.text(text), withheldBytes: 0 }),
    );
  }

  /** Items of the paginated history, which has no message events. */
  #turnItem(item: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const type = textField(item, "type") ?? "(no type)";
    const text = itemsText(item.content) || textField(item, "text") || "";
    switch (type.replaceAll("_", "").toLowerCase()) {
      case "usermessage":
        this.#items.say("event", "person", text, stamp, log);
        return recognised;
      case "agentmessage":
        this.#items.say("event", "agent", text, stamp, log);
        return recognised;
      case "reasoning":
        for (const part of listField(item, "summary_text").filter((one) => typeof one === "string"))
          this.#reason(part, stamp, log);
        return recognised;
      case "plan":
        if (text !== "") log.add(stamp, { kind: "note", text: log.text(`Plan\n${text}`) });
        return recognised;
      case "filechange":
        this.#items.patchReport(
          { ...item, call_id: item.id, success: textField(item, "status") !== "failed" },
          stamp,
          log,
        );
        return recognised;
      case "sleep":
      case "commandexecution":
      case "mcptoolcall":
      case "websearch":
      case "imageview":
      case "imagegeneration":
      case "contextcompaction":
        return recognised;
      default:
        return unknownType(`event_msg/item_completed/${type}`);
    }
  }

  /** An MCP call's end: of use only where the call itself is not in the file. */
  #mcpEnd(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(payload, "call_id");
    if (callId !== null && log.knows(callId)) return;
    const invocation = objectField(payload, "invocation") ?? {};
    const result = objectField(payload, "result") ?? {};
    const value = result.Ok ?? result.Err ?? result;
    const tool = `${filledField(invocation, "server") ?? "mcp"}/${filledField(invocation, "tool") ?? "(no name)"}`
      .slice(0, 200)
      .toWellFormed();
    const text = isObject(value) ? itemsText(value.content) : typeof value === "string" ? value : "";
    const failed = "Err" in result || (isObject(value) && value.is_error === true);
    log.openCall(null, stamp, [
      {
        kind: "tool-call",
        callId,
        tool,
        outcome: failed ? "failed" : "ok",
        resultPlace: { ...stamp.place },
        input: log.text(jsonText(invocation.arguments ?? {})),
        result: log.text(text),
      },
    ]);
  }

  /**
   * The running total; reports come twice, so they are never added up. Codex counts cached tokens as input: here `input`
   * is without them, as for other runners.
   */
  #tokens(total: JsonObject | null): void {
    if (total === null) return;
    const input = countField(total, "input_tokens");
    const cacheRead = countField(total, "cached_input_tokens");
    this.#usage = {
      input: input === null ? null : Math.max(0, input - (cacheRead ?? 0)),
      output: countField(total, "output_tokens"),
      cacheRead,
      cacheWrite: null,
      reasoning: countField(total, "reasoning_output_tokens"),
      costUsd: null,
    };
  }
}

/** True for the types of lines that only Codex rollouts have. */
export function isEnvelope(record: JsonObject): boolean {
  const type = textField(record, "type");
  return type !== null && envelopeTypes.has(type) && isObject(record.payload);
}

function idFromName(fileName: string): string | null {
  const base = /([^/\\]+?)(?:\.jsonl?)?$/.exec(fileName)?.[1] ?? null;
  const id =
    base === null ? null : (/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.exec(base)?.[0] ?? base);
  return id === null ? null : id.slice(0, 200).toWellFormed();
}

function oid(value: string | null): string | null {
  const parsed = gitOidSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
