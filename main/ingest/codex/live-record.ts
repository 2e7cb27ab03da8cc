import { filledField, isObject, objectField, textField } from "../json-fields";
import type { JsonObject } from "../json-fields";
import type { Router } from "../port";

/** A record of a live stream without what a client may have put around it. */
export type LiveRecord =
  /** `codex exec --json`: `thread.started`, `item.completed`, … */
  | { readonly kind: "exec"; readonly type: string; readonly record: JsonObject }
  /** A notification or a request between a client and `codex app-server`. */
  | { readonly kind: "call"; readonly method: string; readonly params: JsonObject }
  /** The answer to a request. */
  | { readonly kind: "answer"; readonly result: JsonObject };

const execTypes = /^(?:thread\.started|turn\.(?:started|completed|failed)|item\.(?:started|updated|completed))$/;
const methods = /^(?:thread|turn|item|codex\/event)\/[\w/]+$|^codex\/(?:connected|event)$/;
/** Events by which the first `codex exec --json` is told: `{ id, msg: { type } }`. */
const firstEvents =
  /^(?:session_configured|task_(?:started|complete)|agent_(?:message|reasoning)|token_count|exec_command_(?:begin|end)|patch_apply_(?:begin|end))$/;
const wrappers = ["message", "msg", "data"] as const;

/**
 * Reads a record as one of a live stream: as it is, or within the envelope of a client that logs the stream. Null where it
 * is none. An `error` of `codex exec` and methods of the app server that other servers have too count only after `begun`.
 */
export function liveRecord(record: JsonObject, begun: boolean): LiveRecord | null {
  const bare = bareRecord(record, begun);
  if (bare !== null) return bare;
  if (typeof record.type === "string" && !begun) return null;
  for (const key of wrappers) {
    const inner = record[key];
    const found = isObject(inner) ? bareRecord(inner, begun) : null;
    if (found !== null) return found;
  }
  return null;
}

function bareRecord(record: JsonObject, begun: boolean): LiveRecord | null {
  const type = textField(record, "type");
  if (type !== null && !("payload" in record) && (execTypes.test(type) || (begun && type === "error")))
    return { kind: "exec", type, record };
  const method = filledField(record, "method");
  if (method !== null && (methods.test(method) || begun))
    return { kind: "call", method, params: objectField(record, "params") ?? {} };
  const msg = objectField(record, "msg");
  const event = msg === null ? null : textField(msg, "type");
  if (event !== null && "id" in record && (begun || firstEvents.test(event)))
    return { kind: "call", method: "codex/event", params: record };
  const result = objectField(record, "result");
  if (result !== null && "id" in record && (begun || objectField(result, "thread") !== null))
    return { kind: "answer", result };
  return null;
}

/** True for a first row of the first `codex exec --json`: how it runs (`workdir`, `model`, …), or `{ prompt }`. */
export function isExecHead(record: JsonObject): boolean {
  if ("type" in record || "id" in record) return false;
  return filledField(record, "workdir") !== null || (filledField(record, "prompt") !== null && !("session" in record));
}

/**
 * Routes the records of a live stream by thread. A record that names none belongs to all of them; in the output of
 * `codex exec` to the thread that began last. The first thread has the empty key, so that a stream of one is one session
 * from its first record on.
 */
export function liveRouter(): Router {
  const keys = new Map<string, string>();
  let current: string | null = null;
  return (record) => {
    const live = liveRecord(record, true);
    const thread = live === null ? null : threadOf(live);
    if (live?.kind === "exec") {
      current = thread ?? current ?? "";
      return keyOf(current);
    }
    // An MCP server of Codex, and the first `codex exec`, name the thread when it begins.
    if (live?.kind === "call" && live.method === "codex/event") {
      current = thread ?? current ?? "";
      return keyOf(current);
    }
    return thread === null ? null : keyOf(thread);
  };

  function keyOf(thread: string): string {
    const known = keys.get(thread);
    if (known !== undefined) return known;
    const key = keys.size === 0 ? "" : thread;
    if (keys.size < 10_000) keys.set(thread, key);
    return key;
  }
}

/** The thread a record names, or null. */
export function threadOf(live: LiveRecord): string | null {
  switch (live.kind) {
    case "exec":
      return live.type === "thread.started" ? filledField(live.record, "thread_id") : null;
    case "answer":
      return filledField(objectField(live.result, "thread") ?? {}, "id") ?? filledField(live.result, "conversationId");
    case "call": {
      const { params } = live;
      return (
        filledField(params, "threadId") ??
        filledField(params, "conversationId") ??
        filledField(objectField(params, "thread") ?? {}, "id") ??
        filledField(objectField(params, "_meta") ?? {}, "threadId") ??
        filledField(objectField(params, "msg") ?? {}, "thread_id") ??
        filledField(objectField(params, "msg") ?? {}, "session_id")
      );
    }
  }
}
