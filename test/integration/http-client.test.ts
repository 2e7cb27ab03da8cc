import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { existsSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { httpRunner, type HttpRunner } from "../../main/platform/http-runner";
import { RunnerServer } from "../support/runner-server";
import { tempFolder } from "../support/temp-home";

const times = { answer: 200, idle: 200, retries: [5, 10], longestWait: 500 };
const signal = new AbortController().signal;
const good = { protocol: "countersign-runner/1", name: "N", kind: "k", version: "1", capabilities: { events: true } };

/** A client of a server that answers as told. Out also: how often it was asked. */
async function clientOf(
  answer: (request: IncomingMessage, response: ServerResponse, asked: number) => void,
  token: string | null = null,
): Promise<{ client: HttpRunner; asked: () => number; address: string }> {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    answer(request, response, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return { client: httpRunner({ address, token, tokenEnv: "T", version: "0", times }), asked: () => asked, address };
}

const json = (response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
};

describe("patience", () => {
  it("asks again what passes, and no more often than it says", async () => {
    const { client, asked } = await clientOf((_request, response, n) => {
      if (n < 3) json(response, {}, n === 1 ? 503 : 429, { "retry-after": "0" });
      else json(response, good);
    });
    expect((await client.describe(signal)).ok).toBe(true);
    expect(asked()).toBe(3);
    const failing = await clientOf((_request, response) => {
      json(response, {}, 500);
    });
    const failed = await failing.client.describe(signal);
    expect([failed.ok, failing.asked()]).toEqual([false, 3]);
  });

  it("asks nothing again that will not pass", async () => {
    for (const status of [400, 401, 403, 404, 410, 501]) {
      const { client, asked } = await clientOf((_request, response) => {
        json(response, {}, status);
      });
      expect((await client.describe(signal)).ok).toBe(false);
      expect([status, asked()]).toEqual([status, 1]);
    }
  });

  it("waits as long as Retry-After says, and not longer than it is willing to", async () => {
    const started = performance.now();
    const { client } = await clientOf((_request, response, n) => {
      if (n === 1) json(response, {}, 503, { "retry-after": new Date(Date.now() + 1000).toUTCString() });
      else json(response, good);
    });
    // A date has whole seconds: it may lie within the half second that is waited, or just beyond it.
    await client.describe(signal);
    expect(performance.now() - started).toBeLessThan(1500);
    const long = await clientOf((_request, response) => {
      json(response, {}, 429, { "retry-after": "60" });
    });
    const refused = await long.client.describe(signal);
    expect(!refused.ok && [refused.error.code, long.asked()]).toEqual(["runner-busy", 1]);
  });

  it("gives up on a silent runner, before and within an answer", async () => {
    const silent = await clientOf(() => undefined);
    const before = await silent.client.describe(signal);
    expect(!before.ok && before.error.code).toBe("runner-timeout");
    const stuck = await clientOf((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": 1000 });
      response.write("{");
    });
    const within = await stuck.client.describe(signal);
    expect(!within.ok && within.error.code).toBe("runner-timeout");
  });

  it("ends at once when it is stopped", async () => {
    const stop = new AbortController();
    const { client } = await clientOf(() => {
      setTimeout(() => {
        stop.abort();
      }, 20);
    });
    const started = performance.now();
    const stopped = await client.describe(stop.signal);
    expect(!stopped.ok && stopped.error.code).toBe("cancelled");
    expect(performance.now() - started).toBeLessThan(180);
  });
});

describe("caution", () => {
  it("follows redirects within the origin, and takes the token nowhere else", async () => {
    const heard: (string | undefined)[] = [];
    const elsewhere = await clientOf((request, response) => {
      heard.push(request.headers.authorization);
      json(response, good);
    });
    const { client, asked } = await clientOf((request, response, n) => {
      if (request.url === "/v1/runner") response.writeHead(307, { location: "/moved" }).end();
      else if (n < 3) json(response, good);
      else response.writeHead(307, { location: `${elsewhere.address}/v1/packs` }).end();
    }, "secret");
    expect((await client.describe(signal)).ok).toBe(true);
    expect(asked()).toBe(2);
    const sent = await client.packs(null, 1, signal);
    expect(!sent.ok && sent.error.code).toBe("runner-redirect");
    expect(heard).toEqual([]);
  });

  it("does not run in a circle", async () => {
    const { client, asked } = await clientOf((_request, response) => {
      response.writeHead(302, { location: "/v1/runner" }).end();
    });
    const circle = await client.describe(signal);
    expect(!circle.ok && circle.error.message).toMatch(/in a circle/);
    expect(asked()).toBe(6);
  });

  it("takes no more than it wants", async () => {
    const { client } = await clientOf((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const part = "x".repeat(1024 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(part));
      };
      response.on("drain", more);
      more();
    });
    const endless = await client.describe(signal);
    expect(!endless.ok && endless.error.code).toBe("runner-too-large");
  });

  it("writes nothing over what is there, and nothing longer than the manifest says", async () => {
    const { client } = await clientOf((_request, response) => {
      response.end("four and more");
    });
    const target = path.join(tempFolder(), "file");
    const file = { path: "a", bytes: 4, sha256: "0".repeat(64) };
    const long = await client.download("p", file, target, signal);
    expect(!long.ok && long.error.code).toBe("runner-size");
    expect(existsSync(target)).toBe(true);
    await expect(client.download("p", file, target, signal)).rejects.toThrow(/EEXIST/);
  });
});

describe("the stream of events", () => {
  async function listening(silenceMs: number) {
    const server = new RunnerServer();
    await server.start();
    onTestFinished(() => server.stop());
    const client = httpRunner({ address: server.address, token: null, tokenEnv: null, version: "0", times, silenceMs });
    return { server, client };
  }

  it("is taken for dead when it is silent, and alive while it beats", async () => {
    const { server, client } = await listening(150);
    const beat = setInterval(() => {
      server.heartbeat();
    }, 40);
    const started = performance.now();
    setTimeout(() => {
      clearInterval(beat);
    }, 400);
    const heard: string[] = [];
    const ended = await client.events(
      null,
      { open: () => heard.push("open"), event: ({ type }) => heard.push(type) },
      signal,
    );
    expect(!ended.ok && ended.error.code).toBe("runner-timeout");
    expect(performance.now() - started).toBeGreaterThan(380);
    expect(heard[0]).toBe("open");
    expect(heard.filter((type) => type === "heartbeat").length).toBeGreaterThan(3);
  });

  it("resumes where it was left", async () => {
    const { server, client } = await listening(100);
    const sample = path.resolve(import.meta.dirname, "..", "..", "resources", "sample", "packs", "web-123-a");
    for (const name of ["a", "b", "c"]) server.put(name, sample);
    const packs: string[] = [];
    await client.events(
      "c1",
      { open: () => undefined, event: (event) => (event.type === "pack" ? packs.push(event.pack) : 0) },
      signal,
    );
    expect(packs).toEqual(["b", "c"]);
  });

  it("lets pass what it does not know, and spoiled events", async () => {
    const { client } = await clientOf((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(
        ': hello\n\nevent: pack.added\ndata: not json\n\nevent: pack.added\ndata: {"pack":"../x","cursor":"c"}\n\n',
      );
      response.end(
        'event: other\ndata: {}\n\nretry: 7\nid: c9\nevent: pack.added\ndata: {"pack":"ok","cursor":"c9"}\n\n',
      );
    });
    const heard: unknown[] = [];
    const ended = await client.events(null, { open: () => undefined, event: (event) => heard.push(event) }, signal);
    expect(ended).toEqual({ ok: true, value: { retryMs: 7 } });
    expect(heard.filter((event) => JSON.stringify(event).includes('"pack"'))).toEqual([
      { type: "pack", pack: "ok", id: "c9" },
    ]);
  });

  it("is no stream when it is something else", async () => {
    const { client } = await clientOf((_request, response) => {
      json(response, {});
    });
    const other = await client.events(null, { open: () => undefined, event: () => undefined }, signal);
    expect(!other.ok && other.error.code).toBe("runner-form");
  });
});
