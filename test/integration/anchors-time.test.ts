import { describe, expect, it, vi } from "vitest";
import { post } from "../../main/platform/http-post";
import { anchorsDue, createAnchorFollower } from "../../main/services/follow-anchors";
import { systemClock } from "../../main/platform/clock";
import type { AnchorSettings } from "../../shared/contract/anchors";
import { openAnchorApp, recordSomething, valueOf } from "../support/anchor-app";
import { tempFolder } from "../support/temp-home";
import { sendReply, timeAuthority, timeServer } from "../support/time-authority";

/** A text of a form, as a part of what is expected. */
function like(form: RegExp): unknown {
  return expect.stringMatching(form);
}

function timeSettings(url: string, root: string | null, automatic = false): { time: AnchorSettings["time"] } {
  return { time: { url, root, automatic } };
}

describe("anchors by a time-stamp", () => {
  it("are recorded with the authority's time and hold for openssl's root; the authority sees a digest alone", async () => {
    const authority = timeAuthority();
    const server = await timeServer((request, response) => {
      sendReply(response, authority.reply(request));
    });
    const app = openAnchorApp();
    const size = recordSomething(app, 2);
    valueOf(await app.invoke("anchors.settings", timeSettings(server.url, authority.root)));
    const note = app.core.ledger.checkpoint()?.note ?? "";
    const made = valueOf(await app.invoke("anchors.make", { type: "rfc3161" }));
    expect(made).toMatchObject({ type: "rfc3161", size, seq: size });
    expect(made.detail).toMatch(/^Time-stamp of \d{4}-\d\d-\d\dT\S+Z by Clock One, 127\.0\.0\.1:\d+$/);
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.length).toBeLessThan(100);
    expect(server.asked[0]?.includes("countersign")).toBe(false);
    expect(note).not.toBe("");
    const { findings } = valueOf(await app.invoke("anchors.check", {}));
    expect(findings).toMatchObject([{ seq: size, type: "rfc3161", outcome: "holds" }]);
    expect(Math.abs(Date.parse(findings[0]?.time ?? "") - Date.now())).toBeLessThan(120_000);
    // Nobody is asked again to check it.
    expect(server.asked).toHaveLength(1);
    expect(valueOf(await app.invoke("app.status", {})).log.anchored).toMatchObject({ size, notAnchored: 0 });
  });

  it("do not hold any more under another root", async () => {
    const authority = timeAuthority();
    const server = await timeServer((request, response) => {
      sendReply(response, authority.reply(request));
    });
    const app = openAnchorApp();
    recordSomething(app);
    valueOf(await app.invoke("anchors.settings", timeSettings(server.url, authority.root)));
    valueOf(await app.invoke("anchors.make", { type: "rfc3161" }));
    valueOf(await app.invoke("anchors.settings", timeSettings(server.url, timeAuthority().root)));
    expect(valueOf(await app.invoke("anchors.check", {})).findings).toMatchObject([
      { outcome: "diverged", message: like(/leads to none of the roots/) },
    ]);
  });

  it("are refused of an answer that is not one, and nothing is recorded", async () => {
    const authority = timeAuthority();
    const other = timeAuthority();
    const mode = { answer: "large" };
    const server = await timeServer((request, response) => {
      switch (mode.answer) {
        case "large":
          response.writeHead(200, { "content-type": "application/timestamp-reply" });
          response.end(Buffer.alloc(10 * 1024 * 1024, 0x30));
          break;
        case "old nonce":
          sendReply(response, authority.reply(server.asked[0] ?? request));
          break;
        case "other hash": {
          const changed = Buffer.from(request);
          changed[40] = (changed[40] ?? 0) ^ 1;
          sendReply(response, authority.reply(changed));
          break;
        }
        case "other authority":
          sendReply(response, other.reply(request));
          break;
        case "refusal":
          sendReply(response, authority.reply(Buffer.from("3003020101", "hex")));
          break;
        case "redirect":
          response.writeHead(302, { location: "file:///etc/passwd" });
          response.end();
          break;
        case "html":
          response.writeHead(200, { "content-type": "text/html" });
          response.end("<p>Time</p>");
          break;
        case "busy":
          response.writeHead(503);
          response.end();
          break;
        case "nothing":
          sendReply(response, Buffer.alloc(0));
          break;
        default:
          response.destroy();
      }
    });
    const app = openAnchorApp();
    const size = recordSomething(app);
    valueOf(await app.invoke("anchors.settings", timeSettings(server.url, authority.root)));
    const answers: Record<string, string> = {};
    for (const answer of [
      ...["large", "old nonce", "other hash", "other authority", "refusal", "redirect", "html", "busy", "nothing"],
      "reset",
    ]) {
      mode.answer = answer;
      const made = await app.invoke("anchors.make", { type: "rfc3161" });
      answers[answer] = made.ok ? "recorded" : `${made.error.code}: ${made.error.message}`;
    }
    expect(answers).toEqual({
      large: like(/^time-stamp-refused: .*more than 65536 bytes/),
      "old nonce": like(/^time-stamp-refused: .*does not repeat the number/),
      "other hash": like(/^time-stamp-refused: .*over other bytes/),
      "other authority": like(/^time-stamp-refused: .*leads to none of the roots/),
      refusal: like(/^time-stamp-refused: .*the authority refused it/),
      redirect: like(/^time-stamp-refused: .*another address/),
      html: like(/^time-stamp-refused: .*something else/),
      busy: like(/^anchor-busy: .*503/),
      nothing: like(/^time-stamp-refused: /),
      reset: like(/^anchor-unreachable: /),
    });
    expect(app.core.ledger.size()).toBe(size);
    expect(valueOf(await app.invoke("anchors.list", {}))).toMatchObject({
      anchors: [],
      waiting: [{ type: "rfc3161", tries: 10 }],
    });
  });

  it("wait while nothing is reached, over a restart, and are made when something is", async () => {
    const authority = timeAuthority();
    const state = { up: false };
    const server = await timeServer((request, response) => {
      if (state.up) sendReply(response, authority.reply(request));
      else response.destroy();
    });
    const home = tempFolder();
    const app = openAnchorApp({ home });
    recordSomething(app);
    valueOf(await app.invoke("anchors.settings", timeSettings(server.url, authority.root)));
    expect(await app.invoke("anchors.make", { type: "rfc3161" })).toMatchObject({ ok: false });
    expect(anchorsDue(app.core)).toEqual([]);
    app.close();

    const later = { ...systemClock(), now: () => new Date(Date.now() + 61_000) };
    const again = openAnchorApp({ home, platform: { clock: later } });
    expect(anchorsDue(again.core)).toEqual(["rfc3161"]);
    state.up = true;
    const bugs: unknown[] = [];
    const follower = createAnchorFollower(again.core, { onBug: (error) => bugs.push(error) });
    await vi.waitFor(async () => {
      expect(valueOf(await again.invoke("anchors.list", {}))).toMatchObject({
        anchors: [{ type: "rfc3161" }],
        waiting: [],
      });
    }, 5000);
    follower.stop();
    expect(bugs).toEqual([]);
    // What is recorded meanwhile waits for none of it.
    expect(recordSomething(again)).toBeGreaterThan(0);
  });
});

