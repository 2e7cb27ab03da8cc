import type { Place } from "../../../shared/model/source-ref";
import { commandCall } from "../command-detail";
import type { EventLog, Stamp } from "../event-log";
import { fileStem, instanceOfName } from "../instance-id";
import {
  filledField,
  isObject,
  jsonText,
  listField,
  numberField,
  objectField,
  parseObject,
  textField,
} from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { wordsByMarks, wordsInTemplate } from "../task-words";
import { contentText, observedResult, withResult } from "./command-result";
import { answerOf, roleOf } from "./model-answer";
import { extraOf, RunFacts } from "./run-facts";

/** What an agent prints to hand in its result, in all versions. */
const handsIn = /COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT|MINI_SWE_AGENT_FINAL_OUTPUT/;
/** The command of an answer without tool calls: the one fenced block, under the names of all versions. */
const fenced = /```(?:mswea_bash_command|bash|sh)[ \t]{0,20}\n([\s\S]*?)```/;

/** Reads a mini-swe-agent trajectory: its messages, one command at a time. */
export class MiniSweAgentReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #facts = new RunFacts();
  #asked: string | null = null;
  /** Calls that wait for their result, in order. */
  readonly #open = new Set<string>();
  #calls = 0;
  #exited = false;
  /** True after a command that hands in the result: what it prints ends the run. */
  #handsIn = false;
  #lastPlace: Place | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    const inList = path[0] === "messages" || typeof path[0] === "number";
    if (inList || (path.length === 0 && typeof record.role === "string")) return this.#message(record, place, log);
    const [key] = Object.keys(record);
    if (key === undefined) return { kind: "malformed", reason: "an object without members" };
    const value = record[key];
    switch (key) {
      case "info":
        if (!isObject(value)) return { kind: "malformed", reason: "info is not an object" };
        this.#facts.info(value);
        return recognised;
      case "instance_id":
        this.#facts.instanceId = textField(record, key) ?? this.#facts.instanceId;
        return recognised;
      case "trajectory_format":
        return recognised;
      case "messages":
        return value === null ? recognised : { kind: "malformed", reason: "messages is not a list" };
      default:
        return unknownType(path.length > 0 ? path.map(String).join("/") : `root/${key}`);
    }
  }

  end(log: EventLog): ReaderEnd {
    const { exitStatus, submission } = this.#facts;
    if (exitStatus !== null && !this.#exited && this.#lastPlace !== null) {
      // Before format 1.1 no message says how the run ended: it stands beside the messages.
      const stamp: Stamp = { at: this.#course.endedAt, lane: "main", actor: "runner", place: this.#lastPlace };
      this.#exit(exitStatus, stamp, log);
    }
    this.#facts.models.forEach((name) => {
      this.#course.model(name);
    });
    this.#course.version(this.#facts.version);
    const prompt = this.#prompt();
    return {
      session: {
        // All runs over a task have a file of the same name: the id of the model's first answer tells them apart.
        runnerSessionId: (this.#facts.responseId ?? fileStem(this.#fileName)).slice(0, 200).toWellFormed(),
        parentRunnerSessionId: null,
        kind: "main",
        status: exitStatus === null ? this.#course.status() : this.#facts.status(),
        title: null,
        prompt: prompt === null ? null : log.text(prompt),
        finalMessage: this.#course.finalMessage,
        cwd: this.#facts.cwd === null ? null : log.text(this.#facts.cwd),
        branch: null,
        baseCommit: null,
        taskRef: short(this.#facts.instanceId ?? instanceOfName(this.#fileName, false)),
        models: this.#course.models,
        runnerVersions: this.#course.versions,
        startedAt: this.#course.startedAt,
        endedAt: this.#course.endedAt,
        usage: this.#facts.usage,
      },
      statedPatch: submission,
      names: [],
    };
  }

  #message(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    const role = roleOf(record);
    this.#lastPlace = place;
    if (role === null) return { kind: "malformed", reason: "a message without a role" };
    const extra = extraOf(record);
    const at = unixTime(extra.timestamp ?? record.timestamp);
    this.#course.at(at);
    const stamp: Stamp = { at, lane: "main", actor: "runner", place };
    switch (role) {
      case "system":
      case "developer":
        this.#shown(contentText(record.content), stamp, log);
        return recognised;
      case "user":
        this.#user(record, extra, stamp, log);
        return recognised;
      case "assistant":
        this.#assistant(record, extra, { ...stamp, actor: "agent" }, log);
        return recognised;
      case "tool":
        this.#result(filledField(record, "tool_call_id") ?? filledField(record, "call_id"), record, stamp, log);
        return recognised;
      case "exit":
        this.#facts.exit(extra);
        this.#last(record, extra, stamp, log);
        return recognised;
      default:
        return unknownType(`message/${role}`);
    }
  }

  #user(record: JsonObject, extra: JsonObject, stamp: Stamp, log: EventLog): void {
    const text = contentText(record.content);
    if (this.#asked === null) {
      this.#asked = text;
      this.#said(text, stamp, log);
      return;
    }
    // In the text formats a command's result comes as the user's words; where nothing waits, it is a word of the runner.
    const [first] = this.#open;
    const interrupt = filledField(extra, "interrupt_type");
    if (first !== undefined && interrupt === null) this.#result(first, record, stamp, log);
    else if (interrupt?.startsWith("User") === true) this.#said(text, stamp, log);
    else if (text !== "") this.#shown(text, stamp, log);
  }

  #assistant(record: JsonObject, extra: JsonObject, stamp: Stamp, log: EventLog): void {
    const answer = answerOf(record, extra);
    this.#facts.answer(extra, answer.response);
    this.#course.at(unixTime(answer.response?.created ?? answer.response?.created_at));
    for (const thinking of answer.reasoning) {
      const shown = thinking.text === null ? null : log.text(thinking.text);
      log.add(stamp, { kind: "reasoning", text: shown, withheldBytes: thinking.withheldBytes });
    }
    const { text, toolCalls } = answer;
    const actions = listField(extra, "actions").filter(isObject);
    const block = toolCalls.length + actions.length === 0 ? fenced.exec(text) : null;
    const said = (block === null ? text : text.replace(block[0], "")).trim();
    if (said !== "") {
      log.add(stamp, { kind: "message", role: "agent", text: log.text(said), injected: false });
      this.#course.said(said, log);
    }
    // What was not answered before the next answer of the model never will be.
    this.#open.clear();
    if (toolCalls.length > 0) {
      const commands = new Map(actions.map((action) => [action.tool_call_id, textField(action, "command")]));
      for (const call of toolCalls) this.#toolCall(call, commands, stamp, log);
      return;
    }
    for (const action of actions)
      this.#command("bash", textField(action, "command") ?? "", filledField(action, "tool_call_id"), stamp, log);
    const command = block?.[1]?.replace(/\n$/, "");
    if (actions.length === 0 && command !== undefined) this.#command("bash", command, null, stamp, log);
  }

  #toolCall(call: JsonObject, commands: ReadonlyMap<unknown, string | null>, stamp: Stamp, log: EventLog): void {
    const callId = filledField(call, "call_id") ?? filledField(call, "id");
    const facts = objectField(call, "function") ?? call;
    const tool = (filledField(facts, "name") ?? "(no name)").slice(0, 200).toWellFormed();
    const raw = facts.arguments;
    const args = isObject(raw) ? raw : typeof raw === "string" ? parseObject(raw) : null;
    const parsed = callId === null ? null : (commands.get(callId) ?? null);
    const command = (args === null ? null : textField(args, "command")) ?? parsed;
    if (command !== null) {
      this.#command(tool, command, callId, stamp, log);
      return;
    }
    const id = this.#id(callId);
    const input = typeof raw === "string" ? raw : jsonText(raw ?? {});
    log.openCall(id, stamp, [
      {
        kind: "tool-call",
        callId,
        tool,
        outcome: "unanswered",
        resultPlace: null,
        durationMs: null,
        input: log.text(input),
        result: null,
      },
    ]);
    this.#course.called();
  }

  #command(tool: string, command: string, callId: string | null, stamp: Stamp, log: EventLog): void {
    const cwd = this.#facts.cwd === null ? null : log.text(this.#facts.cwd);
    log.openCall(this.#id(callId), stamp, [commandCall({ callId, tool, command, cwd }, log)]);
    this.#course.called();
    this.#handsIn = handsIn.test(command.slice(0, 2000));
  }

  #id(callId: string | null): string {
    this.#calls += 1;
    const id = callId ?? `call ${String(this.#calls)}`;
    this.#open.add(id);
    return id;
  }

  #result(callId: string | null, record: JsonObject, stamp: Stamp, log: EventLog): void {
    const [waiting] = this.#open;
    const id = callId ?? waiting ?? null;
    const result = observedResult(record);
    this.#course.answered();
    if (id !== null) this.#open.delete(id);
    if (id !== null && log.answer(id, stamp.place, (detail) => withResult(detail, result, log), stamp.at)) {
      if (this.#handsIn) this.#course.turnEnded();
      return;
    }
    if (id !== null && log.knows(id)) return;
    log.add(stamp, {
      kind: "tool-result",
      callId,
      text: log.text(result.output),
      outcome: result.exitCode === null ? "unknown" : result.exitCode === 0 ? "ok" : "failed",
    });
  }

  /** The message that ends a run: the result, or the error that stopped it. It is what the command that submits gave back. */
  #last(record: JsonObject, extra: JsonObject, stamp: Stamp, log: EventLog): void {
    const status = filledField(extra, "exit_status") ?? this.#facts.exitStatus ?? "unknown";
    const submitted = /^submitted$/i.test(status);
    const text = contentText(record.content);
    const [first] = this.#open;
    if (submitted && first !== undefined) {
      log.answer(first, stamp.place, (detail) =>
        withResult(detail, { output: text, exitCode: null, stopped: null }, log),
      );
      this.#open.clear();
      this.#course.answered();
    }
    const error = filledField(extra, "exception_str") ?? (submitted ? null : text);
    if (error !== null && error !== "" && error !== status) log.add(stamp, { kind: "error", text: log.text(error) });
    this.#exit(status, stamp, log);
  }

  #exit(status: string, stamp: Stamp, log: EventLog): void {
    this.#exited = true;
    log.add(stamp, { kind: "note", text: log.text(`The run ended with exit status "${status}".`) });
  }

  /** A person's words: the task, or what a person said who stopped the agent. */
  #said(text: string, stamp: Stamp, log: EventLog): void {
    this.#course.asked(text, log);
    log.add({ ...stamp, actor: "person" }, { kind: "message", role: "person", text: log.text(text), injected: false });
  }

  #shown(text: string, stamp: Stamp, log: EventLog): void {
    log.add(stamp, { kind: "message", role: "person", text: log.text(text), injected: true });
  }

  #prompt(): string | null {
    if (this.#asked === null) return null;
    const { template } = this.#facts;
    const words = template === null ? null : wordsInTemplate(this.#asked, template, "task");
    return words ?? wordsByMarks(this.#asked) ?? this.#asked;
  }
}

/** Seconds since 1970 as an instant; null for anything else, and for what no clock says. */
function unixTime(value: unknown): string | null {
  const seconds = numberField({ value }, "value");
  if (seconds === null || seconds <= 0 || seconds > 253_402_300_799) return null;
  return new Date(Math.round(seconds * 1000)).toISOString();
}

function short(text: string | null): string | null {
  return text === null ? null : text.slice(0, 500).toWellFormed();
}
