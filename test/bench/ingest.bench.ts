import { parseTranscript, type EventBatch } from "../../main/ingest/parse-transcript";
import { claudeCode } from "../../main/ingest/adapters/claude-code";

// Transcript bytes to events, against JSON.parse alone over the same lines. Ratios are of one run on one machine.

const megabytes = 60;
const chunkBytes = 1024 * 1024;

/** About `megabytes` MB of records as Claude Code writes them: words, reads with file contents, edits, commands, ticks. */
function makeTranscript(): Buffer {
  const session = "0b5b7f5e-1d2c-4c3a-9e4f-5a6b7c8d9e0f";
  const lines: string[] = [];
  let bytes = 0;
  let count = 0;
  const push = (record: Record<string, unknown>): void => {
    count += 1;
    const at = new Date(Date.UTC(2026, 10, 20) + count * 250).toISOString();
    const envelope = {
      parentUuid: `u-${String(count - 1)}`,
      isSidechain: false,
      userType: "external",
      cwd: "/repo/app",
      sessionId: session,
      version: "2.1.40",
      gitBranch: "agent/work",
    };
    const line = JSON.stringify({ ...envelope, ...record, uuid: `u-${String(count)}`, timestamp: at });
    lines.push(line);
    bytes += Buffer.byteLength(line) + 1;
  };
  const source = (size: number, step: number): string =>
    Array.from(
      { length: size },
      (_, line) =>
        `  const value${String(line)} = await this.store.read("key-${String(step)}-${String(line)}"); // öffnen\n`,
    ).join("");
  const assistant = (step: number, content: unknown): void => {
    push({
      type: "assistant",
      message: {
        id: `msg_${String(step)}`,
        type: "message",
        role: "assistant",
        model: "claude-sonnet-4-5",
        content: [content],
        stop_reason: null,
        usage: {
          input_tokens: 3,
          output_tokens: 50,
          cache_read_input_tokens: 90_000,
          cache_creation_input_tokens: 500,
        },
      },
    });
  };
  const answer = (id: string, content: string, toolUseResult: unknown, failed: boolean): void => {
    push({
      type: "user",
      message: { role: "user", content: [{ tool_use_id: id, type: "tool_result", content, is_error: failed }] },
      toolUseResult,
    });
  };
  push({ type: "user", message: { role: "user", content: "Do the work." } });
  for (let step = 0; bytes < megabytes * 1e6; step += 1) {
    const file = source(120, step);
    assistant(step, {
      type: "thinking",
      thinking: "I should read the file before I change it. ".repeat(10),
      signature: "c2ln".repeat(60),
    });
    assistant(step, { type: "text", text: `Step ${String(step)}: reading, changing and testing the store.` });
    assistant(step, {
      type: "tool_use",
      id: `r${String(step)}`,
      name: "Read",
      input: { file_path: "/repo/app/store.ts" },
    });
    answer(
      `r${String(step)}`,
      file,
      {
        type: "text",
        file: { filePath: "/repo/app/store.ts", content: file, numLines: 120, startLine: 1, totalLines: 120 },
      },
      false,
    );
    assistant(step, {
      type: "tool_use",
      id: `e${String(step)}`,
      name: "Edit",
      input: { file_path: "/repo/app/store.ts", old_string: source(4, step), new_string: source(6, step + 1) },
    });
    answer(
      `e${String(step)}`,
      "The file has been updated.",
      {
        filePath: "/repo/app/store.ts",
        oldString: source(4, step),
        newString: source(6, step + 1),
        originalFile: file,
        structuredPatch: [
          {
            oldStart: 1,
            oldLines: 4,
            newStart: 1,
            newLines: 6,
            lines: [
              ...source(4, step)
                .trimEnd()
                .split("\n")
                .map((line) => `-${line}`),
              ...source(6, step + 1)
                .trimEnd()
                .split("\n")
                .map((line) => `+${line}`),
            ],
          },
        ],
        userModified: false,
        replaceAll: false,
      },
      false,
    );
    assistant(step, {
      type: "tool_use",
      id: `b${String(step)}`,
      name: "Bash",
      input: { command: "cd /repo/app && npx vitest run 2>&1" },
    });
    const output = `${" ✓ test/store.test.ts (3 tests) 12ms\n".repeat(40)}\n      Tests  120 passed (120)\n`;
    answer(`b${String(step)}`, output, { stdout: output, stderr: "", interrupted: false, isImage: false }, false);
    for (let tick = 0; tick < 6; tick += 1)
      push({
        type: "progress",
        data: { type: "bash_progress", output: "", fullOutput: "", elapsedTimeSeconds: tick, totalLines: 0 },
        toolUseID: `b${String(step)}`,
        parentToolUseID: `b${String(step)}`,
      });
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** JSON.parse over every line, with the bytes decoded as a whole: the floor no reader of this format can go under. */
function parseAlone(source: Buffer): number {
  let records = 0;
  for (const line of source.toString("utf8").split("\n")) {
    if (line === "") continue;
    JSON.parse(line);
    records += 1;
  }
  return records;
}

function parseAll(source: Buffer): { records: number; events: number } {
  const parse = parseTranscript(claudeCode, { name: "bench.jsonl", bytes: source.subarray(0, 65_536) });
  let events = 0;
  const count = (batches: readonly EventBatch[]) => {
    for (const batch of batches) events += batch.events.length;
  };
  for (let at = 0; at < source.length; at += chunkBytes) count(parse.push(source.subarray(at, at + chunkBytes)));
  const end = parse.end();
  count(end.batches);
  if (end.completeness.recognised !== end.completeness.records)
    throw new Error("The benchmark's records must all be known.");
  return { records: end.completeness.records, events };
}

function milliseconds(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const source = makeTranscript();
const rounds = 5;
const anchors: number[] = [];
const ours: number[] = [];
parseAlone(source);
parseAll(source);
for (let round = 0; round < rounds; round += 1) {
  anchors.push(milliseconds(() => parseAlone(source)));
  ours.push(milliseconds(() => parseAll(source)));
}
const { records, events } = parseAll(source);
const [anchor, mine] = [median(anchors), median(ours)];
const mb = source.length / 1e6;
console.log(`${mb.toFixed(1)} MB, ${String(records)} records, ${String(events)} events, median of ${String(rounds)}`);
console.log(`JSON.parse alone      ${anchor.toFixed(0)} ms  ${((mb / anchor) * 1000).toFixed(0)} MB/s`);
console.log(`transcript to events  ${mine.toFixed(0)} ms  ${((mb / mine) * 1000).toFixed(0)} MB/s`);
console.log(`ratio                 ${(mine / anchor).toFixed(2)} x JSON.parse (goal with the store: 2.5)`);
