import type { Outcome } from "../../../shared/model/event";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { filledField, intField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { RecordVerdict } from "../port";
import { callOf, contentText, responseOf } from "./record-shape";
import type { RunState } from "./run-state";

/** What the evaluation says in a person's place when the agent stops to ask. */
const goOn = "Please continue working on the task on whatever approach you think is suitable.";

const quietActions = new Set([
  "system",
  "null",
  "",
  "recall",
  "pause",
  "resume",
  "stop",
  "start_task",
  "condensation_request",
]);
const toolActions = new Set([
  "run_ipython",
  "read",
  "browse",
  "browse_interactive",
  "delegate",
  "mcp",
  "call_tool_mcp",
  "task_tracking",
  "push",
  "send_pr",
  "save_plan",
  "add_task",
  "modify_task",
]);
const resultObservations = new Set([
  "run",
  "run_ipython",
  "read",
  "write",
  "edit",
  "browse",
  "delegate",
  "mcp",
  "task_tracking",
  "success",
  "error",
  "user_rejected",
  "file_download",
]);
const quietObservations = new Set(["think", "null", "", "agent_think", "condense", "server_ready", "loop_detection"]);

/** Reads the events of OpenHands to version 1.0: actions, and the observations that they cause. */
export class OldEvents {
  readonly #run: RunState;
  agent: string | null = null;
  repository: string | null = null;

  constructor(run: RunState) {
    this.#run = run;
  }

  read(event: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const source = textField(event, "source");
    const actor = source === "user" ? "person" : source === "agent" ? "agent" : "runner";
    const stamp = this.#run.stamp(event.timestamp, place, actor, log);
    const response = responseOf(event);
    if (response !== null) {
      this.#run.course.model(filledField(response, "model"));
      this.#run.usage.response(response);
    }
    const action = textField(event, "action");
    if (action !== null) return this.#action(action, event, objectField(event, "args") ?? {}, stamp, log);
    const observation = textField(event, "observation");
    if (observation === null) return unknownType("(neither action nor observation)");
    return this.#observation(observation, event, objectField(event, "extras") ?? {}, stamp, log);
  }

  #action(action: string, event: JsonObject, args: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const run = this.#run;
    run.usage.action(event);
    const { id, name } = callOf(event);
    const number = intField(event, "id");
    const ids = [number === null ? null : `event ${String(number)}`, id === null ? null : `call ${id}`];
    const call = {
      callId: (id ?? (number === null ? null : String(number)))?.toWellFormed() ?? null,
      tool: (name ?? action).slice(0, 200).toWellFormed(),
    };
    const thought = textField(args, "thought") ?? "";
    if (action !== "think" && action !== "finish" && stamp.actor === "agent") run.said(thought, stamp, log);
    switch (action) {
      case "message": {
        const content = contentText(args.content);
        if (stamp.actor === "person") run.asked(content, stamp, log, content.startsWith(goOn));
        else run.said(content, stamp, log);
        return recognised;
      }
      case "run": {
        const command = textField(args, "command") ?? "";
        if (args.is_input === true || command === "") run.tool(ids, call, args, stamp, log);
        else run.command(ids, { ...call, command }, stamp, log);
        return recognised;
      }
      case "edit":
        if (!run.edit(ids, call, args, stamp, log)) run.tool(ids, call, args, stamp, log);
        return recognised;
      case "write":
        if (!run.edit(ids, call, { ...args, command: "write" }, stamp, log)) run.tool(ids, call, args, stamp, log);
        return recognised;
      case "think":
        run.thought(thought, stamp, log);
        return recognised;
      case "finish":
      case "reject": {
        const words =
          filledField(args, "final_thought") ??
          (thought === "" ? filledField(objectField(args, "outputs") ?? {}, "content") : thought);
        run.said(words ?? textField(event, "message") ?? "", stamp, log);
        run.course.turnEnded();
        if (action === "reject") run.course.failed();
        return recognised;
      }
      case "condensation":
        run.compacted(filledField(args, "summary"), stamp, log);
        return recognised;
      case "change_agent_state":
        run.state = filledField(args, "agent_state") ?? run.state;
        return recognised;
      case "system":
        run.course.version(filledField(args, "openhands_version"));
        this.agent ??= filledField(args, "agent_class");
        return recognised;
      default:
        if (toolActions.has(action)) {
          run.tool(ids, call, args, stamp, log);
          return recognised;
        }
        return quietActions.has(action) ? recognised : unknownType(`action/${action}`);
    }
  }

  #observation(kind: string, event: JsonObject, extras: JsonObject, stamp: Stamp, log: EventLog): RecordVerdict {
    const run = this.#run;
    if (kind === "agent_state_changed") {
      run.state = filledField(extras, "agent_state") ?? run.state;
      const reason = filledField(extras, "reason");
      if (run.state === "error" || (reason !== null && run.state === "rejected"))
        run.error(reason ?? "The agent stopped with an error", stamp, log);
      else if (run.state === "stopped") run.note("Stopped", stamp, log);
      return recognised;
    }
    if (kind === "recall") {
      this.repository ??= filledField(extras, "repo_name");
      const said = contextOf(extras);
      if (said !== null) run.note(said, stamp, log);
      return recognised;
    }
    if (!resultObservations.has(kind))
      return quietObservations.has(kind) ? recognised : unknownType(`observation/${kind}`);
    const cause = intField(event, "cause");
    const { id } = callOf(event);
    const ids = [cause === null ? null : `event ${String(cause)}`, id === null ? null : `call ${id}`];
    const metadata = objectField(extras, "metadata") ?? {};
    const exit = intField(metadata, "exit_code") ?? intField(extras, "exit_code");
    // -1 is said of a command that goes on, or whose end was not seen.
    const exitCode = exit === null || exit < 0 ? null : exit;
    const text = contentText(event.content);
    const answer = { text, outcome: outcomeOf(kind, text, exitCode, extras), exitCode, facts: extras };
    if (kind === "run") {
      if (!run.answer(ids, answer, stamp, log)) run.lost(id, answer, stamp, log);
      run.stands(filledField(metadata, "working_dir"), textField(extras, "command") ?? "cd");
      return recognised;
    }
    if (run.answer(ids, answer, stamp, log)) return recognised;
    if (kind === "error") run.error(text, stamp, log);
    else if (kind === "user_rejected") run.note(`Refused: ${text}`, stamp, log);
    else if (text !== "") run.lost(id, answer, stamp, log);
    return recognised;
  }
}

function outcomeOf(kind: string, text: string, exitCode: number | null, extras: JsonObject): Outcome {
  switch (kind) {
    case "error":
      return "failed";
    case "user_rejected":
      return "denied";
    case "run":
      return exitCode === null ? "unknown" : exitCode === 0 ? "ok" : "failed";
    case "browse":
      return extras.error === true ? "failed" : "ok";
    case "edit":
    case "write":
    case "read":
      // The editor's refusals come as its own observation.
      return text.startsWith("ERROR:") ? "failed" : "ok";
    default:
      return "ok";
  }
}

/** What the runner put into the conversation by itself: the repository's instructions, knowledge found by a word. */
function contextOf(extras: JsonObject): string | null {
  const instructions = filledField(extras, "repo_instructions");
  const knowledge = Array.isArray(extras.microagent_knowledge) ? extras.microagent_knowledge : [];
  const names = knowledge.flatMap((one: unknown) =>
    typeof one === "object" && one !== null && "name" in one && typeof one.name === "string" ? [one.name] : [],
  );
  const parts = [
    instructions === null ? null : `the repository's instructions:\n${instructions}`,
    names.length === 0 ? null : `knowledge: ${names.join(", ")}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `Added to the conversation: ${parts.join("\n")}`;
}
