import { eachPart } from "../http-request";
import type { BudgetKeeper } from "./budget";
import type { GitHubCache, GitHubProblem } from "./port";
import { formProblem, isLimit, movedProblem, refusalProblem, silenceProblem, type Failure } from "./problems";
import type { TokenSource } from "./token-source";

const mebibyte = 1024 * 1024;
/** Longer answers are taken but not kept for the next time. */
const cachedMost = 2 * mebibyte;
const mostRedirects = 3;

export interface WireTimes {
  /** Until the head of an answer is there, in milliseconds. */
  readonly answer: number;
  /** Between two parts of a body. */
  readonly idle: number;
}

export const githubTimes: WireTimes = { answer: 30_000, idle: 30_000 };

export interface WireOptions {
  readonly host: string;
  /** Base address of the API, without a slash at its end. */
  readonly base: string;
  readonly token: TokenSource;
  /** Names host and token in the cache's keys. */
  readonly cacheAccount: string;
  readonly cache: GitHubCache | null;
  readonly agent: string;
  readonly budget: BudgetKeeper;
  readonly times: WireTimes;
  readonly fetch: typeof fetch;
}

/** What came of one call, beside what Octokit is given of it. */
export interface Track {
  readonly failure: Failure;
  /** Most bytes of the answer. */
  readonly most: number;
  /** Asked anew each time: its headers count too, which a 304 need not have. */
  readonly anew: boolean;
  /** A question to the GraphQL API: sent as a write is, and it writes nothing. */
  readonly isQuery: boolean;
  /** Something of it may have reached GitHub. */
  sent: boolean;
  problem: GitHubProblem | null;
  etag: string | null;
  fromCache: boolean;
}

/** A status no server sends here: Octokit's plugins leave it alone, and the problem is in the track. */
export const refusedHere = 499;

interface Outgoing {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string | null;
  readonly signal: AbortSignal;
  /** It was refused with a token that another has replaced since. */
  readonly isSecond: boolean;
}

/**
 * The one way to GitHub's API. Holds the token, which goes to the account's own address alone, and has it renewed where it ends; asks
 * conditionally and answers 304 out of the cache; keeps the allowance; bounds times and sizes. An answer that refuses is left in the
 * track as a problem.
 */
export function wireFetch(options: WireOptions, track: Track, signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    track.problem = null;
    const headers = new Headers(init?.headers);
    headers.set("user-agent", options.agent);
    const unable = await options.token.ready(null);
    if (unable !== null) return refuse(track, unable);
    const url = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
    const body = typeof init?.body === "string" ? init.body : null;
    return send(options, track, { url, method: init?.method ?? "GET", headers, body, signal, isSecond: false }, 0);
  };
}

function refuse(track: Track, problem: GitHubProblem): Response {
  track.problem = problem;
  return new Response(null, { status: refusedHere });
}

/** Whether an address is of the account's API. */
export function isOwnAddress(base: string, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const [own, asked] = [new URL(base), new URL(address)];
  const path = own.pathname.replace(/\/+$/, "");
  return asked.origin === own.origin && asked.username === "" && (path === "" || asked.pathname.startsWith(`${path}/`));
}

/** Where an API's GraphQL is served: beside the REST API of an Enterprise server, below that of github.com. */
function queryAddress(base: string): string {
  const plain = base.replace(/\/+$/, "");
  return plain.endsWith("/api/v3") ? `${plain.slice(0, -"/v3".length)}/graphql` : `${plain}/graphql`;
}

