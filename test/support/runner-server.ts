import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** What the server does wrong from now on, until it is told otherwise. Numbers count down with each request they spoil. */
export interface Faults {
  /** This many requests are answered with `status`. */
  failures: number;
  status: number;
  retryAfter: string | null;
  /** Milliseconds before each answer. */
  slow: number;
  /** This many files end after half of their bytes. */
  cut: number;
  /** This many files have one byte changed. */
  spoiled: number;
  /** Lists state another digest than the manifest has. */
  wrongDigest: boolean;
  /** Answers that should be JSON are not. */
  notJson: boolean;
  /** Lists have another form than the protocol's. */
  wrongForm: boolean;
  /** No cursor is known any more. */
  forgetful: boolean;
  /** Every event comes twice. */
  twice: boolean;
  /** Everything is sent on to this address. */
  redirect: string | null;
  /** /v1/events answers 404 and the capabilities say so. */
  noEvents: boolean;
}

const none: Faults = {
  failures: 0,
  status: 500,
  retryAfter: null,
  slow: 0,
  cut: 0,
  spoiled: 0,
  wrongDigest: false,
  notJson: false,
  wrongForm: false,
  forgetful: false,
  twice: false,
  redirect: null,
  noEvents: false,
};

interface Pack {
  readonly files: Map<string, Buffer>;
  readonly manifest: Buffer;
  seq: number;
  updatedAt: string;
  removed: boolean;
}

/** An answer as it went out, for whoever holds the server to its description. */
export interface Answered {
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A runner as resources/openapi/runner.v1.yaml describes it, with faults that can be switched on. For tests alone. */
export class RunnerServer {
  readonly faults: Faults = { ...none };
  readonly requests: string[] = [];
  readonly answers: Answered[] = [];
  token: string | null = null;
  readonly #packs = new Map<string, Pack>();
  readonly #listeners = new Set<ServerResponse>();
  #server: Server | null = null;
  #port = 0;
  #seq = 0;

