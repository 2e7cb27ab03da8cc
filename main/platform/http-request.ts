import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "../../shared/result";
import { networkProblem, statusProblem, type RequestPlace } from "./http-problem";
import { refusalSchema } from "./http-runner-wire";

export interface HttpTimes {
  /** Until the head of an answer is there, in milliseconds. */
  readonly answer: number;
  /** Between two parts of a body. */
  readonly idle: number;
  /** Waits before the second, third ... try. Their number is the number of tries but one. */
  readonly retries: readonly number[];
  /** The longest wait that a runner may ask for with Retry-After before it counts as refused. */
  readonly longestWait: number;
}

export const usualTimes: HttpTimes = { answer: 15_000, idle: 30_000, retries: [300, 1500], longestWait: 10_000 };

export interface HttpOptions {
  /** The runner's address without a slash at its end. */
  readonly base: string;
  readonly token: string | null;
  readonly tokenEnv: string | null;
  readonly agent: string;
  readonly times: HttpTimes;
  readonly fetch: typeof fetch;
}

/** Answers that are worth asking again: the runner is busy, restarting or behind something that is. */
const passing = new Set([408, 425, 429, 500, 502, 503, 504]);
const maxRedirects = 5;
const mebibyte = 1024 * 1024;

export interface Asked {
  readonly path: string;
  readonly accept: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the request from outside. */
  readonly signal: AbortSignal;
  /** An error once the body began is not asked again: whoever reads it begins anew. */
  readonly tries?: number;
}

/** Where a request goes, for its problems. */
export function placeOf(options: HttpOptions, path: string): RequestPlace {
  const url = new URL(options.base + path);
  return {
    host: url.host,
    place: `${url.origin}${url.pathname}`,
    tokenEnv: options.token === null ? null : options.tokenEnv,
  };
}

/**
 * Asks with GET and gives the answer's open body. Redirects are followed within the runner's own origin only, since the token
 * goes along; what passes is asked again, as late as Retry-After says.
 */
export async function get(options: HttpOptions, asked: Asked): Promise<Result<Response>> {
  const at = placeOf(options, asked.path);
  const tries = asked.tries ?? options.times.retries.length + 1;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once(options, asked, at);
    if (answer.ok && answer.value.ok) return answer;
    if (asked.signal.aborted) return err(stopped(at));
    const wait = waitBefore(options.times, attempt, answer.ok ? answer.value : null);
    const again =
      attempt < tries &&
      wait !== null &&
      (!answer.ok ? answer.error.code !== "runner-tls" : passing.has(answer.value.status));
    if (!again || (!answer.ok && answer.error.code === "runner-redirect")) {
      if (!answer.ok) return answer;
      return err(statusProblem(at, answer.value.status, await saidBy(answer.value)));
    }
    if (answer.ok) await answer.value.body?.cancel().catch(() => undefined);
    try {
      await sleep(wait, undefined, { signal: asked.signal });
    } catch {
      return err(stopped(at));
    }
  }
}

async function once(options: HttpOptions, asked: Asked, at: RequestPlace): Promise<Result<Response>> {
  const origin = new URL(options.base).origin;
  let url = options.base + asked.path;
  for (let hop = 0; ; hop += 1) {
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
    }, options.times.answer);
    let response: Response;
    try {
      response = await options.fetch(url, {
        method: "GET",
        redirect: "manual",
        signal: AbortSignal.any([late.signal, asked.signal]),
        headers: {
          accept: asked.accept,
          // Sizes and digests are of the bytes themselves.
          "accept-encoding": "identity",
          "user-agent": options.agent,
          ...(options.token === null ? {} : { authorization: `Bearer ${options.token}` }),
          ...asked.headers,
        },
      });
    } catch (error) {
      if (late.signal.aborted) return err(networkProblem(at, { code: "ETIMEDOUT" }));
      return err(networkProblem(at, error));
    } finally {
      clearTimeout(timer);
    }
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return ok(response);
    await response.body?.cancel().catch(() => undefined);
    const target = URL.canParse(location, url) ? new URL(location, url) : null;
    if (target?.origin !== origin || hop >= maxRedirects)
      return err({
        code: "runner-redirect",
        message:
          target?.origin === origin
            ? `${at.host} sends requests in a circle.`
            : `${at.host} sends requests on to ${target?.host ?? "an unreadable address"}; they are not followed to another place.`,
        place: at.place,
        remedy: "Connect the address where the runner really is, if you trust it.",
      });
    url = target.href;
  }
}

