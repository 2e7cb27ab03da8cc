import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Allowance } from "./allowance";
import { DeviceFlow } from "./device-flow";
import { carryOut, type Carried } from "./dispatch";
import type { Exchange, Stage } from "./exchange";
import { Faults, type Fault } from "./faults";
import type { Person, Repository } from "./model";
import { answerQuestion, isQuestion, questionLimits } from "./graphql";
import { refusal, type Answer } from "./routes";
import { serveGit } from "./git-http";
import { Storage } from "./storage";
import { tokenPermissions, type Token } from "./tokens";
import { World } from "./world";

export interface FakeOptions {
  /** The site's address in links for people. */
  readonly web?: string;
  /** Milliseconds since the epoch, for allowances and waiting; the machine's unless told. */
  readonly clock?: () => number;
  /** The most of a list that is given at once: small, so that what follows the links is seen to. */
  readonly pageLimit?: number;
}

export interface NewToken {
  readonly kind?: Token["kind"];
  readonly permissions?: Token["permissions"];
  readonly scopes?: readonly string[];
  readonly repositories?: readonly Repository[];
  readonly expiresAt?: string;
}

/** One request while it is answered. */
interface Visit {
  readonly exchange: Exchange;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The token's text; empty without one. */
  readonly text: string;
  readonly token: Token | null;
  readonly fault: Fault | null;
}

/**
 * GitHub on this machine, with a state and with faults that are set request by request. For tests alone. It also judges its
 * caller: `complaints` lists what GitHub asks of a client and was not kept.
 */
export class FakeGitHub {
  readonly world = new World();
  readonly faults = new Faults();
  readonly exchanges: Exchange[] = [];
  /** Fetches of /git/OWNER/NAME.git that came, and who asked. */
  readonly fetches: { readonly path: string; readonly by: string | null }[] = [];
  readonly tokens = new Map<string, Token>();
  readonly device: DeviceFlow;
  readonly allowance: Allowance;
  pageLimit: number;
  /** Called at each stage of each request, and waited for: where a test kills, or moves a head. */
  onStage: ((stage: Stage, exchange: Exchange) => void | Promise<void>) | null = null;
  readonly #web: string;
  readonly #clock: () => number;
  readonly #storage = new Storage((artifact) => this.#artifact(artifact));
  #server: Server | null = null;
  #port = 0;

  constructor({ web = "https://github.com", clock = Date.now, pageLimit = 100 }: FakeOptions = {}) {
    this.#web = web;
    this.#clock = clock;
    this.pageLimit = pageLimit;
    this.allowance = new Allowance(clock);
    this.device = new DeviceFlow({ tokens: this.tokens, clock });
  }

