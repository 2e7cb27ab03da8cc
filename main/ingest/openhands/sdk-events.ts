import type { Outcome } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, intField, isObject, listField, objectField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import { contentText } from "./record-shape";
import type { RunState } from "./run-state";

const quietKinds = new Set([
  "SystemPromptEvent",
  "CondensationRequest",
  "CondensationSummaryEvent",
  "LLMCompletionLogEvent",
  "TokenEvent",
  "StreamingDeltaEvent",
  "HookExecutionEvent",
]);

/** Reads the events of the OpenHands SDK. */
export class SdkEvents {
  readonly #run: RunState;
  /** Calls whose results say nothing more: the agent's own thought, the end. */
  readonly #spoken = new Set<string>();

  constructor(run: RunState) {
    this.#run = run;
  }

  /** The conversation's state: as it was last saved, or as an event says it changed. */
  state(state: JsonObject): void {
    const run = this.#run;
    run.state = filledField(state, "execution_status") ?? filledField(state, "agent_status") ?? run.state;
    const agent = objectField(state, "agent");
    const llm = agent === null ? null : objectField(agent, "llm");
    if (llm !== null) run.course.model(filledField(llm, "model"));
    const workspace = objectField(state, "workspace");
    const folder = workspace === null ? textField(state, "workspace") : textField(workspace, "working_dir");
    if (folder !== null && folder !== "") {
      run.cwd ??= folder;
      run.folder ??= folder;
    }
    const stats = objectField(state, "stats");
    if (stats !== null) run.usage.stats(stats);
  }

  read(event: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const run = this.#run;
    const kind = textField(event, "kind") ?? "(no kind)";
    const source = textField(event, "source");
    const actor = source === "user" ? "person" : source === "agent" ? "agent" : "runner";
    const stamp = run.stamp(event.timestamp, place, actor, log);
    switch (kind) {
      case "MessageEvent":
        this.#message(event, stamp, log);
        return recognised;
      case "ActionEvent":
        this.#action(event, stamp, log);
        return recognised;
      case "ObservationEvent":
        this.#observation(event, objectField(event, "observation") ?? {}, stamp, log);
        return recognised;
      case "UserRejectObservation": {
        const reason = filledField(event, "rejection_reason") ?? "Refused";
        if (!run.answer(idsOf(event), plain(reason, "denied"), stamp, log)) run.note(`Refused: ${reason}`, stamp, log);
        return recognised;
      }
      case "AgentErrorEvent": {
        const error = filledField(event, "error") ?? "error";
        if (!run.answer(idsOf(event), plain(error, "failed"), stamp, log)) run.error(error, stamp, log);
        return recognised;
      }
      case "ConversationErrorEvent":
        run.error(
          [filledField(event, "code"), filledField(event, "detail")].filter((one) => one !== null).join(": "),
          stamp,
          log,
        );
        run.course.failed();
        return recognised;
      case "Condensation":
        run.compacted(filledField(event, "summary"), stamp, log);
        return recognised;
      case "ConversationStateUpdateEvent": {
        const key = textField(event, "key");
        const value = event.value;
        if (key === "full_state" && isObject(value)) this.state(value);
        else if (key !== null) this.state({ [key]: value });
        return recognised;
      }
      case "PauseEvent":
        run.note("Paused", stamp, log);
        return recognised;
      case "InterruptEvent":
        run.note("Interrupted", stamp, log);
        run.course.interrupted();
        return recognised;
      default:
        return quietKinds.has(kind) ? recognised : unknownType(kind);
    }
  }