  get address(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** Starts listening; after `stop` on the same port, with the packs and the order it had. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      void this.#serve(request, response);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, "127.0.0.1", resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Dies: open streams and requests are cut. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.#listeners.clear();
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  heal(): void {
    Object.assign(this.faults, none);
  }

  /** Adds or updates a pack from a folder and tells the listeners. */
  put(id: string, folder: string, change: (manifest: Buffer) => Buffer = (manifest) => manifest): void {
    const files = new Map<string, Buffer>();
    for (const name of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const full = path.join(name.parentPath, name.name);
      files.set(path.relative(folder, full).split(path.sep).join("/"), readFileSync(full));
    }
    const manifest = change(files.get("manifest.json") ?? Buffer.from(""));
    files.delete("manifest.json");
    const known = this.#packs.has(id);
    this.#seq += 1;
    this.#packs.set(id, { files, manifest, seq: this.#seq, updatedAt: this.#now(), removed: false });
    this.#tell(known ? "pack.updated" : "pack.added", id);
  }

  remove(id: string): void {
    const pack = this.#packs.get(id);
    if (pack === undefined) return;
    this.#seq += 1;
    pack.seq = this.#seq;
    pack.updatedAt = this.#now();
    pack.removed = true;
    this.#tell("pack.removed", id);
  }

  /** How many streams of events are open. */
  get listening(): number {
    return this.#listeners.size;
  }

  heartbeat(): void {
    for (const listener of this.#listeners) listener.write("event: heartbeat\ndata: {}\n\n");
  }

  #now(): string {
    return new Date(Date.UTC(2026, 10, 21, 3, 0, this.#seq)).toISOString();
  }

  #tell(event: string, pack: string): void {
    for (const listener of this.#listeners)
      for (let times = this.faults.twice ? 2 : 1; times > 0; times -= 1) sendEvent(listener, event, pack, this.#seq);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.address);
    this.requests.push(`${url.pathname}${url.search}`);
    if (this.faults.slow > 0) await new Promise((resolve) => setTimeout(resolve, this.faults.slow));
    const answer = (status: number, contentType: string, body: Buffer, headers: Record<string, string> = {}) => {
      this.answers.push({ path: url.pathname, status, contentType, headers, body });
      response.writeHead(status, { "content-type": contentType, "content-length": body.length, ...headers });
      response.end(body);
    };
    const json = (status: number, value: unknown, headers: Record<string, string> = {}) => {
      const text = this.faults.notJson ? "<html>gateway</html>" : JSON.stringify(value);
      answer(status, "application/json", Buffer.from(text), headers);
    };
    const refuse = (status: number, code: string, message: string, headers: Record<string, string> = {}) => {
      json(status, { code, message }, headers);
    };
    if (this.faults.redirect !== null) {
      answer(307, "text/plain", Buffer.from(""), { location: `${this.faults.redirect}${url.pathname}` });
      return;
    }
    if (this.faults.failures > 0) {
      this.faults.failures -= 1;
      const { status, retryAfter } = this.faults;
      refuse(status, "fault", "The night shift is out.", retryAfter === null ? {} : { "retry-after": retryAfter });
      return;
    }
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      refuse(401, "unauthorised", "A token is wanted.", { "www-authenticate": "Bearer" });
      return;
    }
    const parts = url.pathname.split("/").slice(1);
    const [version, noun, id, part, file] = parts;
    if (request.method !== "GET" || version !== "v1") refuse(404, "not-found", "There is nothing of that name.");
    else if (noun === "runner" && parts.length === 2)
      json(200, {
        protocol: "countersign-runner/1",
        name: "Night shift",
        kind: "reference",
        version: "1.0.0",
        capabilities: { events: !this.faults.noEvents },
      });
    else if (noun === "packs" && parts.length === 2) this.#list(url, json, refuse);
    else if (noun === "events" && parts.length === 2 && !this.faults.noEvents) this.#open(request, response);
    else if (noun === "packs" && id !== undefined) this.#give(id, part, file, parts.length, answer, refuse, response);
    else refuse(404, "not-found", "There is nothing of that name.");
  }

  #list(
    url: URL,
    json: (status: number, value: unknown) => void,
    refuse: (status: number, code: string, message: string) => void,
  ): void {
    const since = url.searchParams.get("since");
    const limit = Number(url.searchParams.get("limit") ?? "200");
    const after = since === null ? 0 : Number(since.replace(/^c/, ""));
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000 || Number.isNaN(after)) {
      refuse(400, "bad-request", "limit is from 1 to 1000.");
      return;
    }
    if (since !== null && this.faults.forgetful) {
      refuse(410, "cursor-unknown", "Cursors from before the restart are not known.");
      return;
    }
    const newer = [...this.#packs].filter(([, pack]) => pack.seq > after).sort(([, a], [, b]) => a.seq - b.seq);
    const page = newer.slice(0, limit);
    const last = page.at(-1)?.[1].seq ?? after;
    json(200, {
      packs: this.faults.wrongForm
        ? [{ id: "../../etc/passwd", digest: "none" }]
        : page.map(([id, pack]) => ({
            id,
            digest: this.faults.wrongDigest ? "0".repeat(64) : createHash("sha256").update(pack.manifest).digest("hex"),
            size: [...pack.files.values()].reduce((sum, file) => sum + file.length, pack.manifest.length),
            updatedAt: pack.updatedAt,
            removed: pack.removed,
          })),
      cursor: `c${String(last)}`,
      more: newer.length > page.length,
    });
  }

  #give(
    id: string,
    part: string | undefined,
    file: string | undefined,
    length: number,
    answer: (status: number, contentType: string, body: Buffer) => void,
    refuse: (status: number, code: string, message: string) => void,
    response: ServerResponse,
  ): void {
    const pack = this.#packs.get(id);
    if (pack === undefined || pack.removed) refuse(404, "not-found", "There is no pack of that name.");
    else if (part === "manifest" && length === 4) answer(200, "application/json", pack.manifest);
    else if (part === "files" && file !== undefined && length === 5) {
      const bytes = pack.files.get(decodeURIComponent(file));
      if (bytes === undefined) refuse(404, "not-found", "The pack has no such file.");
      else if (this.faults.cut > 0 && bytes.length > 1) {
        this.faults.cut -= 1;
        response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes.length });
        response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
      } else if (this.faults.spoiled > 0 && bytes.length > 0) {
        this.faults.spoiled -= 1;
        const spoiled = Buffer.from(bytes);
        spoiled[0] = (spoiled[0] ?? 0) ^ 1;
        answer(200, "application/octet-stream", spoiled);
      } else answer(200, "application/octet-stream", bytes);
    } else refuse(404, "not-found", "There is nothing of that name.");
  }

  #open(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 200\n\n");
    const heard = request.headers["last-event-id"];
    if (typeof heard === "string") {
      const after = Number(heard.replace(/^c/, ""));
      for (const [id, pack] of this.#packs)
        if (pack.seq > after) sendEvent(response, pack.removed ? "pack.removed" : "pack.updated", id, pack.seq);
    }
    this.#listeners.add(response);
    response.on("close", () => this.#listeners.delete(response));
  }
}

function sendEvent(response: ServerResponse, event: string, pack: string, seq: number): void {
  const cursor = `c${String(seq)}`;
  response.write(`id: ${cursor}\nevent: ${event}\ndata: ${JSON.stringify({ pack, cursor })}\n\n`);
}
