import { readFileSync, readdirSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import { webhookSignature } from "../../main/platform/post-webhook";
import { sendNext } from "../../main/services/send-effects";
import { withQuestion } from "../../shared/review/escalation-question";
import { openTestApp } from "../support/temp-home";

let app: App;
let server: Server;
let url = "";
/** How the receiver answers each message in turn; 200 where nothing is left. */
let answers: (number | "cut")[] = [];
let skipped = 0;
let taken: { headers: Record<string, unknown>; body: string }[] = [];

const secretPath = "/hooks/T0CANARY/verysecretpart";
const signingKey = "canary-signing-key-of-the-webhook";

async function must<T>(
  answer: Promise<{ ok: true; value: T } | { ok: false; error: { code: string; message: string } }>,
): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function task(): Promise<string> {
  const inbox = await must(app.invoke("inbox.list", { filter: "WEB-123" }));
  return inbox.groups.flatMap((group) => group.rows)[0]?.taskId ?? "";
}

const add = (form: "slack" | "generic", name: string, unprotected = false) =>
  app.invoke("webhooks.add", {
    name,
    form,
    url: `${url}${secretPath}`,
    key: form === "generic" ? signingKey : "",
    unprotected,
  });

async function escalate() {
  const taskId = await task();
  const typed = {
    kind: "escalate" as const,
    taskId,
    attemptId: null,
    reason: withQuestion("It cannot be undone.", "May it run?"),
    person: "Dario",
    until: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const { effects } = await must(app.invoke("outbox.plan", { ...typed, comments: [] }));
  const sheet = await must(app.invoke("decision.sheet", { kind: "escalate", taskId, attemptId: null }));
  const receipt = await must(
    app.invoke("decision.record", {
      ...typed,
      nonce: sheet.nonce,
      confirm: null,
      effects: effects.map(({ id }) => id),
    }),
  );
  return { taskId, effects, receipt };
}

async function sendAll(): Promise<void> {
  for (let round = 0; round < 10; round += 1) if (!(await must(sendNext(app.core, "test")))) return;
}

/** Every entry of the log. */
function told(): unknown[] {
  return Array.from({ length: app.core.ledger.size() }, (_, seq) => app.core.ledger.body(seq));
}

/** All bytes of the data folder's files that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => {
    const file = path.join(folder, name);
    return statSync(file).isFile() && readFileSync(file).includes(text);
  });
}

describe("escalations to webhooks", () => {
  beforeEach(async () => {
    answers = [];
    taken = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString("utf8")));
      request.on("end", () => {
        taken.push({ headers: request.headers, body });
        const answer = answers.shift() ?? 200;
        if (answer === "cut") response.destroy();
        else response.writeHead(answer).end("ok");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    skipped = 0;
    app = openTestApp({ platform: { clock: { ...systemClock(), now: () => new Date(Date.now() + skipped) } } });
    await must(app.invoke("sample.open", {}));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it("are sent once each, signed in the generic form, with the effect's own id, and become entries", async () => {
    await must(add("slack", "#oncall"));
    await must(add("generic", "pager"));
    const { effects, receipt } = await escalate();
    expect(effects.map(({ via, wanted }) => [via, wanted])).toEqual([
      ["webhook", true],
      ["webhook", true],
    ]);
    expect(taken).toHaveLength(0);
    await sendAll();
    expect(taken).toHaveLength(2);
    const generic = taken.find(({ headers }) => headers["webhook-id"] !== undefined);
    const id = String(generic?.headers["webhook-id"]);
    expect(JSON.parse(generic?.body ?? "")).toMatchObject({ id, escalation: { to: "Dario", question: "May it run?" } });
    expect(generic?.headers["webhook-signature"]).toBe(
      webhookSignature(signingKey, id, Number(generic?.headers["webhook-timestamp"]), generic?.body ?? ""),
    );
    const slack = taken.find(({ headers }) => headers["webhook-id"] === undefined);
    expect((JSON.parse(slack?.body ?? "{}") as { text: string }).text).toMatch(/Reference [0-9a-f-]{36}$/u);
    const places = app.core.ledger.entriesOf("effect");
    expect(places).toHaveLength(2);
    for (const seq of places)
      expect(app.core.ledger.body(seq)).toMatchObject({
        via: "webhook",
        state: "confirmed",
        decision: receipt.seq,
        target: url.slice(7),
      });
    await sendAll();
    expect(taken).toHaveLength(2);
  });

  it("are never sent again by themselves after a lost answer", async () => {
    await must(add("slack", "#oncall"));
    answers = ["cut"];
    await escalate();
    await sendAll();
    expect(taken).toHaveLength(1);
    await sendAll();
    expect(taken).toHaveLength(1);
    const { queue, settled } = await must(app.invoke("outbox.list", {}));
    expect(queue.map(({ state }) => state)).toEqual(["unknown"]);
    expect(settled).toEqual([]);
    // The reviewer may send it again: it bears the same reference.
    skipped = 60_000;
    await sendAll();
    expect(taken).toHaveLength(1);
    const held = (await must(app.invoke("outbox.list", {}))).queue[0];
    expect(held).toMatchObject({ state: "held", can: { retry: true } });
    await must(app.invoke("outbox.retry", { id: held?.id ?? "" }));
    await sendAll();
    expect(taken).toHaveLength(2);
    expect(taken[1]?.body).toBe(taken[0]?.body);
  });

  it("keep their address out of every answer, entry and file but the one that is readable by this account alone", async () => {
    await must(add("generic", "pager", true));
    answers = [500];
    await escalate();
    await sendAll();
    const [one] = (await must(app.invoke("webhooks.list", {}))).webhooks;
    answers = [404];
    const answersSeen = JSON.stringify([
      await app.invoke("webhooks.list", {}),
      await app.invoke("webhooks.test", { id: one?.id ?? "" }),
      await app.invoke("outbox.list", {}),
      ...told(),
      await app.invoke("app.status", {}),
    ]);
    expect(answersSeen).not.toContain("verysecretpart");
    expect(answersSeen).not.toContain(signingKey);
    const kept = filesWith(app.core.home, "verysecretpart");
    expect(kept.every((name) => name === path.join("keys", "webhooks.json"))).toBe(true);
    if (process.platform !== "win32")
      expect(statSync(path.join(app.core.home, "keys", "webhooks.json")).mode & 0o077).toBe(0);
    await must(app.invoke("webhooks.remove", { id: one?.id ?? "" }));
    expect(filesWith(app.core.home, "verysecretpart")).toEqual([]);
  });

  it("say that a test is one, and name what is wrong", async () => {
    await must(add("slack", "#oncall"));
    const [one] = (await must(app.invoke("webhooks.list", {}))).webhooks;
    expect(await must(app.invoke("webhooks.test", { id: one?.id ?? "" }))).toEqual({ status: 200 });
    expect(taken[0]?.body).toContain("Test message");
    expect(await add("slack", "#ONCALL")).toMatchObject({ ok: false, error: { code: "webhook-name" } });
    answers = [410];
    const gone = await app.invoke("webhooks.test", { id: one?.id ?? "" });
    expect(gone).toMatchObject({ ok: false, error: { code: "webhook-test" } });
    expect(
      await app.invoke("webhooks.add", {
        name: "x",
        form: "slack",
        url: "http://hooks.example.org/x",
        key: "",
        unprotected: true,
      }),
    ).toMatchObject({ ok: false, error: { code: "webhook-address" } });
  });
});
