import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { once } from "node:events";

/** Serves one bare repository to fetches, as git's own program does. In: its folder, and the path after its name. */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string,
  rest: string,
  query: string,
): Promise<void> {
  const backend = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      // The folder may be another account's.
      GIT_CONFIG_COUNT: "2",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
      GIT_CONFIG_KEY_1: "uploadpack.allowAnySHA1InWant",
      GIT_CONFIG_VALUE_1: "true",
      PATH_INFO: rest,
      QUERY_STRING: query.replace(/^\?/, ""),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(backend, "close");
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf("\r\n\r\n");
  const headers = answer.subarray(0, Math.max(end, 0)).toString("latin1").split("\r\n");
  const named = headers.map((line) => line.split(/: */, 2) as [string, string]).filter(([name]) => name !== "");
  const status = Number(named.find(([name]) => name.toLowerCase() === "status")?.[1]?.slice(0, 3) ?? "200");
  response.writeHead(end < 0 ? 500 : status, Object.fromEntries(named.filter(([name]) => name !== "Status")));
  response.end(end < 0 ? "" : answer.subarray(end + 4));
}
