import { parseArgs } from "node:util";
import * as z from "zod";
import type { ProcedureName } from "../shared/contract/api";
import type { Result } from "../shared/result";
import { createApp, type App } from "./app";
import { serve } from "./ipc/serve";
import * as plugins from "./plugins";
import { createShellPreview } from "./platform/shell-preview";
import { createShellPrinter } from "./platform/shell-printer";
import { systemPlatform } from "./system-platform";
import { version } from "./version";

/*
 * The core process: started by the window's process (see electron/core-host.ts for the two ways and the messages).
 */

/** What is new is read once the window has its first rows, or after this many milliseconds where nobody asks for them. */
const behindAtLatestMs = 3_000;

/** The first thing a window shows of the core. */
const firstRows: ProcedureName = "inbox.changes";

/** How a core ends that asks to be started anew. */
const restartCode = 75;

interface ParentPort {
  on(event: "message", listener: (event: { data: unknown; ports: readonly PagePort[] }) => void): void;
  postMessage(message: unknown): void;
}

interface PagePort {
  on(event: "message", listener: (event: { data: unknown }) => void): void;
  on(event: "close", listener: () => void): void;
  postMessage(message: unknown): void;
  start(): void;
}

/** The way to the window's process, in a utility process of Electron; a child of Node has none. */
function shellPort(): ParentPort | undefined {
  return process.parentPort;
}

function isClose(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message && message.type === "close";
}

const secretSchema = z.strictObject({
  type: z.literal("secret"),
  passphrase: z.string(),
  protection: z.enum(["keychain", "basic_text"]),
});

/** Takes what opens the reviewer's key from the window's process. Out: whether the message was that. */
function takeSecret({ core }: App, message: unknown): boolean {
  const secret = secretSchema.safeParse(message);
  if (secret.success) core.keyring.seal({ passphrase: secret.data.passphrase, protection: secret.data.protection });
  return secret.success;
}

function main(): void {
  const { values } = parseArgs({
    options: { home: { type: "string" }, resources: { type: "string" }, aside: { type: "string" } },
    strict: true,
  });
  if (values.home === undefined || values.resources === undefined)
    throw new Error("the core needs --home and --resources");
  const parentPort = shellPort();
  const runtime = `Node ${process.versions.node}${parentPort === undefined ? "" : " (utility process)"}`;
  /** The window's process starts a core that ended anew. Long enough for the answer to be on its way. */
  const restart = (): void => {
    setTimeout(() => {
      if (opened.ok) opened.value.close();
      process.exit(restartCode);
    }, 100);
  };
  const tellShell = (message: object): void => {
    if (parentPort === undefined) process.send?.(message);
    else parentPort.postMessage(message);
  };
  const printer = createShellPrinter(tellShell);
  const previews = createShellPreview(tellShell);
  const opened: Result<App> = createApp({
    home: values.home,
    version,
    platform: {
      ...systemPlatform(values.resources, runtime),
      restart,
      printPage: printer.printPage,
      showPage: previews.showPage,
    },
    plugins,
    threads: import.meta.dirname,
    ...(values.aside === undefined ? {} : { aside: values.aside }),
    onBug: (where, error) => {
      process.stderr.write(
        `${new Date().toISOString()} ${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    },
  });
  if (!opened.ok) {
    process.stderr.write(`${opened.error.message} ${opened.error.place ?? ""} ${opened.error.remedy ?? ""}\n`);
    process.exit(3);
  }
  const app = opened.value;
  const close = (): void => {
    app.close();
    process.exit(0);
  };
  const hello = { type: "hello", version };
  // The desk opens with what it has; what is new arrives behind it, and does not take the processor from it.
  let begun = false;
  const beginBehind = (): void => {
    if (begun) return;
    begun = true;
    clearTimeout(latest);
    app.indexing();
    const behind = async (): Promise<void> => {
      await app.rebuild();
      await app.sync();
      app.follow();
      app.backups();
    };
    behind().catch((error: unknown) => {
      process.stderr.write(
        `sync at start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
    });
  };
  const latest = setTimeout(beginBehind, behindAtLatestMs);
  const answered = (name: string): void => {
    if (name === firstRows) setImmediate(beginBehind);
  };

  if (parentPort !== undefined) {
    parentPort.on("message", ({ data, ports }) => {
      if (isClose(data)) close();
      if (takeSecret(app, data)) return;
      if (printer.receive(data) || previews.receive(data)) return;
      const [port] = ports;
      if (port === undefined) return;
      const page = serve(
        app,
        (message) => {
          port.postMessage(message);
          return Promise.resolve();
        },
        answered,
      );
      port.on("message", (event) => {
        page.receive(event.data);
      });
      port.on("close", page.stop);
      port.start();
    });
    tellShell(hello);
    return;
  }

  const page = serve(
    app,
    (message) =>
      new Promise((resolve) => {
        // A channel that breaks is followed by `disconnect`, which ends this process.
        process.send?.(message, undefined, undefined, () => {
          resolve();
        });
      }),
    answered,
  );
  process.on("message", (message) => {
    if (isClose(message)) close();
    if (takeSecret(app, message)) return;
    if (!printer.receive(message) && !previews.receive(message)) page.receive(message);
  });
  process.on("disconnect", close);
  tellShell(hello);
}

main();
