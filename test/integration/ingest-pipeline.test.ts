import { createHash } from "node:crypto";
import fs, { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import Database from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { createApp, type App } from "../../main/app";
import type { TranscriptAdapter } from "../../main/ingest/port";
import { recognised } from "../../main/ingest/port";
import { systemClock } from "../../main/platform/clock";
import * as plugins from "../../main/plugins";
import { anySource, ingestPaths } from "../../main/services/ingest-paths";
import { cancelJob } from "../../main/services/jobs";
import { readEvents } from "../../main/store/events";
import { readSource } from "../../main/store/sources";
import { sourcesOf } from "../../main/store/sessions";
import { transcriptId, transcriptLines } from "../support/transcripts";
import { openTestApp, tempFolder } from "../support/temp-home";

const options = { job: "test", isSource: anySource, cancelled: () => false };

/** Everything that is visible, in a form that is the same for the same content. */
function story(app: App): unknown[] {
  const { index } = app.core;
  const sessions = index
    .prepare<[], { pk: number; id: string }>(
      "SELECT pk, id, runner_session_id, source_path, source_digest, record FROM session WHERE id IS NOT NULL ORDER BY id",
    )
    .all();
  return sessions.map(({ pk, ...session }) => {
    const rows = index
      .prepare<[number], { rowid: number }>("SELECT rowid FROM event WHERE session_pk = ? ORDER BY seq")
      .all(pk);
    return {
      ...session,
      events: readEvents(
        index,
        rows.map((row) => row.rowid),
      ),
    };
  });
}

function tasksOf(app: App): unknown[] {
  return app.core.index
    .prepare("SELECT t.id, a.id AS attempt FROM task t JOIN attempt a ON a.task_id = t.id ORDER BY 1, 2")
    .all();
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function write(folder: string, sessions: number, records = 12): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: sessions }, (_, n) => {
    const file = path.join(folder, `${transcriptId(n)}.jsonl`);
    writeFileSync(file, transcriptLines(transcriptId(n), records).join(""));
    return file;
  });
}

it("the same read twice, in another order and into another folder, gives the same ids and nothing twice", async () => {
  const folder = path.join(tempFolder(), "night");
  const files = write(folder, 40);
  const one = openTestApp();
  await ingestPaths(one.core, [folder], options);
  const first = story(one);
  expect(first).toHaveLength(40);
  // Read anew, whatever is remembered.
  one.core.record.exec("UPDATE source SET mtime_ms = 0");
  const again = await ingestPaths(one.core, files.toReversed(), options);
  expect(again).toMatchObject({ files: 40, unchanged: 0, sessions: 40 });
  expect(story(one)).toEqual(first);
  const other = openTestApp();
  await ingestPaths(other.core, files.toReversed(), options);
  expect(story(other)).toEqual(first);
  expect(tasksOf(other)).toEqual(tasksOf(one));
  expect(one.core.index.prepare("SELECT count(*) AS n FROM session").get()).toEqual({ n: 40 });
});

