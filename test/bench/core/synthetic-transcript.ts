// Records as Claude Code writes them, made here so that no one's work is in them.

export interface SyntheticSession {
  readonly id: string;
  readonly prompt: string;
  /** Rounds of thinking, reading a file, editing it and running a check: 8 events each. */
  readonly rounds: number;
  /** Lines of the file that is read and edited. */
  readonly fileLines?: number;
  /** Every how many rounds there is a check; the others look at what changed. */
  readonly checkEvery?: number;
  /** Every how many rounds the check fails; 0 for never. */
  readonly failEvery?: number;
}

/** One transcript as bytes. */
export function transcriptOf(session: SyntheticSession): Buffer {
  const lines: string[] = [];
  const push = (record: Record<string, unknown>): void => {
    const count = lines.length + 1;
    const envelope = {
      parentUuid: `u-${String(count - 1)}`,
      isSidechain: false,
      userType: "external",
      cwd: "/repo/app",
      sessionId: session.id,
      version: "2.1.40",
      gitBranch: "agent/work",
    };
    const timestamp = new Date(Date.UTC(2026, 10, 20) + count * 900).toISOString();
    lines.push(JSON.stringify({ ...envelope, ...record, uuid: `u-${String(count)}`, timestamp }));
  };
  const source = (size: number, step: number): string =>
    Array.from(
      { length: size },
      (_, line) =>
        `  const value${String(line)} = await this.store.read("key-${String(line < 6 ? step : 0)}-${String(line)}"); // öffnen\n`,
    ).join("");
  const say = (step: number, content: unknown): void => {
    const usage = { input_tokens: 3, output_tokens: 50, cache_read_input_tokens: 900, cache_creation_input_tokens: 5 };
    push({
      type: "assistant",
      message: {
        id: `msg_${String(step)}`,
        type: "message",
        role: "assistant",
        model: "claude-sonnet-4-5",
        content: [content],
        stop_reason: null,
        usage,
      },
    });
  };
  const call = (id: string, name: string, input: unknown): void => {
    say(0, { type: "tool_use", id, name, input });
  };
  const answer = (id: string, content: string, toolUseResult: unknown, failed: boolean): void => {
    push({
      type: "user",
      message: { role: "user", content: [{ tool_use_id: id, type: "tool_result", content, is_error: failed }] },
      toolUseResult,
    });
  };
  push({ type: "user", message: { role: "user", content: session.prompt } });
  const size = session.fileLines ?? 20;
  for (let step = 0; step < session.rounds; step += 1) {
    const name = `/repo/app/src/part-${String(step % 12)}.ts`;
    const [r, e, b] = ["r", "e", "b"].map((letter) => `${letter}${String(step)}`) as [string, string, string];
    say(step, {
      type: "thinking",
      thinking: "I should read the file before I change it. ".repeat(6),
      signature: "c2ln",
    });
    say(step, { type: "text", text: `Step ${String(step)}: reading, changing and testing the store.` });
    call(r, "Read", { file_path: name });
    const content = source(size, step);
    answer(r, content, { type: "text", file: { filePath: name, content, numLines: size, startLine: 1 } }, false);
    const [oldString, newString] = [source(4, step), source(6, step + 1)];
    call(e, "Edit", { file_path: name, old_string: oldString, new_string: newString });
    const edit = {
      filePath: name,
      oldString,
      newString,
      originalFile: content,
      userModified: false,
      replaceAll: false,
    };
    answer(e, "The file has been updated.", edit, false);
    const fails = session.failEvery !== undefined && session.failEvery > 0 && step % session.failEvery === 0;
    if (step % (session.checkEvery ?? 1) !== 0) {
      call(b, "Bash", { command: "cd /repo/app && git status --short" });
      const changed = ` M src/part-${String(step % 12)}.ts\n`;
      answer(b, changed, { stdout: changed, stderr: "", interrupted: false, isImage: false }, false);
      continue;
    }
    const output = `${" ✓ test/store.test.ts (3 tests) 12ms\n".repeat(8)}\n      Tests  ${fails ? "1 failed | " : ""}119 passed (120)\n`;
    call(b, "Bash", { command: "cd /repo/app && npx vitest run" });
    answer(b, output, { stdout: output, stderr: "", interrupted: false, isImage: false }, fails);
  }
  say(0, {
    type: "text",
    text: "I changed the store so that values are read once. All 120 tests pass. The build is clean. I only touched src/part-1.ts.",
  });
  return Buffer.from(`${lines.join("\n")}\n`);
}

/** A session id like a runner's own, from a number. */
export function sessionId(n: number): string {
  return `0b5b7f5e-1d2c-4c3a-9e4f-${n.toString(16).padStart(12, "0")}`;
}
