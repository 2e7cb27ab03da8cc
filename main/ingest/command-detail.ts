import type { CheckDetail, CommandDetail, Outcome } from "../../shared/model/event";
import { checkCommand } from "./check-command";
import { checkCounts } from "./check-counts";
import { shownResult } from "./check-verdict";
import type { CallDetail, EventLog } from "./event-log";

interface CommandCall {
  readonly callId: string | null;
  readonly tool: string;
  readonly command: string;
  readonly cwd: string | null;
}

/** True where a pipe keeps only some lines of a command's output. */
function cutsOutput(command: string): boolean {
  return /\|\s*(?:tail|head|e?grep|rg|sed|awk|cut|less)\b/.test(command);
}

/** What a record says of how a command ended. */
export interface CommandResult {
  readonly output: string;
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  readonly outcome: Outcome;
}

/** The detail of a command as it is called: a check if the line is one. */
export function commandCall(call: CommandCall, log: EventLog): CommandDetail | CheckDetail {
  const check = checkCommand(call.command);
  const shared = {
    callId: call.callId,
    tool: call.tool,
    outcome: "unanswered" as const,
    resultPlace: null,
    command: log.text(call.command),
    cwd: call.cwd,
    exitCode: null,
    durationMs: null,
    output: "",
  };
  return check === null ? { kind: "command", ...shared } : { kind: "check", ...shared, ...check, counts: null };
}

/** The detail completed with its result. Counts are read from the whole output, before it is shortened. */
export function commandAnswered(detail: CallDetail, result: CommandResult, log: EventLog): CallDetail {
  if (detail.kind !== "command" && detail.kind !== "check") return { ...detail, outcome: result.outcome };
  const shared = {
    outcome: result.outcome,
    exitCode: result.exitCode,
    durationMs: result.durationMs !== null && result.durationMs >= 0 ? result.durationMs : null,
    output: log.output(result.output),
  };
  if (detail.kind === "command") return { ...detail, ...shared };
  const counted = detail.checkType === "tests" || detail.checkType === "coverage";
  const shown = shownResult(detail, result.output);
  return {
    ...detail,
    ...shared,
    counts: counted ? checkCounts(result.output, cutsOutput(detail.command)) : null,
    ...(shown === null ? {} : { shown }),
  };
}
