import { appendFileSync, statSync } from "node:fs";
import path from "node:path";
import { connectRunner } from "../../../main/services/connect-runner";
import { createFollower } from "../../../main/services/follow-sources";
import { openCore, temporaryFolder, writeTranscripts } from "./synthetic-night";
import { sessionId, transcriptOf } from "./synthetic-transcript";

// From a line that a runner appends to the moment the page is told that something changed and finds it in the store: one
// session that grows among 200 others.

const appends = 60;
const pauseMs = 150;

const folder = path.join(temporaryFolder("follow"), "projects");
writeTranscripts(
  folder,
  Array.from({ length: 200 }, (_, n) => ({ id: sessionId(n), prompt: `Session ${String(n)}.`, rounds: 2 })),
);
const id = sessionId(1000);
const lines = transcriptOf({ id, prompt: "Grow.", rounds: 40 }).toString("utf8").trimEnd().split("\n");
const file = path.join(folder, `${id}.jsonl`);
appendFileSync(file, `${lines.splice(0, 20).join("\n")}\n`);

const app = openCore(temporaryFolder("home"));
const connected = await connectRunner(app.core, { kind: "claude-code", path: folder }, () => false);
if (!connected.ok) throw new Error(connected.error.message);
const records = app.core.index
  .prepare<[string], number>("SELECT record ->> '$.completeness.records' FROM session WHERE runner_session_id = ?")
  .pluck();
let wanted = 0;
let seen: (() => void) | null = null;
app.subscribe((topic) => {
  if (topic === "changed" && (records.get(id) ?? 0) >= wanted) seen?.();
});
const follower = createFollower(app.core);
// Following alone keeps no process alive.
const alive = setInterval(() => undefined, 1000);
await follower.sweep();
await new Promise((resolve) => setTimeout(resolve, 1000));

const latencies: number[] = [];
let written = 20;
for (const line of lines.slice(0, appends)) {
  written += 1;
  wanted = written;
  const visible = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const start = performance.now();
  appendFileSync(file, `${line}\n`);
  await visible;
  latencies.push(performance.now() - start);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
follower.stop();
clearInterval(alive);
latencies.sort((a, b) => a - b);
const at = (share: number) => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(0);
console.log(`${String(latencies.length)} appends to one of 201 sessions`);
console.log(`append to visible  p50 ${at(0.5)} ms (goal 300), p95 ${at(0.95)} ms, longest ${at(0.999)} ms`);
app.close();

// A large session that grew by a line while nothing was open: read on from where reading had stopped, and read anew. From the
// start of the sync to the moment the line can be shown.
const large = path.join(temporaryFolder("large"), "projects");
const [home, empty] = [temporaryFolder("home"), temporaryFolder("home")];
const largeId = sessionId(2000);
const grown = path.join(large, `${largeId}.jsonl`);
writeTranscripts(large, [{ id: largeId, prompt: "Grow large.", rounds: 6000 }]);
const bytes = statSync(grown).size;

async function visibleAfter(data: string): Promise<{ ms: number; records: number }> {
  const opened = openCore(data);
  const count = opened.core.index
    .prepare<[string], number>("SELECT record ->> '$.completeness.records' FROM session WHERE runner_session_id = ?")
    .pluck();
  const before = count.get(largeId) ?? 0;
  const start = performance.now();
  let ms = 0;
  opened.subscribe((topic) => {
    if (topic === "changed" && ms === 0 && (count.get(largeId) ?? 0) > before) ms = performance.now() - start;
  });
  const report = await connectRunner(opened.core, { kind: "claude-code", path: large }, () => false);
  if (!report.ok) throw new Error(report.error.message);
  const records = count.get(largeId) ?? 0;
  opened.close();
  return { ms, records };
}

const first = await visibleAfter(home);
appendFileSync(
  grown,
  `${transcriptOf({ id: largeId, prompt: "Grow.", rounds: 40 }).toString("utf8").split("\n")[30] ?? ""}\n`,
);
const [resumed, anew] = [await visibleAfter(home), await visibleAfter(empty)];
if (resumed.records !== first.records + 1 || anew.records !== resumed.records) throw new Error("a record is missing");
console.log(`a session of ${(bytes / 1024 / 1024).toFixed(0)} MB that grew by a line while nothing was open`);
console.log(`visible after       ${resumed.ms.toFixed(0)} ms read on, ${anew.ms.toFixed(0)} ms read anew`);