async function send(options: WireOptions, track: Track, request: Outgoing, redirects: number): Promise<Response> {
  const { budget, cache } = options;
  const isOwn = track.isQuery ? request.url === queryAddress(options.base) : isOwnAddress(options.base, request.url);
  if (!isOwn) return refuse(track, movedProblem(track.failure));
  const isRead = request.method === "GET";
  const kind = isRead || track.isQuery ? "read" : "write";
  const key = {
    account: options.cacheAccount,
    url: request.url,
    accept: request.headers.get("accept") ?? "",
  };
  const isKept = isRead && !track.anew;
  const known = isKept ? (cache?.get(key) ?? null) : null;
  if (known === null) request.headers.delete("if-none-match");
  else request.headers.set("if-none-match", known.etag);
  const token = options.token.current();
  request.headers.delete("authorization");
  if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
  const retryAt = await budget.turn(kind, request.signal);
  if (retryAt !== null) return refuse(track, limitProblem(track, retryAt));
  const answered304 = budget.asked(kind);
  track.sent = true;
  const response = await answerOf(options, request);
  budget.saw(response.headers);
  const { status } = response;
  if (status >= 300 && status < 400 && status !== 304) {
    await response.body?.cancel().catch(() => undefined);
    const location = response.headers.get("location");
    if (!isRead || location === null || redirects >= mostRedirects || !URL.canParse(location, request.url))
      return refuse(track, movedProblem(track.failure));
    return send(options, track, { ...request, url: new URL(location, request.url).href }, redirects + 1);
  }
  if (status === 304) {
    answered304();
    await response.body?.cancel().catch(() => undefined);
    budget.accepted();
    track.etag = known?.etag ?? null;
    track.fromCache = true;
    return known === null
      ? refuse(track, formProblem(track.failure, "that nothing changed, where nothing is stored"))
      : whole(200, known.body, known.contentType, known.link, response.headers);
  }
  const text = await readText(response, track, options.times.idle);
  if (text === null) return refuse(track, formProblem(track.failure, "with more than is taken"));
  track.fromCache = false;
  if (status === 401 && token !== null && !request.isSecond) {
    const unable = await options.token.ready(token);
    if (unable !== null) return refuse(track, unable);
    // Nothing was done for a token that is refused, so that a write may be sent again too.
    if (options.token.current() !== token) return send(options, track, { ...request, isSecond: true }, redirects);
  }
  if (status >= 400) {
    const limited = isLimit(status, response.headers, text) ? budget.refused(response.headers) : null;
    track.problem = refusalProblem({ status, headers: response.headers, body: text, retryAt: limited }, track.failure);
    return whole(status, text, "text/plain", null, response.headers);
  }
  budget.accepted();
  // A file or a diff that was asked for is a text, whatever it is called.
  const contentType = key.accept.endsWith("+json") ? "application/json" : "text/plain";
  const etag = response.headers.get("etag");
  const link = response.headers.get("link");
  track.etag = etag;
  if (isKept && etag !== null && etag.length <= 300 && text.length <= cachedMost)
    cache?.put(key, { etag, body: text, contentType, link });
  return whole(status, text, contentType, link, response.headers);
}

function limitProblem({ failure }: Track, retryAt: Date): GitHubProblem {
  const at = retryAt.toISOString();
  return {
    code: "github-limit",
    retryAt: at,
    message: `${failure.host} is not asked before ${at}: an allowance of it is used up.`,
    place: failure.place,
    remedy: "It goes on by itself while Countersign runs.",
  };
}

/** One request, by its head; the body is still to be read. */
async function answerOf(options: WireOptions, request: Outgoing): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" }));
  }, options.times.answer);
  try {
    return await options.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.any([request.signal, late.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}

async function readText(response: Response, track: Track, idleMs: number): Promise<string | null> {
  const parts: Uint8Array[] = [];
  const read = await eachPart(response, track.most, idleMs, (part) => void parts.push(part));
  if (read.ok) return new TextDecoder().decode(Buffer.concat(parts));
  if (read.error.code === "too-large") return null;
  throw read.error.error;
}

/** The answer as Octokit is given it: the type is one of two, the body is whole, and of the headers only what is used. */
function whole(status: number, text: string, contentType: string, link: string | null, from: Headers): Response {
  const headers = new Headers({ "content-type": contentType });
  if (link !== null) headers.set("link", link);
  for (const name of ["date", "x-oauth-scopes", "github-authentication-token-expiration"]) {
    const value = from.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(status === 204 || status === 205 ? null : text, { status, headers });
}

/** A request that brought no answer at all, as a problem. */
export function noAnswer(track: Track, error: unknown): GitHubProblem {
  if (track.problem !== null) return track.problem;
  return silenceProblem(error, { ...track.failure, isWrite: track.failure.isWrite && track.sent });
}
