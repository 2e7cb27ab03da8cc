import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { procedures, type Input, type Output, type ProcedureName } from "../../shared/contract/api";
import { fromCoreSchema, responseSchema } from "../../shared/contract/wire";

/** Not from temp-home: proofs run outside of the test runner. */
const projectRoot = path.resolve(import.meta.dirname, "..", "..");

/** The built core, run as a child as the window runs it. */
export interface CoreProcess {
  readonly child: ChildProcess;
  ready(): Promise<void>;
  /** Resolves to the answer's value; rejects with the problem's message, or when the core ended first. */
  ask<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts `dist/main/core.cjs` on a data folder; `npm run build` makes it. In: whether what it prints is for the caller to read. */
export function startCore(
  home: string,
  env: Readonly<Record<string, string>> = {},
  output: "inherit" | "pipe" = "inherit",
): CoreProcess {
  const entry = path.join(projectRoot, "dist", "main", "core.cjs");
  const child = spawn(process.execPath, [entry, "--home", home, "--resources", path.join(projectRoot, "resources")], {
    stdio: ["ignore", output, output, "ipc"],
    serialization: "advanced",
    env: { ...process.env, ...env },
  });
  const waiting = new Map<number, (result: { ok: true; value: unknown } | { ok: false; error: Error }) => void>();
  let nextId = 0;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.on("message", (message: unknown) => {
      if (typeof message === "object" && message !== null && "type" in message && message.type === "hello") {
        resolve();
        return;
      }
      const told = fromCoreSchema.safeParse(message);
      if (!told.success || told.data.type === "publication") return;
      const { id } = told.data;
      const result =
        told.data.type === "response"
          ? told.data.result
          : responseSchema.shape.result.parse(JSON.parse(told.data.json));
      waiting.get(id)?.(result.ok ? result : { ok: false, error: new Error(result.error.message) });
      waiting.delete(id);
    });
    void gone.then(() => {
      reject(new Error("the core ended before it was ready"));
      for (const answer of waiting.values()) answer({ ok: false, error: new Error("the core ended") });
      waiting.clear();
    });
  });
  return {
    child,
    ready: () => ready,
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        const id = (nextId += 1);
        waiting.set(id, (result) => {
          if (result.ok) resolve(procedures[name].output.parse(result.value) as Output<typeof name>);
          else reject(result.error);
        });
        child.send({ type: "request", id, name, input }, (error) => {
          if (error === null) return;
          waiting.delete(id);
          reject(error);
        });
      }),
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
