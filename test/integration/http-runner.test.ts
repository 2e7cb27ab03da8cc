import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { connectRunner, pauseRunner, syncConnection } from "../../main/services/connect-runner";
import { createHttpFollower } from "../../main/services/follow-http-runners";
import { checkAddress } from "../../main/platform/http-runner";
import { networkProblem } from "../../main/platform/http-problem";
import { readCursor, wantedPacks } from "../../main/store/remote-packs";
import { answerCheck } from "../support/runner-contract";
import { RunnerServer } from "../support/runner-server";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

const sample = path.join(projectRoot, "resources", "sample", "packs");
const never = () => false;
let server: RunnerServer;

beforeEach(async () => {
  server = new RunnerServer();
  for (const name of ["pay-118-a", "pay-118-b"]) server.put(name, path.join(sample, name));
  await server.start();
});
afterEach(() => server.stop());

const connect = (app: App, more: { tokenEnv?: string; name?: string } = {}) =>
  connectRunner(app.core, { kind: "http", path: server.address, ...more }, never);

async function only(app: App) {
  const status = await app.invoke("app.status", {});
  if (!status.ok) throw new Error(status.error.message);
  const [connection] = status.value.connections;
  if (connection === undefined) throw new Error("nothing is connected");
  return { ...connection, tasks: status.value.counts?.tasks };
}

