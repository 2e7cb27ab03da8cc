import { mkdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { connectRunner } from "../../main/services/connect-runner";
import { createFollower, type Follower, type Growth } from "../../main/services/follow-sources";
import { readSource } from "../../main/store/sources";
import { sourcesOf } from "../../main/store/sessions";
import { append, oddPieces, transcriptId, transcriptLines } from "../support/transcripts";
import { openTestApp, tempFolder } from "../support/temp-home";

interface Stored {
  id: string;
  events: number;
  records: number;
  sourceDigest: string;
}

/** What is visible of a session, by its runner's id. */
function visible(app: App, id: string): Stored | null {
  return (
    app.core.index
      .prepare<[string], Stored>(
        "SELECT s.id AS id, (SELECT count(*) FROM event e WHERE e.session_pk = s.pk) AS events, s.record ->> '$.completeness.records' AS records, s.source_digest AS sourceDigest FROM session s WHERE s.runner_session_id = ? AND s.id IS NOT NULL",
      )
      .get(id) ?? null
  );
}

async function until(what: string, holds: () => boolean, ms = 15_000): Promise<void> {
  const end = performance.now() + ms;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

interface Following {
  readonly app: App;
  readonly folder: string;
  readonly file: string;
  readonly id: string;
  readonly follower: Follower;
  readonly growths: Growth[];
}

async function following(app = openTestApp(), sweepMs = 600_000): Promise<Following> {
  const folder = path.join(tempFolder(), "projects");
  mkdirSync(path.join(folder, "app"), { recursive: true });
  const id = transcriptId(1);
  const file = path.join(folder, "app", `${id}.jsonl`);
  writeFileSync(file, transcriptLines(id, 5).join(""));
  const connected = await connectRunner(app.core, { kind: "claude-code", path: folder }, () => false);
  if (!connected.ok) throw new Error(connected.error.message);
  const growths: Growth[] = [];
  const bugs: unknown[] = [];
  const follower = createFollower(app.core, {
    sweepMs,
    onGrowth: (growth) => growths.push(growth),
    onBug: (error) => bugs.push(error),
  });
  onTestFinished(() => {
    follower.stop();
    expect(bugs).toEqual([]);
  });
  await follower.sweep();
  return { app, folder, file, id, follower, growths };
}

it("a file that grows in pieces cut anywhere shows every record once, with the id it had", async () => {
  const { app, file, id } = await following();
  const before = visible(app, id);
  expect(before).toMatchObject({ events: 5, records: 5 });
  const bytes = Buffer.from(transcriptLines(id, 60, 5).join(""));
  let n = 0;
  for (const piece of oddPieces(bytes)) {
    append(file, piece);
    // Some pieces come alone, others close together.
    if ((n += 1) % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await until("all records are visible", () => visible(app, id)?.records === 65);
  expect(visible(app, id)).toMatchObject({ id: before?.id, events: 65 });
  expect(app.core.index.prepare("SELECT count(*) AS n FROM session WHERE id IS NOT NULL").get()).toEqual({ n: 1 });
  const digest = visible(app, id)?.sourceDigest ?? "";
  const archived = app.core.archive.get(digest);
  expect(archived.ok && archived.value.equals(readFileSync(file))).toBe(true);

  // At rest the archive holds it in one piece, the earlier copy refers to it, and the source is remembered.
  await until("it is remembered", () => readSource(app.core.record, file)?.size === statSync(file).size);
  await until(
    "the growth is settled",
    () => app.core.archive.get(digest).ok && readSource(app.core.record, file)?.digest === digest,
  );
  const early = app.core.archive.get(before?.sourceDigest ?? "");
  expect(early.ok && early.value.toString("utf8")).toBe(transcriptLines(id, 5).join(""));
  expect(await app.core.archive.verify(digest)).toBe("intact");
});

it("growth is read from where reading had stopped", async () => {
  const { app, file, id, growths } = await following();
  append(file, transcriptLines(id, 3, 5).join(""));
  await until("the first growth is read", () => growths.length === 1);
  const pk = app.core.index.prepare("SELECT pk FROM session WHERE id IS NOT NULL").get();
  append(file, transcriptLines(id, 3, 8).join(""));
  await until("the second growth is read", () => visible(app, id)?.events === 11);
  // Read anew it would be another row.
  expect(app.core.index.prepare("SELECT pk FROM session WHERE id IS NOT NULL").get()).toEqual(pk);
});

it("a last line without its end waits for it, and is named as cut off when it never comes", async () => {
  const { app, file, id } = await following();
  const [line = ""] = transcriptLines(id, 1, 6);
  append(file, transcriptLines(id, 1, 5).join(""));
  await until("it is followed", () => visible(app, id)?.events === 6);
  append(file, line.slice(0, 40));
  await until("the rest is given up", () => {
    const row = app.core.index
      .prepare<[], { n: number }>(
        "SELECT record ->> '$.completeness.malformedCount' AS n FROM session WHERE id IS NOT NULL",
      )
      .get();
    return row?.n === 1;
  });
  append(file, line.slice(40));
  await until("the whole line is read all the same", () => visible(app, id)?.events === 7);
});

it("survives truncation, rotation, replacement and renaming", async () => {
  const { app, folder, file, id, follower } = await following();
  append(file, transcriptLines(id, 20, 5).join(""));
  await until("it grew", () => visible(app, id)?.events === 25);

  truncateSync(file, 0);
  append(file, transcriptLines(id, 4).join(""));
  await until("truncated and written anew", () => visible(app, id)?.events === 4);

  // The same length, other content: written aside and moved over it.
  const other = transcriptLines(id, 4).join("").replaceAll("größer", "kleine");
  writeFileSync(`${file}.tmp`, other);
  renameSync(`${file}.tmp`, file);
  await until("replaced", () => {
    const digest = visible(app, id)?.sourceDigest ?? "";
    const bytes = app.core.archive.get(digest);
    return bytes.ok && bytes.value.toString("utf8") === other;
  });

  // Rotated away, and a new session under the old name.
  const second = transcriptId(2);
  renameSync(file, `${file}.1`);
  writeFileSync(file, transcriptLines(second, 7).join(""));
  await until("the new file is read", () => visible(app, second)?.events === 7);
  expect(visible(app, id)?.events).toBe(4);

  const moved = path.join(folder, "app", "moved.jsonl");
  renameSync(file, moved);
  append(moved, transcriptLines(second, 2, 7).join(""));
  await until("the renamed file is followed", () => visible(app, second)?.events === 9);
  await follower.sweep();
  expect(readSource(app.core.record, file)?.goneAt).not.toBeNull();
  expect(sourcesOf(app.core.index, app.core.record, visible(app, second)?.id ?? "")).toMatchObject([
    { path: moved, goneAt: null },
  ]);
});

it("new files in new folders are found, and nothing is missed without events", async () => {
  const { app, folder, follower } = await following();
  const id = transcriptId(3);
  mkdirSync(path.join(folder, "deep", "er"), { recursive: true });
  writeFileSync(path.join(folder, "deep", "er", `${id}.jsonl`), transcriptLines(id, 6).join(""));
  await until("a new folder's file is read", () => visible(app, id)?.events === 6);
  await until(
    "it has an attempt",
    () =>
      app.core.index.prepare("SELECT 1 FROM attempt_session WHERE session_id = ?").get(visible(app, id)?.id) !==
      undefined,
  );

  follower.stop();
  append(path.join(folder, "deep", "er", `${id}.jsonl`), transcriptLines(id, 2, 6).join(""));
  const other = createFollower(app.core, { sweepMs: 600_000 });
  onTestFinished(() => {
    other.stop();
  });
  await until("what came meanwhile is read", () => visible(app, id)?.events === 8);
});

it("a source that vanished is marked, verified, and unmarked when it is back", async () => {
  const { app, file, id, follower } = await following();
  const bytes = readFileSync(file);
  rmSync(file);
  await follower.sweep();
  const source = readSource(app.core.record, file);
  expect(source?.goneAt).not.toBeNull();
  expect(source?.verifiedAt).not.toBeNull();
  expect(visible(app, id)?.events).toBe(5);

  writeFileSync(file, bytes);
  await follower.sweep();
  expect(readSource(app.core.record, file)).toMatchObject({ goneAt: null, verifiedAt: null });
});

it("a damaged archived copy of a source that is gone is never called intact", async () => {
  const { app, file, id, follower } = await following();
  const digest = visible(app, id)?.sourceDigest ?? "";
  writeFileSync(path.join(app.core.home, "archive", digest.slice(0, 2), `${digest}.zst`), "no longer what it was");
  rmSync(file);
  await follower.sweep();
  expect(readSource(app.core.record, file)).toMatchObject({ verifiedAt: null });
});

it("two followers of one folder make one session", async () => {
  const home = tempFolder();
  const { app, file, id } = await following(openTestApp({ home }));
  const beside = openTestApp({ home });
  const bugs: unknown[] = [];
  const second = createFollower(beside.core, { sweepMs: 600_000, onBug: (error) => bugs.push(error) });
  onTestFinished(() => {
    second.stop();
  });
  await second.sweep();
  for (let n = 5; n < 40; n += 5) {
    append(file, transcriptLines(id, 5, n).join(""));
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  await until("all is visible", () => visible(app, id)?.records === 40 && visible(app, id)?.events === 40);
  expect(bugs).toEqual([]);
  expect(app.core.index.prepare("SELECT count(*) AS n FROM session WHERE id IS NOT NULL").get()).toEqual({ n: 1 });
});