  /** The API's base address; with /api/v3 after it, as an Enterprise server has it, it is the same. */
  get address(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  get complaints(): readonly string[] {
    return this.allowance.complaints;
  }

  /** Requests to the store of downloads, and whether they brought a token there. */
  get downloads(): readonly { readonly path: string; readonly withToken: boolean }[] {
    return this.#storage.requests;
  }

  /** Starts listening; after `stop` on the same port, with everything it knew. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.allowance.complaints.push(`the double itself failed: ${String(error)}`);
        response.destroy();
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
    await this.#storage.start();
  }

  /** Is off the network: open requests are cut. */
  async stop(): Promise<void> {
    await this.#storage.stop();
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  token(text: string, by: Person, given: NewToken = {}): Token {
    const repositories = given.repositories?.map((one) => `${one.owner}/${one.name}`.toLowerCase());
    const token: Token = {
      text,
      by,
      kind: given.kind ?? "fine-grained",
      permissions: given.permissions ?? tokenPermissions,
      scopes: given.scopes ?? [],
      repositories: repositories === undefined ? "all" : new Set(repositories),
      expiresAt: given.expiresAt ?? null,
      until: null,
      revoked: false,
    };
    this.tokens.set(text, token);
    return token;
  }

  /** Exchanges of one kind, by method and a pattern of the path. */
  asked(method: string, path = /./): Exchange[] {
    return this.exchanges.filter((one) => one.method === method && path.test(one.path));
  }

  async #serveGit(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const [, owner = "", name = "", rest = ""] = /^\/git\/([^/]+)\/([^/]+?)\.git(\/.*)$/.exec(url.pathname) ?? [];
    const repository = this.world.find(owner, name);
    const basic = Buffer.from((request.headers.authorization ?? "").replace(/^basic /i, ""), "base64").toString();
    const token = this.tokens.get(basic.replace(/^x-access-token:/, ""));
    this.fetches.push({ path: url.pathname, by: token?.by.login ?? (basic === "" ? null : "unknown") });
    if (repository === undefined || repository.gitFolder === null) response.writeHead(404).end();
    else if (token?.revoked !== false && (repository.private || basic !== ""))
      response.writeHead(401, { "www-authenticate": 'Basic realm="GitHub"' }).end();
    else await serveGit(request, response, repository.gitFolder, rest, url.search);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? "/", this.address);
    if (asked.pathname.startsWith("/git/")) {
      await this.#serveGit(request, response, asked);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", this.address);
    const path = url.pathname.replace(/^\/api\/v3(?=\/)/, "");
    const text = request.headers.authorization?.replace(/^(token|bearer) /i, "") ?? "";
    const token = this.tokens.get(text) ?? null;
    const method = request.method ?? "GET";
    const fault = this.faults.take(method, path);
    const exchange: Exchange = {
      at: this.#clock(),
      method,
      path,
      query: url.search,
      accept: request.headers.accept ?? "",
      ifNoneMatch: request.headers["if-none-match"] ?? null,
      by: text === "" ? null : (token?.by.login ?? "unknown"),
      requestBody: Buffer.concat(chunks).toString("utf8"),
      template: null,
      done: false,
      status: 0,
      headers: {},
      body: "",
      fault: fault?.kind ?? null,
      counted: false,
    };
    this.exchanges.push(exchange);
    const isWrite = method !== "GET" && !path.startsWith("/login/") && !isQuestion(exchange);
    const version = request.headers["x-github-api-version"];
    this.allowance.came(exchange, text, isWrite, {
      agent: request.headers["user-agent"] ?? "",
      version: typeof version === "string" ? version : null,
    });
    try {
      await this.onStage?.("arrived", exchange);
      await this.#answer({ exchange, response, url, text, token, fault });
      await this.onStage?.("answered", exchange);
    } finally {
      if (isWrite) this.allowance.writeEnded();
    }
  }

  async #answer(visit: Visit): Promise<void> {
    const { exchange, response, fault } = visit;
    if (fault?.kind === "slow" && fault.when === "before") await wait(fault.milliseconds);
    if (fault?.kind === "meanwhile") fault.run();
    if (fault?.kind === "lost" && fault.when === "before") {
      response.destroy();
      return;
    }
    const refused = this.#refusal(visit);
    if (refused !== null) {
      await this.#send(visit, refused.answer, refused.headers);
      return;
    }
    const { answer, headers } = this.#work(visit);
    exchange.done = true;
    await this.onStage?.("done", exchange);
    if (fault?.kind === "thereafter") fault.run();
    if (fault?.kind === "slow" && fault.when === "after") await wait(fault.milliseconds);
    if (fault?.kind === "lost") response.destroy();
    else if (fault?.kind === "status")
      await this.#send(visit, refusal(fault.status, fault.message ?? "Server Error"), fault.headers ?? {});
    else await this.#send(visit, answer, headers);
  }

