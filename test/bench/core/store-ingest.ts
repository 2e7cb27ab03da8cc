import { execFileSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { indexStep, newPace } from "../../../main/services/index-events";
import { ingestPaths } from "../../../main/services/ingest-paths";
import { option } from "../browser/figures";
import { median, milliseconds, openCore, temporaryFolder, writeTranscripts } from "./synthetic-night";
import { sessionId, type SyntheticSession } from "./synthetic-transcript";

// Files to visible sessions, and on to judged attempts, against JSON.parse alone over the same lines; and the memory it
// takes. Each reading runs in a process of its own, so that its peak is its own. Ratios are of one run on one machine.
// Options: --rounds 3, --only WORD,WORD for the sources whose names hold one.

interface Reading {
  readonly visibleMs: number;
  readonly visiblePeakMb: number;
  readonly ms: number;
  /** Until all was judged, and until all was searchable too. */
  readonly peakMb: number;
  readonly indexedPeakMb: number;
  readonly events: number;
  readonly attempts: number;
  readonly storeMb: number;
  /** Indexing for the search, all of it, after the sessions were visible. */
  readonly indexMs: number;
  readonly indexedMb: number;
  readonly visibleWaitMs: number;
  readonly longestMs: number;
}

const peakMb = () => process.resourceUsage().maxRSS / 1024;

/** Ingests a folder into a new data folder and tells what it took, as JSON. */
async function readOnce(folder: string, judged: boolean): Promise<void> {
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
  const visible: Pick<Reading, "visibleMs" | "visiblePeakMb" | "visibleWaitMs">[] = [];
  app.subscribe((topic) => {
    if (topic === "changed" && visible.length === 0)
      visible.push({ visibleMs: performance.now() - start, visiblePeakMb: peakMb(), visibleWaitMs: longestMs });
    if (topic !== "changed" || judged) return;
    const storeMb = statSync(path.join(home, "index.db")).size / 1e6;
    const nothing = {
      ms: NaN,
      peakMb: NaN,
      indexedPeakMb: NaN,
      events: NaN,
      attempts: NaN,
      storeMb,
      indexMs: NaN,
      indexedMb: NaN,
      longestMs: NaN,
    };
    writeSync(1, JSON.stringify({ ...visible[0], ...nothing }));
    process.exit(0);
  });
  const report = await ingestPaths(app.core, [folder], options);
  const ms = performance.now() - start;
  // What held the thread up last is counted too.
  await new Promise((resolve) => setTimeout(resolve, 10));
  clearInterval(beat);
  const judgedPeakMb = peakMb();
  const indexing = performance.now();
  app.core.index.pragma("wal_checkpoint(TRUNCATE)");
  const storeMb = statSync(path.join(home, "index.db")).size / 1e6;
  const pace = newPace();
  while (indexStep(app.core.index, pace)) await new Promise((resolve) => setImmediate(resolve));
  const indexMs = performance.now() - indexing;
  app.core.index.pragma("wal_checkpoint(TRUNCATE)");
  if (report.problems.length > 0) throw new Error(report.problems[0]?.message);
  const indexedMb = statSync(path.join(home, "index.db")).size / 1e6;
  const events = app.core.index.prepare<[], { n: number }>("SELECT count(*) AS n FROM event").get()?.n ?? 0;
  app.close();
  const [seen] = visible;
  if (seen === undefined) throw new Error("nothing became visible");
  const reading: Reading = {
    ...seen,
    ms,
    peakMb: judgedPeakMb,
    indexedPeakMb: peakMb(),
    events,
    attempts: report.attempts,
    storeMb,
    indexMs,
    indexedMb,
    longestMs,
  };
  process.stdout.write(JSON.stringify(reading));
}

/** JSON.parse over every line, in pieces of 16 MB, so that the floor holds for files of any size. */
function parseAlone(files: readonly string[]): void {
  const buffer = Buffer.alloc(16 * 1024 * 1024);
  for (const file of files) {
    const handle = openSync(file, "r");
    let held = 0;
    for (;;) {
      const bytes = readSync(handle, buffer, held, buffer.length - held, null);
      const end = bytes === 0 ? held : buffer.lastIndexOf(10, held + bytes - 1) + 1;
      for (const line of buffer.toString("utf8", 0, end).split("\n")) if (line !== "") JSON.parse(line);
      if (bytes === 0) break;
      held = buffer.copy(buffer, 0, end, held + bytes);
    }
    closeSync(handle);
  }
}

async function measure(
  name: string,
  sessions: Iterable<SyntheticSession>,
  rounds: number,
  judged = true,
): Promise<void> {
  const folder = path.join(temporaryFolder("sources"), "night");
  const mb = writeTranscripts(folder, sessions) / 1e6;
  const files = readdirSync(folder).map((file) => path.join(folder, file));
  const anchors: number[] = [];
  const readings: Reading[] = [];
  for (let round = 0; round < rounds; round += 1) {
    anchors.push(
      await milliseconds(() => {
        parseAlone(files);
      }),
    );
    const child = execFileSync(process.execPath, [
      ...process.execArgv,
      process.argv[1] ?? "",
      judged ? "read" : "see",
      folder,
    ]);
    // What this file's own child wrote.
    readings.push(JSON.parse(child.toString("utf8")) as Reading);
  }
  const anchor = median(anchors);
  const of = (pick: (reading: Reading) => number) => median(readings.map(pick));
  const times = (pick: (reading: Reading) => number) => (of(pick) / anchor).toFixed(2);
  console.log(
    `${name}: ${mb.toFixed(1)} MB in ${String(files.length)} files${judged ? `, ${String(of((r) => r.events))} events, ${String(of((r) => r.attempts))} attempts` : ""}`,
  );
  console.log(
    `  JSON.parse alone ${anchor.toFixed(0)} ms; visible ${of((r) => r.visibleMs).toFixed(0)} ms${judged ? `; judged ${of((r) => r.ms).toFixed(0)} ms` : ""}`,
  );
  console.log(
    `  visible ${times((r) => r.visibleMs)} x (goal 2.5), peak RSS ${of((r) => r.visiblePeakMb).toFixed(0)} MB (goal 250), a request waits ${of((r) => r.visibleWaitMs).toFixed(0)} ms at most (goal 50)`,
  );
  if (!judged) return;
  console.log(
    `  judged ${times((r) => r.ms)} x, peak RSS ${of((r) => r.peakMb).toFixed(0)} MB, a request waits ${of((r) => r.longestMs).toFixed(0)} ms at most`,
  );
  console.log(
    `  searchable ${times((r) => r.visibleMs + r.indexMs)} x (goal 8), peak RSS ${of((r) => r.indexedPeakMb).toFixed(0)} MB; store ${(of((r) => r.storeMb) / mb).toFixed(2)} x the source (goal 1.2), ${(of((r) => r.indexedMb) / mb).toFixed(2)} x with the search index`,
  );
}

function* night(count: number, session: (n: number) => Omit<SyntheticSession, "id">): Generator<SyntheticSession> {
  for (let n = 0; n < count; n += 1) yield { id: sessionId(n), ...session(n) };
}

const oneFile = () => ({ prompt: "Read values once.", rounds: 3700, fileLines: 120, failEvery: 9 });

if (process.argv[2] === "read" || process.argv[2] === "see")
  await readOnce(process.argv[3] ?? "", process.argv[2] === "read");
else {
  const rounds = Number(option("rounds")[0] ?? 3);
  const only = option("only");
  const wanted = (name: string) => only.length === 0 || only.some((word) => name.includes(word));
  if (wanted("one file of 100 MB")) await measure("one file of 100 MB", night(1, oneFile), rounds);
  if (wanted("1 GB")) await measure("1 GB", night(9, oneFile), 1, false);
  const [many, small] = ["400 sessions of one night", "600 small sessions"] as const;
  if (wanted(many))
    await measure(
      many,
      night(400, (n) => ({
        prompt: `Read values once, part ${String(n)}.`,
        rounds: 12,
        fileLines: 40,
        failEvery: n % 4,
      })),
      rounds,
    );
  if (wanted(small))
    await measure(
      small,
      night(600, (n) => ({ prompt: `Read value ${String(n)} once.`, rounds: 1, fileLines: 10, failEvery: 0 })),
      rounds,
    );
}
