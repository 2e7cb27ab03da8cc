import type { TopicPayload } from "../../shared/contract/topics";
import type { Request, Transport } from "../../shared/contract/wire";
import { err } from "../../shared/result";
import type { Result } from "../../shared/result";
import type { NameLists } from "./name-lists";
import { readFromCore, readResult } from "./preload-wire";
import { createRateLimit, measureInput } from "./request-limits";

/** More than this many files dropped at once are a folder: it can be dropped as one. */
const mostDropped = 1000;
/** Topics that are never the core's to tell: its own life, and what a person dropped or pressed. */
const notFromCore = new Set(["core", "dropped", "escape"]);

/** The part of a MessagePort this needs. */
export interface Port {
  postMessage(message: unknown): void;
  close(): void;
}

export interface PageTransport {
  readonly transport: Transport;
  /** A publication of topic `core` from the window's process; `port` is the way to a core that was just started. */
  fromShell(message: unknown, port: Port | null): void;
  /** A message from the core over the current port. */
  fromCore(message: unknown): void;
  /** Files and folders that a person dropped on the window, by their absolute paths. */
  dropped(paths: readonly string[]): void;
  /** Escape was pressed, in the page or in a frame of it. */
  escaped(): void;
}

/** Takes a result, or one as JSON text: only the page reads that. */
type Settle = (result: Result<unknown> | string) => void;
type Listener = (payload: unknown) => void;

/**
 * The page's end of the wall. Requests made before the core is reachable wait for it; requests in flight when the core
 * is lost are answered with the problem `core-lost` and never sent again: whether they took effect is for the person to see.
 * @param names what the page may ask for and listen to
 * @param shell asks the window's own process
 * @param now milliseconds of a clock that never goes back
 */
export function createPageTransport(
  names: NameLists,
  shell: (name: string, input: unknown) => Promise<unknown>,
  now: () => number,
): PageTransport {
  const procedures = new Set(names.procedures);
  const topics = new Set(names.topics);
  const pending = new Map<number, Settle>();
  const unsent: Request[] = [];
  const listeners = new Map<string, Set<Listener>>();
  const allowed = createRateLimit(now);
  let core: TopicPayload<"core"> = { state: "starting", message: "Countersign's core is starting." };
  let port: Port | null = null;
  let lastId = 0;

  const failPending = (message: string): void => {
    const waiting = [...pending.values()];
    pending.clear();
    unsent.length = 0;
    for (const settle of waiting) settle(coreLost(message));
  };

  const publish = (topic: string, payload: unknown): void => {
    for (const listener of listeners.get(topic) ?? []) tell(listener, payload);
  };

  const send = (request: Request): void => {
    if (port === null) {
      unsent.push(request);
      return;
    }
    try {
      port.postMessage(request);
    } catch {
      settle(request.id, err({ code: "not-data", message: "The request holds something that cannot be sent." }));
    }
  };

  const settle = (id: number, result: Result<unknown> | string): void => {
    const waiting = pending.get(id);
    pending.delete(id);
    waiting?.(result);
  };

  const askShell = async (name: string, input: unknown): Promise<Result<unknown>> => {
    try {
      const result = readResult(await shell(name, input));
      if (result !== null) return result;
    } catch {
      // The window's process answers refusals with a Result; it rejects only what it could not even read.
    }
    return refused("The window's process gave no answer.");
  };

  const transport: Transport = {
    async invoke(name, input) {
      // The page's types do not survive the bridge: a name can be anything here.
      const given: unknown = name;
      if (typeof given !== "string") return refused("The name of a request is not a string.");
      if (!allowed()) return err({ code: "too-many-requests", message: "Too many requests within a second." });
      const size = measureInput(input);
      if (!size.ok) return size;
      if (given.startsWith("shell.")) return askShell(given, input);
      if (!procedures.has(given)) return refused("There is no request of that name.");
      if (core.state === "lost") return coreLost(core.message);
      return new Promise<Result<unknown> | string>((resolve) => {
        lastId += 1;
        pending.set(lastId, resolve);
        send({ type: "request", id: lastId, name: given, input });
      });
    },
    subscribe(topic, listener) {
      const given: unknown = topic;
      if (typeof given !== "string" || !topics.has(given)) throw new TypeError("There is no topic of that name.");
      if (typeof listener !== "function") throw new TypeError("A listener is a function.");
      const own: Listener = (payload) => listener(payload);
      const all = listeners.get(given) ?? new Set<Listener>();
      listeners.set(given, all.add(own));
      // The core's state is a state, not an event: who comes late is told it.
      if (given === "core") queueMicrotask(() => all.has(own) && tell(own, core));
      return () => void all.delete(own);
    },
  };

  return {
    transport,
    fromShell(message, newPort) {
      const parsed = readFromCore(message);
      const state = parsed?.type === "publication" && parsed.topic === "core" ? readCoreState(parsed.payload) : null;
      if (state === null) return;
      core = state;
      if (core.state === "lost" || newPort !== null) {
        port?.close();
        port = newPort;
      }
      if (core.state === "lost") failPending(core.message);
      else for (const request of unsent.splice(0)) send(request);
      publish("core", core);
    },
    fromCore(message) {
      const parsed = readFromCore(message);
      if (parsed === null) return;
      if (parsed.type === "response") settle(parsed.id, parsed.result);
      else if (parsed.type === "answer") settle(parsed.id, parsed.json);
      else if (!notFromCore.has(parsed.topic)) publish(parsed.topic, parsed.payload);
    },
    dropped(paths) {
      if (paths.length > 0) publish("dropped", { paths: paths.slice(0, mostDropped) });
    },
    escaped() {
      publish("escape", { pressed: true });
    },
  };
}

function readCoreState(payload: unknown): TopicPayload<"core"> | null {
  if (typeof payload !== "object" || payload === null || !("state" in payload) || !("message" in payload)) return null;
  const { state, message } = payload;
  if (state !== "starting" && state !== "ready" && state !== "lost") return null;
  return typeof message === "string" ? { state, message } : null;
}

function tell(listener: Listener, payload: unknown): void {
  try {
    listener(payload);
  } catch {
    // A listener's fault must not keep the others from being told; the page reports its own errors.
  }
}

function coreLost(message: string): Result<never> {
  return err({ code: "core-lost", message, remedy: "Look at what is recorded before you do it again." });
}

function refused(message: string): Result<never> {
  return err({ code: "refused", message });
}
