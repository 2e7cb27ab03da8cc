import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { ingestPaths } from "../../../main/services/ingest-paths";
import {
  median,
  milliseconds,
  openCore,
  sessionId,
  temporaryFolder,
  writeTranscripts,
  type SyntheticSession,
} from "./synthetic-night";

// Files to visible, judged attempts in the store, against JSON.parse alone over the same lines; and the memory it takes.
// Each reading runs in a process of its own, so that its peak is its own. Ratios are of one run on one machine.

const rounds = 3;

interface Reading {
  readonly ms: number;
  readonly peakMb: number;
  readonly events: number;
  readonly attempts: number;
  readonly storeMb: number;
  readonly longestMs: number;
}

/** Ingests a folder into a new data folder and tells what it took, as JSON. */
async function readOnce(folder: string): Promise<void> {
  const home = temporaryFolder("ingest");
  const app = openCore(home);
  const options = { job: "bench", isSource: () => true, cancelled: () => false };
  // How long requests wait at most while files are read.
  let longestMs = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    longestMs = Math.max(longestMs, now - last - 5);
    last = now;
  }, 5);
  const start = performance.now();
  const report = await ingestPaths(app.core, [folder], options);
  const ms = performance.now() - start;
  clearInterval(beat);
  if (report.problems.length > 0) throw new Error(report.problems[0]?.message);
  const events = app.core.index.prepare<[], { n: number }>("SELECT count(*) AS n FROM event").get()?.n ?? 0;
  app.close();
  const reading: Reading = {
    ms,
    peakMb: process.resourceUsage().maxRSS / 1024,
    events,
    attempts: report.attempts,
    storeMb: statSync(path.join(home, "index.db")).size / 1e6,
    longestMs,
  };
  process.stdout.write(JSON.stringify(reading));
}

function parseAlone(files: readonly string[]): void {
  for (const file of files)
    for (const line of readFileSync(file, "utf8").split("\n")) if (line !== "") JSON.parse(line);
}

async function measure(name: string, sessions: readonly SyntheticSession[]): Promise<void> {
  const folder = path.join(temporaryFolder("sources"), "night");
  const mb = writeTranscripts(folder, sessions) / 1e6;
  const files = sessions.map((session) => path.join(folder, `${session.id}.jsonl`));
  const anchors: number[] = [];
  const readings: Reading[] = [];
  for (let round = 0; round < rounds; round += 1) {
    anchors.push(
      await milliseconds(() => {
        parseAlone(files);
      }),
    );
    const child = execFileSync(process.execPath, [...process.execArgv, process.argv[1] ?? "", "read", folder]);
    // What this file's own child wrote.
    readings.push(JSON.parse(child.toString("utf8")) as Reading);
  }
  const anchor = median(anchors);
  const ms = median(readings.map((reading) => reading.ms));
  const { events = 0, attempts = 0, storeMb = 0 } = readings[0] ?? {};
  console.log(`${name}: ${mb.toFixed(1)} MB, ${String(events)} events, ${String(attempts)} attempts`);
  console.log(`  JSON.parse alone ${anchor.toFixed(0)} ms; visible and judged ${ms.toFixed(0)} ms`);
  console.log(
    `  ratio ${(ms / anchor).toFixed(2)} (goal 2.5); peak RSS ${Math.max(...readings.map((r) => r.peakMb)).toFixed(0)} MB (goal 250)`,
  );
  console.log(
    `  store ${(storeMb / mb).toFixed(2)} x the source (goal 1.2); a request waits ${median(readings.map((r) => r.longestMs)).toFixed(0)} ms at most`,
  );
}

if (process.argv[2] === "read") await readOnce(process.argv[3] ?? "");
else {
  await measure("one file of 100 MB", [
    { id: sessionId(0), prompt: "Read values once.", rounds: 3700, fileLines: 120, failEvery: 9 },
  ]);
  await measure(
    "400 sessions of one night",
    Array.from({ length: 400 }, (_, n) => ({
      id: sessionId(n),
      prompt: `Read values once, part ${String(n)}.`,
      rounds: 12,
      fileLines: 40,
      failEvery: n % 4,
    })),
  );
  await measure(
    "600 sessions with one prompt",
    Array.from({ length: 600 }, (_, n) => ({
      id: sessionId(n),
      prompt: "Read values once.",
      rounds: 1,
      fileLines: 10,
      failEvery: 0,
    })),
  );
}
