import type { Outcome } from "../../../shared/model/event";
import type { Session } from "../../../shared/model/session";
import type { Place } from "../../../shared/model/source-ref";
import { commandAnswered, commandCall } from "../command-detail";
import type { CallDetail, EventLog, Stamp } from "../event-log";
import { instant } from "../instant";
import { jsonText } from "../json-fields";
import type { JsonObject } from "../json-fields";
import { RunCourse } from "../run-course";
import { editAnswered, editDetail } from "./editor-detail";
import { UsageCount } from "./usage";

/** What a result says of its call. */
export interface Answer {
  readonly text: string;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  /** Whole file before and after, as the editor states them. */
  readonly facts: JsonObject;
}

/** What both generations of events have in common: the course of the run, calls with their results, words. */
export class RunState {
  readonly course = new RunCourse();
  readonly usage = new UsageCount();
  /** The state that the runner says it is in. */
  state: string | null = null;
  /** The folder that the shell stands in. */
  folder: string | null = null;
  cwd: string | null = null;
  #zoneless = false;
  /** Calls by the ids that results may name them by. */
  readonly #keys = new Map<string, string>();

  /** A time without a zone is taken as UTC, and the reviewer is told so once. */
  stamp(timestamp: unknown, place: Place, actor: Stamp["actor"], log: EventLog): Stamp {
    const zoned = instant(timestamp);
    const at = zoned ?? (typeof timestamp === "string" ? instant(`${timestamp}Z`) : null);
    if (zoned === null && at !== null && !this.#zoneless) {
      this.#zoneless = true;
      log.add(
        { at, lane: "main", actor: "runner", place },
        { kind: "note", text: "Times without a zone, read as UTC." },
      );
    }
    this.course.at(at);
    return { at, lane: "main", actor, place };
  }

  said(text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() === "") return;
    log.add(stamp, { kind: "message", role: "agent", text: log.text(text), injected: false });
    this.course.said(text, log);
  }

  asked(text: string, stamp: Stamp, log: EventLog, injected = false): void {
    if (text.trim() === "") return;
    const actor = injected ? "runner" : "person";
    log.add({ ...stamp, actor }, { kind: "message", role: "person", text: log.text(text), injected });
    if (injected) this.course.turnBegan();
    else this.course.asked(text, log);
  }

  thought(text: string, stamp: Stamp, log: EventLog): void {
    if (text.trim() !== "") log.add(stamp, { kind: "reasoning", text: log.text(text), withheldBytes: 0 });
  }

  note(text: string, stamp: Stamp, log: EventLog): void {
    log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(text) });
  }

  error(text: string, stamp: Stamp, log: EventLog): void {
    log.add({ ...stamp, actor: "runner" }, { kind: "error", text: log.text(text) });
  }

  compacted(summary: string | null, stamp: Stamp, log: EventLog): void {
    log.add({ ...stamp, actor: "runner" }, { kind: "compaction", text: log.text(summary ?? "Conversation compacted") });
  }

  /** A call of the shell. What is typed into a command that runs is no command. */
  command(
    ids: readonly (string | null)[],
    call: { callId: string | null; tool: string; command: string },
    stamp: Stamp,
    log: EventLog,
  ): void {
    this.#open(ids, stamp, commandCall({ ...call, cwd: this.folder }, log), log);
  }

  /** A call of the file editor. False where it does not edit. */
  edit(
    ids: readonly (string | null)[],
    call: { callId: string | null; tool: string },
    args: JsonObject,
    stamp: Stamp,
    log: EventLog,
  ): boolean {
    const detail = editDetail(call, args, log);
    if (detail !== null) this.#open(ids, stamp, detail, log);
    return detail !== null;
  }

  tool(
    ids: readonly (string | null)[],
    call: { callId: string | null; tool: string },
    args: JsonObject,
    stamp: Stamp,
    log: EventLog,
  ): void {
    // The thought was told in words.
    const input = Object.fromEntries(Object.entries(args).filter(([key]) => key !== "thought"));
    const detail: CallDetail = {
      kind: "tool-call",
      callId: call.callId,
      tool: call.tool.slice(0, 200).toWellFormed(),
      outcome: "unanswered",
      resultPlace: null,
      durationMs: null,
      input: log.text(jsonText(input)),
      result: null,
    };
    this.#open(ids, stamp, detail, log);
  }

  /** Completes the call that one of the ids names. False if there is none that is open. */
  answer(ids: readonly (string | null)[], answer: Answer, stamp: Stamp, log: EventLog): boolean {
    for (const id of ids) {
      const key = id === null ? undefined : this.#keys.get(id);
      if (key === undefined) continue;
      if (!log.answer(key, stamp.place, (detail) => answered(detail, answer, log), stamp.at)) continue;
      this.course.answered();
      return true;
    }
    return false;
  }

  /** A result whose call is not in the source. */
  lost(callId: string | null, answer: Answer, stamp: Stamp, log: EventLog): void {
    log.add(stamp, { kind: "tool-result", callId, text: log.text(answer.text), outcome: answer.outcome });
  }

  /** The shell's folder after a command. After the first it is the run's own, if that command did not go there itself. */
  stands(folder: string | null, command: string): void {
    if (folder === null || folder === "") return;
    if (this.folder === null && !/(?:^|[\s;&|(])(?:cd|pushd|popd)\b/.test(command)) this.cwd ??= folder;
    this.folder = folder;
  }

  status(): Session["status"] {
    switch (this.state) {
      case "finished":
      case "awaiting_user_input":
        return "completed";
      case "error":
      case "stuck":
      case "rejected":
        return "errored";
      case "stopped":
        return "aborted";
      case "running":
      case "loading":
      case "paused":
      case "rate_limited":
      case "waiting_for_confirmation":
      case "awaiting_user_confirmation":
      case "user_confirmed":
      case "user_rejected":
        return "in-flight";
      default:
        return this.course.status();
    }
  }

  #open(ids: readonly (string | null)[], stamp: Stamp, detail: CallDetail, log: EventLog): void {
    const [key] = ids.filter((id) => id !== null);
    log.openCall(key ?? null, stamp, [detail]);
    if (key !== undefined) for (const id of ids) if (id !== null) this.#keys.set(id, key);
    this.course.called();
  }
}

function answered(detail: CallDetail, answer: Answer, log: EventLog): CallDetail {
  switch (detail.kind) {
    case "command":
    case "check":
      return commandAnswered(
        detail,
        { output: answer.text, exitCode: answer.exitCode, durationMs: null, outcome: answer.outcome },
        log,
      );
    case "file-edit":
      return editAnswered(detail, answer.facts, answer.outcome, log);
    case "tool-call":
      return { ...detail, outcome: answer.outcome, result: log.text(answer.text) };
  }
}
