import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";

/*
 * GitHub's own description of its REST API (OpenAPI 3.0), served by Prism on this machine: each request is held to the description,
 * and answered with the description's own example.
 */

const require = createRequire(import.meta.url);
const jsonObject = z.record(z.string(), z.unknown());
type JsonObject = z.infer<typeof jsonObject>;
const descriptionForm = z.looseObject({
  paths: z.record(z.string(), jsonObject),
  components: z.record(z.string(), jsonObject),
});
type Description = z.infer<typeof descriptionForm>;

/** In: "api.github.com", or an Enterprise server's version like "ghes-3.19". */
export function readDescription(name: string): Description {
  const folder = path.dirname(require.resolve("@octokit/openapi"));
  return descriptionForm.parse(JSON.parse(readFileSync(path.join(folder, "generated", `${name}.json`), "utf8")));
}

/** Whether a description has an operation, e.g. "GET /user". */
export function hasOperation({ paths }: Description, operation: string): boolean {
  const [method = "", template = ""] = operation.split(" ");
  return paths[template]?.[method.toLowerCase()] !== undefined;
}

/** The description of some operations alone, word for word, with what they refer to: the whole takes Prism half a minute to read. */
function onlyOperations(description: Description, operations: readonly string[]): Description {
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const [method = "", template = ""] = operation.split(" ");
    const from = description.paths[template] ?? {};
    const shared = from["parameters"] === undefined ? {} : { parameters: from["parameters"] };
    paths[template] = { ...paths[template], ...shared, [method.toLowerCase()]: from[method.toLowerCase()] };
  }
  const components: Record<string, JsonObject> = {};
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        const [, group, name] = (key === "$ref" && /^#\/components\/([^/]+)\/(.+)$/.exec(String(inner))) || [];
        if (group === undefined || name === undefined) visit(inner);
        else if (components[group]?.[name] === undefined) {
          const found = description.components[group]?.[name];
          components[group] = { ...components[group], [name]: found };
          visit(found);
        }
      }
  };
  visit(paths);
  const { openapi, info, servers } = description;
  return { openapi, info, servers, paths: withExamples(paths, components), components };
}

/** Some examples refer to another in their `value`, where OpenAPI knows no reference: the other's value is put there. */
function withExamples<T>(value: T, components: Record<string, JsonObject>): T {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (key !== "value") return inner;
    const { data } = z.object({ $ref: z.string() }).safeParse(inner);
    const name = /^#\/components\/examples\/(.+)$/.exec(data?.$ref ?? "")?.[1];
    if (name === undefined) return inner;
    return z.object({ value: z.unknown() }).parse(components["examples"]?.[name]).value;
  });
  return JSON.parse(text) as T;
}

export interface DescribedGitHub {
  readonly address: string;
  /** What Prism wrote, for a test that fails. */
  readonly said: () => string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Starts Prism over some operations. It refuses a request that is not as described (422). */
export async function serveDescription(operations: readonly string[], limitMs: number): Promise<DescribedGitHub> {
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-prism-"));
  const file = path.join(folder, "description.json");
  writeFileSync(file, JSON.stringify(onlyOperations(readDescription("api.github.com"), operations)));
  const port = await freePort();
  const program = path.join(path.dirname(require.resolve("@stoplight/prism-cli/package.json")), "dist", "index.js");
  const child = spawn(process.execPath, [program, "mock", "--host", "127.0.0.1", "-p", String(port), file], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "--max-old-space-size=3000", NO_COLOR: "1" },
  });
  let said = "";
  const hear = (chunk: Buffer): void => {
    said = (said + chunk.toString("utf8")).slice(-20_000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const stop = async (): Promise<void> => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const from = Date.now();
  while (!said.includes("is listening on")) {
    if (child.exitCode !== null || Date.now() - from > limitMs) {
      await stop();
      throw new Error(`Prism did not start within ${String(limitMs)} ms: ${said.slice(-2000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { address: `http://127.0.0.1:${String(port)}`, said: () => said, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
