import {
  eventSchema,
  type CheckDetail,
  type CommandDetail,
  type Event,
  type EventDetail,
  type FileEditDetail,
  type SessionEvent,
} from "../../shared/model/event";

const place = { line: 1, byteStart: 0, byteEnd: 0 };

export function messageDetail(text: string, role: "person" | "agent" = "agent", injected = false): EventDetail {
  return { kind: "message", role, text, injected };
}

export function commandDetail(command: string, over: Partial<CommandDetail> = {}): CommandDetail {
  return {
    kind: "command",
    callId: null,
    tool: "Bash",
    outcome: "ok",
    resultPlace: null,
    command,
    cwd: "/work/ledger",
    exitCode: 0,
    durationMs: 900,
    output: "",
    ...over,
  };
}

/** A check that passed: exit code 0, not masked, no counts. */
export function checkDetail(command = "npm test", over: Partial<CheckDetail> = {}): CheckDetail {
  return { ...commandDetail(command), kind: "check", checkType: "tests", masked: false, counts: null, ...over };
}

/** A check that failed with exit code 1. */
export function failedCheck(command = "npm test", over: Partial<CheckDetail> = {}): CheckDetail {
  return checkDetail(command, { exitCode: 1, outcome: "failed", ...over });
}

export function counts(
  passed: number | null,
  failed: number | null = 0,
  line = `${passed ?? "?"} passed`,
): CheckDetail["counts"] {
  return { passed, failed, skipped: null, line };
}

/** An edit of src/x.ts that replaced `a` by `b`; nothing is known of the rest of the file. */
export function editDetail(path = "/work/ledger/src/x.ts", over: Partial<FileEditDetail> = {}): FileEditDetail {
  return {
    kind: "file-edit",
    callId: null,
    tool: "Edit",
    outcome: "ok",
    resultPlace: null,
    durationMs: null,
    op: "update",
    path,
    newPath: null,
    oldText: "a",
    newText: "b",
    fileBefore: null,
    hunks: null,
    replaceAll: false,
    added: 1,
    removed: 1,
    ...over,
  };
}

export function toolCallDetail(
  tool: string,
  over: Partial<Extract<EventDetail, { kind: "tool-call" }>> = {},
): EventDetail {
  return {
    kind: "tool-call",
    callId: null,
    tool,
    outcome: "ok",
    resultPlace: null,
    durationMs: null,
    input: "{}",
    result: null,
    ...over,
  };
}

/** One valid event. */
export function event(detail: EventDetail, over: Partial<Event> = {}): Event {
  const actor = detail.kind === "message" && detail.role === "person" ? "person" : "agent";
  return eventSchema.parse({ seq: 1, at: "2026-11-21T02:00:00Z", lane: "main", actor, place, detail, ...over });
}

/** Events of one session in the order given, a minute apart from 02:00 UTC, seq from 1. */
export function sessionEvents(details: readonly EventDetail[], sessionId = "S-7K2QH"): SessionEvent[] {
  return details.map((detail, index) => ({
    sessionId,
    event: event(detail, { seq: index + 1, at: new Date(Date.UTC(2026, 10, 21, 2, index)).toISOString() }),
  }));
}
