import { Worker, type MessagePort } from "node:worker_threads";
import type { FileReading } from "../evidence/from-file";
import type { DetailRows } from "../store/evidence-details";
import type { DetailSink, EvidenceReader, LogPage } from "../views/evidence-reader";

/*
 * Evidence is read in a thread of its own: a report that costs too much time or memory costs that thread and nothing else.
 * Rows cross one batch at a time. The thread ends when nothing was asked of it for a while.
 */

/** How long one file may be parsed, milliseconds. */
const parseLimitMs = 30_000;
const idleMs = 20_000;
const heapMb = 1_024;

interface Calls {
  read: { args: Parameters<EvidenceReader["read"]>[0]; answer: FileReading };
  log: { args: Parameters<EvidenceReader["log"]>[0]; answer: LogPage };
}
type CallName = keyof Calls;

type ToThread =
  | { readonly type: "call"; readonly id: number; readonly name: "read"; readonly args: Calls["read"]["args"] }
  | { readonly type: "call"; readonly id: number; readonly name: "log"; readonly args: Calls["log"]["args"] }
  | { readonly type: "taken"; readonly id: number };

type FromThread =
  | { readonly type: "rows"; readonly id: number; readonly rows: DetailRows }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "bug"; readonly id: number; readonly message: string };

/** Serves a reader of evidence to the thread that started this one. */
export function serveEvidence(port: MessagePort, reader: EvidenceReader): void {
  const send = (message: FromThread): void => {
    port.postMessage(message);
  };
  const taken = new Map<number, () => void>();
  const answer = (call: Extract<ToThread, { type: "call" }>): Promise<unknown> => {
    const sink: DetailSink = (rows) => {
      send({ type: "rows", id: call.id, rows });
      return new Promise<void>((resolve) => taken.set(call.id, resolve));
    };
    return call.name === "read" ? reader.read(call.args, sink) : reader.log(call.args);
  };
  port.on("message", (message: ToThread) => {
    const { id } = message;
    if (message.type === "taken") taken.get(id)?.();
    else
      void answer(message)
        .then(
          (value) => {
            send({ type: "answer", id, answer: value });
          },
          (error: unknown) => {
            send({ type: "bug", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
          },
        )
        .finally(() => taken.delete(id));
  });
}

/** Why a thread gave no answer: its own fault, or the file's. */
class TooMuch extends Error {}
/** Rows that could not be kept: the asker's own fault, which says nothing of the file. */
class NotKept extends Error {}

interface Waiting {
  readonly sink: DetailSink;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A reader of evidence in a thread that is started when it is needed. In: the file of the thread's program, what it is given, and
 * how long one file may take. Calls are answered one after the other.
 */
export function createThreadEvidenceReader(entry: string, data: unknown, limitMs = parseLimitMs): EvidenceReader {
  let worker: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let nextId = 0;
  let queue: Promise<unknown> = Promise.resolve();
  let waiting: (Waiting & { readonly id: number; readonly thread: Worker }) | null = null;

  const end = (): void => {
    const ended = worker;
    worker = null;
    void ended?.terminate();
  };

  function start(): Worker {
    const thread = new Worker(entry, {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: 32 },
      stderr: false,
    });
    const lost = (error: Error): void => {
      if (worker === thread) worker = null;
      // A thread that was ended tells so after the next one has begun.
      if (waiting?.thread === thread) waiting.reject(error);
    };
    thread.on("message", (message: FromThread) => {
      if (message.id !== waiting?.id) return;
      const { sink, resolve, reject } = waiting;
      if (message.type === "bug") reject(new Error(message.message));
      else if (message.type === "answer") resolve(message.answer);
      else
        void Promise.resolve(message.rows)
          .then(sink)
          .then(
            () => {
              thread.postMessage({ type: "taken", id: message.id } satisfies ToThread);
            },
            (error: unknown) => {
              // The thread would wait for ever.
              end();
              reject(new NotKept("rows of evidence could not be kept", { cause: error }));
            },
          );
    });
    thread.on("error", (error: Error) => {
      const memory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
      lost(memory ? new TooMuch(`needs more than ${String(heapMb)} MB of memory to be read`) : error);
    });
    thread.on("exit", (code) => {
      lost(new Error(`the thread that reads evidence ended with code ${String(code)}`));
    });
    return thread;
  }

  async function once<N extends CallName>(
    name: N,
    args: Calls[N]["args"],
    sink: DetailSink,
  ): Promise<Calls[N]["answer"]> {
    if (idle !== null) clearTimeout(idle);
    worker ??= start();
    const thread = worker;
    thread.ref();
    const id = (nextId += 1);
    const timer: { limit?: NodeJS.Timeout } = {};
    try {
      return await new Promise<Calls[N]["answer"]>((resolve, reject) => {
        timer.limit = setTimeout(() => {
          end();
          reject(new TooMuch(`was not read within ${String(Math.round(limitMs / 1000))} seconds`));
        }, limitMs);
        // The thread answers each call with that call's answer: both ends are this file.
        waiting = { id, thread, sink, resolve: resolve as (answer: unknown) => void, reject };
        thread.postMessage({ type: "call", id, name, args });
      });
    } finally {
      waiting = null;
      clearTimeout(timer.limit);
      thread.unref();
      idle = setTimeout(end, idleMs);
      idle.unref();
    }
  }

  function call<N extends CallName>(name: N, args: Calls[N]["args"], sink: DetailSink): Promise<Calls[N]["answer"]> {
    const asked = queue.then(() => once(name, args, sink));
    queue = asked.catch(() => undefined);
    return asked;
  }

  return {
    read: async (request, sink) => {
      try {
        return await call("read", request, sink);
      } catch (error) {
        if (error instanceof NotKept) throw error.cause;
        // A pack is read on whatever one of its files does to the thread.
        const why = error instanceof TooMuch ? error.message : "could not be read: the thread that reads it failed";
        return { format: null, parsed: null, note: `${request.path} ${why}. Its content is not known.` };
      }
    },
    log: (request) => call("log", request, () => undefined),
    close: async () => {
      if (idle !== null) clearTimeout(idle);
      const ended = worker;
      worker = null;
      await ended?.terminate();
    },
  };
}
