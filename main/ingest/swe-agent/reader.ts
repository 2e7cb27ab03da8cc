import { createHash } from "node:crypto";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { fileStem, instanceOfName } from "../instance-id";
import { filledField, isObject, jsonText, listField, numberField, parseObject, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { wordsByMarks, wordsInTemplate } from "../task-words";
import { stepDetail } from "./action-detail";
import { RunFacts } from "./run-facts";

const quiet = new Set(["environment", "docker_config", "config"]);

/** True for an element of `trajectory`. */
export function isStep(record: JsonObject): boolean {
  return (
    typeof record.action === "string" &&
    typeof record.observation === "string" &&
    ("response" in record || "thought" in record || "state" in record)
  );
}

/**
 * Reads a SWE-agent trajectory. `trajectory` is what the agent did; `history` repeats it as the model saw it, and of that
 * only what stands before the first step is taken: the system prompt, demonstrations (not the agent's work) and the task.
 * Versions 0.x write `history` behind the steps, and events keep the order of the source.
 */
export class SweAgentReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #facts = new RunFacts();
  #digest: string | null = null;
  #steps = 0;
  #openFile: string | null = null;
  #cwd: string | null = null;
  /** The task as the template made it; null before it is read. It is no turn of the run: 0.x writes it behind the steps. */
  #asked: string | null = null;
  #began = false;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    if (path[0] === "trajectory") return this.#trajectory(record, place, log);
    if (path[0] === "history") return this.#history(record, place, log);
    if (path.length > 0) return unknownType(path.map(String).join("/"));
    const [key] = Object.keys(record);
    if (key === undefined) return { kind: "malformed", reason: "an object without members" };
    const value = record[key];
    if (key === "info") {
      if (!isObject(value)) return { kind: "malformed", reason: "info is not an object" };
      this.#facts.info(value);
      const status = this.#facts.exitStatus;
      if (status !== null) {
        const stamp: Stamp = { at: null, lane: "main", actor: "runner", place };
        log.add(stamp, { kind: "note", text: log.text(`The run ended with exit status "${status}".`) });
      }
      return recognised;
    }
    if (key === "replay_config")
      return this.#facts.config(value) ? recognised : { kind: "malformed", reason: "replay_config cannot be read" };
    if (quiet.has(key)) return recognised;
    if (key === "attempts" && Array.isArray(value)) {
      // What a reviewer of the runner's own chose from stands at the root again.
      const stamp: Stamp = { at: null, lane: "main", actor: "runner", place };
      const text = `The runner made ${String(value.length)} attempts; this is the one it chose.`;
      log.add(stamp, { kind: "note", text });
      return recognised;
    }
    // An empty list is opened and gives no records; anything else under these names is none of ours.
    if (key === "trajectory" || key === "history")
      return value === null ? recognised : { kind: "malformed", reason: `${key} is not a list` };
    return unknownType(`root/${key}`);
  }

  end(log: EventLog): ReaderEnd {
    const { exitStatus, submission } = this.#facts;
    const stem = fileStem(this.#fileName);
    this.#course.model(this.#facts.model);
    this.#course.version(this.#facts.version);
    const prompt = this.#prompt();
    return {
      session: {
        // The format states no id, and every run over a task has a file of the same name: the first step tells them apart.
        runnerSessionId: this.#digest === null ? stem : `${stem}-${this.#digest}`,
        parentRunnerSessionId: null,
        kind: "main",
        status: exitStatus === null ? this.#course.status() : this.#facts.status(),
        title: null,
        prompt: prompt === null ? null : log.text(prompt),
        finalMessage: this.#course.finalMessage,
        cwd: this.#cwd === null ? null : log.text(this.#cwd),
        branch: null,
        baseCommit: this.#facts.baseCommit,
        repository: short(this.#facts.repository),
        taskRef: short(this.#facts.taskRef ?? instanceOfName(this.#fileName, true)),
        models: this.#course.models,
        runnerVersions: this.#course.versions,
        startedAt: null,
        endedAt: null,
        usage: this.#facts.usage,
      },
      statedPatch: submission,
      names: [],
    };
  }

  #trajectory(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    if (!isStep(record)) {
      if (typeof record.action !== "string" && typeof record.response !== "string")
        return { kind: "malformed", reason: "a step without an action" };
    }
    this.#digest ??= createHash("sha256")
      .update(jsonText([record.action, record.observation, record.response, record.execution_time]))
      .digest("hex")
      .slice(0, 12);
    // 1.x writes into each step what the model was shown: the task stands there before the step.
    if (!this.#began) {
      const shown = [...listField(record, "query"), ...listField(record, "messages")].filter(isObject);
      for (const item of shown) if (!this.#opening(item, place, log)) break;
      this.#began = this.#asked !== null;
    }
    this.#step(record, place, log);
    return recognised;
  }

  #history(record: JsonObject, place: Place, log: EventLog): RecordVerdict {
    if (typeof record.role !== "string" && !("content" in record))
      return { kind: "malformed", reason: "a history item without role or content" };
    if (!this.#began && !this.#opening(record, place, log)) this.#began = true;
    return recognised;
  }

  /** Takes an item that the model was shown before it began. False for the first that is no such item. */
  #opening(item: JsonObject, place: Place, log: EventLog): boolean {
    const role = textField(item, "role");
    const text = contentText(item.content);
    if (this.#asked !== null) return false;
    const stamp: Stamp = { at: null, lane: "main", actor: "runner", place };
    if (item.is_demo === true || textField(item, "message_type") === "demonstration") {
      log.add(stamp, { kind: "note", text: log.text(`Demonstration shown to the agent, not its work:\n${text}`) });
      return true;
    }
    if (role === "system") {
      log.add(stamp, { kind: "message", role: "person", text: log.text(text), injected: true });
      return true;
    }
    if (role !== "user") return false;
    this.#asked = text;
    log.add({ ...stamp, actor: "person" }, { kind: "message", role: "person", text: log.text(text), injected: false });
    return true;
  }

  #step(record: JsonObject, place: Place, log: EventLog): void {
    this.#steps += 1;
    const stamp: Stamp = { at: null, lane: "main", actor: "agent", place };
    const state = isObject(record.state)
      ? record.state
      : (parseObject(textField(record, "state") ?? "") ?? ({} satisfies JsonObject));
    const cwd = filledField(state, "working_dir");
    this.#cwd ??= cwd;
    const thinking = filledField(record, "reasoning_content");
    if (thinking !== null) log.add(stamp, { kind: "reasoning", text: log.text(thinking), withheldBytes: 0 });
    for (const block of listField(record, "thinking_blocks").filter(isObject)) {
      const text = filledField(block, "thinking");
      const hidden = filledField(block, "data");
      if (text !== null || hidden !== null)
        log.add(stamp, {
          kind: "reasoning",
          text: text === null ? null : log.text(text),
          withheldBytes: text === null ? Buffer.byteLength(hidden ?? "") : 0,
        });
    }
    const thought = filledField(record, "thought") ?? filledField(record, "response");
    if (thought !== null && thought.trim() !== "") {
      log.add(stamp, { kind: "message", role: "agent", text: log.text(thought.trim()), injected: false });
      this.#course.said(thought.trim(), log);
    }
    const action = textField(record, "action") ?? "";
    const observation = textField(record, "observation") ?? "";
    if (action.trim() === "") {
      // A step without an action is the runner's answer to words it could not read.
      if (observation !== "") log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(observation) });
      return;
    }
    const seconds = numberField(record, "execution_time");
    const [call] = listField(record, "tool_calls").filter(isObject);
    const id = `step ${String(this.#steps)}`;
    const open = filledField(state, "open_file");
    const detail = stepDetail(
      {
        callId: call === undefined ? null : filledField(call, "id"),
        action,
        observation,
        openFile: this.#openFile ?? open,
        cwd: cwd === null ? null : log.text(cwd),
        durationMs: seconds === null || seconds < 0 ? null : seconds * 1000,
      },
      log,
    );
    log.openCall(id, stamp, [{ ...detail, outcome: "unanswered" }]);
    log.answer(id, place, () => detail);
    this.#openFile = open === "n/a" ? null : open;
    this.#course.called();
    this.#course.answered();
  }

  #prompt(): string | null {
    if (this.#facts.problem !== null) return this.#facts.problem;
    const asked = this.#asked;
    if (asked === null) return null;
    const { template } = this.#facts;
    const words = template === null ? null : wordsInTemplate(asked, template, "problem_statement");
    return words ?? wordsByMarks(asked) ?? asked;
  }
}

function short(text: string | null): string | null {
  return text === null ? null : text.slice(0, 500).toWellFormed();
}

function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((block: unknown) => (isObject(block) ? (textField(block, "text") ?? "") : ""))
    .filter((text) => text !== "")
    .join("\n\n");
}