it("a folder that did not change is read again without opening a file of it", async () => {
  const folder = path.join(tempFolder(), "night");
  write(folder, 30);
  writeFileSync(path.join(folder, "settings.json"), '{"no":"transcript"}');
  const app = openTestApp();
  const first = await ingestPaths(app.core, [folder], options);
  expect(first).toMatchObject({ problems: [], notSessions: { count: 1 } });
  const opened: string[] = [];
  const real = { ...fs, promises: { ...fs.promises } };
  const watchOpen =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      if (String(args[0]).startsWith(folder)) opened.push(String(args[0]));
      return call(...args);
    };
  fs.promises.open = watchOpen(real.promises.open);
  fs.promises.readFile = watchOpen(real.promises.readFile) as typeof fs.promises.readFile;
  fs.openSync = watchOpen(real.openSync);
  fs.readFileSync = watchOpen(real.readFileSync) as typeof fs.readFileSync;
  fs.createReadStream = watchOpen(real.createReadStream);
  syncBuiltinESMExports();
  const restore = () => {
    fs.promises.open = real.promises.open;
    fs.promises.readFile = real.promises.readFile;
    Object.assign(fs, {
      openSync: real.openSync,
      readFileSync: real.readFileSync,
      createReadStream: real.createReadStream,
    });
    syncBuiltinESMExports();
  };
  try {
    expect(await ingestPaths(app.core, [folder], options)).toMatchObject({ files: 31, unchanged: 31, problems: [] });
    expect(opened).toEqual([]);
    // The spy does see a file that is opened.
    fs.writeFileSync(path.join(folder, `${transcriptId(3)}.jsonl`), transcriptLines(transcriptId(3), 14).join(""));
    opened.length = 0;
    expect(await ingestPaths(app.core, [folder], options)).toMatchObject({ unchanged: 30, sessions: 1 });
    expect(new Set(opened)).toEqual(new Set([path.join(folder, `${transcriptId(3)}.jsonl`)]));
  } finally {
    restore();
  }
});

it("cancelled in the middle of a large file, nothing of it is visible, what was read stays, and the next sync reads the rest", async () => {
  const folder = path.join(tempFolder(), "night");
  write(folder, 5);
  const large = path.join(folder, `${transcriptId(900)}.jsonl`);
  writeFileSync(large, transcriptLines(transcriptId(900), 30_000).join(""));
  const app = openTestApp();
  let cancelled = false;
  const stop = app.subscribe((topic, payload) => {
    if (topic !== "progress" || !("id" in payload) || payload.id === undefined) return;
    // The small ones first, and then while rows of the large one are there already.
    const rows = app.core.index
      .prepare<[], { n: number }>(
        "SELECT count(*) AS n FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.id IS NULL",
      )
      .get();
    if ((rows?.n ?? 0) > 0) cancelled = cancelJob(app.core, payload.id);
  });
  const beat = setInterval(() => {
    const row = app.core.index.prepare<[], { n: number }>("SELECT count(*) AS n FROM event").get();
    if ((row?.n ?? 0) > 3000)
      app.core.publish("progress", { id: jobId, job: "", step: "", done: 0, total: 0, finished: false });
  }, 2);
  let jobId = "";
  const remember = app.subscribe((topic, payload) => {
    if (topic === "progress" && "id" in payload && payload.id !== undefined && payload.id !== "") jobId = payload.id;
  });
  const report = await ingestPaths(app.core, [folder], options);
  clearInterval(beat);
  stop();
  remember();
  expect(cancelled).toBe(true);
  expect(report.problems.map((problem) => problem.message).join(" ")).toMatch(/cancelled/);
  expect(
    app.core.index.prepare("SELECT count(*) AS n FROM session WHERE runner_session_id = ?").get(transcriptId(900)),
  ).toEqual({ n: 0 });
  expect(story(app)).toHaveLength(5);
  const rest = await ingestPaths(app.core, [folder], options);
  expect(rest).toMatchObject({ unchanged: 5, sessions: 1, problems: [] });
  expect(
    app.core.index
      .prepare("SELECT count(*) AS n FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.runner_session_id = ?")
      .get(transcriptId(900)),
  ).toEqual({ n: 30_000 });
});

