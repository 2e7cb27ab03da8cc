import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Where git is served over https, and what lets this account in. */
export interface GitUpstream {
  /** "https://github.com" */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One repository, served to git on this machine while it is open. */
export interface GitRelay {
  readonly address: string;
  /** What git's environment needs to be let in: a word of this relay's own, good for nothing else. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** The two requests of a fetch (gitprotocol-http(5)); nothing else is passed on, so nothing can be pushed. */
const asked: Readonly<Record<string, string>> = {
  "GET /info/refs?service=git-upload-pack": "/info/refs?service=git-upload-pack",
  "POST /git-upload-pack": "/git-upload-pack",
};
const passedOn = ["accept", "content-type", "content-encoding", "git-protocol"] as const;
const passedBack = ["content-type", "cache-control"] as const;
const gate = "countersign-relay";

/**
 * Serves one repository to git on 127.0.0.1 and asks the host for it with the account's header: the token stays in this process,
 * out of git's arguments, environment and files. In: the host, and the path of the repository there. Redirects are not followed.
 */
export async function openGitRelay(upstream: GitUpstream, repository: string): Promise<GitRelay> {
  const word = randomBytes(24).toString("hex");
  const stop = new AbortController();
  const target = `${upstream.base}/${repository}.git`;
  const server = createServer((request, response) => {
    const way = asked[`${request.method ?? ""} ${request.url ?? ""}`];
    if (way === undefined || !isLetIn(request, word)) response.writeHead(404).end();
    else
      pass(request, response, { to: `${target}${way}`, headers: upstream.headers, signal: stop.signal }).catch(() => {
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const place = server.address();
  if (place === null || typeof place === "string") throw new Error("the relay has no port");
  return {
    address: `http://127.0.0.1:${String(place.port)}`,
    env: {
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: "http.extraHeader",
      GIT_CONFIG_VALUE_0: `${gate}: ${word}`,
      GIT_CONFIG_KEY_1: "http.followRedirects",
      GIT_CONFIG_VALUE_1: "false",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    },
    close: () => {
      stop.abort();
      server.close();
      server.closeAllConnections();
    },
  };
}

function isLetIn(request: IncomingMessage, word: string): boolean {
  const given = request.headers[gate];
  if (typeof given !== "string") return false;
  // A header's letters are bytes; as UTF-8 some would be two, and the comparison refuses other lengths by throwing.
  const [asked, own] = [Buffer.from(given, "latin1"), Buffer.from(word, "latin1")];
  return asked.length === own.length && timingSafeEqual(asked, own);
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  { to, headers, signal }: { to: string; headers: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<void> {
  const sent = new Headers(headers);
  sent.set("user-agent", "git/countersign");
  for (const name of passedOn) {
    const value = request.headers[name];
    if (typeof value === "string") sent.set(name, value);
  }
  const answer = await fetch(to, {
    method: request.method ?? "GET",
    headers: sent,
    redirect: "manual",
    signal,
    ...(request.method === "POST" ? { body: Readable.toWeb(request), duplex: "half" as const } : {}),
  });
  const back: Record<string, string> = {};
  for (const name of passedBack) {
    const value = answer.headers.get(name);
    if (value !== null) back[name] = value;
  }
  // A redirect names another host: nothing is asked of it.
  response.writeHead(answer.status >= 300 && answer.status < 400 ? 404 : answer.status, back);
  if (answer.body === null) response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}
