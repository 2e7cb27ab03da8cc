import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { createParser } from "eventsource-parser";
import type * as z from "zod";
import { err, ok, type Problem, type Result } from "../../shared/result";
import { networkProblem } from "./http-problem";
import {
  eachPart,
  get,
  getWhole,
  placeOf,
  stopped,
  usualTimes,
  type HttpOptions,
  type HttpTimes,
} from "./http-request";
import {
  packEventSchema,
  packPageSchema,
  runnerDescriptionSchema,
  type PackPage,
  type RunnerDescription,
  type RunnerEvent,
} from "./http-runner-wire";

const mebibyte = 1024 * 1024;
const limits = { json: 4 * mebibyte, manifest: 16 * mebibyte, event: mebibyte } as const;
/** A runner sends a heartbeat every 15 seconds; one that is silent for three is taken for dead. */
const silenceMs = 45_000;

export interface HttpRunnerOptions {
  /** As `checkAddress` gave it. */
  readonly address: string;
  readonly token: string | null;
  /** Where the token came from, for the sentence that says it is not accepted. */
  readonly tokenEnv: string | null;
  readonly version: string;
  readonly times?: HttpTimes;
  readonly silenceMs?: number;
  readonly fetch?: typeof fetch;
}

/** A runner that is asked over HTTP: the protocol of resources/openapi/runner.v1.yaml, every answer parsed, every body checked. */
export interface HttpRunner {
  describe(signal: AbortSignal): Promise<Result<RunnerDescription>>;
  /** The list of packs after a cursor, null for its start. Code "runner-cursor": the runner does not know the cursor. */
  packs(since: string | null, limit: number, signal: AbortSignal): Promise<Result<PackPage>>;
  /** A pack's manifest, held to the digest that the list stated. */
  manifest(pack: string, digest: string, signal: AbortSignal): Promise<Result<Uint8Array>>;
  /** Writes a pack's file to a path that does not exist yet, held to the manifest's size and digest. */
  download(
    pack: string,
    file: { readonly path: string; readonly bytes: number; readonly sha256: string },
    target: string,
    signal: AbortSignal,
  ): Promise<Result<void>>;
  /** Hears events until the stream ends. Out: the wait that the runner asked for before the next try, or why there is no stream. */
  events(
    lastId: string | null,
    hear: { readonly open: () => void; readonly event: (event: RunnerEvent) => void },
    signal: AbortSignal,
  ): Promise<Result<{ readonly retryMs: number | null }>>;
}

/**
 * Checks and settles a runner's address: https anywhere, http on this machine only (a token must not cross a network in
 * clear), no user name, query or fragment. Out: the address without a slash at its end and without `/v1`.
 */
export function checkAddress(given: string): Result<string> {
  const refuse = (message: string, remedy: string) => err({ code: "bad-address", message, place: given, remedy });
  const example = "Write it like https://runner.example.org or http://127.0.0.1:8787.";
  if (!URL.canParse(given)) return refuse("This is not an address.", example);
  const url = new URL(given);
  if (url.protocol !== "https:" && url.protocol !== "http:")
    return refuse(`${url.protocol} is not a way to ask a runner.`, example);
  if (url.username !== "" || url.password !== "")
    return refuse(
      "The address holds a user name or a password.",
      "Put a token into an environment variable and name that.",
    );
  if (url.search !== "" || url.hash !== "") return refuse("The address has a query or a fragment.", "Leave them out.");
  if (url.protocol === "http:" && !isThisMachine(url.hostname))
    return refuse(
      `http would send everything to ${url.hostname} in clear.`,
      "Use https. Only a runner on this machine may be asked by http.",
    );
  return ok(`${url.origin}${url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}`);
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Makes the client. Nothing is asked yet. */
export function httpRunner(given: HttpRunnerOptions): HttpRunner {
  const options: HttpOptions = {
    base: given.address,
    token: given.token,
    tokenEnv: given.tokenEnv,
    agent: `countersign/${given.version}`,
    times: given.times ?? usualTimes,
    fetch: given.fetch ?? fetch,
  };
  const silence = given.silenceMs ?? silenceMs;
  return {
    describe: (signal) => getJson(options, "/v1/runner", runnerDescriptionSchema, signal),
    packs: (since, limit, signal) =>
      getJson(
        options,
        `/v1/packs?${since === null ? "" : `since=${encodeURIComponent(since)}&`}limit=${String(limit)}`,
        packPageSchema,
        signal,
      ),
    manifest: async (pack, digest, signal) => {
      const path = `/v1/packs/${encodeURIComponent(pack)}/manifest`;
      const body = await getWhole(options, { path, accept: "application/json", signal }, limits.manifest);
      if (!body.ok) return body;
      const found = createHash("sha256").update(body.value).digest("hex");
      return found === digest ? body : err(wrongDigest(options, path, "The manifest", digest, found));
    },
    download: (pack, file, target, signal) => download(options, pack, file, target, signal),
    events: (lastId, hear, signal) => hearEvents(options, silence, lastId, hear, signal),
  };
}

async function getJson<S extends z.ZodType>(
  options: HttpOptions,
  path: string,
  schema: S,
  signal: AbortSignal,
): Promise<Result<z.output<S>>> {
  const body = await getWhole(options, { path, accept: "application/json", signal }, limits.json);
  if (!body.ok) return body;
  const { host, place } = placeOf(options, path);
  const remedy = "Check that the address is a runner of this protocol, and its version.";
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body.value));
  } catch {
    return err({ code: "runner-form", message: `${host} answered with something that is not JSON.`, place, remedy });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return err({
    code: "runner-form",
    message: `${host} answered in a form its protocol does not have: ${issue?.path.map(String).join(".") ?? ""} ${issue?.message ?? ""}.`,
    place,
    remedy,
  });
}

