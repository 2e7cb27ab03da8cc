import { existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { indexStep, mergeStep, newMergePace, newPace } from "../../../main/services/index-events";
import { eventRows, writeRows } from "../../../main/store/events";
import { beginSession, finishSession } from "../../../main/store/sessions";
import { upsertAttempt, upsertTask } from "../../../main/store/tasks";
import { searchEvents } from "../../../main/views/search";
import type { App } from "../../../main/app";
import type { SearchResult } from "../../../shared/contract/search";
import type { Event } from "../../../shared/model/event";
import { attempt } from "../../builders/attempt";
import { event } from "../../builders/event";
import { session } from "../../builders/session";
import { task } from "../../builders/task";
import { stableId } from "../../../main/ingest/stable-id";
import { option } from "../browser/figures";
import { detail, pick, random, runners, seed, vocabulary } from "./search-words";
import { openCore, temporaryFolder } from "./synthetic-night";

// Search over a million events: a vocabulary with a few common and many rare words, as texts have, over a month of nights.

// Options: --events 1000000, --home FOLDER (kept: the next run asks the store that is there), --rounds 40 questions of each
// kind, --only WORD,WORD for the kinds whose names hold one, --pages 0 to leave out the pages at the end. A kind's questions
// are the same in every run.

const total = Number(option("events")[0] ?? 1_000_000);
const kept = option("home")[0] ?? null;
const named = option("only");
const rounds = Number(option("rounds")[0] ?? 40);
const pageRounds = Number(option("pages")[0] ?? rounds);
const perSession = 100;
const sessions = Math.ceil(total / perSession);
/** Asked before anything is measured, of each kind: code that ran once is not yet as fast as it gets. */
const unmeasured = 5;

/** Writes all sessions. Out: the rows' bytes, and what parsing those bytes alone takes. */
function fill(app: App): { bytes: number; parseMs: number; writeMs: number } {
  const { core } = app;
  const start = Date.UTC(2026, 9, 20);
  let [bytes, parseMs, writeMs, n] = [0, 0, 0, 0];
  for (let s = 0; s < sessions; s += 1) {
    const id = stableId("S", `session ${String(s)}`, 8);
    const runner = runners[s % runners.length] ?? "codex";
    const began = start + s * 240_000;
    const events: Event[] = [];
    for (let at = 0; at < perSession && n < total; at += 1, n += 1)
      events.push(event(detail(n), { seq: at + 1, at: new Date(began + at * 9_000).toISOString() }));
    const texts = events.map((one) => JSON.stringify(one.detail));
    const parse = performance.now();
    for (const text of texts) JSON.parse(text);
    parseMs += performance.now() - parse;
    for (const text of texts) bytes += text.length;
    const rows = eventRows(events);
    const write = performance.now();
    const pk = core.index
      .transaction(() => {
        const place = beginSession(core.index, runner, `/sources/${id}`);
        writeRows(core.index, place, rows);
        return place;
      })
      .immediate();
    const made = session({
      id,
      runner,
      runnerSessionId: id,
      models: [`model-${String(s % 7)}`],
      startedAt: new Date(began).toISOString(),
    });
    finishSession(core.index, pk, made, "0".repeat(64), []);
    writeMs += performance.now() - write;
    const taskId = stableId("T", `task ${String(s)}`, 8);
    const attemptId = stableId("A", `attempt ${String(s)}`, 8);
    upsertTask(
      core.index,
      taskId,
      task({ id: taskId, title: `Task ${String(s)}`, ref: `PAY-${String(s)}`, repository: `repo-${String(s % 40)}` }),
    );
    upsertAttempt(core.index, attemptId, "session", attempt({ id: attemptId, taskId, sessions: [id] }), []);
  }
  return { bytes, parseMs, writeMs };
}

function ask(app: App, query: string, cursor: string | null = null): SearchResult {
  const answer = searchEvents(app.core, { query, attemptId: null, cursor, limit: 50, zone: "UTC" });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

/** Fills a store and indexes it, and says what that took. */
function build(app: App): void {
  const made = fill(app);
  const size = () => {
    app.core.index.pragma("wal_checkpoint(TRUNCATE)");
    return statSync(path.join(home, "index.db")).size / 1e6;
  };
  const before = size();
  const steps: number[] = [];
  const pace = newPace();
  const indexing = performance.now();
  for (;;) {
    const step = performance.now();
    if (!indexStep(app.core.index, pace)) break;
    steps.push(performance.now() - step);
  }
  const indexMs = performance.now() - indexing;
  const after = size();
  const mb = made.bytes / 1e6;
  console.log(`${String(total)} events in ${String(sessions)} sessions, ${mb.toFixed(0)} MB of event records`);
  console.log(
    `JSON.parse alone ${made.parseMs.toFixed(0)} ms; insert ${(made.writeMs / made.parseMs).toFixed(2)} x; index ${(indexMs / made.parseMs).toFixed(2)} x (${(mb / (indexMs / 1000)).toFixed(1)} MB/s of records, ${(total / indexMs).toFixed(1)} thousand events/s)`,
  );
  console.log(
    `store without index ${(before / mb).toFixed(2)} x the records, index ${((after - before) / mb).toFixed(2)} x more`,
  );
  const merges: number[] = [];
  const mergePace = newMergePace();
  for (;;) {
    const step = performance.now();
    if (!mergeStep(app.core.index, mergePace)) break;
    merges.push(performance.now() - step);
  }
  console.log(
    `an indexing step takes ${percentile(steps, 0.5).toFixed(1)} ms, p95 ${percentile(steps, 0.95).toFixed(1)}, at most ${Math.max(...steps).toFixed(0)} (${String(steps.length)} steps)`,
  );
  console.log(
    `putting pieces together while idle: ${String(merges.length)} steps, p50 ${percentile(merges, 0.5).toFixed(1)} ms, p95 ${percentile(merges, 0.95).toFixed(1)}, at most ${Math.max(0, ...merges).toFixed(0)}, ${(merges.reduce((sum, ms) => sum + ms, 0) / 1000).toFixed(0)} s of work`,
  );
}

const home = kept ?? temporaryFolder("search");
mkdirSync(home, { recursive: true });
const isThere = existsSync(path.join(home, "index.db"));
const app = openCore(home);
if (!isThere) build(app);
const common = vocabulary.slice(0, 12);
const middle = vocabulary.slice(500, 700);
const rare = vocabulary.slice(20_000, 40_000);
/** Questions of one kind. The goal's own kinds are those that were measured when it was set. */
interface Kind {
  readonly name: string;
  readonly goal: boolean;
  readonly make: () => string;
}
const kind = (name: string, make: () => string): Kind => ({ name, goal: false, make });
const goalKind = (name: string, make: () => string): Kind => ({ name, goal: true, make });
const kinds: readonly Kind[] = [
  goalKind("rare word", () => pick(rare)),
  goalKind("common word", () => pick(common)),
  goalKind("two words", () => `${pick(common)} ${pick(middle)}`),
  goalKind("beginning, 3 letters", () => `${pick(vocabulary).slice(0, 3)}*`),
  kind("three words", () => `${pick(middle)} ${pick(middle)} ${pick(middle)}`),
  kind("two rare words", () => `${pick(rare)} ${pick(rare)}`),
  kind("beginning, 2 letters", () => `${pick(vocabulary).slice(0, 2)}*`),
  kind("beginning, 4 letters", () => `${pick(vocabulary).slice(0, 4)}*`),
  kind("beginning, 5 letters", () => `${pick(vocabulary).slice(0, 5)}*`),
  kind("word and beginning", () => `${pick(middle)} ${pick(vocabulary).slice(0, 4)}*`),
  kind("phrase, common words", () => `"${pick(common)} ${pick(common)}"`),
  kind("phrase, rarer words", () => `"${pick(common)} ${pick(middle)}"`),
  kind("path as written", () => `src/${pick(middle)}/${pick(common)}`),
  kind("runner", () => `runner:${pick(runners)}`),
  kind("failed", () => pick(["failed:true", "failed:true runner:codex", "kind:check failed:true"])),
  kind("tool or kind", () => pick(["tool:shell", "kind:file-edit", "-kind:message runner:opencode"])),
  kind(
    "since",
    () => `since:2026-11-${String(10 + Math.floor(random() * 6))} ${pick(["", "kind:file-edit", pick(middle)])}`,
  ),
  kind(
    "until",
    () => `until:2026-10-${String(21 + Math.floor(random() * 9))} ${pick(["", "kind:file-edit", pick(middle)])}`,
  ),
  kind("file pattern", () =>
    pick([`file:src/${pick(middle)}/**`, `file:**/${pick(common)}-*.ts`, `file:*${pick(middle)}.ts`]),
  ),
  kind("filter and word", () => `${pick(["runner:codex", "failed:true", "kind:check", "tool:bash"])} ${pick(middle)}`),
  kind("filters, time and words", () => `runner:codex failed:true until:2026-11-10 ${pick(common)} ${pick(middle)}`),
  kind("repository and word", () => `repo:repo-${String(Math.floor(random() * 40))} ${pick(middle)}`),
  kind("model and word", () => `model:model-3 ${pick(middle)}`),
  kind("word ruled out", () => `${pick(common)} -${pick(common)}`),
  kind("one task", () => `task:PAY-${String(Math.floor(random() * sessions))} ${pick(common)}`),
  kind("nothing found", () => `${pick(middle)} zzqx${String(Math.floor(random() * 1000))}`),
  kind("many common words, few hits", () => `kind:check kind:command -failed:false ${common.join(" ")}`),
];
interface Taken {
  readonly clock: number;
  readonly cpu: number;
}
/** Milliseconds by the clock and by this process's own work: on a machine that others use too the second tells more. */
function timed(run: () => void): Taken {
  const cpu = process.cpuUsage();
  const start = performance.now();
  run();
  const clock = performance.now() - start;
  const used = process.cpuUsage(cpu);
  return { clock, cpu: (used.user + used.system) / 1000 };
}
const line = (name: string, taken: readonly Taken[], goal: string) => {
  const [times, cpu] = [taken.map((one) => one.clock), taken.map((one) => one.cpu)];
  const figures = [times, cpu].flatMap((list) => [percentile(list, 0.5), percentile(list, 0.95), Math.max(...list)]);
  console.log(`${name.padEnd(30)}${figures.map((ms) => ms.toFixed(2).padStart(9)).join("")}  ${goal}`);
};
const heads = ["p50", "p95", "max", "cpu p50", "cpu p95", "cpu max"];
console.log(`\n${"newest 50 with context, ms".padEnd(30)}${heads.map((head) => head.padStart(9)).join("")}`);
for (const { make } of kinds) for (let round = 0; round < unmeasured; round += 1) ask(app, make());
const sums: Readonly<Record<"goal" | "others", Taken[]>> = { goal: [], others: [] };
let cutOff = 0;
for (const [nth, { name, goal, make }] of kinds.entries()) {
  if (named.length > 0 && !named.some((word) => name.includes(word))) continue;
  seed(100 + nth);
  const times: Taken[] = [];
  let slowest = "";
  for (let round = 0; round < rounds; round += 1) {
    const query = make();
    const taken = timed(() => {
      if (ask(app, query).truncated) cutOff += 1;
    });
    if (times.every(({ clock }) => clock < taken.clock)) slowest = query;
    times.push(taken);
  }
  sums[goal ? "goal" : "others"].push(...times);
  line(name, times, slowest);
}
line("the goal's own kinds (first 4)", sums.goal, "(goal: p95 5, none over 100)");
line("all other kinds", sums.others, "(goal: none over 100)");
line("all of them", [...sums.goal, ...sums.others], "");
console.log(
  `${String(cutOff)} of ${String(sums.goal.length + sums.others.length)} requests ended with older events not looked at`,
);

const middleOf = (taken: readonly { cpu: number }[]) =>
  percentile(
    taken.map((one) => one.cpu),
    0.5,
  );
const firstPages: Taken[] = [];
const lastPages: Taken[] = [];
const oldest = app.core.index
  .prepare<[], number>("SELECT doc FROM search_event ORDER BY doc LIMIT 1 OFFSET 5000")
  .pluck()
  .get();
for (let round = 0; round < pageRounds; round += 1) {
  const query = pick(common);
  const place: { cursor: string | null } = { cursor: String(oldest) };
  firstPages.push(timed(() => ask(app, query)));
  // As a reader goes: one page after the other.
  for (let page = 0; page < 10 && place.cursor !== null; page += 1)
    lastPages.push(
      timed(() => {
        place.cursor = ask(app, query, place.cursor).cursor;
      }),
    );
}
if (pageRounds > 0) line("first page", firstPages, "");
if (pageRounds > 0)
  line(
    "pages at the end",
    lastPages,
    `${(middleOf(lastPages) / middleOf(firstPages)).toFixed(2)} x the first (goal 1.5)`,
  );
app.close();
console.log(`peak RSS ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
