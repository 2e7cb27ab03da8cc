import path from "node:path";
import { serialize } from "node:v8";
import { stableId } from "../../../main/ingest/stable-id";
import { ingestPaths } from "../../../main/services/ingest-paths";
import { eventRows, orderEvents, readEvents, writeRows } from "../../../main/store/events";
import { beginSession, finishSession, readSession } from "../../../main/store/sessions";
import { readAttempts, readTasks, upsertAttempt, upsertTask, writeJudgement } from "../../../main/store/tasks";
import { groupRows } from "../../../shared/review/inbox-groups";
import { parseInboxQuery } from "../../../shared/review/inbox-query";
import { appStatus } from "../../../main/views/app-status";
import { inbox } from "../../../main/views/inbox";
import type { App } from "../../../main/app";
import { median, milliseconds, openCore, temporaryFolder, writeTranscripts } from "./synthetic-night";
import { sessionId } from "./synthetic-transcript";

// The inbox and the frame's status over 10,000 tasks and a million events. A few dozen sessions go through the real
// ingest; the rest are copies of what it wrote, under their own names.

const tasks = Number(process.argv[2] ?? 10_000);
const originals = 40;
const decided = Math.floor(tasks / 20);

/** Named by the start benchmark: the folder is then only filled, and stays. */
const kept = process.argv[3];
const home = kept ?? temporaryFolder("inbox");
const sources = path.join(temporaryFolder("sources"), "night");
writeTranscripts(
  sources,
  Array.from({ length: originals }, (_, n) => ({
    id: sessionId(n),
    prompt: `Read values of the store once, part ${String(n)}.`,
    rounds: 12 + (n % 3),
    fileLines: 8,
    failEvery: n % 4,
  })),
);

function multiply(app: App): number {
  const { core } = app;
  const patterns = readTasks(core.index).map((task) => {
    const stored = readAttempts(core.index, task.id)[0];
    const session = readSession(core.index, stored?.attempt.sessions[0] ?? "");
    if (stored === undefined || stored.judgement === null || session === null)
      throw new Error("the ingest made no judged attempt");
    const query = { sessionIds: [session.session.id], kinds: [], failedOnly: false };
    const events = readEvents(core.index, orderEvents(core.index, query)).map((row) => row.event);
    return { task, attempt: stored.attempt, judgement: stored.judgement, session, events };
  });
  let events = 0;
  for (let n = 0; n < tasks - originals; n += 1) {
    const pattern = patterns[n % patterns.length];
    if (pattern === undefined) throw new Error("nothing to copy");
    const taskId = stableId("T", `task ${String(n)}`, 8);
    const attemptId = stableId("A", `attempt ${String(n)}`, 8);
    const session = { ...pattern.session.session, id: stableId("S", `session ${String(n)}`, 8) };
    const file = path.join(sources, `${String(n)}.jsonl`);
    const pk = beginSession(core.index, session.runner, file);
    writeRows(core.index, pk, eventRows(pattern.events));
    finishSession(
      core.index,
      pk,
      { ...session, runnerSessionId: sessionId(1_000_000 + n) },
      pattern.session.sourceDigest,
      [],
    );
    upsertTask(core.index, `key ${String(n)}`, { ...pattern.task, id: taskId, title: `Task ${String(n)}` });
    const attempt = { ...pattern.attempt, id: attemptId, taskId, sessions: [session.id] };
    upsertAttempt(core.index, `key ${String(n)}`, "session", attempt, []);
    writeJudgement(core.index, { ...pattern.judgement, attemptId });
    events += pattern.events.length;
  }
  return events;
}

async function decide(app: App, most: number): Promise<number> {
  const list = inbox(app.core, "");
  const rows = list.groups.flatMap((group) => group.rows).slice(0, most);
  for (const { taskId } of rows) {
    const subject = { kind: "snooze" as const, taskId, attemptId: null };
    const sheet = await app.invoke("decision.sheet", subject);
    if (!sheet.ok) throw new Error(sheet.error.message);
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const asked = { ...subject, nonce: sheet.value.nonce, reason: "later", person: null, until, confirm: null };
    const done = await app.invoke("decision.record", asked);
    if (!done.ok) throw new Error(done.error.message);
  }
  return rows.length;
}

