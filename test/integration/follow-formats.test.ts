import { appendFileSync, mkdirSync, readFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { adapters } from "../../main/plugins";
import { chooseAdapter } from "../../main/ingest/choose-adapter";
import { sha256 } from "../../main/platform/files";
import { connectRunner } from "../../main/services/connect-runner";
import { createFollower } from "../../main/services/follow-sources";
import { readSource } from "../../main/store/sources";
import { oddPieces } from "../support/transcripts";
import { parseBytes } from "../support/parse-bytes";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

/** Formats of runners that write line by line while they work. */
const formats = [
  "claude-code/night.jsonl",
  "codex/rollout-2026-11-20T05-00-00-019b04ae-b1c6-7c72-a134-a4c2de660001.jsonl",
  "copilot-cli/session-state/9b2f7a10-4c1d-4e2f-8a3b-000000000101/events.jsonl",
  "gemini-cli/session-2026-11-20T01-59-7c1f0a52.jsonl",
  "opencode/run.jsonl",
  "atif/stream.atif.jsonl",
];

/** What is visible of the sources with these bytes: events, and how many records were counted. */
function seen(app: App, bytes: Buffer): { events: number; records: number } {
  const rows = app.core.index
    .prepare<[string], { events: number; records: number }>(
      "SELECT (SELECT count(*) FROM event e WHERE e.session_pk = s.pk) AS events, s.record ->> '$.completeness.records' AS records FROM session s WHERE s.source_digest = ? AND s.id IS NOT NULL",
    )
    .all(sha256(bytes));
  return rows.reduce((sum, row) => ({ events: sum.events + row.events, records: sum.records + row.records }), {
    events: 0,
    records: 0,
  });
}

it.each(formats)("%s is followed through growth, truncation, rotation and renaming", async (fixture) => {
  const bytes = readFileSync(path.join(projectRoot, "test/fixtures", fixture));
  const name = path.basename(fixture);
  const head = { name, bytes };
  const chosen = chooseAdapter(adapters, head);
  if (!chosen.ok) throw new Error(chosen.error.message);
  /** What reading such bytes at once gives. */
  const whole = (part: Buffer) => {
    const { completeness, eventsOf } = parseBytes(chosen.value, name, part);
    return { records: completeness.records, events: [...eventsOf.values()].flat().length };
  };
  const line = (share: number) => bytes.indexOf(0x0a, Math.floor(bytes.length * share)) + 1;
  const half = bytes.subarray(0, line(0.4));
  const most = bytes.subarray(0, line(0.7));

  const app = openTestApp();
  const folder = path.join(tempFolder(), "sessions");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, half);
  await connectRunner(app.core, { kind: "folder", path: folder }, () => false);
  const bugs: unknown[] = [];
  const follower = createFollower(app.core, { sweepMs: 600_000, onBug: (error) => bugs.push(error) });
  onTestFinished(() => {
    follower.stop();
    expect(bugs).toEqual([]);
  });
  await follower.sweep();
  const shows = async (what: string, part: Buffer) => {
    const expected = whole(part);
    const end = performance.now() + 15_000;
    while (seen(app, part).records !== expected.records && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen(app, part), what).toEqual(expected);
  };
  await shows("as connected", half);

  let n = 0;
  for (const piece of oddPieces(most.subarray(half.length))) {
    appendFileSync(file, piece);
    if ((n += 1) % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await shows("grown", most);

  truncateSync(file, 0);
  appendFileSync(file, half);
  await shows("truncated and written anew", half);
  appendFileSync(file, most.subarray(half.length));
  await shows("grown again", most);

  // Rotated: the old file under another name, and a file that begins anew under its own.
  renameSync(file, `${file}.1`);
  writeFileSync(file, half);
  await shows("rotated", half);

  // Renamed with another ending part, and written on under the new name.
  const moved = path.join(folder, `moved-${name}`);
  renameSync(file, moved);
  appendFileSync(moved, bytes.subarray(half.length));
  await shows("renamed and grown", bytes);
  await follower.sweep();
  expect(readSource(app.core.record, file)?.goneAt).not.toBeNull();
});
