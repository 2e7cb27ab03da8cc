import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { MessageChannelMain, utilityProcess } from "electron";
import type { MessagePortMain, WebContents } from "electron";
import * as z from "zod";
import type { TopicPayload } from "../../shared/contract/topics";
import type { BoundedLog } from "./bounded-log";
import { coreChannel } from "./channels";
import { coreMessages, createRestartPolicy } from "./core-life";
import { createRelay } from "./core-relay";
import type { SealedSecret } from "./sealed-secret";

/*
 * The one file that knows what the core runs in.
 *
 * Started as `core.cjs --home DIR --resources DIR --aside DIR`, in either of two ways:
 *
 * - utility process of Electron (the rule). Control messages go over `process.parentPort`; the page's messages over a
 *   MessagePort of their own, handed over as `{ type: "connect" }` with the port in `event.ports[0]`. There can be
 *   several in the life of one core (each new document of the page brings one); the core serves all that are open
 *   and must call `port.start()`.
 * - child of the Node that COUNTERSIGN_NODE names, where Electron's own Node is too old for the store. Control messages
 *   and the page's messages share `process.on("message")` / `process.send` (serialization "advanced"); this process
 *   relays. The core must end when that channel disconnects: then the window's process is gone.
 *
 * Control messages: core -> shell `{ type: "hello", version }` once it can serve; shell -> core `{ type: "close" }`, upon
 * which the core closes its store and exits with 0; core -> shell `{ type: "print", id, html, pdf }` for a report on paper, answered
 * with `{ type: "printed", id, problem }`; core -> shell `{ type: "preview", token, html }` for a report to be looked at before it
 * is written, answered with `{ type: "previewed", token }` once a frame can show it. Shell -> core `{ type: "secret", passphrase,
 * protection }` after hello, where the system keeps one. The page's messages are those of shared/contract/wire.ts.
 *
 * When the core ends by itself the page is told (topic `core`, state `lost`), its requests in flight are answered with
 * the problem `core-lost`, and the core is started again. No request is ever sent twice.
 */

const helloSchema = z.strictObject({ type: z.literal("hello"), version: z.string() });
const printSchema = z.strictObject({
  type: z.literal("print"),
  id: z.int().nonnegative(),
  html: z.string().max(4096),
  pdf: z.string().max(4096),
});
const previewSchema = z.strictObject({
  type: z.literal("preview"),
  token: z.string().regex(/^[0-9a-f]{32}$/),
  html: z.string().max(8_000_000),
});
const closeGraceMs = 3000;

export interface CoreHost {
  /** Starts the core; nothing once it was asked to close. */
  start(): void;
  /** A document of the page is ready to be served. Call again for each new document. */
  attach(page: WebContents): void;
  /** Asks the core to close and waits for it, at most 3 seconds; then ends it. */
  close(): Promise<void>;
}

export interface CoreOptions {
  /** COUNTERSIGN_NODE: the Node executable to run the core in; undefined for a utility process. */
  readonly node: string | undefined;
  /** Absolute path of core.cjs. */
  readonly entry: string;
  readonly args: readonly string[];
  /** Folder where Node keeps what it compiled of the core and its threads: the next start is sooner. */
  readonly compiled: string;
  readonly log: BoundedLog;
  /** Prints a report. Out: what went wrong, or null. */
  readonly print: (html: string, pdf: string) => Promise<string | null>;
  /** Keeps a report for a frame of the page. */
  readonly preview: (token: string, html: string) => void;
  /** What opens the reviewer's key, where the system keeps it: told to the core before it serves a page. */
  readonly secret: () => Promise<SealedSecret | null>;
}

/** One running core, whichever way it runs. */
interface RunningCore {
  /** Serves a page on this end of a channel. */
  serve(port: MessagePortMain): void;
  askToClose(): void;
  tellSecret(secret: SealedSecret): void;
  kill(): void;
}

interface CoreEvents {
  hello(version: string): void;
  print(html: string, pdf: string): Promise<string | null>;
  preview(token: string, html: string): void;
  ended(how: string): void;
  note(text: string): void;
}