  #message(event: JsonObject, stamp: Stamp, log: EventLog): void {
    const run = this.#run;
    const message = objectField(event, "llm_message") ?? {};
    const reasoning = textField(message, "reasoning_content");
    if (reasoning !== null) run.thought(reasoning, stamp, log);
    const text = contentText(message.content);
    if (stamp.actor === "person") run.asked(text, stamp, log);
    else if (stamp.actor === "agent") run.said(text, stamp, log);
    else run.asked(text, stamp, log, true);
    // What the runner adds to a person's words: skills that a word in them called on.
    run.asked(contentText(event.extended_content), stamp, log, true);
  }

  #action(event: JsonObject, stamp: Stamp, log: EventLog): void {
    const run = this.#run;
    this.#reasoning(event, stamp, log);
    run.said(contentText(event.thought), stamp, log);
    const asked = objectField(event, "tool_call") ?? {};
    const args = objectField(event, "action") ?? parseObject(textField(asked, "arguments") ?? "") ?? {};
    const callId = filledField(event, "tool_call_id") ?? filledField(asked, "id");
    const tool = (filledField(event, "tool_name") ?? filledField(asked, "name") ?? "(no name)")
      .slice(0, 200)
      .toWellFormed();
    const call = { callId: callId?.toWellFormed() ?? null, tool };
    const id = filledField(event, "id");
    const ids = [id === null ? null : `event ${id}`, callId === null ? null : `call ${callId}`];
    const kind = textField(args, "kind") ?? "";
    const command = filledField(args, "command");
    if (kind === "FinishAction" || tool === "finish") {
      run.said(textField(args, "message") ?? "", stamp, log);
      run.course.turnEnded();
      this.#speaks(ids);
    } else if (kind === "ThinkAction" || tool === "think") {
      run.thought(textField(args, "thought") ?? "", stamp, log);
      this.#speaks(ids);
    } else if (/^(?:Terminal|ExecuteBash|CmdRun)Action$/.test(kind) || /^(?:terminal|execute_bash|bash)$/.test(tool)) {
      if (command === null || args.is_input === true || args.is_input === "true") run.tool(ids, call, args, stamp, log);
      else run.command(ids, { ...call, command }, stamp, log);
    } else if (
      /^(?:FileEditor|StrReplaceEditor)Action$/.test(kind) ||
      /^(?:file_editor|str_replace_editor)$/.test(tool)
    ) {
      if (!run.edit(ids, call, args, stamp, log)) run.tool(ids, call, args, stamp, log);
    } else run.tool(ids, call, args, stamp, log);
  }

  #reasoning(event: JsonObject, stamp: Stamp, log: EventLog): void {
    const run = this.#run;
    const text = textField(event, "reasoning_content");
    if (text !== null && text !== "") {
      run.thought(text, stamp, log);
      return;
    }
    for (const block of listField(event, "thinking_blocks").filter(isObject)) {
      const thinking = textField(block, "thinking") ?? "";
      const hidden = textField(block, "data") ?? "";
      if (thinking !== "") run.thought(thinking, stamp, log);
      else if (hidden !== "")
        log.add(stamp, { kind: "reasoning", text: null, withheldBytes: Buffer.byteLength(hidden) });
    }
  }

  #observation(event: JsonObject, facts: JsonObject, stamp: Stamp, log: EventLog): void {
    const run = this.#run;
    const ids = idsOf(event);
    if (ids.some((id) => id !== null && this.#spoken.has(id))) return;
    const metadata = objectField(facts, "metadata") ?? {};
    const exit = intField(facts, "exit_code") ?? intField(metadata, "exit_code");
    const exitCode = exit === null || exit < 0 ? null : exit;
    const error = filledField(facts, "error");
    const text = contentText(facts.content) || (textField(facts, "output") ?? error ?? "");
    const shell = /^(?:Terminal|ExecuteBash|CmdRun)Observation$/.test(textField(facts, "kind") ?? "") || exit !== null;
    const failed = facts.is_error === true || error !== null;
    const outcome: Outcome = failed
      ? "failed"
      : shell
        ? exitCode === null
          ? "unknown"
          : exitCode === 0
            ? "ok"
            : "failed"
        : "ok";
    const answer = { text, outcome, exitCode, facts };
    if (!run.answer(ids, answer, stamp, log) && text !== "")
      run.lost(filledField(event, "tool_call_id"), answer, stamp, log);
    run.stands(textField(metadata, "working_dir"), textField(facts, "command") ?? "cd");
  }

  #speaks(ids: readonly (string | null)[]): void {
    for (const id of ids) if (id !== null) this.#spoken.add(id);
  }
}

function idsOf(event: JsonObject): (string | null)[] {
  const action = filledField(event, "action_id");
  const call = filledField(event, "tool_call_id");
  return [action === null ? null : `event ${action}`, call === null ? null : `call ${call}`];
}

function plain(text: string, outcome: Outcome) {
  return { text, outcome, exitCode: null, facts: {} };
}
