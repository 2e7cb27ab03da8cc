import { lstatSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, type TestContext } from "vitest";
import { connectRunner } from "../../main/services/connect-runner";
import { createFollower } from "../../main/services/follow-sources";
import { transcriptId, transcriptLines } from "../support/transcripts";
import { openTestApp, tempFolder } from "../support/temp-home";

/** Long before every change: systems note the next reading then. */
const longAgo = new Date("2001-01-01T00:00:00Z");

function forgetReading(file: string): void {
  utimesSync(file, longAgo, lstatSync(file).mtime);
}

function wasRead(file: string): boolean {
  return lstatSync(file).atimeMs !== longAgo.getTime();
}

it("a second sync of an unchanged folder reads no file, nor does a look of the follower", async ({
  skip,
}: TestContext) => {
  const folder = path.join(tempFolder(), "projects");
  const files = Array.from({ length: 120 }, (_, n) => {
    const place = path.join(folder, `project-${String(n % 7)}`);
    mkdirSync(place, { recursive: true });
    const file = path.join(place, `${transcriptId(n)}.jsonl`);
    writeFileSync(file, transcriptLines(transcriptId(n), 2).join(""));
    // Rounds the time of change to what can be set again.
    forgetReading(file);
    return file;
  });
  const [some = ""] = files;
  readFileSync(some);
  if (!wasRead(some)) skip("this file system does not note when a file is read");

  const app = openTestApp();
  const connect = () => connectRunner(app.core, { kind: "claude-code", path: folder }, () => false);
  await connect();
  files.forEach(forgetReading);
  const again = await connect();
  expect(again.ok && again.value.unchanged).toBe(files.length);
  const follower = createFollower(app.core, { sweepMs: 600_000 });
  await follower.sweep();
  follower.stop();
  expect(files.filter(wasRead)).toEqual([]);

  // One that changed is read, and it alone.
  writeFileSync(some, transcriptLines(transcriptId(0), 3).join(""));
  forgetReading(some);
  await connect();
  expect(files.filter(wasRead)).toEqual([some]);
});
