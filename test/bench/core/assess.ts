import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ingestPaths } from "../../../main/services/ingest-paths";
import { assess } from "../../../main/services/assess";
import { judgeSteps } from "../../../main/services/judge-attempt";
import { readAttempt, readAttempts, readTasks } from "../../../main/store/tasks";
import { median, milliseconds, openCore, temporaryFolder } from "./synthetic-night";
import { sessionId } from "./synthetic-transcript";

// One attempt of 100,000 changed lines, made by a session of 20,000 events, judged in the core: how long it takes, how long
// one step of it keeps requests waiting, and what that is against JSON.parse of the session's lines.

const rounds = 4000;
const files = 200;
const linesAtOnce = 25;

/** Five events a round: words, a look at a file, an edit that appends to it, a check, words. */
function session(): string[] {
  const lines: string[] = [];
  const push = (record: Record<string, unknown>): void => {
    const count = lines.length;
    lines.push(
      JSON.stringify({
        parentUuid: `u-${String(count - 1)}`,
        isSidechain: false,
        userType: "external",
        cwd: "/repo/app",
        sessionId: sessionId(1),
        version: "2.1.40",
        gitBranch: "agent/work",
        ...record,
        uuid: `u-${String(count)}`,
        timestamp: new Date(Date.UTC(2026, 10, 20) + count * 250).toISOString(),
      }),
    );
  };
  const say = (content: unknown): void => {
    const message = {
      id: `msg_${String(lines.length)}`,
      type: "message",
      role: "assistant",
      model: "claude-sonnet-4-5",
      content: [content],
    };
    push({ type: "assistant", message });
  };
  const answer = (id: string, content: string, toolUseResult: unknown): void => {
    const message = { role: "user", content: [{ tool_use_id: id, type: "tool_result", content, is_error: false }] };
    push({ type: "user", message, toolUseResult });
  };
  push({ type: "user", message: { role: "user", content: "Write the tables." } });
  for (let round = 0; round < rounds; round += 1) {
    const file = `/repo/app/src/table-${String(round % files)}.ts`;
    const first = round < files;
    const text = Array.from(
      { length: linesAtOnce - (first ? 1 : 0) },
      (_, line) => `export const row${String(round)}x${String(line)} = read("key-${String(round)}-${String(line)}");\n`,
    ).join("");
    const id = `t${String(round)}`;
    say({ type: "text", text: `Round ${String(round)}: the next rows, then the tests.` });
    say({ type: "tool_use", id: `r${id}`, name: "Read", input: { file_path: file } });
    answer(`r${id}`, "// end", {
      type: "text",
      file: { filePath: file, content: "// end\n", numLines: 1, startLine: 1 },
    });
    const content = `${text}// end\n`;
    if (first) {
      say({ type: "tool_use", id: `e${id}`, name: "Write", input: { file_path: file, content } });
      answer(`e${id}`, "Created.", {
        type: "create",
        filePath: file,
        content,
        structuredPatch: [],
        originalFile: null,
      });
    } else {
      say({
        type: "tool_use",
        id: `e${id}`,
        name: "Edit",
        input: { file_path: file, old_string: "// end\n", new_string: content },
      });
      answer(`e${id}`, "Updated.", {
        filePath: file,
        oldString: "// end\n",
        newString: content,
        userModified: false,
        replaceAll: false,
      });
    }
    const out = `      Tests  ${String(round)} passed (${String(round)})\n`;
    say({ type: "tool_use", id: `b${id}`, name: "Bash", input: { command: "npx vitest run" } });
    answer(`b${id}`, out, { stdout: out, stderr: "", interrupted: false, isImage: false });
    say({ type: "text", text: "The rows are there." });
  }
  say({ type: "text", text: "The tables in `src/` are written. All tests pass. I only touched files in src/." });
  return lines;
}

const lines = session();
const folder = temporaryFolder("assess");
mkdirSync(path.join(folder, "told"));
writeFileSync(path.join(folder, "told", `${sessionId(1)}.jsonl`), `${lines.join("\n")}\n`);
const parsing = await milliseconds(() => lines.map((line) => JSON.parse(line) as unknown));

const app = openCore(path.join(folder, "home"));
const { core } = app;
const reading = await milliseconds(() =>
  ingestPaths(core, [path.join(folder, "told")], { job: "bench", isSource: () => true, cancelled: () => false }),
);
const [attempt] = readTasks(core.index).flatMap((task) => readAttempts(core.index, task.id));
if (attempt === undefined) throw new Error("no attempt was made");
const { id } = attempt.attempt;

const totals: number[] = [];
const longest: number[] = [];
for (let run = 0; run < 3; run += 1) {
  let all = 0;
  let most = 0;
  for (const steps = judgeSteps(core, id); ;) {
    const start = performance.now();
    const step = steps.next();
    const took = performance.now() - start;
    all += took;
    most = Math.max(most, took);
    if (step.done === true) break;
  }
  totals.push(all);
  longest.push(most);
}
let waited = 0;
let last = performance.now();
const beat = setInterval(() => {
  const now = performance.now();
  waited = Math.max(waited, now - last - 5);
  last = now;
}, 5);
const whole = await milliseconds(() => assess(core, { truth: [], cancelled: () => false, progress: () => undefined }));
clearInterval(beat);

const stored = readAttempt(core.index, id);
const changed = stored?.attempt.files.reduce((sum, file) => sum + file.added + file.removed, 0) ?? 0;
const figures = stored?.judgement;
const ms = (value: number): string => `${value.toFixed(0)} ms`;
process.stdout.write(
  `${[
    `Attempt: ${String(changed)} changed lines in ${String(stored?.attempt.files.length)} files, ${String(rounds * 5)} events, ${(lines.join("\n").length / 1e6).toFixed(1)} MB.`,
    `Judged: ${String(figures?.claims.length)} claims, ${String(figures?.findings.length)} findings, ${String(figures?.provenance?.exact)} of ${String(figures?.provenance?.lines)} lines exact.`,
    `JSON.parse of its lines: ${ms(parsing)}; read, stored and judged the first time: ${ms(reading)}.`,
    `Judging, median of 3: ${ms(median(totals))}, ${(median(totals) / parsing).toFixed(1)}x JSON.parse; longest step ${ms(median(longest))} (wanted: 50 ms).`,
    `countersign assess over it: ${ms(whole)}; requests waited at most ${ms(waited)}.`,
  ].join("\n")}\n`,
);
app.close();