/** Milliseconds until the next try; null when the runner asks for a longer wait than is waited here. */
function waitBefore(times: HttpTimes, attempt: number, answer: Response | null): number | null {
  const usual = times.retries[attempt - 1] ?? times.retries.at(-1) ?? 0;
  const asked = answer?.headers.get("retry-after") ?? null;
  // A little chance keeps many readers of one runner from coming back all at once.
  const own = usual * (0.8 + 0.4 * Math.random());
  if (asked === null) return own;
  const until = /^\d{1,9}$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - Date.now();
  if (Number.isNaN(until)) return own;
  return until > times.longestWait ? null : Math.max(until, own);
}

/** The runner's own sentence about why it refuses, if it sent one in the protocol's form. */
async function saidBy(response: Response): Promise<string | null> {
  const body = await readBody(response, 64 * 1024, 5000);
  if (!body.ok) return null;
  try {
    const said = refusalSchema.safeParse(JSON.parse(Buffer.from(body.value).toString("utf8")));
    return said.success ? said.data.message : null;
  } catch {
    return null;
  }
}

type BodyFailure = { readonly code: "too-large" } | { readonly code: "failed"; readonly error: unknown };

/**
 * Hands a body over in parts. In: the most bytes it may have, the longest silence between two parts. Out: how many bytes
 * came, or why it is not whole.
 */
export async function eachPart(
  response: Response,
  limit: number,
  idleMs: number,
  take: (part: Uint8Array) => Promise<void> | void,
): Promise<Result<number, BodyFailure>> {
  if (response.body === null) return ok(0);
  const body: ReadableStream<Uint8Array> = response.body;
  const reader = body.getReader();
  let bytes = 0;
  try {
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
          reject(Object.assign(new Error("silent for too long"), { code: "ETIMEDOUT" }));
        }, idleMs);
      });
      const part = await Promise.race([reader.read(), silence]).finally(() => {
        clearTimeout(timer);
      });
      if (part.done) return ok(bytes);
      bytes += part.value.length;
      if (bytes > limit) return err({ code: "too-large" });
      await take(part.value);
    }
  } catch (error) {
    return err({ code: "failed", error });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function readBody(response: Response, limit: number, idleMs: number): Promise<Result<Uint8Array, BodyFailure>> {
  const parts: Uint8Array[] = [];
  const read = await eachPart(response, limit, idleMs, (part) => void parts.push(part));
  return read.ok ? ok(Buffer.concat(parts)) : read;
}

/** A whole body of at most `limit` bytes. A body that breaks off is asked for once more. */
export async function getWhole(options: HttpOptions, asked: Asked, limit: number): Promise<Result<Uint8Array>> {
  const at = placeOf(options, asked.path);
  for (let attempt = 1; ; attempt += 1) {
    const response = await get(options, asked);
    if (!response.ok) return response;
    const body = await readBody(response.value, limit, options.times.idle);
    if (body.ok) return body;
    if (body.error.code === "too-large")
      return err({
        code: "runner-too-large",
        message: `${at.host} sends more than ${String(Math.round(limit / mebibyte))} MiB where that is the most.`,
        place: at.place,
        remedy: "Nothing was taken of it. Look into the runner's own log.",
      });
    if (asked.signal.aborted) return err(stopped(at));
    if (attempt > 1) return err(networkProblem(at, body.error.error));
  }
}

export function stopped(at: RequestPlace) {
  return { code: "cancelled", message: `Reading ${at.host} was stopped.`, place: at.place, remedy: "Sync again." };
}
