import { setFlagsFromString } from "node:v8";
import { Worker, type MessagePort } from "node:worker_threads";
import type { Result } from "../../shared/result";
import type {
  ArchivedRequest,
  PartOfSession,
  ReadRequest,
  RowBatch,
  RowSink,
  SourceEnd,
  SourceReader,
  Sweep,
} from "../views/source-reader";

/*
 * The reader in a thread of its own: parsing, packing and walking folders there, the store here. Rows cross as texts; at most
 * a few batches are under way, so that neither side fills the memory.
 */

const batchesUnderWay = 6;
const firstTidyMb = 24;
/** How far a heap may grow beyond what lives in it before it is tidied up, in percent: else it is three times as much. */
const heapGrowsBy = 60;
/** A batch needs far less than the young generation's default; twice as much took 8 MB more and was no faster. */
const youngMb = 12;

interface Calls {
  read: { args: [request: ReadRequest]; answer: Result<SourceEnd | PartOfSession> };
  readArchived: { args: [request: ArchivedRequest]; answer: Result<SourceEnd> };
  grow: { args: [file: string]; answer: Result<SourceEnd | null> };
  quiet: { args: [file: string]; answer: SourceEnd | null };
  sweep: { args: [root: string]; answer: Sweep };
  verify: { args: [digest: string]; answer: "intact" | "missing" | "damaged" };
  forget: { args: [file: string]; answer: null };
  rest: { args: []; answer: boolean };
  close: { args: []; answer: null };
}
type CallName = keyof Calls;

type ToReader =
  | {
      [N in CallName]: {
        readonly type: "call";
        readonly id: number;
        readonly name: N;
        readonly args: Calls[N]["args"];
      };
    }[CallName]
  | { readonly type: "taken"; readonly id: number }
  | { readonly type: "cancel"; readonly id: number };

type FromReader =
  | { readonly type: "ready" }
  | { readonly type: "rows"; readonly id: number; readonly batches: readonly RowBatch[] }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "bug"; readonly id: number; readonly message: string };

/** Messages of one turn cross together: what costs is waking the other thread. */
function outbox<T>(post: (messages: readonly T[]) => void): (message: T) => void {
  let waiting: T[] = [];
  return (message) => {
    waiting.push(message);
    if (waiting.length > 1) return;
    setImmediate(() => {
      const messages = waiting;
      waiting = [];
      post(messages);
    });
  };
}

