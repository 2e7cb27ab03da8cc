import { gitOidSchema } from "../../../shared/model/ids";
import type { Place } from "../../../shared/model/source-ref";
import type { EventLog, Stamp } from "../event-log";
import { fileStem } from "../instance-id";
import { instant } from "../instant";
import { filledField, isObject, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { recognised, unknownType } from "../port";
import type { ReaderEnd, RecordPath, RecordVerdict, TranscriptReader } from "../port";
import { RunCourse } from "../run-course";
import { CallReader } from "./calls";
import { LaneNames } from "./lane-names";
import { contentText } from "./observation";
import { AtifUsage } from "./usage";

const quietMembers = new Set(["schema_version", "created_at", "__header__"]);

/** True for an element of `steps`. */
export function isStep(record: JsonObject): boolean {
  return (
    ("step_id" in record || "timestamp" in record) &&
    typeof record.source === "string" &&
    ("message" in record || "tool_calls" in record || "observation" in record)
  );
}

/** Reads one ATIF trajectory, with the trajectories of sub-agents that it embeds. */
export class AtifReader implements TranscriptReader {
  readonly #fileName: string;
  readonly #course = new RunCourse();
  readonly #calls = new CallReader(this.#course);
  readonly #usage = new AtifUsage();
  readonly #lanes = new LaneNames();
  #sessionId: string | null = null;
  #trajectoryId: string | null = null;
  #index: number | null = null;
  #any = false;
  #agentName: string | null = null;
  #cwd: string | null = null;
  #branch: string | null = null;
  #repository: string | null = null;
  #taskRef: string | null = null;
  #headCommit: string | null = null;
  /** Events of the first steps that repeat another session; no longer counted after the first own step. */
  #copied = 0;
  #own = false;
  /** What was asked in the session that the first steps repeat: it stands for a session that was asked nothing itself. */
  #copiedPrompt: string | null = null;

  constructor(fileName: string) {
    this.#fileName = fileName;
  }

  read(record: JsonObject, place: Place, log: EventLog, path: RecordPath): RecordVerdict {
    this.#any = true;
    let inside = path;
    if (typeof inside[0] === "number") {
      this.#index = inside[0];
      inside = inside.slice(1);
    }
    const embedded = inside[0] === "subagent_trajectories";
    // Deeper than sub-agents of sub-agents nothing is opened.
    const owner = embedded ? inside.slice(0, inside.lastIndexOf("subagent_trajectories") + 2) : [];
    const rest = inside.slice(owner.length);
    // The lane is named when its first step comes: until then its trajectory may still say its id.
    if (rest[0] === "steps" || (rest.length === 0 && "step_id" in record))
      return this.#step(record, embedded ? this.#lanes.at(owner) : "main", place, log);
    if (rest.length === 0) return this.#member(record, embedded ? owner : null, place, log);
    return unknownType(rest.map(String).join("/"));
  }

  end(log: EventLog): ReaderEnd {
    if (!this.#any) return { session: null, names: [] };
    const stem = fileStem(this.#fileName);
    const fromName = this.#index === null ? stem : `${stem}-${String(this.#index + 1)}`;
    const usage = this.#usage.usage;
    return {
      session: {
        // From 1.7 on a session's id may be shared by trajectories that go on with each other; a trajectory's own may not.
        runnerSessionId: (this.#trajectoryId ?? this.#sessionId ?? fromName).slice(0, 200).toWellFormed(),
        parentRunnerSessionId: null,
        kind: "main",
        status: this.#course.status(),
        title: null,
        prompt: this.#course.prompt ?? this.#copiedPrompt,
        finalMessage: this.#course.finalMessage,
        cwd: stored(this.#cwd, log),
        branch: stored(this.#branch, log),
        baseCommit: null,
        headCommit: this.#headCommit,
        repository: stored(this.#repository, log),
        taskRef: stored(this.#taskRef, log),
        agentName: stored(this.#agentName, log),
        subAgents: this.#calls.subAgents.filter(({ runnerSessionId }) => !this.#lanes.has(runnerSessionId)),
        copied: this.#copied === 0 ? null : { from: null, events: this.#copied },
        models: this.#course.models,
        runnerVersions: this.#course.versions,
        startedAt: this.#course.startedAt,
        endedAt: this.#course.endedAt,
        usage,
      },
      names: [],
    };
  }

  /** A member of a trajectory's root; `owner` is the path of an embedded one. The header line of a stream has them all. */
  #member(record: JsonObject, owner: RecordPath | null, place: Place, log: EventLog): RecordVerdict {
    const entries = Object.entries(record);
    if (entries.length === 0) return { kind: "malformed", reason: "an object without members" };
    let verdict: RecordVerdict = recognised;
    for (const [key, value] of entries) {
      const known = this.#value(key, value, owner, place, log);
      if (!known) verdict = unknownType(`root/${key}`);
    }
    return verdict;
  }

  #value(key: string, value: unknown, owner: RecordPath | null, place: Place, log: EventLog): boolean {
    if (quietMembers.has(key)) return true;
    const text = typeof value === "string" && value !== "" ? value : null;
    const facts = isObject(value) ? value : {};
    switch (key) {
      case "session_id":
        if (owner === null) this.#sessionId = text;
        else this.#lanes.name(owner, text, false);
        return true;
      case "trajectory_id":
        if (owner === null) this.#trajectoryId = text;
        else this.#lanes.name(owner, text, true);
        return true;
      case "agent":
        this.#agent(facts, owner === null);
        return true;
      case "final_metrics":
        if (owner === null && isObject(value)) {
          this.#usage.final(facts);
          // A trajectory gets its totals when the run is over, whatever its last step was.
          this.#course.turnEnded();
        }
        return true;
      case "notes":
      case "continued_trajectory_ref": {
        const said = key === "notes" ? text : text === null ? null : `This trajectory is continued in ${text}.`;
        const lane = owner === null ? "main" : this.#lanes.at(owner);
        if (said !== null) log.add({ at: null, lane, actor: "runner", place }, { kind: "note", text: log.text(said) });
        return true;
      }
      case "extra":
        if (owner === null) this.#extra(facts);
        return true;
      case "steps":
      case "subagent_trajectories":
        // An empty list; anything else under these names would have been opened.
        return value === null || Array.isArray(value);
      default:
        return false;
    }
  }

  #agent(agent: JsonObject, main: boolean): void {
    this.#course.model(filledField(agent, "model_name") ?? filledField(agent, "model"));
    if (!main) return;
    this.#agentName = filledField(agent, "name") ?? this.#agentName;
    this.#course.version(filledField(agent, "version"));
    this.#extra(objectField(agent, "extra") ?? {});
  }

  /** Where the work was done, in the free part: the names that converters of known runners use. */
  #extra(extra: JsonObject): void {
    const first = (...keys: string[]): string | null => {
      for (const key of keys) {
        const value = filledField(extra, key) ?? listField(extra, key).find((item) => typeof item === "string");
        if (typeof value === "string" && value !== "") return value;
      }
      return null;
    };
    this.#cwd ??= first("cwd", "cwds", "working_directory", "workdir");
    this.#branch ??= first("git_branch", "git_branches", "branch");
    this.#repository ??= first("repository", "repo", "repo_url");
    this.#taskRef ??= first("task_name", "instance_id", "task_id");
  }

  #step(step: JsonObject, owner: string, place: Place, log: EventLog): RecordVerdict {
    const source = textField(step, "source");
    if (source === null) return { kind: "malformed", reason: "a step without a source" };
    const extra = objectField(step, "extra") ?? {};
    // Converters of runners with side chains leave their steps in the main list.
    const aside = owner === "main" && extra.is_sidechain === true;
    const lane = aside ? (filledField(extra, "agent_id") ?? "sidechain") : owner;
    const main = lane === "main";
    const at = instant(step.timestamp);
    const copied = step.is_copied_context === true;
    if (!copied) this.#course.at(at);
    const stamp: Stamp = { at, lane, actor: main ? "agent" : "sub-agent", place };
    this.#course.model(filledField(step, "model_name"));
    this.#message(step, source, stamp, { main, copied }, log);
    this.#calls.step(step, stamp, stored(filledField(extra, "cwd") ?? this.#cwd, log), main, log);
    const metrics = objectField(step, "metrics");
    if (metrics !== null && owner === "main" && !copied) this.#usage.step(metrics);
    this.#extra(extra);
    // Two kinds of steps of the streaming variant.
    const event = textField(extra, "event_type");
    const commit = event === "commit_created" ? gitOidSchema.safeParse(extra.sha) : null;
    if (commit?.success === true) this.#headCommit = commit.data;
    if (main && event === "session_complete") {
      if (extra.success === false) this.#course.failed();
      else this.#course.turnEnded();
    }
    if (!copied) this.#own = true;
    else if (!this.#own) this.#copied = log.lastSeq;
    return ["user", "agent", "system"].includes(source) ? recognised : unknownType(`step/${source}`);
  }

  #message(
    step: JsonObject,
    source: string,
    stamp: Stamp,
    part: { main: boolean; copied: boolean },
    log: EventLog,
  ): void {
    const thinking = filledField(step, "reasoning_content");
    if (thinking !== null) log.add(stamp, { kind: "reasoning", text: log.text(thinking), withheldBytes: 0 });
    const text = contentText(step.message);
    if (text.trim() === "") return;
    if (source === "agent") {
      log.add(stamp, { kind: "message", role: "agent", text: log.text(text), injected: false });
      if (part.main && !part.copied) this.#course.said(text, log);
      return;
    }
    const injected = source !== "user" || !part.main;
    // A system step beside an observation only says that there is one; others are the runner's words.
    if (source === "system" && "observation" in step) return;
    const event = textField(objectField(step, "extra") ?? {}, "event_type") !== null;
    if (source === "system" && (event || this.#course.prompt !== null)) {
      log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(text) });
      return;
    }
    log.add(
      { ...stamp, actor: injected ? "runner" : "person" },
      { kind: "message", role: "person", text: log.text(text), injected },
    );
    if (!injected && part.copied) this.#copiedPrompt ??= log.text(text);
    else if (!injected) this.#course.asked(text, log);
  }
}

function stored(text: string | null, log: EventLog): string | null {
  return text === null ? null : log.text(text);
}
