import type { CheckDetail, CommandDetail, Outcome } from "../../../shared/model/event";
import { commandAnswered, commandCall } from "../command-detail";
import type { CommandResult } from "../command-detail";
import type { CallDetail, EventLog, Stamp } from "../event-log";
import { filledField, jsonText, listField, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { RunCourse } from "../run-course";
import { editDetail, reportedChanges, samePath, withReport } from "../patch-edit";
import { execOutput } from "./exec-output";
import { parseApplyPatch } from "../patch-grammar";
import { isShellTool, patchInShell, shellCall } from "../shell-call";
import type { ShellCall } from "../shell-call";
import type { Spawned } from "./spawned";

/** Reads calls, their outputs, and the reports that older and newer versions write beside the outputs. */
export class CallReader {
  readonly #course: RunCourse;
  readonly #spawned: Spawned;
  /** Commands that go on, by the id under which `write_stdin` continues them. */
  readonly #running = new Map<string, { callId: string; output: string }>();
  readonly #stdin = new Map<string, string>();

  constructor(course: RunCourse, spawned: Spawned) {
    this.#course = course;
    this.#spawned = spawned;
  }

  /** A report on an applied patch: it counts more than the patch that was asked for. */
  patchReport(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(payload, "call_id");
    const changes = objectField(payload, "changes");
    if (changes === null) return;
    const outcome = payload.success === false ? "failed" : "ok";
    const tool = "apply_patch";
    const reports = reportedChanges(changes).map((change) => editDetail(change, { callId, tool, folder: null }, log));
    const left = new Set(reports);
    if (callId !== null && log.eventsOf(callId) !== null) {
      log.update(callId, (detail) => {
        if (detail.kind !== "file-edit") return detail;
        const report = reports.find((one) => left.has(one) && samePath(one.path, detail.path));
        if (report === undefined) return detail;
        left.delete(report);
        return withReport(detail, report, outcome);
      });
      for (const report of left) log.extendCall(callId, stamp, { ...report, outcome });
      return;
    }
    log.openCall(
      null,
      stamp,
      reports.map((report) => ({ ...report, outcome })),
    );
  }

  /** The end of a command as older versions report it beside the output. */
  execEnd(payload: JsonObject, stamp: Stamp, log: EventLog): void {
    const callId = filledField(payload, "call_id");
    const exit = payload.exit_code;
    const exitCode = typeof exit === "number" && Number.isSafeInteger(exit) ? exit : null;
    const duration = objectField(payload, "duration");
    const seconds = duration === null || typeof duration.secs !== "number" ? null : duration.secs;
    const nanos = duration === null || typeof duration.nanos !== "number" ? 0 : duration.nanos;
    const durationMs =
      seconds === null || !Number.isFinite(seconds)
        ? null
        : Math.round(seconds * 1000 + (Number.isFinite(nanos) ? nanos : 0) / 1e6);
    if (
      callId !== null &&
      log.update(callId, (detail) =>
        detail.kind === "command" || detail.kind === "check"
          ? {
              ...detail,
              outcome: detail.outcome === "unknown" && exitCode !== null ? endedWith(exitCode) : detail.outcome,
              exitCode: exitCode ?? detail.exitCode,
              durationMs: durationMs === null || durationMs < 0 ? detail.durationMs : durationMs,
            }
          : detail,
      )
    )
      return;
    const output =
      textField(payload, "aggregated_output") ??
      [textField(payload, "stdout"), textField(payload, "stderr")]
        .filter((part) => part !== null && part !== "")
        .join("\n");
    const command =
      typeof payload.command === "string"
        ? payload.command
        : listField(payload, "command")
            .filter((word) => typeof word === "string")
            .at(-1);
    if (command === undefined) return;
    const call = commandCall({ callId, tool: "exec", command, cwd: textField(payload, "cwd") }, log);
    log.openCall(null, stamp, [
      commandAnswered(
        call,
        { output, exitCode, durationMs, outcome: exitCode === null ? "unknown" : endedWith(exitCode) },
        log,
      ),
    ]);
  }

  functionCall(payload: JsonObject, callId: string | null, stamp: Stamp, cwd: string | null, log: EventLog): void {
    const name = (filledField(payload, "name") ?? "(no name)").slice(0, 200).toWellFormed();
    const raw = payload.arguments;
    const args = typeof raw === "string" ? raw : jsonText(raw ?? {});
    if (isShellTool(name)) {
      this.shell(shellCall(args), name, callId, stamp, cwd, log);
      return;
    }
    if (name === "apply_patch" && this.#patch(shellCall(args).command, null, name, callId, stamp, log)) return;
    if (name === "write_stdin" && callId !== null) {
      const session = /"session_id"\s*:\s*"?([^",}\s]{1,60})/.exec(args)?.[1];
      if (session !== undefined) this.#stdin.set(callId, session);
    }
    this.#toolCall(name, args, callId, stamp, log);
  }

  customCall(payload: JsonObject, callId: string | null, stamp: Stamp, log: EventLog): void {
    const name = (filledField(payload, "name") ?? "(no name)").slice(0, 200).toWellFormed();
    const input = textField(payload, "input") ?? jsonText(payload.input ?? {});
    if (name === "apply_patch" && this.#patch(input, null, name, callId, stamp, log)) return;
    this.#toolCall(name, input, callId, stamp, log);
  }

  #toolCall(tool: string, input: string, callId: string | null, stamp: Stamp, log: EventLog): void {
    log.openCall(callId, stamp, [
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

  shell(call: ShellCall, tool: string, callId: string | null, stamp: Stamp, cwd: string | null, log: EventLog): void {
    const folder = call.cwd ?? cwd;
    const patch = patchInShell(call.command);
    if (patch !== null && this.#patch(patch.patch, patch.folder ?? call.cwd, tool, callId, stamp, log)) return;
    log.openCall(callId, stamp, [
      commandCall({ callId, tool, command: call.command, cwd: folder === null ? null : log.text(folder) }, log),
    ]);
    this.#course.called();
  }

  #patch(
    text: string,
    folder: string | null,
    tool: string,
    callId: string | null,
    stamp: Stamp,
    log: EventLog,
  ): boolean {
    const changes = parseApplyPatch(text);
    if (changes.length === 0) return false;
    log.openCall(
      callId,
      stamp,
      changes.map((change) => editDetail(change, { callId, tool, folder }, log)),
    );
    this.#course.called();
    return true;
  }

  output(payload: JsonObject, callId: string | null, stamp: Stamp, log: EventLog): void {
    const result = execOutput(payload.output ?? payload.result ?? "");
    this.#course.answered();
    // A command that goes on has not lasted until this output.
    const at = result.runningSession === null ? stamp.at : null;
    const tool = callId === null ? undefined : log.eventsOf(callId)?.[0]?.detail.tool;
    if (callId !== null && tool !== undefined) this.#spawned.output(tool, payload.output, callId);
    const answered =
      callId !== null && log.answer(callId, stamp.place, (detail) => answeredBy(detail, result, log), at);
    if (!answered) {
      if (callId !== null && log.knows(callId)) return;
      log.add(
        { ...stamp, actor: "runner" },
        { kind: "tool-result", callId, text: log.text(result.output), outcome: result.outcome },
      );
      return;
    }
    if (result.runningSession !== null && !this.#stdin.has(callId)) {
      log.pin(callId);
      this.#running.set(result.runningSession, { callId, output: result.output });
      return;
    }
    const session = this.#stdin.get(callId);
    const running = session === undefined ? undefined : this.#running.get(session);
    if (running === undefined) return;
    running.output = `${running.output}${result.output}`.slice(-4 * 1024 * 1024);
    log.update(running.callId, (detail) => commandAnswered(detail, { ...result, output: running.output }, log));
  }
}

function answeredBy(detail: CallDetail, result: ReturnType<typeof execOutput>, log: EventLog): CallDetail {
  switch (detail.kind) {
    case "command":
    case "check":
      // An older version's own report of the end may have come first: it knows the exit code where the output does not say.
      return commandAnswered(detail, withEarlierEnd(result, detail), log);
    case "file-edit":
      // A patch report counts more than this text.
      return detail.outcome === "unanswered" ? { ...detail, outcome: result.outcome } : detail;
    case "tool-call":
      return { ...detail, outcome: result.outcome, result: log.text(result.output) };
  }
}

/** Output that states no exit code says nothing of how the command ended. */
function withEarlierEnd(result: CommandResult, detail: CommandDetail | CheckDetail): CommandResult {
  const exitCode = result.exitCode ?? detail.exitCode;
  const durationMs = result.durationMs ?? detail.durationMs;
  if (result.outcome !== "ok" || result.exitCode !== null) return { ...result, exitCode, durationMs };
  return { ...result, exitCode, durationMs, outcome: exitCode === null ? "unknown" : endedWith(exitCode) };
}

function endedWith(exitCode: number): Outcome {
  return exitCode === 0 ? "ok" : "failed";
}