  /** What a fault answers instead of doing anything; null where it does not. */
  #refusal({ fault, text }: Visit): Pick<Carried, "answer" | "headers"> | null {
    if (fault?.kind === "status" && fault.when !== "after")
      return { answer: refusal(fault.status, fault.message ?? "Server Error"), headers: fault.headers ?? {} };
    if (fault?.kind === "redirect")
      return { answer: { status: 307, json: { message: "Moved", url: fault.to } }, headers: { location: fault.to } };
    if (fault?.kind === "primary-limit") {
      this.allowance.exhaust(text, fault.seconds);
      return { answer: refusal(fault.status ?? 403, "API rate limit exceeded for user ID 1."), headers: {} };
    }
    if (fault?.kind !== "secondary-limit") return null;
    this.allowance.block(text, fault.retryAfter ?? 60);
    return {
      answer: refusal(
        fault.status ?? 403,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
      ),
      headers: fault.retryAfter === null ? {} : { "retry-after": String(fault.retryAfter) },
    };
  }

  /** Carries a request out, where its token and its allowance let it. */
  #work({ exchange, url, text, token }: Visit): Pick<Carried, "answer" | "headers"> {
    const signIn = exchange.method === "POST" ? this.device.answer(exchange.path, formOf(exchange.requestBody)) : null;
    if (signIn !== null) return { answer: { status: 200, json: signIn }, headers: {} };
    const ended = token?.revoked === true || (token?.until ?? Infinity) <= this.#clock();
    if (text !== "" && (token === null || ended)) return { answer: refusal(401, "Bad credentials"), headers: {} };
    if (this.allowance.usedUp(text))
      return { answer: refusal(403, "API rate limit exceeded for user ID 1."), headers: {} };
    if (isQuestion(exchange))
      return { answer: answerQuestion({ world: this.world, body: jsonOf(exchange.requestBody), token }), headers: {} };
    const carried = carryOut({
      world: this.world,
      method: exchange.method,
      url,
      path: exchange.path,
      token,
      accept: exchange.accept,
      body: jsonOf(exchange.requestBody),
      at: { api: this.address, web: this.#web },
      storage: this.#storage.address,
      pageLimit: this.pageLimit,
    });
    exchange.template = carried.template;
    return carried;
  }

  async #send(
    { exchange, response, text, fault }: Visit,
    answer: Answer,
    extra: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { exchanges, allowance } = this;
    const headers: Record<string, string> = {
      "content-type": "text" in answer ? answer.type : "application/json; charset=utf-8",
      "x-github-media-type": "github.v3; format=json",
      "x-github-request-id": `C0DE:${String(exchanges.length)}`,
      ...extra,
    };
    let status = "status" in answer ? answer.status : "location" in answer ? 302 : 200;
    let bytes = Buffer.from("json" in answer ? JSON.stringify(answer.json) : "text" in answer ? answer.text : "");
    if ("location" in answer) headers["location"] = answer.location;
    if (fault?.kind === "not-json") bytes = Buffer.from("<html><body>Unicorn!</body></html>");
    if (fault?.kind === "wrong-form") bytes = Buffer.from(JSON.stringify({ surprise: [{ id: "none" }] }));
    if (exchange.method === "GET" && status === 200) {
      headers["etag"] = etagOf(text, exchange.accept, extra["link"] ?? "", bytes);
      headers["cache-control"] = "private, max-age=60, s-maxage=60";
      headers["vary"] = "Accept, Authorization, Cookie, X-GitHub-OTP";
      if (exchange.ifNoneMatch === headers["etag"]) {
        status = 304;
        bytes = Buffer.alloc(0);
        delete headers["content-type"];
      }
    }
    // A 304 to someone with a token does not count; all else does.
    const own = exchange.path.startsWith("/login/") || isQuestion(exchange);
    exchange.counted = !(status === 304 && exchange.by !== null) && !own;
    if (exchange.counted) allowance.count(text);
    if (!exchange.path.startsWith("/login/"))
      Object.assign(headers, isQuestion(exchange) ? questionLimits : allowance.headers(text));
    Object.assign(exchange, { status, headers, body: bytes.toString("utf8") });
    response.writeHead(status, status === 304 ? headers : { ...headers, "content-length": String(bytes.length) });
    // Nobody is there any more to be answered: its process was killed.
    if (response.destroyed || response.socket?.destroyed !== false) return;
    await new Promise<void>((resolve) => {
      response.on("close", resolve);
      if (fault?.kind === "cut" && bytes.length > 1)
        response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
      else response.end(bytes);
    });
  }

  #artifact(id: number): Buffer | null {
    for (const repository of this.world.repositories)
      for (const run of repository.runs)
        for (const artifact of run.artifacts) if (artifact.id === id) return artifact.zip;
    return null;
  }
}

/** Another token and another media type see another entity. */
function etagOf(token: string, accept: string, link: string, bytes: Buffer): string {
  return `W/"${createHash("sha256").update(`${token} ${accept} ${link} `).update(bytes).digest("hex")}"`;
}

function jsonOf(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The sign-in comes as JSON or as a form. */
function formOf(text: string): URLSearchParams {
  const json = jsonOf(text);
  if (typeof json !== "object" || json === null) return new URLSearchParams(text);
  return new URLSearchParams(Object.entries(json).map(([name, value]) => [name, String(value)]));
}

async function wait(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}