it("packed transcripts are read as what is in them: zstd with several frames, gzip", async () => {
  const folder = tempFolder();
  const text = transcriptLines(transcriptId(1), 200);
  const halves = [text.slice(0, 90).join(""), text.slice(90).join("")].map((half) => Buffer.from(half));
  const zst = Buffer.concat(halves.map((half) => zstdCompressSync(half)));
  writeFileSync(path.join(folder, "rollout.jsonl.zst"), zst);
  writeFileSync(path.join(folder, "packed.gz"), gzipSync(transcriptLines(transcriptId(2), 50).join("")));
  writeFileSync(path.join(folder, "torn.jsonl.zst"), zst.subarray(0, zst.length - 40));
  writeFileSync(path.join(folder, "torn.gz"), gzipSync(transcriptLines(transcriptId(3), 50).join("")).subarray(0, 500));
  const app = openTestApp();
  const report = await ingestPaths(app.core, [folder], options);
  expect(report.sessions).toBe(2);
  expect(report.records).toBe(250);
  expect(report.problems.map(({ path: place, message }) => [path.basename(place), message])).toEqual([
    ["torn.gz", expect.stringContaining("cannot be unpacked")],
    ["torn.jsonl.zst", expect.stringContaining("cannot be unpacked")],
  ]);
  const source = readSource(app.core.record, path.join(folder, "rollout.jsonl.zst"));
  const raw = Buffer.concat(halves);
  expect(source).toMatchObject({ digest: sha256(raw), bytes: raw.length, fileDigest: sha256(zst), size: zst.length });
  const archived = app.core.archive.get(sha256(raw));
  expect(archived.ok && archived.value.equals(raw)).toBe(true);
});

/** Sessions in parts: `{ "part": "s1", "say": "..." }`, one a file. */
const inParts: TranscriptAdapter = {
  id: "other",
  name: "In parts",
  recognises: (head) => Buffer.from(head.bytes).toString("utf8").startsWith('{"part":'),
  framing: () => ({ descend: [] }),
  fragmentOf: (head) => /"part":"(\w+)"/.exec(Buffer.from(head.bytes).toString("utf8"))?.[1] ?? null,
  open: () => counting("part"),
};

/** A runner's database: tables `talk` and `word`. */
const inTables: TranscriptAdapter = {
  id: "other",
  name: "In tables",
  recognises: (head) => Buffer.from(head.bytes).toString("utf8").startsWith('{"table":"talk"'),
  tables: ["talk", "word"],
  open: () => counting("table"),
};

function counting(field: string) {
  const seen: string[] = [];
  let session = "";
  return {
    read: (
      record: Readonly<Record<string, unknown>>,
      place: { line: number | null; byteStart: number; byteEnd: number },
      log: Parameters<ReturnType<TranscriptAdapter["open"]>["read"]>[2],
    ) => {
      if (session === "") session = field === "part" ? String(record[field]) : "database";
      const text = JSON.stringify(record["say"] ?? record["row"]);
      seen.push(text);
      log.add({ at: null, lane: "main", actor: "agent", place }, { kind: "note", text });
      return recognised;
    },
    end: () => ({
      names: [],
      session: {
        runnerSessionId: session,
        parentRunnerSessionId: null,
        kind: "main" as const,
        status: "unknown" as const,
        title: null,
        prompt: null,
        finalMessage: seen.at(-1) ?? null,
        cwd: null,
        branch: null,
        baseCommit: null,
        models: [],
        runnerVersions: [],
        startedAt: null,
        endedAt: null,
        usage: { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null },
      },
    }),
  };
}

function appWith(adapters: readonly TranscriptAdapter[], home = tempFolder()): App {
  const opened = createApp({
    home,
    version: "0.1.0",
    platform: {
      clock: systemClock(),
      userHome: home,
      env: {},
      accountName: "ilse",
      runtime: "test",
      resources: "resources",
    },
    plugins: { ...plugins, adapters: [...plugins.adapters, ...adapters] },
    onBug: (where, error) => {
      throw new Error(`bug in ${where}`, { cause: error });
    },
  });
  if (!opened.ok) throw new Error(opened.error.message);
  onTestFinished(() => {
    opened.value.close();
  });
  return opened.value;
}

