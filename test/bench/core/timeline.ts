import path from "node:path";
import { ingestPaths } from "../../../main/services/ingest-paths";
import { readAttempts, readTasks } from "../../../main/store/tasks";
import { timelinePage, timelineSummary } from "../../../main/views/timeline";
import { timelineStrip } from "../../../main/views/timeline-strip";
import { median, milliseconds, openCore, temporaryFolder, writeTranscripts } from "./synthetic-night";
import { sessionId } from "./synthetic-transcript";

// The timeline of one session of a hundred thousand events: its summary, and pages at the beginning and at the end.

const folder = path.join(temporaryFolder("sources"), "night");
const rounds = Number(process.argv[2] ?? 20_000);
writeTranscripts(folder, [{ id: sessionId(0), prompt: "Read values once.", rounds, fileLines: 8, failEvery: 9 }]);
const app = openCore(temporaryFolder("timeline"));
await ingestPaths(app.core, [folder], { job: "bench", isSource: () => true, cancelled: () => false });
const task = readTasks(app.core.index)[0];
const attempt = readAttempts(app.core.index, task?.id ?? "")[0]?.attempt;
if (attempt === undefined) throw new Error("the ingest made no attempt");
const everything = { text: "", kinds: [], failedOnly: false };

const summaries: number[] = [];
for (let round = 0; round < 3; round += 1)
  summaries.push(await milliseconds(() => timelineSummary(app.core, attempt.id)));
const strip = await milliseconds(() => timelineStrip(app.core, attempt.id));
const total = await timelinePage(app.core, attempt.id, everything, 0, 1);
if (!total.ok) throw new Error(total.error.message);
const events = total.value.total;
const pages = async (from: number): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1)
    times.push(await milliseconds(() => timelinePage(app.core, attempt.id, everything, from + round * 5, 100)));
  return median(times);
};
const first = await pages(0);
const last = await pages(events - 200);
const filtered = await milliseconds(() =>
  timelinePage(app.core, attempt.id, { ...everything, text: "1 failed" }, 0, 100),
);
app.close();
console.log(`${String(events)} events in one session`);
console.log(`summary, first          ${(summaries[0] ?? 0).toFixed(0)} ms`);
console.log(`summary, again          ${median(summaries).toFixed(0)} ms`);
console.log(`strip of all events     ${strip.toFixed(0)} ms`);
console.log(`page of 100, beginning  ${first.toFixed(1)} ms`);
console.log(`page of 100, end        ${last.toFixed(1)} ms  (${(last / first).toFixed(2)} x the first; goal 1.5)`);
console.log(`page of a text search   ${filtered.toFixed(0)} ms`);
