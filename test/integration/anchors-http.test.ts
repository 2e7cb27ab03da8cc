import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { bareRemote, openAnchorApp, plainGit, recordSomething, valueOf } from "../support/anchor-app";
import { gitEnv } from "../support/git-repository";

const backend = path.join(plainGit(import.meta.dirname, "--exec-path"), "git-http-backend");
const token = "anchors-canary-7f3a";

/** Hands a request to git's own server for http, as a web server would (CGI). */
function serveGit(root: string, message: IncomingMessage, response: ServerResponse): void {
  const url = new URL(message.url ?? "/", "http://127.0.0.1");
  const child = spawn(backend, {
    env: {
      ...gitEnv,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: message.method ?? "GET",
      CONTENT_TYPE: message.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: message.headers["content-encoding"] ?? "",
      HTTP_GIT_PROTOCOL: String(message.headers["git-protocol"] ?? ""),
      REMOTE_USER: "ilse",
    },
  });
  message.pipe(child.stdin);
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  child.on("close", () => {
    const out = Buffer.concat(parts);
    const end = out.indexOf("\r\n\r\n");
    let status = 200;
    for (const line of out.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(/: (.*)/);
      if (name === "Status") status = Number(value.slice(0, 3));
      else response.setHeader(name, value);
    }
    response.writeHead(status);
    response.end(out.subarray(end + 4));
  });
}

async function listening(answer: (message: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${String(address.port)}`;
}

describe.skipIf(!existsSync(backend))("anchors over http", () => {
  it("go with the token of the named variable and with nothing without it; a redirect is not followed", async () => {
    const remote = bareRemote();
    plainGit(remote, "config", "http.receivepack", "true");
    const seen: string[] = [];
    const address = await listening((message, response) => {
      const sent = message.headers.authorization ?? "";
      seen.push(sent);
      if (sent !== `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`) {
        response.writeHead(401, { "www-authenticate": 'Basic realm="git"' });
        response.end();
      } else serveGit(path.dirname(remote), message, response);
    });
    const elsewhere: string[] = [];
    const other = await listening((message, response) => {
      elsewhere.push(message.headers.authorization ?? "");
      serveGit(path.dirname(remote), message, response);
    });
    const redirecting = await listening((message, response) => {
      response.writeHead(302, { location: `${other}${message.url ?? "/"}` });
      response.end();
    });

    const env = { ...gitEnv, COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_ANCHOR_TOKEN: token };
    const app = openAnchorApp({ platform: { env } });
    recordSomething(app);
    const named = (base: string, tokenEnv: string | null) => ({
      git: { remote: `${base}/anchors.git`, tokenEnv, automatic: false },
    });
    const make = () => app.invoke("anchors.make", { type: "git" });

    valueOf(await app.invoke("anchors.settings", named(address, null)));
    expect(await make()).toMatchObject({ error: { code: "anchor-unreachable" } });
    expect(new Set(seen)).toEqual(new Set([""]));
    valueOf(await app.invoke("anchors.settings", named(address, "COUNTERSIGN_OTHER")));
    expect(await make()).toMatchObject({ error: { code: "token-missing" } });
    expect(await app.invoke("anchors.settings", named(address, "HOME"))).toMatchObject({ ok: false });

    valueOf(await app.invoke("anchors.settings", named(redirecting, "COUNTERSIGN_ANCHOR_TOKEN")));
    expect(await make()).toMatchObject({ error: { code: "anchor-unreachable" } });
    expect(elsewhere).toEqual([]);

    valueOf(await app.invoke("anchors.settings", named(address, "COUNTERSIGN_ANCHOR_TOKEN")));
    valueOf(await make());
    recordSomething(app);
    valueOf(await make());
    const ref = plainGit(remote, "for-each-ref", "--format=%(refname)", "refs/countersign/");
    expect(plainGit(remote, "rev-list", "--count", ref)).toBe("2");
    const { findings } = valueOf(await app.invoke("anchors.check", {}));
    expect(findings.map(({ outcome }) => outcome)).toEqual(["holds", "holds"]);
    // The token is in no file of the data folder.
    const files = readdirSync(app.core.home, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) {
      const bytes = readFileSync(path.join(file.parentPath, file.name));
      expect(bytes.includes(token), file.name).toBe(false);
    }
  });
});