/** Serves a reader to the thread that started this one. */
export function serveReader(port: MessagePort, reader: SourceReader): void {
  const cancelled = new Set<number>();
  const taken = new Map<number, () => void>();
  const send = outbox<FromReader>((messages) => {
    port.postMessage(messages);
  });
  async function answer(call: Extract<ToReader, { type: "call" }>): Promise<unknown> {
    const { id } = call;
    let underWay = 0;
    let waiting: (() => void) | null = null;
    taken.set(id, () => {
      underWay -= 1;
      waiting?.();
    });
    const sink: RowSink = async (batches) => {
      send({ type: "rows", id, batches });
      underWay += 1;
      while (underWay >= batchesUnderWay && !cancelled.has(id))
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
    };
    const isCancelled = () => cancelled.has(id);
    switch (call.name) {
      case "read":
        return reader.read(call.args[0], sink, isCancelled);
      case "readArchived":
        return reader.readArchived(call.args[0], sink, isCancelled);
      case "grow":
        return reader.grow(call.args[0], sink);
      case "quiet":
        return reader.quiet(call.args[0], sink);
      case "sweep":
        return reader.sweep(call.args[0]);
      case "verify":
        return reader.verify(call.args[0]);
      case "forget":
        reader.forget(call.args[0]);
        return null;
      case "rest":
        return reader.rest();
      case "close":
        await reader.close();
        return null;
    }
  }
  const receive = (message: ToReader): void => {
    const { id } = message;
    if (message.type === "taken") taken.get(id)?.();
    else if (message.type === "cancel") {
      cancelled.add(id);
      taken.get(id)?.();
    } else
      void answer(message)
        .then(
          (value) => {
            send({ type: "answer", id, answer: value });
          },
          (error: unknown) => {
            send({ type: "bug", id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
          },
        )
        .finally(() => {
          taken.delete(id);
          cancelled.delete(id);
        });
  };
  port.on("message", (messages: readonly ToReader[]) => {
    messages.forEach(receive);
  });
  send({ type: "ready" });
}

interface Thread {
  readonly worker: Worker;
  readonly send: (message: ToReader) => void;
  /** Ended since nothing was left to do: the next call starts another. */
  ended: boolean;
}

interface Waiting {
  readonly sink: RowSink;
  readonly cancelled: () => boolean;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Rows are written one batch after the other; the answer waits for the last. */
  writing: Promise<void>;
  told: boolean;
}

/**
 * A reader in a thread that is started when it is first needed. In: the file of the thread's program and what it is given;
 * `inThisThread` makes the reader that serves where no thread can be started.
 */
export function createThreadReader(entry: string, data: unknown, inThisThread: () => SourceReader): SourceReader {
  let started: Promise<Thread | null> | null = null;
  let fallback: SourceReader | null = null;
  let nextId = 0;
  let closed = false;
  const waiting = new Map<number, Waiting>();

  function start(): Promise<Thread | null> {
    // Else the thread lets its heap grow far before it is tidied up for the first time. It holds for threads only: those that begin later.
    setFlagsFromString(`--initial-old-space-size=${String(firstTidyMb)}`);
    // This holds for the thread that writes as well. Half of what a large source took was garbage.
    setFlagsFromString(`--heap-growing-percent=${String(heapGrowsBy)}`);
    const worker = new Worker(entry, {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
      stderr: false,
    });
    worker.unref();
    const thread: Thread = {
      worker,
      send: outbox((messages) => {
        worker.postMessage(messages);
      }),
      ended: false,
    };
    return new Promise((resolve) => {
      let ready = false;
      const fail = (error: Error): void => {
        if (thread.ended) return;
        started = null;
        for (const one of waiting.values()) one.reject(error);
        waiting.clear();
        if (!ready) resolve(null);
      };
      worker.on("message", (messages: readonly FromReader[]) => {
        for (const message of messages)
          if (message.type === "ready") {
            ready = true;
            resolve(thread);
          } else receive(thread, message);
      });
      worker.on("error", fail);
      worker.on("exit", (code) => {
        if (!closed) fail(new Error(`the reading thread ended with code ${String(code)}`));
      });
    });
  }

  function receive({ worker, send }: Thread, message: Exclude<FromReader, { type: "ready" }>): void {
    const one = waiting.get(message.id);
    if (one === undefined) return;
    const { id } = message;
    if (message.type === "bug") {
      waiting.delete(id);
      one.reject(new Error(message.message));
      return;
    }
    if (message.type === "rows") {
      if (!one.told && one.cancelled()) {
        one.told = true;
        send({ type: "cancel", id });
      }
      if (one.told) return;
      one.writing = one.writing
        .then(() => one.sink(message.batches))
        .then(() => {
          send({ type: "taken", id });
        });
      one.writing.catch((error: unknown) => {
        if (!waiting.delete(id)) return;
        send({ type: "cancel", id });
        one.reject(error instanceof Error ? error : new Error(String(error)));
      });
      return;
    }
    void one.writing.then(
      () => {
        waiting.delete(id);
        if (waiting.size === 0) worker.unref();
        one.resolve(message.answer);
      },
      () => undefined,
    );
  }

  async function call<N extends CallName>(
    name: N,
    args: Calls[N]["args"],
    sink: RowSink,
    cancelled: () => boolean,
    here: (reader: SourceReader) => Promise<Calls[N]["answer"]>,
  ): Promise<Calls[N]["answer"]> {
    if (fallback === null && !closed) {
      let thread: Thread | null;
      do {
        started ??= start();
        thread = await started;
      } while (thread?.ended === true);
      if (thread !== null) {
        const id = (nextId += 1);
        return new Promise((resolve, reject) => {
          waiting.set(id, {
            sink,
            cancelled,
            // The thread answers each call with that call's answer: both ends are this file.
            resolve: resolve as (answer: unknown) => void,
            reject,
            writing: Promise.resolve(),
            told: false,
          });
          thread.worker.ref();
          // The name and its arguments go together: see the signature.
          thread.send({ type: "call", id, name, args } as ToReader);
        });
      }
    }
    // Packaged in a way that a thread cannot be started from: slower, and the same.
    fallback ??= inThisThread();
    return here(fallback);
  }

  const never = () => false;
  const nothing = () => undefined;
  return {
    read: (request, sink, cancelled) =>
      call("read", [request], sink, cancelled, (reader) => reader.read(request, sink, cancelled)),
    readArchived: (request, sink, cancelled) =>
      call("readArchived", [request], sink, cancelled, (reader) => reader.readArchived(request, sink, cancelled)),
    grow: (file, sink) => call("grow", [file], sink, never, (reader) => reader.grow(file, sink)),
    quiet: (file, sink) => call("quiet", [file], sink, never, (reader) => reader.quiet(file, sink)),
    sweep: (root) => call("sweep", [root], nothing, never, (reader) => reader.sweep(root)),
    verify: (digest) => call("verify", [digest], nothing, never, (reader) => reader.verify(digest)),
    forget: (file) => {
      if (started === null && fallback === null) return;
      void call("forget", [file], nothing, never, (reader) => {
        reader.forget(file);
        return Promise.resolve(null);
      });
    },
    rest: async () => {
      if (fallback !== null) return fallback.rest();
      if (started === null || closed || waiting.size > 0) return false;
      // What is followed is known to the thread alone.
      const free = await call("rest", [], nothing, never, (reader) => reader.rest());
      const thread = await started;
      // Something may have been asked meanwhile.
      if (!free || thread === null || waiting.size > 0) return false;
      thread.ended = true;
      started = null;
      await thread.worker.terminate();
      return true;
    },
    close: async () => {
      if (fallback !== null) return fallback.close();
      const thread = started === null ? null : await started;
      if (thread === null || closed) return;
      closed = true;
      await thread.worker.terminate();
    },
  };
}
