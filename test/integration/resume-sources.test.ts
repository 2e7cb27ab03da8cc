import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { App } from "../../main/app";
import { sha256 } from "../../main/platform/files";
import { connectRunner } from "../../main/services/connect-runner";
import { createFollower } from "../../main/services/follow-sources";
import { append, transcriptId, transcriptLines } from "../support/transcripts";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

interface Stored {
  pk: number;
  digest: string;
  records: number;
  events: number;
}

function stored(app: App): Stored | undefined {
  return app.core.index
    .prepare<[], Stored>(
      "SELECT s.pk AS pk, s.source_digest AS digest, s.record ->> '$.completeness.records' AS records, (SELECT count(*) FROM event e WHERE e.session_pk = s.pk) AS events FROM session s WHERE s.id IS NOT NULL",
    )
    .get();
}

/** Counts the rows that a core's reader hands to the store. */
function countRows(app: App): () => number {
  const { reader } = app.core;
  let rows = 0;
  const count = (batches: readonly { readonly rows: readonly unknown[] }[]) => {
    for (const batch of batches) rows += batch.rows.length;
  };
  const real = { ...reader };
  vi.spyOn(reader, "read").mockImplementation(async (request, sink, cancelled) => {
    const end = await real.read(request, (batches) => (count(batches), sink(batches)), cancelled);
    if (end.ok && "rest" in end.value) count(end.value.rest);
    return end;
  });
  vi.spyOn(reader, "grow").mockImplementation(async (file, sink) => {
    const end = await real.grow(file, (batches) => (count(batches), sink(batches)));
    if (end.ok && end.value !== null) count(end.value.rest);
    return end;
  });
  vi.spyOn(reader, "quiet").mockImplementation(async (file, sink) => {
    const end = await real.quiet(file, (batches) => (count(batches), sink(batches)));
    if (end !== null) count(end.rest);
    return end;
  });
  return () => rows;
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 15_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error("it never came to this");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const id = transcriptId(1);

/** A core has read a session of 200 records and is gone. */
async function readAndClosed(text = transcriptLines(id, 200).join("")) {
  const home = tempFolder();
  const folder = path.join(tempFolder(), "projects");
  mkdirSync(folder);
  const file = path.join(folder, `${id}.jsonl`);
  writeFileSync(file, text);
  const first = openTestApp({ home });
  await connectRunner(first.core, { kind: "claude-code", path: folder }, () => false);
  const before = stored(first);
  if (before === undefined) throw new Error("a session was read");
  first.close();
  return { home, folder, file, before };
}

const starts = {
  async "a follower"(app: App): Promise<void> {
    const follower = createFollower(app.core, { sweepMs: 600_000 });
    onTestFinished(() => {
      follower.stop();
    });
    await follower.sweep();
  },
  async "a sync"(app: App, folder: string): Promise<void> {
    await connectRunner(app.core, { kind: "claude-code", path: folder }, () => false);
  },
};

describe.each(Object.entries(starts))("after a restart, %s", (name, start) => {
  it("writes nothing again of a file that has grown, and only adds what is new", async () => {
    const { home, folder, file, before } = await readAndClosed();
    append(file, transcriptLines(id, 7, 200).join(""));
    const app = openTestApp({ home });
    const rows = countRows(app);
    await start(app, folder);
    await until(() => stored(app)?.records === 207);
    expect(rows()).toBe(7);
    // The session has its place still: read anew it would have another.
    expect(stored(app)).toEqual({ pk: before.pk, records: 207, events: 207, digest: sha256(readFileSync(file)) });
    const archived = app.core.archive.get(stored(app)?.digest ?? "");
    expect(archived.ok && archived.value.equals(readFileSync(file))).toBe(true);
    const earlier = app.core.archive.get(before.digest);
    expect(earlier.ok && earlier.value.length).toBe(transcriptLines(id, 200).join("").length + umlauts(200));

    // And once more, from where that ended.
    append(file, transcriptLines(id, 3, 207).join(""));
    await start(app, folder);
    await until(() => stored(app)?.records === 210);
    expect(rows()).toBe(10);
    expect(stored(app)?.pk).toBe(before.pk);
  });

  it("reads a file anew whose old part is another", async () => {
    const { home, folder, file, before } = await readAndClosed();
    const changed = readFileSync(file, "utf8").replace("Schritt 100:", "Schritt 1OO:");
    writeFileSync(file, changed + transcriptLines(id, 7, 200).join(""));
    const app = openTestApp({ home });
    const rows = countRows(app);
    await start(app, folder);
    await until(() => stored(app)?.records === 207);
    expect(rows()).toBeGreaterThanOrEqual(207);
    expect(stored(app)?.pk).not.toBe(before.pk);
  });

  it("reads a file anew whose last record was cut off, and counts it once", async () => {
    const lines = transcriptLines(id, 201);
    const last = lines.pop() ?? "";
    const { home, folder, file, before } = await readAndClosed(lines.join("") + last.slice(0, 50));
    expect(before.records).toBe(201);
    append(file, last.slice(50));
    const app = openTestApp({ home });
    await start(app, folder);
    await until(() => stored(app)?.events === 201);
    expect(stored(app)?.records).toBe(201);
  });

  it("counts a last record that is cut off", async () => {
    const { home, folder, file } = await readAndClosed();
    append(file, (transcriptLines(id, 1, 200)[0] ?? "").slice(0, 60));
    const app = openTestApp({ home });
    const rows = countRows(app);
    await start(app, folder);
    await until(() => stored(app)?.records === 201);
    expect(rows()).toBe(0);
    expect(stored(app)?.events).toBe(200);
  });
});

/** Bytes that the texts of so many records take beyond their characters. */
function umlauts(records: number): number {
  const text = transcriptLines(id, records).join("");
  return Buffer.byteLength(text) - text.length;
}

it.each(["codex/rollout-2026-11-20T05-00-00-019b04ae-b1c6-7c72-a134-a4c2de660001.jsonl", "claude-code/night.jsonl"])(
  "%s resumed after every restart is what it is when it is read at once",
  async (fixture) => {
    const bytes = readFileSync(path.join(projectRoot, "test/fixtures", fixture));
    const folder = path.join(tempFolder(), "sessions");
    mkdirSync(folder);
    const file = path.join(folder, path.basename(fixture));
    const home = tempFolder();
    const story = (app: App) =>
      app.core.index
        .prepare<[], { record: string }>("SELECT record FROM session WHERE id IS NOT NULL ORDER BY id")
        .all()
        .map(({ record }) => JSON.parse(record) as unknown);
    for (let at = bytes.indexOf(0x0a) + 1; ; at = Math.min(bytes.length, bytes.indexOf(0x0a, at + 1500) + 1)) {
      writeFileSync(file, bytes.subarray(0, at === 0 ? bytes.length : at));
      const app = openTestApp({ home });
      await connectRunner(app.core, { kind: "folder", path: folder }, () => false);
      app.close();
      if (at === 0 || at === bytes.length) break;
    }
    const resumed = openTestApp({ home });
    const other = path.join(tempFolder(), "sessions");
    mkdirSync(other);
    copyFileSync(file, path.join(other, path.basename(fixture)));
    const atOnce = openTestApp();
    await connectRunner(atOnce.core, { kind: "folder", path: other }, () => false);
    expect(story(resumed)).toEqual(story(atOnce));
  },
);