async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 5000): Promise<number> {
  const started = performance.now();
  while (!(await holds())) {
    if (performance.now() - started > ms) throw new Error(`${what} did not happen within ${String(ms)} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - started;
}

describe("an HTTP runner", () => {
  it("is read whole at first, and a second sync fetches nothing", async () => {
    const app = openTestApp();
    const first = await connect(app);
    expect(first.ok && [first.value.problems, first.value.attempts, first.value.sessions > 0]).toEqual([[], 2, true]);
    const connection = await only(app);
    expect(connection).toMatchObject({
      kind: "http",
      name: "Night shift",
      state: "ready",
      waiting: 0,
      gone: 0,
      sources: 2,
    });
    expect(connection.sessions).toBeGreaterThan(0);

    const before = server.requests.length;
    const second = await app.invoke("runners.sync", { id: connection.id });
    expect(second.ok && [second.value.unchanged, second.value.attempts, second.value.records]).toEqual([2, 0, 0]);
    expect(server.requests.slice(before)).toEqual(["/v1/packs?since=c2&limit=200"]);
    expect(server.answers.flatMap((answer) => answerCheck()(answer))).toEqual([]);
  });

  it("gives the same tasks as the same packs in a folder", async () => {
    const remote = openTestApp();
    await connect(remote);
    const local = openTestApp();
    const folder = tempFolder();
    for (const name of ["pay-118-a", "pay-118-b"])
      cpSync(path.join(sample, name), path.join(folder, name), { recursive: true });
    await local.invoke("runners.connect", { kind: "packs", path: folder });
    const rows = async (app: App) => {
      const inbox = await app.invoke("inbox.list", { filter: "" });
      return inbox.ok ? inbox.value.groups.flatMap((group) => group.rows.map((row) => [row.taskId, row.title])) : [];
    };
    expect(await rows(remote)).toEqual(await rows(local));
    expect((await rows(remote)).length).toBeGreaterThan(0);
  });

  it("puts packs under names of its own, whatever the runner calls them", async () => {
    const app = openTestApp();
    server.put("a..b", path.join(sample, "web-123-a"));
    await connect(app);
    const { id } = await only(app);
    const folder = path.join(app.core.home, "packs", id);
    expect(readdirSync(folder)).toHaveLength(3);
    for (const name of readdirSync(folder)) expect(name).toMatch(/^pack-[0-9a-f]{32}$/);
  });

  it("tells of a new pack within a second, and duplicate events make nothing twice", async () => {
    const app = openTestApp();
    await connect(app);
    server.faults.twice = true;
    const follower = createHttpFollower(app.core);
    try {
      await until("the stream", () => server.listening === 1);
      const took: number[] = [];
      for (const name of ["web-123-a", "pay-121-a", "srch-114-a"]) {
        const { sources } = await only(app);
        server.put(name, path.join(sample, name));
        took.push(await until("the new pack", async () => (await only(app)).sources === sources + 1));
      }
      // The best of three: the machine may be busy with something else, the way itself is not slow.
      expect(Math.min(...took)).toBeLessThan(1000);
      expect((await only(app)).following).toBe(true);
      await until("the sync's end", async () => (await only(app)).state === "ready");
      expect(server.requests.filter((asked) => asked === "/v1/packs/web-123-a/manifest")).toHaveLength(1);
    } finally {
      follower.stop();
    }
    expect((await only(app)).following).toBe(false);
  });

  it("comes back after the runner died, and misses nothing that changed meanwhile", async () => {
    const app = openTestApp();
    await connect(app);
    const follower = createHttpFollower(app.core, { times: { again: [20, 50], poll: 60_000 } });
    try {
      await until("the stream", () => server.listening === 1);
      await server.stop();
      server.put("web-123-a", path.join(sample, "web-123-a"));
      await new Promise((resolve) => setTimeout(resolve, 200));
      await server.start();
      await until("the pack", async () => (await only(app)).sources === 3);
      await until("ready again", async () => (await only(app)).state === "ready");
    } finally {
      follower.stop();
    }
  });

  it("asks a runner without events from time to time", async () => {
    server.faults.noEvents = true;
    const app = openTestApp();
    await connect(app);
    const follower = createHttpFollower(app.core, { times: { again: [20], poll: 100 } });
    try {
      server.put("web-123-a", path.join(sample, "web-123-a"));
      await until("the pack", async () => (await only(app)).sources === 3);
    } finally {
      follower.stop();
    }
  });

  it("is not followed and not synced while it is paused", async () => {
    const app = openTestApp();
    await connect(app);
    const { id } = await only(app);
    const follower = createHttpFollower(app.core);
    try {
      await until("the stream", () => server.listening === 1);
      pauseRunner(app.core, id, true);
      follower.refresh();
      await until("the stream's end", () => server.listening === 0);
      server.put("web-123-a", path.join(sample, "web-123-a"));
      const refused = await syncConnection(app.core, id, never);
      expect(!refused.ok && refused.error.code).toBe("paused");
      expect(await only(app)).toMatchObject({ state: "paused", following: false, sources: 2 });
      pauseRunner(app.core, id, false);
      follower.refresh();
      await until("the pack", async () => (await only(app)).sources === 3);
    } finally {
      follower.stop();
    }
  });

  it("keeps its place in the list when the app is started again, and starts over when the runner forgot it", async () => {
    const home = tempFolder();
    const first = openTestApp({ home });
    await connect(first);
    const { id } = await only(first);
    expect(readCursor(first.core.record, id)).toBe("c2");
    first.close();

    const app = openTestApp({ home });
    server.put("web-123-a", path.join(sample, "web-123-a"));
    const before = server.requests.length;
    await syncConnection(app.core, id, never);
    expect(server.requests[before]).toBe("/v1/packs?since=c2&limit=200");
    expect((await only(app)).sources).toBe(3);

    server.faults.forgetful = true;
    const asked = server.requests.length;
    const again = await syncConnection(app.core, id, never);
    expect(again.ok && again.value.problems).toEqual([]);
    expect(server.requests.slice(asked)).toEqual(["/v1/packs?since=c3&limit=200", "/v1/packs?limit=200"]);
    expect((await only(app)).sources).toBe(3);
  });

  it("takes an updated pack in place of the old one, and keeps what the runner removed", async () => {
    const app = openTestApp();
    await connect(app);
    const changed = path.join(tempFolder(), "pack");
    cpSync(path.join(sample, "pay-118-a"), changed, { recursive: true });
    const manifest = JSON.parse(readFileSync(path.join(changed, "manifest.json"), "utf8")) as {
      predicate: { attempt: { summary: string } };
    };
    manifest.predicate.attempt.summary = "Said again, in other words.";
    writeFileSync(path.join(changed, "manifest.json"), JSON.stringify(manifest));
    server.put("pay-118-a", changed);
    server.remove("pay-118-b");
    const { id, tasks } = await only(app);
    const synced = await syncConnection(app.core, id, never);
    expect(synced.ok && synced.value.problems).toEqual([]);
    expect(await only(app)).toMatchObject({ sources: 2, gone: 1, tasks });
    const inbox = await app.invoke("inbox.list", { filter: "" });
    const row = inbox.ok ? inbox.value.groups.flatMap((group) => group.rows)[0] : undefined;
    const task = await app.invoke("task.get", { taskId: row?.taskId ?? "" });
    expect(JSON.stringify(task)).toContain("Said again, in other words.");
    expect(task.ok && task.value.attempts).toHaveLength(2);
    const complete = await app.invoke("runners.completeness", { id });
    expect(complete.ok && complete.value.gone).toMatchObject([{ path: "pay-118-b", archived: true }]);
  });

  it("reads a long list page by page", async () => {
    for (let n = 0; n < 450; n += 1) server.put(`many-${String(n)}`, path.join(sample, "web-123-a"));
    for (let n = 0; n < 450; n += 1) server.remove(`many-${String(n)}`);
    const app = openTestApp();
    await connect(app);
    expect(server.requests.filter((asked) => asked.startsWith("/v1/packs?"))).toHaveLength(3);
    expect(await only(app)).toMatchObject({ sources: 2, waiting: 0, state: "ready" });
  });
});

describe("a fault is named with its remedy, and nothing is lost", () => {
  const faults: readonly (readonly [string, (server: RunnerServer) => void, RegExp, RegExp])[] = [
    [
      "a runner that fails",
      (s) => Object.assign(s.faults, { failures: 99 }),
      /failed \(500\).*The night shift is out/,
      /log/,
    ],
    [
      "a runner that is too busy",
      (s) => Object.assign(s.faults, { failures: 99, status: 429, retryAfter: "3600" }),
      /left alone.*429/,
      /later/,
    ],
    ["a token that is wanted", (s) => (s.token = "secret"), /without a token \(401\)/, /environment variable/],
    ["something that is not JSON", (s) => (s.faults.notJson = true), /not JSON/, /address/],
    ["another form", (s) => (s.faults.wrongForm = true), /form its protocol does not have/, /version/],
    ["being sent elsewhere", (s) => (s.faults.redirect = "http://127.0.0.1:9"), /not followed/, /really is/],
    ["a manifest of another digest", (s) => (s.faults.wrongDigest = true), /manifest.*digest/i, /made anew/],
    [
      "files that are cut off",
      (s) => (s.faults.cut = 99),
      /Could not reach.*ended the connection|less than/,
      /Sync again/,
    ],
    ["files with wrong bytes", (s) => (s.faults.spoiled = 99), /digest [0-9a-f]{12}, not/, /made anew/],
  ];

  it.each(faults)("%s", async (_name, spoil, message, remedy) => {
    const app = openTestApp();
    await connect(app);
    const { id } = await only(app);
    server.put("web-123-a", path.join(sample, "web-123-a"));
    spoil(server);
    await syncConnection(app.core, id, never);
    const failed = await only(app);
    expect(failed.state).toBe("failed");
    expect(failed.problem?.message).toMatch(message);
    expect(failed.problem?.remedy).toMatch(remedy);
    expect(failed.sources).toBe(2);

    server.heal();
    server.token = null;
    await syncConnection(app.core, id, never);
    expect(await only(app)).toMatchObject({ state: "ready", problem: null, sources: 3, waiting: 0 });
    expect(wantedPacks(app.core.record, id)).toEqual([]);
    expect(existsSync(path.join(app.core.home, "packs", "incoming", id))).toBe(false);
  });

  it("faults that pass are not even told", async () => {
    const app = openTestApp();
    server.faults.failures = 1;
    const connected = await connect(app);
    expect(connected.ok).toBe(true);
    server.put("web-123-a", path.join(sample, "web-123-a"));
    Object.assign(server.faults, { failures: 1, status: 503, retryAfter: "0", cut: 1 });
    const synced = await syncConnection(app.core, (await only(app)).id, never);
    expect(synced.ok && synced.value.problems).toEqual([]);
    expect((await only(app)).sources).toBe(3);
  });

  it("one spoiled pack does not keep the others away", async () => {
    server.put("bad", path.join(sample, "web-123-a"), (manifest) =>
      Buffer.from(manifest.toString("utf8").replace(/"path":\s*"[^"]+"/, '"path":"../../../outside"')),
    );
    server.put("pay-121-a", path.join(sample, "pay-121-a"));
    const app = openTestApp();
    const report = await connect(app);
    expect(report.ok && report.value.problems).toHaveLength(1);
    const connection = await only(app);
    expect(connection).toMatchObject({ sources: 3, waiting: 1, state: "failed" });
    expect(connection.problem?.message).toMatch(/One pack is still to be fetched.*\.\./);
    expect(existsSync(path.join(app.core.home, "outside"))).toBe(false);
  });

  it("a runner that is not there is not connected", async () => {
    const app = openTestApp();
    await server.stop();
    const refused = await connect(app);
    expect(!refused.ok && refused.error).toMatchObject({
      code: "runner-unreachable",
      remedy: expect.stringMatching(/Start/) as string,
    });
    const status = await app.invoke("app.status", {});
    expect(status.ok && status.value.connections).toEqual([]);
  });

  it("a token comes from the variable that is named, and is nowhere in the data folder", async () => {
    server.token = "s3cret-canary-token";
    const app = openTestApp({ platform: { env: { NIGHT_TOKEN: "s3cret-canary-token", EMPTY: "" } } });
    expect((await connect(app, { tokenEnv: "EMPTY" })).ok).toBe(false);
    const connected = await connect(app, { tokenEnv: "NIGHT_TOKEN", name: "Ours" });
    expect(connected.ok && connected.value.attempts).toBe(2);
    expect(await only(app)).toMatchObject({ tokenEnv: "NIGHT_TOKEN", name: "Ours" });
    for (const file of readdirSync(app.core.home, { recursive: true, withFileTypes: true }))
      if (file.isFile())
        expect(readFileSync(path.join(file.parentPath, file.name)).includes("s3cret-canary-token")).toBe(false);
  });

  it("the window may only name variables that are meant for it", async () => {
    const app = openTestApp();
    const refused = await app.invoke("runners.connect", {
      kind: "http",
      path: server.address,
      tokenEnv: "GITHUB_TOKEN",
    });
    expect(!refused.ok && refused.error.code).toBe("bad-request");
    expect(server.requests).toEqual([]);
  });
});

describe("addresses and the network's words", () => {
  it("https anywhere, http on this machine only, nothing hidden in the address", () => {
    const accepted = ["https://r.example/x/", "http://127.0.0.1:8787", "http://localhost:1/v1", "http://[::1]:80/"];
    expect(accepted.map((given) => checkAddress(given))).toEqual(
      ["https://r.example/x", "http://127.0.0.1:8787", "http://localhost:1", "http://[::1]"].map((value) => ({
        ok: true,
        value,
      })),
    );
    for (const refused of [
      "http://r.example",
      "http://127.0.0.1.evil.example",
      "http://localhost.evil.example",
      "https://user:pass@r.example",
      "https://r.example/?a=1",
      "https://r.example/#x",
      "file:///etc/passwd",
      "ftp://r.example",
      "r.example",
      "",
    ])
      expect(checkAddress(refused).ok).toBe(false);
  });

  it.each([
    ["ENOTFOUND", "runner-name"],
    ["ECONNREFUSED", "runner-unreachable"],
    ["CERT_HAS_EXPIRED", "runner-tls"],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "runner-tls"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "runner-tls"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "runner-tls"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "runner-tls"],
    ["UND_ERR_CONNECT_TIMEOUT", "runner-timeout"],
    ["UND_ERR_SOCKET", "runner-cut"],
  ])("%s is told as %s", (code, expected) => {
    const error = new TypeError("fetch failed", { cause: Object.assign(new Error("x"), { code }) });
    const problem = networkProblem({ host: "r.example", place: "https://r.example/v1/packs", tokenEnv: null }, error);
    expect(problem.code).toBe(expected);
    expect(problem.message).toMatch(/^Could not reach r\.example: .+\.$/);
    expect(problem.remedy ?? "").toMatch(/\.$/);
  });
});