/** Keeps one core running and the page connected to it. */
export function createCoreHost(options: CoreOptions): CoreHost {
  const mayRestart = createRestartPolicy(() => performance.now());
  let core: RunningCore | null = null;
  let state: TopicPayload<"core"> = { state: "starting", message: coreMessages.starting };
  let page: WebContents | null = null;
  let unserved: MessagePortMain | null = null;
  let closing: (() => void) | null = null;

  const tellPage = (ports: MessagePortMain[] = []): void => {
    if (page === null || page.isDestroyed()) return;
    page.postMessage(coreChannel, { type: "publication", topic: "core", payload: state }, ports);
  };

  const connectPage = (): void => {
    unserved?.close();
    unserved = null;
    if (core === null || page === null) {
      tellPage();
      return;
    }
    const { port1, port2 } = new MessageChannelMain();
    if (state.state === "ready") core.serve(port1);
    // Until the core says hello the page's requests wait in the channel.
    else unserved = port1;
    tellPage([port2]);
  };

  const ended = (how: string): void => {
    core = null;
    unserved?.close();
    unserved = null;
    if (closing !== null) {
      closing();
      return;
    }
    const delay = mayRestart();
    const message = delay === null ? coreMessages.givenUp(how, options.log.path) : coreMessages.lost(how);
    options.log.write(`${message}\n`);
    state = { state: "lost", message };
    tellPage();
    if (delay !== null) setTimeout(() => closing ?? start(), delay);
  };

  const start = (): void => {
    state = { state: "starting", message: coreMessages.starting };
    const events: CoreEvents = {
      hello(version) {
        options.log.write(`Core ${version} is ready.\n`);
        const greeted = core;
        void options.secret().then((secret) => {
          // The core may have ended, and another begun, while the system was asked.
          if (greeted === null || greeted !== core) return;
          if (secret !== null) greeted.tellSecret(secret);
          state = { state: "ready", message: coreMessages.ready };
          if (unserved !== null) greeted.serve(unserved);
          unserved = null;
          tellPage();
        });
      },
      print: options.print,
      preview: options.preview,
      ended,
      note: (text) => options.log.write(`${text}\n`),
    };
    const run = options.node === undefined ? runUtility : runChild;
    core = run(options, events);
    connectPage();
  };

  return {
    start: () => {
      if (closing === null) start();
    },
    attach(newPage) {
      page = newPage;
      connectPage();
    },
    close() {
      const running = core;
      if (running === null) {
        closing = () => undefined;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          options.log.write(`The core did not close within ${closeGraceMs} ms and was ended.\n`);
          running.kill();
          resolve();
        }, closeGraceMs);
        closing = () => {
          clearTimeout(timer);
          resolve();
        };
        running.askToClose();
      });
    },
  };
}

/** The core's environment: what could change how Node or Electron start is left out. */
function environment(compiled: string): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS|ELECTRON_|CHROME_)/.test(name));
  const inherited = Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return { ...inherited, NODE_COMPILE_CACHE: compiled };
}

function collect(streams: readonly (Readable | NodeJS.ReadableStream | null)[], log: BoundedLog): void {
  for (const stream of streams) stream?.setEncoding("utf8").on("data", (text: string) => log.write(text));
}

/** Out: whether it was a control message. */
function onControl(message: unknown, events: CoreEvents, answer: (message: object) => void): boolean {
  const hello = helloSchema.safeParse(message);
  if (hello.success) {
    events.hello(hello.data.version);
    return true;
  }
  const page = previewSchema.safeParse(message);
  if (page.success) {
    events.preview(page.data.token, page.data.html);
    answer({ type: "previewed", token: page.data.token });
    return true;
  }
  const asked = printSchema.safeParse(message);
  if (!asked.success) return false;
  const { id, html, pdf } = asked.data;
  void events.print(html, pdf).then((problem) => {
    answer({ type: "printed", id, problem });
  });
  return true;
}

function runUtility({ entry, args, compiled, log }: CoreOptions, events: CoreEvents): RunningCore {
  const child = utilityProcess.fork(entry, [...args], {
    serviceName: "Countersign core",
    stdio: "pipe",
    env: environment(compiled),
  });
  collect([child.stdout, child.stderr], log);
  let over = false;
  const answer = (message: object): void => {
    if (!over) child.postMessage(message);
  };
  child.on("message", (message) => {
    if (!onControl(message, events, answer)) events.note("The core sent a control message that is not one.");
  });
  child.on("exit", (code) => {
    over = true;
    events.ended(`exit code ${code}`);
  });
  return {
    serve: (port) => child.postMessage({ type: "connect" }, [port]),
    askToClose: () => child.postMessage({ type: "close" }),
    tellSecret: (secret) => child.postMessage({ type: "secret", ...secret }),
    kill: () => void child.kill(),
  };
}

function runChild({ node, entry, args, compiled, log }: CoreOptions, events: CoreEvents): RunningCore {
  const child = spawn(node ?? process.execPath, [entry, ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    serialization: "advanced",
    env: environment(compiled),
    windowsHide: true,
  });
  collect([child.stdout, child.stderr], log);
  let over = false;
  const end = (how: string): void => {
    if (over) return;
    over = true;
    relay.close();
    events.ended(how);
  };
  const send = (message: object): void => {
    // A channel that breaks is followed by `exit`, which answers what is in flight.
    if (child.connected) child.send(message, () => undefined);
  };
  const relay = createRelay(
    send,
    (problem) => events.note(problem),
    () => performance.now(),
  );
  child.on("message", (message: unknown) => {
    if (!onControl(message, events, send)) relay.fromCore(message);
  });
  child.on("exit", (code, signal) => end(signal === null ? `exit code ${String(code)}` : `signal ${signal}`));
  child.on("error", (error) => end(error.message));
  return {
    serve(port) {
      relay.attach(port);
      port.on("message", ({ data, ports }) => {
        for (const extra of ports) extra.close();
        relay.fromPage(port, data);
      });
      port.start();
    },
    askToClose: () => send({ type: "close" }),
    tellSecret: (secret) => send({ type: "secret", ...secret }),
    kill: () => void child.kill("SIGKILL"),
  };
}
