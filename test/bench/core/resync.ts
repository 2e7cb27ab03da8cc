import { lstatSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ingestPaths } from "../../../main/services/ingest-paths";
import { writeSource } from "../../../main/store/sources";
import { median, milliseconds, openCore, temporaryFolder } from "./synthetic-night";
import { sessionId } from "./synthetic-transcript";

// A sync of 10,000 files that did not change, against a bare walk over the same folders that asks size and time of each. That
// no file is read is seen by the time of its last reading, which the system notes where it lies before the last change.

const files = 10_000;
const perFolder = 50;
const rounds = 7;

function bareWalk(folder: string): number {
  let found = 0;
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, item.name);
    if (item.isDirectory()) found += bareWalk(full);
    else if (lstatSync(full).isFile()) found += 1;
  }
  return found;
}

/** Long before every change: the next reading is noted. */
const longAgo = new Date("2001-01-01T00:00:00Z");
const wasRead = (file: string) => lstatSync(file).atimeMs !== longAgo.getTime();
const names: string[] = [];

const folder = path.join(temporaryFolder("resync"), "projects");
const app = openCore(temporaryFolder("home"));
app.core.record
  .transaction(() => {
    for (let n = 0; n < files; n += 1) {
      const place = path.join(folder, `project-${String(Math.floor(n / perFolder))}`);
      mkdirSync(place, { recursive: true });
      const file = path.join(place, `${sessionId(n)}.jsonl`);
      writeFileSync(file, `{"n":${String(n)}}\n`);
      utimesSync(file, longAgo, lstatSync(file).mtime);
      names.push(file);
      const { size, mtimeMs } = lstatSync(file);
      const read = { digest: "0".repeat(64), bytes: size, fileDigest: null, reader: "claude-code", partOf: null };
      writeSource(app.core.record, { path: file, size, mtimeMs, ...read }, new Date().toISOString());
    }
  })
  .immediate();

const options = { job: "bench", isSource: (name: string) => name.endsWith(".jsonl"), cancelled: () => false };
const anchors: number[] = [];
const ours: number[] = [];
let longestMs = 0;
let last = performance.now();
const beat = setInterval(() => {
  longestMs = Math.max(longestMs, performance.now() - last - 5);
  last = performance.now();
}, 5);
await ingestPaths(app.core, [folder], options);
bareWalk(folder);
for (let round = 0; round < rounds; round += 1) {
  anchors.push(await milliseconds(() => bareWalk(folder)));
  last = performance.now();
  if (round === 0) longestMs = 0;
  ours.push(
    await milliseconds(async () => {
      const report = await ingestPaths(app.core, [folder], options);
      if (report.unchanged !== files) throw new Error(`${String(report.unchanged)} of ${String(files)} are unchanged`);
    }),
  );
}
clearInterval(beat);
const [anchor, mine] = [median(anchors), median(ours)];
console.log(`${String(files)} unchanged files, median of ${String(rounds)}`);
console.log(`bare walk with a stat each  ${anchor.toFixed(0)} ms`);
console.log(`sync                        ${mine.toFixed(0)} ms, a request waits ${longestMs.toFixed(0)} ms at most`);
console.log(`ratio                       ${(mine / anchor).toFixed(2)} (goal 2.0)`);
const opened = names.filter(wasRead).length;
const [first = ""] = names;
readFileSync(first);
console.log(
  wasRead(first)
    ? `files read                  ${String(opened)} of ${String(files)}`
    : "files read                  not known: this file system does not note when a file is read",
);
app.close();
