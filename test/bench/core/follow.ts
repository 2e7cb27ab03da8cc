import { appendFileSync } from "node:fs";
import path from "node:path";
import { connectRunner } from "../../../main/services/connect-runner";
import { createFollower } from "../../../main/services/follow-sources";
import { openCore, sessionId, temporaryFolder, transcriptOf, writeTranscripts } from "./synthetic-night";

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
console.log(`${String(latencies.length)} appends to one of 201 sessions, the first read from its start`);
console.log(`append to visible  p50 ${at(0.5)} ms (goal 300), p95 ${at(0.95)} ms, longest ${at(0.999)} ms`);
app.close();
