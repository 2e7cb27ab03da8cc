import { createTwoFilesPatch } from "diff";
import { instant, type Deed, type Told, type Transcript } from "../acts";

/** A session as OpenCode exports it: messages with parts, every call with its state. */
export function openCode(told: Told): Transcript {
  const sessionID = `ses_${told.id.replaceAll("-", "").slice(0, 22)}`;
  const messages: unknown[] = [];
  const ms = () => Date.parse(instant(messages.length));
  const add = (role: "user" | "assistant", part: Readonly<Record<string, unknown>>): void => {
    const id = `msg_${String(messages.length).padStart(4, "0")}`;
    const info =
      role === "user"
        ? {
            id,
            sessionID,
            role,
            time: { created: ms() },
            agent: "build",
            model: { providerID: "openai", modelID: "gpt-5.1" },
          }
        : {
            id,
            sessionID,
            role,
            time: { created: ms(), completed: ms() + 5000 },
            modelID: "gpt-5.1",
            providerID: "openai",
            mode: "build",
            agent: "build",
            path: { cwd: told.cwd, root: told.cwd },
            cost: 0,
            tokens: { input: 50, output: 20, reasoning: 5, cache: { read: 0, write: 0 } },
            finish: part.type === "text" ? "stop" : "tool-calls",
          };
    messages.push({ info, parts: [{ id: `prt_${String(messages.length)}`, sessionID, messageID: id, ...part }] });
  };
  add("user", { type: "text", text: told.asked });
  told.acts.forEach((act, n) => {
    if (act.kind === "person") add("user", { type: "text", text: act.text });
    else if (act.kind === "say") add("assistant", { type: "text", text: act.text });
    else {
      const { tool, ...state } = call(act, told.cwd);
      add("assistant", {
        type: "tool",
        callID: `call_${String(n)}`,
        tool,
        state: { ...state, time: { start: ms(), end: ms() + 900 } },
      });
    }
  });
  if (told.final !== null) add("assistant", { type: "text", text: told.final });
  const info = {
    id: sessionID,
    slug: "small-lamp",
    version: "1.2.9",
    projectID: "1f0c2d3e4b5a69788796a5b4c3d2e1f00f1e2d3c",
    directory: told.cwd,
    title: told.asked.slice(0, 60),
    time: { created: Date.parse(instant(0)), updated: ms() },
  };
  return { name: `${sessionID}.json`, text: JSON.stringify({ info, messages }) };
}

interface Call {
  readonly tool: string;
  readonly [field: string]: unknown;
}

function call(act: Deed, cwd: string): Call {
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  switch (act.kind) {
    case "read":
      return {
        tool: "read",
        status: "completed",
        input: { filePath: full(act.path) },
        output: `<file>\n${act.text}\n</file>`,
        title: act.path,
        metadata: {},
      };
    case "fetch":
      return {
        tool: "webfetch",
        status: "completed",
        input: { url: act.url, format: "markdown" },
        output: act.text,
        title: act.url,
        metadata: {},
      };
    case "edit": {
      const input = { filePath: full(act.path), oldString: act.oldText, newString: act.newText };
      if (act.failed) return { tool: "edit", status: "error", input, error: "oldString not found in content" };
      const diff = createTwoFilesPatch(full(act.path), full(act.path), act.before, act.after, undefined, undefined, {
        context: 3,
      });
      return {
        tool: "edit",
        status: "completed",
        input,
        output: "",
        title: act.path,
        metadata: { diff, filediff: { file: full(act.path), before: act.before, after: act.after } },
      };
    }
    case "write":
      return {
        tool: "write",
        status: "completed",
        input: { filePath: full(act.path), content: act.after },
        output: "",
        title: act.path,
        metadata: { filepath: full(act.path), exists: act.before !== null },
      };
    case "run": {
      const input = { command: act.command, description: "Run it" };
      if (act.ended === "denied")
        return {
          tool: "bash",
          status: "error",
          input,
          error: "The user rejected permission to use this specific tool call.",
        };
      if (act.ended === "background") return { tool: "bash", status: "running", input };
      return {
        tool: "bash",
        status: "completed",
        input,
        output: act.out,
        title: act.command,
        metadata: { output: act.out, ...(act.exit === null ? {} : { exit: act.exit }) },
      };
    }
    case "call":
      if (act.outcome === "unanswered") return { tool: act.tool, status: "running", input: act.input };
      return act.outcome === "ok"
        ? { tool: act.tool, status: "completed", input: act.input, output: act.text, title: "", metadata: {} }
        : { tool: act.tool, status: "error", input: act.input, error: act.text };
  }
}
