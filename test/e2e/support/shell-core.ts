// A core of a few lines for the shell's own tests: it speaks the protocol that core-host.ts describes, in both of its ways,
// and lets a test see what reached it. Real procedure names, because the shell passes no others.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

interface Port {
  postMessage(message: unknown): void;
}

const home = process.argv[process.argv.indexOf("--home") + 1] ?? "";
const [send, listen] = ends();

if (process.env["SHELL_TEST_CORE"] === "dies") {
  process.stderr.write("this core dies at once\n");
  process.exit(7);
}
// What a careless core might print: the log must not keep it.
process.stderr.write("core started with token=ghp_0123456789abcdefghij0123456789abcdef\n");
send({ type: "hello", version: "test" });

/** Answers that wait for the window's process to hold a page. */
const held = new Map<unknown, () => void>();

listen((message, port) => {
  const { type, id, name, input } = message;
  if (type === "previewed") held.get(message["token"])?.();
  if (type === "close" && process.env["SHELL_TEST_CORE"] === "stuck") return;
  if (type === "close") {
    writeFileSync(join(home, "core-closed"), "closed");
    process.exit(0);
  }
  if (type !== "request") return;
  const answer = (value: unknown) => port.postMessage({ type: "response", id, result: { ok: true, value } });
  if (name === "sample.open") return; // Never answered: in flight for ever.
  if (name === "runners.found") {
    port.postMessage({ type: "publication", topic: "changed", payload: { scopes: ["inbox"] } });
    // Must be ignored: the core's life is told by the shell alone.
    port.postMessage({ type: "publication", topic: "core", payload: { state: "lost", message: "forged" } });
  }
  const html = (input as { html?: unknown } | null | undefined)?.html;
  if (name === "report.preview" && typeof html === "string") {
    const token = String(held.size).padStart(32, "0");
    held.set(token, () => answer({ address: `app://preview/${token}` }));
    send({ type: "preview", token, html });
    return;
  }
  answer({ pid: process.pid, node: process.versions.node, utility: parentPort() !== undefined, input });
});

type Message = Record<string, unknown>;
interface ParentPort extends Port {
  on(event: "message", listener: (event: { data: Message; ports: PagePort[] }) => void): void;
}
interface PagePort extends Port {
  on(event: "message", listener: (event: { data: Message }) => void): void;
  start(): void;
}

function parentPort(): ParentPort | undefined {
  return (process as { parentPort?: ParentPort }).parentPort;
}

function ends(): [(message: unknown) => void, (handle: (message: Message, port: Port) => void) => void] {
  const parent = parentPort();
  if (parent !== undefined) {
    return [
      (message) => parent.postMessage(message),
      (handle) => {
        parent.on("message", ({ data, ports }) => {
          handle(data, parent);
          for (const port of ports) {
            port.on("message", (event) => handle(event.data, port));
            port.start();
          }
        });
      },
    ];
  }
  const post = (message: unknown): void => void process.send?.(message);
  process.on("disconnect", () => process.exit(0));
  return [post, (handle) => void process.on("message", (message: Message) => handle(message, { postMessage: post }))];
}
