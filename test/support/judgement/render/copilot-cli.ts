import { createTwoFilesPatch } from "diff";
import { instant, lines, type Deed, type Told, type Transcript } from "../acts";

/** A session in the events of Copilot CLI's session folder. */
export function copilotCli(told: Told): Transcript {
  const records: unknown[] = [];
  const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const add = (type: string, data: unknown): void => {
    const n = records.length;
    records.push({ type, data, id: uuid(n + 1), timestamp: instant(n), parentId: n === 0 ? null : uuid(n) });
  };
  const context = {
    cwd: told.cwd,
    gitRoot: told.cwd,
    branch: "agent/work",
    repository: "acme/app",
    repositoryHost: "github.com",
    hostType: "github",
  };
  add("session.start", {
    sessionId: told.id,
    version: 1,
    producer: "copilot-agent",
    copilotVersion: "1.0.94",
    startTime: instant(0),
    selectedModel: "auto",
    context,
  });
  add("user.message", { content: told.asked, attachments: [], agentMode: "autopilot" });
  const says = (content: string, toolRequests: readonly unknown[] = []): void => {
    add("assistant.message", {
      messageId: `m${String(records.length)}`,
      model: "claude-sonnet-5",
      content,
      toolRequests,
    });
  };
  told.acts.forEach((act, n) => {
    if (act.kind === "person") add("user.message", { content: act.text, attachments: [] });
    else if (act.kind === "say") says(act.text);
    else {
      const toolCallId = `t${String(n)}`;
      const { name, args, done } = call(act, told.cwd);
      says("", [{ toolCallId, name, arguments: args, type: "function" }]);
      add("tool.execution_start", { toolCallId, toolName: name, arguments: args });
      if (act.kind === "run" && act.ended === "denied") {
        add("permission.requested", {
          requestId: `p${String(n)}`,
          permissionRequest: { kind: "shell", toolCallId, fullCommandText: act.command },
        });
        add("permission.completed", {
          requestId: `p${String(n)}`,
          toolCallId,
          result: { kind: "denied-interactively-by-user" },
        });
      }
      if (done !== null) add("tool.execution_complete", { toolCallId, model: "claude-sonnet-5", ...done });
    }
  });
  if (told.final !== null) says(told.final);
  add("session.shutdown", { shutdownType: "routine", modelMetrics: {} });
  return { name: `session-state/${told.id}/events.jsonl`, text: lines(records) };
}

interface Call {
  readonly name: string;
  readonly args: unknown;
  readonly done: Readonly<Record<string, unknown>> | null;
}

function call(act: Deed, cwd: string): Call {
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  const ok = (content: string, more: Readonly<Record<string, unknown>> = {}) => ({
    success: true,
    result: { content, ...more },
  });
  const diff = (path: string, before: string, after: string, head: string) => {
    const body = createTwoFilesPatch("a", "b", before, after, undefined, undefined, { context: 3 })
      .split("\n")
      .slice(3)
      .join("\n");
    return `\ndiff --git a${path} b${path}\n${head}index 0000000..0000000\n--- a${head === "" ? path : "/dev/null"}\n+++ b${path}\n${body}\n`;
  };
  switch (act.kind) {
    case "read":
      return { name: "view", args: { path: full(act.path) }, done: ok(act.text) };
    case "fetch":
      return { name: "web_fetch", args: { url: act.url }, done: ok(act.text) };
    case "edit": {
      const args = { path: full(act.path), old_str: act.oldText, new_str: act.newText };
      if (act.failed)
        return { name: "edit", args, done: { success: false, error: { message: "No match found", code: "failure" } } };
      return {
        name: "edit",
        args,
        done: ok(`File ${full(act.path)} updated with changes.`, {
          detailedContent: diff(full(act.path), act.before, act.after, ""),
        }),
      };
    }
    case "write": {
      const args = { path: full(act.path), file_text: act.after };
      const head = act.before === null ? "create file mode 100644\n" : "";
      return {
        name: "create",
        args,
        done: ok(`Created file ${full(act.path)}`, {
          detailedContent: diff(full(act.path), act.before ?? "", act.after, head),
        }),
      };
    }
    case "run": {
      const args = { command: act.command, description: "Run it" };
      if (act.ended === "denied")
        return {
          name: "bash",
          args,
          done: { success: false, error: { message: "The command was not run.", code: "denied" } },
        };
      if (act.ended === "background")
        return {
          name: "bash",
          args: { ...args, mode: "async", shellId: "w1" },
          done: ok("<command started in background with shellId: w1>"),
        };
      if (act.exit === null) return { name: "bash", args, done: ok(act.out) };
      const code = String(act.exit);
      return {
        name: "bash",
        args,
        done: {
          ...ok(`${act.out}\n<shellId: 0 completed with exit code ${code}>`),
          shellExecution: { exitCode: act.exit },
        },
      };
    }
    case "call":
      if (act.outcome === "unanswered") return { name: act.tool, args: act.input, done: null };
      return {
        name: act.tool,
        args: act.input,
        done: act.outcome === "ok" ? ok(act.text) : { success: false, error: { message: act.text, code: "failure" } },
      };
  }
}
