import { structuredPatch } from "diff";
import { instant, lines, numbered, type Deed, type Told, type Transcript } from "../acts";

/** A session in Claude Code's own records: one line a message, results beside the calls they answer. */
export function claudeCode(told: Told): Transcript {
  const records: unknown[] = [];
  let parent: string | null = null;
  const add = (record: Record<string, unknown>): void => {
    const n: number = records.length;
    const uuid = `${told.id.slice(0, 8)}-0000-4000-8000-${String(n).padStart(12, "0")}`;
    records.push({
      parentUuid: parent,
      isSidechain: false,
      userType: "external",
      cwd: told.cwd,
      sessionId: told.id,
      version: "2.1.95",
      gitBranch: "agent/work",
      uuid,
      timestamp: instant(n),
      ...record,
    });
    parent = uuid;
  };
  const agent = (content: unknown): void => {
    add({
      type: "assistant",
      message: {
        id: `msg_${String(records.length)}`,
        type: "message",
        role: "assistant",
        model: "claude-opus-4-6",
        content: [content],
        usage: { input_tokens: 3, output_tokens: 7 },
      },
    });
  };
  const answer = (id: string, content: string, facts: unknown, failed = false): void => {
    add({
      type: "user",
      message: { role: "user", content: [{ type: "tool_result", tool_use_id: id, content, is_error: failed }] },
      toolUseResult: facts,
    });
  };
  add({ type: "user", message: { role: "user", content: told.asked } });
  told.acts.forEach((act, n) => {
    const id = `toolu_${String(n)}`;
    if (act.kind === "person") add({ type: "user", message: { role: "user", content: act.text } });
    else if (act.kind === "say") agent({ type: "text", text: act.text });
    else tell(act, id, told.cwd, agent, answer);
  });
  if (told.final !== null) agent({ type: "text", text: told.final });
  return { name: `${told.id}.jsonl`, text: lines(records) };
}

function tell(
  act: Deed,
  id: string,
  cwd: string,
  agent: (content: unknown) => void,
  answer: (id: string, content: string, facts: unknown, failed?: boolean) => void,
): void {
  const use = (name: string, input: unknown) => {
    agent({ type: "tool_use", id, name, input });
  };
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  switch (act.kind) {
    case "read":
      use("Read", { file_path: full(act.path) });
      answer(id, numbered(act.text), {
        type: "text",
        file: { filePath: full(act.path), content: act.text, numLines: 1, startLine: 1, totalLines: 1 },
      });
      return;
    case "fetch":
      use("WebFetch", { url: act.url, prompt: "What does it say?" });
      answer(id, act.text, {
        bytes: act.text.length,
        code: 200,
        codeText: "OK",
        result: act.text,
        durationMs: 900,
        url: act.url,
      });
      return;
    case "edit": {
      const filePath = full(act.path);
      use("Edit", { file_path: filePath, old_string: act.oldText, new_string: act.newText });
      if (act.failed)
        answer(id, "String to replace not found in file.", "Error: String to replace not found in file.", true);
      else
        answer(id, `The file ${filePath} has been updated.`, {
          filePath,
          oldString: act.oldText,
          newString: act.newText,
          originalFile: act.before,
          structuredPatch: hunks(act.before, act.after),
          userModified: false,
          replaceAll: false,
        });
      return;
    }
    case "write": {
      const filePath = full(act.path);
      use("Write", { file_path: filePath, content: act.after });
      answer(id, `The file ${filePath} has been ${act.before === null ? "created" : "updated"}.`, {
        type: act.before === null ? "create" : "update",
        filePath,
        content: act.after,
        structuredPatch: act.before === null ? [] : hunks(act.before, act.after),
        originalFile: act.before,
      });
      return;
    }
    case "run": {
      const background = act.ended === "background";
      use("Bash", { command: act.command, ...(background ? { run_in_background: true } : {}) });
      if (act.ended === "denied")
        answer(
          id,
          "The user doesn't want to proceed with this tool use. The tool use was rejected.",
          "User rejected tool use",
          true,
        );
      else if (background)
        answer(id, `Command running in background with ID: b${id}.`, {
          stdout: "",
          stderr: "",
          interrupted: false,
          isImage: false,
          backgroundTaskId: `b${id}`,
        });
      else if (act.exit === 0 || act.exit === null)
        answer(id, act.out, { stdout: act.out, stderr: "", interrupted: false, isImage: false });
      else
        answer(
          id,
          `Exit code ${String(act.exit)}\n${act.out}`,
          `Error: Exit code ${String(act.exit)}\n${act.out}`,
          true,
        );
      return;
    }
    case "call":
      use(act.tool, act.input);
      if (act.outcome !== "unanswered")
        answer(
          id,
          act.text,
          act.outcome === "failed" ? `Error: ${act.text}` : [{ type: "text", text: act.text }],
          act.outcome === "failed",
        );
  }
}

function hunks(before: string, after: string): unknown {
  return structuredPatch("a", "b", before, after, undefined, undefined, { context: 3 }).hunks;
}
