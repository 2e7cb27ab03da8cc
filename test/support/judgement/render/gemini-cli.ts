import { createHash } from "node:crypto";
import { createTwoFilesPatch } from "diff";
import { instant, lines, type Deed, type Told, type Transcript } from "../acts";

/** A session in Gemini CLI's records: one message a line, with its calls and their results. */
export function geminiCli(told: Told): Transcript {
  const records: unknown[] = [
    {
      sessionId: told.id,
      projectHash: createHash("sha256").update(told.cwd).digest("hex"),
      startTime: instant(0),
      lastUpdated: instant(0),
      kind: "main",
    },
  ];
  const person = (text: string): void => {
    records.push({
      id: `u${String(records.length)}`,
      timestamp: instant(records.length),
      type: "user",
      content: [{ text }],
    });
  };
  const model = (content: string, call?: unknown): void => {
    records.push({
      id: `g${String(records.length)}`,
      timestamp: instant(records.length),
      type: "gemini",
      content,
      thoughts: [],
      tokens: { input: 300, output: 20, cached: 0, thoughts: 5, tool: 0, total: 325 },
      model: "gemini-3-pro",
      ...(call === undefined ? {} : { toolCalls: [call] }),
    });
  };
  person(told.asked);
  told.acts.forEach((act, n) => {
    if (act.kind === "person") person(act.text);
    else if (act.kind === "say") model(act.text);
    else
      model("", { id: `t-${String(n)}`, timestamp: instant(records.length), ...call(act, `t-${String(n)}`, told.cwd) });
  });
  if (told.final !== null) model(told.final);
  return { name: `session-2026-11-21T02-00-${told.id.slice(0, 8)}.jsonl`, text: lines(records) };
}

function call(act: Deed, id: string, cwd: string): Readonly<Record<string, unknown>> {
  const made = (name: string, args: unknown, status: string, response: unknown, resultDisplay?: unknown) => ({
    name,
    args,
    status,
    ...(response === null ? {} : { result: [{ functionResponse: { id, name, response } }] }),
    ...(resultDisplay === undefined ? {} : { resultDisplay }),
  });
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  switch (act.kind) {
    case "read":
      return made("read_file", { file_path: full(act.path) }, "success", { output: act.text });
    case "fetch":
      return made("web_fetch", { prompt: `Read ${act.url}` }, "success", { output: act.text });
    case "edit": {
      const args = { file_path: full(act.path), old_string: act.oldText, new_string: act.newText };
      if (act.failed)
        return made("replace", args, "error", { error: "Failed to edit, could not find the string to replace." });
      return made(
        "replace",
        args,
        "success",
        { output: `Successfully modified file: ${full(act.path)} (1 replacements).` },
        diffFacts(full(act.path), act.before, act.after, false),
      );
    }
    case "write": {
      const said = act.before === null ? "Successfully created and wrote to new file" : "Successfully overwrote file";
      return made(
        "write_file",
        { file_path: full(act.path), content: act.after },
        "success",
        { output: `${said}: ${full(act.path)}.` },
        diffFacts(full(act.path), act.before ?? "", act.after, act.before === null),
      );
    }
    case "run": {
      const args = { command: act.command, description: "Run it", dir_path: cwd };
      if (act.ended === "denied")
        return made("run_shell_command", args, "cancelled", {
          error: "[Operation Cancelled] Reason: User did not allow tool call",
        });
      if (act.ended === "background") return made("run_shell_command", args, "executing", null);
      const code = act.exit === 0 ? "" : `\nExit Code: ${act.exit === null ? "(none)" : String(act.exit)}`;
      return made(
        "run_shell_command",
        args,
        "success",
        { output: `Output: ${act.out === "" ? "(empty)" : act.out}${code}\nProcess Group PGID: 812` },
        act.out,
      );
    }
    case "call":
      if (act.outcome === "unanswered") return made(act.tool, act.input, "awaiting_approval", null);
      return act.outcome === "ok"
        ? made(act.tool, act.input, "success", { output: act.text })
        : made(act.tool, act.input, "error", { error: act.text });
  }
}

function diffFacts(filePath: string, before: string, after: string, isNewFile: boolean): unknown {
  const fileName = filePath.split("/").at(-1) ?? filePath;
  return {
    fileDiff: createTwoFilesPatch(fileName, fileName, before, after, "Current", "Proposed", { context: 3 }),
    fileName,
    filePath,
    originalContent: isNewFile ? null : before,
    newContent: after,
    isNewFile,
  };
}