it("files that are parts of one session are read as one, and each event knows its file", async () => {
  const folder = tempFolder();
  const part = (name: string, session: string, say: string) => {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), `{"part":"${session}","say":"${say}"}`);
  };
  part("a/1.json", "s1", "eins");
  part("b/2.json", "s1", "zwei");
  part("a/3.json", "s2", "other");
  const app = appWith([inParts]);
  const report = await ingestPaths(app.core, [folder], options);
  expect(report).toMatchObject({ files: 3, sessions: 2, records: 3, problems: [] });
  const said = () =>
    app.core.index
      .prepare<[string], { seq: number; text: string }>(
        "SELECT e.seq, e.detail ->> '$.text' AS text FROM event e JOIN session s ON s.pk = e.session_pk WHERE s.runner_session_id = ? ORDER BY e.seq",
      )
      .all("s1")
      .map((row) => row.text);
  expect(said()).toEqual(['"eins"', '"zwei"']);
  const id =
    app.core.index.prepare<[], { id: string }>("SELECT id FROM session WHERE runner_session_id = 's1'").get()?.id ?? "";
  const sources = sourcesOf(app.core.index, app.core.record, id);
  expect(sources.map((source) => path.relative(folder, source.path))).toEqual(["a/1.json", "b/2.json"]);
  const event = await app.invoke("timeline.event", { sessionId: id, seq: 2 });
  expect(event.ok && event.value.source.path).toBe(path.join(folder, "b/2.json"));
  expect(event.ok && event.value.raw).toBe('{"part":"s1","say":"zwei"}');

  // A new part and a changed one: that session alone is read again.
  const untouched = app.core.index.prepare("SELECT pk FROM session WHERE runner_session_id = 's2'").get();
  part("b/2.json", "s1", "zwo");
  part("c/4.json", "s1", "drei");
  const again = await ingestPaths(app.core, [folder], options);
  expect(again).toMatchObject({ unchanged: 2, sessions: 1, records: 3 });
  expect(said()).toEqual(['"eins"', '"zwo"', '"drei"']);
  expect(app.core.index.prepare("SELECT pk FROM session WHERE runner_session_id = 's2'").get()).toEqual(untouched);
  expect(await ingestPaths(app.core, [folder], options)).toMatchObject({ unchanged: 4, sessions: 0 });
});

it("a runner's database is read from a copy with its log, in the tables' order, and read again when only its log changed", async () => {
  const folder = tempFolder();
  const file = path.join(folder, "store.db");
  const db = new Database(file);
  onTestFinished(() => {
    db.close();
  });
  db.pragma("journal_mode = WAL");
  db.exec(
    "CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT, big INTEGER, raw BLOB); CREATE TABLE talk (id TEXT); CREATE TABLE secret (key TEXT)",
  );
  db.exec("INSERT INTO secret VALUES ('never read'); INSERT INTO talk VALUES ('t1')");
  db.prepare("INSERT INTO word VALUES (2, 'zwei', 9007199254740993, x'0102'), (1, 'eins', 7, NULL)").run();
  const before = sha256(readFileSync(file));
  const app = appWith([inTables]);
  const report = await ingestPaths(app.core, [folder], options);
  expect(report).toMatchObject({ sessions: 1, records: 3, problems: [] });
  const digest = readSource(app.core.record, file)?.digest ?? "";
  const dump = app.core.archive.get(digest);
  expect(dump.ok && dump.value.toString("utf8").trimEnd().split("\n")).toEqual([
    '{"table":"talk","row":{"id":"t1"}}',
    '{"table":"word","row":{"id":1,"text":"eins","big":7,"raw":null}}',
    '{"table":"word","row":{"id":2,"text":"zwei","big":"9007199254740993","raw":{"base64":"AQI="}}}',
  ]);
  expect(sha256(readFileSync(file))).toBe(before);
  expect(await ingestPaths(app.core, [folder], options)).toMatchObject({ unchanged: 1 });
  db.prepare("INSERT INTO word VALUES (3, 'drei', 0, NULL)").run();
  expect(await ingestPaths(app.core, [folder], options)).toMatchObject({ unchanged: 0, records: 4 });
});