async function median5(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) times.push(await milliseconds(run));
  return median(times);
}

let app = openCore(home);
const report = await ingestPaths(app.core, [sources], { job: "bench", isSource: () => true, cancelled: () => false });
if (report.problems.length > 0) throw new Error(report.problems[0]?.message);
const made = await milliseconds(() => multiply(app));
const decisions = await decide(app, decided);
const counted = app.core.index.prepare<[], { n: number }>("SELECT count(*) AS n FROM event").get()?.n ?? 0;
app.close();
console.log(
  `${String(tasks)} tasks and sessions, ${String(counted)} events, ${String(decisions)} decisions (made in ${(made / 1000).toFixed(0)} s)`,
);

if (kept !== undefined) process.exit(0);

const line = (what: string, ms: number, goal = ""): void => {
  console.log(`${what.padEnd(46)}${ms.toFixed(1).padStart(9)} ms${goal === "" ? "" : `  (goal ${goal})`}`);
};
const openMs = await milliseconds(() => {
  app = openCore(home);
});
const coldMs = await milliseconds(() => inbox(app.core, ""));
line("open the store", openMs);
line("first inbox after opening", coldMs);
line("both", openMs + coldMs, "1500");
line("inbox, nothing changed", await median5(() => inbox(app.core, "")), "50");
line("inbox with a filter", await median5(() => inbox(app.core, "tier:high part store")), "50");
const rows = inbox(app.core, "").groups.flatMap((group) => group.rows);
const context = { now: Date.now(), zone: "UTC", me: "ilse" };
const typed = "tier:>=medium -owner:none state:open task 12";
for (const by of ["turn", "repository"] as const) {
  const ms = await median5(() => {
    const { matches } = parseInboxQuery(typed, context);
    return groupRows(
      rows.filter((row) => matches(row)),
      by,
    );
  });
  line(`filter and group by ${by}, as the page does`, ms, "50");
}
line("status, first", await milliseconds(() => appStatus(app.core)));
line("status, nothing changed", await median5(() => appStatus(app.core)), "20");
const first = inbox(app.core, "").groups[0]?.rows[0]?.taskId ?? "";
const answer = await app.invoke("inbox.list", { filter: "" });
line("inbox.list through the dispatcher", await median5(() => app.invoke("inbox.list", { filter: "" })));
const seen: number[] = [];
for (let round = 0; round < 5; round += 1) {
  await app.invoke("inbox.seen", { taskId: first });
  seen.push(await milliseconds(() => inbox(app.core, "")));
}
line("inbox after a task was seen", median(seen));
const after: number[] = [];
for (let round = 0; round < 5; round += 1) {
  const attempt = readAttempts(app.core.index, first)[0];
  if (attempt === undefined || attempt.judgement === null) throw new Error("the first task has no judgement");
  writeJudgement(app.core.index, { ...attempt.judgement, rulesRun: round });
  after.push(await milliseconds(() => inbox(app.core, "")));
}
line("inbox after a task was judged again", median(after));
const other = openCore(home);
const theirs = readAttempts(other.core.index, first)[0];
if (theirs === undefined || theirs.judgement === null) throw new Error("the first task has no judgement");
writeJudgement(other.core.index, { ...theirs.judgement, rulesRun: 9 });
line("inbox after another process wrote", await milliseconds(() => inbox(app.core, "")));
const deciding: number[] = [];
for (let round = 0; round < 3; round += 1) {
  await decide(app, 1);
  deciding.push(await milliseconds(() => inbox(app.core, "")));
}
line("inbox after a decision", median(deciding));
if (answer.ok) {
  console.log(
    `inbox.list answer: ${(JSON.stringify(answer.value).length / 1e6).toFixed(2)} MB as JSON, ${(serialize(answer.value).length / 1e6).toFixed(2)} MB as a structured clone`,
  );
  line("structured clone of the answer, out and in", await median5(() => structuredClone(answer.value)));
}
other.close();
app.close();
console.log(`peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