async function download(
  options: HttpOptions,
  pack: string,
  file: { readonly path: string; readonly bytes: number; readonly sha256: string },
  target: string,
  signal: AbortSignal,
): Promise<Result<void>> {
  const path = `/v1/packs/${encodeURIComponent(pack)}/files/${encodeURIComponent(file.path)}`;
  const at = placeOf(options, path);
  // `wx`: what is there already, a link above all, is never written through.
  const handle = await open(target, "wx", 0o600);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const response = await get(options, { path, accept: "application/octet-stream", signal });
      if (!response.ok) return response;
      const hash = createHash("sha256");
      await handle.truncate(0);
      let position = 0;
      const read = await eachPart(response.value, file.bytes, options.times.idle, async (part) => {
        hash.update(part);
        for (let at = 0; at < part.length;) {
          const { bytesWritten } = await handle.write(part, at, part.length - at, position);
          at += bytesWritten;
          position += bytesWritten;
        }
      });
      const found = hash.digest("hex");
      if (read.ok && read.value === file.bytes && found === file.sha256) {
        await handle.sync();
        return ok(undefined);
      }
      if (signal.aborted) return err(stopped(at));
      // A body that broke off may have been the network's doing; wrong bytes twice are the runner's.
      if (attempt > 1) {
        if (!read.ok && read.error.code === "failed") return err(networkProblem(at, read.error.error));
        if (!read.ok || read.value !== file.bytes)
          return err({
            code: "runner-size",
            message: `${at.host} sent ${read.ok ? String(read.value) : "more than the"} ${read.ok ? `of ${String(file.bytes)}` : String(file.bytes)} bytes of ${file.path}.`,
            place: at.place,
            remedy: "Nothing was taken of this pack. Sync again; if it stays, have the pack made anew.",
          });
        return err(wrongDigest(options, path, file.path, file.sha256, found));
      }
    }
  } finally {
    await handle.close();
  }
}

function wrongDigest(options: HttpOptions, path: string, what: string, stated: string, found: string): Problem {
  const { host, place } = placeOf(options, path);
  return {
    code: "runner-digest",
    message: `${what} from ${host} has the digest ${found.slice(0, 12)}, not ${stated.slice(0, 12)} as stated.`,
    place,
    remedy: "Nothing was taken of this pack. Sync again; if it stays, have the pack made anew.",
  };
}

async function hearEvents(
  options: HttpOptions,
  silence: number,
  lastId: string | null,
  hear: { readonly open: () => void; readonly event: (event: RunnerEvent) => void },
  signal: AbortSignal,
): Promise<Result<{ readonly retryMs: number | null }>> {
  const path = "/v1/events";
  const at = placeOf(options, path);
  const headers = lastId === null ? {} : { "last-event-id": lastId };
  const response = await get(options, { path, accept: "text/event-stream", headers, signal, tries: 1 });
  if (!response.ok) return response;
  if (!(response.value.headers.get("content-type") ?? "").startsWith("text/event-stream")) {
    await response.value.body?.cancel().catch(() => undefined);
    return err({
      code: "runner-form",
      message: `${at.host} answered with something that is no stream of events.`,
      place: at.place,
      remedy: "Check that the address is a runner of this protocol, and its version.",
    });
  }
  hear.open();
  let retryMs: number | null = null;
  const parser = createParser({
    maxBufferSize: limits.event,
    onRetry: (ms) => (retryMs = ms),
    onEvent: ({ event, id, data }) => {
      const parsed = event?.startsWith("pack.") === true ? parseEvent(data) : null;
      hear.event(
        parsed === null
          ? { type: "heartbeat", id: id ?? null }
          : { type: "pack", pack: parsed.pack, id: id ?? parsed.cursor },
      );
    },
  });
  const decoder = new TextDecoder();
  const heard = await eachPart(response.value, Number.MAX_SAFE_INTEGER, silence, (part) => {
    parser.feed(decoder.decode(part, { stream: true }));
  });
  if (signal.aborted) return err(stopped(at));
  return heard.ok || heard.error.code !== "failed" ? ok({ retryMs }) : err(networkProblem(at, heard.error.error));
}

function parseEvent(data: string) {
  try {
    const parsed = packEventSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
