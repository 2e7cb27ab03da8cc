import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { postWebhook, webhookHost, webhookSignature } from "../../../main/platform/post-webhook";

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

interface Taken {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver on this machine. Out: its address, and what it was sent. */
async function receiver(answer: (response: ServerResponse) => void): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const made = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
    request.on("end", () => {
      taken.push({ headers: request.headers, body });
      answer(response);
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${String((made.address() as AddressInfo).port)}/hook/secret-part`, taken };
}

const send = (url: string, over: { key?: string | null; timeoutMs?: number } = {}) =>
  postWebhook({
    url,
    key: null,
    id: "0192c3d4-0000-7000-8000-000000000001",
    body: '{"a":1}',
    contentType: "application/json",
    agent: "Countersign/test",
    now: 1_700_000_000,
    timeoutMs: 3000,
    ...over,
  });

describe("the address of a webhook", () => {
  it.each([
    ["https://hooks.example.org/services/T0/B0/x", "hooks.example.org"],
    ["https://chat.example.org:8443/hooks/x", "chat.example.org:8443"],
    ["http://127.0.0.1:9000/x", "127.0.0.1:9000"],
    ["http://localhost:9000/x", "localhost:9000"],
    ["http://[::1]:9000/x", "[::1]:9000"],
  ])("%s is taken, and only %s is shown of it", (url, host) => {
    expect(webhookHost(url)).toEqual({ ok: true, value: host });
  });

  it.each([
    "http://hooks.example.org/x",
    "http://127.0.0.1.example.org/x",
    "https://user:word@hooks.example.org/x",
    "ftp://hooks.example.org/x",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://hooks.example.org/a b",
    "https://hooks.example.org/\r\nx: y",
    "nothing",
    `https://hooks.example.org/${"x".repeat(2000)}`,
  ])("%j is refused without being quoted", (url) => {
    const refused = webhookHost(url);
    expect(refused.ok).toBe(false);
    if (!refused.ok) expect(refused.error.message).not.toContain(url);
  });
});

describe("the signature of a message", () => {
  it("is the one of Standard Webhooks", () => {
    const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    expect(webhookSignature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, '{"test": 2432232314}')).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  it("stands beside id and time, and only where there is a key", async () => {
    const { url, taken } = await receiver((response) => response.writeHead(200).end("ok"));
    expect(await send(url, { key: "shared" })).toEqual({ outcome: "done", status: 200 });
    expect(await send(url)).toEqual({ outcome: "done", status: 200 });
    expect(taken[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "webhook-id": "0192c3d4-0000-7000-8000-000000000001",
      "webhook-timestamp": "1700000000",
      "webhook-signature": webhookSignature("shared", "0192c3d4-0000-7000-8000-000000000001", 1_700_000_000, '{"a":1}'),
    });
    expect(taken[1]?.headers["webhook-signature"]).toBeUndefined();
    expect(taken.map(({ body }) => body)).toEqual(['{"a":1}', '{"a":1}']);
  });
});

describe("what became of a message", () => {
  it.each<[number, string]>([
    [204, "done"],
    [301, "refused"],
    [307, "refused"],
    [400, "refused"],
    [404, "refused"],
    [410, "refused"],
    [408, "lost"],
    [429, "later"],
    [500, "lost"],
    [502, "lost"],
    [503, "later"],
  ])("a %i is %s, and says nothing of the address", async (status, outcome) => {
    const { url, taken } = await receiver((response) =>
      response.writeHead(status, { location: "https://elsewhere.example/", "retry-after": "7" }).end(),
    );
    const answer = await send(url);
    expect(answer.outcome).toBe(outcome);
    expect(JSON.stringify(answer)).not.toContain("secret-part");
    expect(taken).toHaveLength(1);
    if (answer.outcome === "later") expect(answer.waitMs).toBe(7000);
  });

  it("is lost where the answer does not come or breaks off, and not sent where nobody listens", async () => {
    const silent = await receiver(() => undefined);
    expect(await send(silent.url, { timeoutMs: 300 })).toMatchObject({ outcome: "lost" });
    expect(silent.taken).toHaveLength(1);
    server?.closeAllConnections();
    server?.close();
    const cut = await receiver((response) => response.destroy());
    expect(await send(cut.url)).toMatchObject({ outcome: "lost" });
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    const gone = await send(cut.url);
    expect(gone).toMatchObject({ outcome: "later", waitMs: null });
    expect(JSON.stringify(gone)).not.toContain("secret-part");
  });
});