it("an answer that never comes, or never ends, is given up", async () => {
  const slow = await timeServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/timestamp-reply" });
    response.write("0");
  });
  const silent = await timeServer(() => undefined);
  const asked = {
    body: Buffer.from("x"),
    sends: "application/timestamp-query",
    takes: "application/timestamp-reply",
    agent: "test",
    limit: 100,
    signal: new AbortController().signal,
  };
  for (const [url, times] of [
    [slow.url, { answer: 5000, idle: 100, whole: 5000 }],
    [slow.url, { answer: 5000, idle: 5000, whole: 200 }],
    [silent.url, { answer: 100, idle: 5000, whole: 5000 }],
  ] as const)
    expect(await post({ ...asked, url, times })).toMatchObject({
      error: { why: "unreachable", problem: { code: "runner-timeout" } },
    });
});

it("settings refuse what could not be asked, and keep what was", async () => {
  const app = openAnchorApp();
  const { root } = timeAuthority();
  for (const [settings, code] of [
    [timeSettings("file:///etc/passwd", null), "authority-refused"],
    [timeSettings("http://time.example.org/tsr", null), "authority-refused"],
    [timeSettings("https://ilse:secret@time.example.org", null), "authority-refused"],
    [timeSettings("https://time.example.org/tsr", "no certificate"), "root-unreadable"],
    [{ git: { remote: "ext::sh -c x", tokenEnv: null, automatic: true } }, "remote-refused"],
  ] as const)
    expect(await app.invoke("anchors.settings", settings)).toMatchObject({ error: { code } });
  expect(await app.invoke("anchors.settings", { everyDecisions: 0 })).toMatchObject({ ok: false });
  const kept = valueOf(await app.invoke("anchors.settings", timeSettings("http://time.example.org/tsr", root, true)));
  expect(kept).toMatchObject({ git: null, time: { automatic: true }, everyDecisions: 50, everyHours: 24 });
  expect(valueOf(await app.invoke("anchors.settings", {}))).toEqual(kept);
  expect(await app.invoke("anchors.make", { type: "rfc3161" })).toMatchObject({ error: { code: "nothing-to-anchor" } });
});