it("an index that was lost is rebuilt from the archive alone, with the same ids and events", async () => {
  const home = tempFolder();
  const folder = path.join(tempFolder(), "night");
  write(folder, 6);
  const app = appWith([inParts], home);
  writeFileSync(path.join(folder, "p1.json"), '{"part":"s1","say":"eins"}');
  writeFileSync(path.join(folder, "p2.json"), '{"part":"s1","say":"zwei"}');
  writeFileSync(path.join(folder, "x.jsonl.zst"), zstdCompressSync(transcriptLines(transcriptId(77), 20).join("")));
  await ingestPaths(app.core, [folder], options);
  const before = story(app);
  const tasks = tasksOf(app);
  expect(before).toHaveLength(8);
  app.close();
  for (const ending of ["", "-wal", "-shm"]) rmSync(path.join(home, `index.db${ending}`), { force: true });
  rmSync(folder, { recursive: true });

  const anew = appWith([inParts], home);
  expect(story(anew)).toEqual([]);
  await anew.rebuild();
  expect(story(anew)).toEqual(before);
  expect(tasksOf(anew)).toEqual(tasks);
  const id =
    anew.core.index.prepare<[], { id: string }>("SELECT id FROM session WHERE runner_session_id = 's1'").get()?.id ??
    "";
  expect(sourcesOf(anew.core.index, anew.core.record, id).map((source) => path.basename(source.path))).toEqual([
    "p1.json",
    "p2.json",
  ]);
  // And a second time there is nothing to do.
  const log = await anew.invoke("audit.list", { filter: "", before: null, limit: 10 });
  await anew.rebuild();
  expect(story(anew)).toEqual(before);
  expect(log.ok).toBe(true);
});

it("what has grown since is archived once: the earlier copy refers to it", async () => {
  const folder = tempFolder();
  const file = path.join(folder, `${transcriptId(1)}.jsonl`);
  const app = openTestApp();
  const lines = transcriptLines(transcriptId(1), 2000);
  writeFileSync(file, lines.slice(0, 1500).join(""));
  await ingestPaths(app.core, [folder], options);
  const early = readSource(app.core.record, file)?.digest ?? "";
  writeFileSync(file, lines.join(""));
  await ingestPaths(app.core, [folder], options);
  const whole = readSource(app.core.record, file)?.digest ?? "";
  expect(whole).not.toBe(early);
  const size = (digest: string, ending: string) =>
    statSync(path.join(app.core.home, "archive", digest.slice(0, 2), `${digest}.${ending}`), { throwIfNoEntry: false })
      ?.size;
  expect(size(early, "zst")).toBeUndefined();
  expect(size(early, "part")).toBeLessThan(200);
  const back = app.core.archive.get(early);
  expect(back.ok && back.value.toString("utf8")).toBe(lines.slice(0, 1500).join(""));
  expect(await app.core.archive.verify(early)).toBe("intact");
});

it("packs whose folders are gone come back out of the archive, with the same attempts and the paths they had", async () => {
  const home = tempFolder();
  const app = openTestApp({ home });
  const packs = path.join(tempFolder(), "packs");
  fs.cpSync(path.join(app.core.platform.resources, "sample"), packs, { recursive: true });
  await ingestPaths(app.core, [packs], options);
  const judged = () =>
    app.core.index.prepare("SELECT id, key, task_id, origin, record, evidence FROM attempt ORDER BY id").all();
  const before = { story: story(app), tasks: tasksOf(app), attempts: judged() };
  expect(app.core.index.prepare("SELECT count(*) AS n FROM attempt WHERE origin = 'pack'").get()).not.toEqual({ n: 0 });
  app.close();
  for (const ending of ["", "-wal", "-shm"]) rmSync(path.join(home, `index.db${ending}`), { force: true });
  rmSync(packs, { recursive: true });
  const anew = openTestApp({ home });
  await anew.rebuild();
  expect(story(anew)).toEqual(before.story);
  expect(tasksOf(anew)).toEqual(before.tasks);
  expect(fs.readdirSync(path.join(home, "archive", "incoming"))).toEqual([]);
});
