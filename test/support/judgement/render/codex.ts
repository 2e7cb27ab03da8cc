import { structuredPatch } from "diff";
import { instant, lines, type Deed, type Told, type Transcript } from "../acts";

/** A session in Codex's rollout records. Reading is a command there, and edits are patches. */
export function codex(told: Told): Transcript {
  const records: unknown[] = [];
  const add = (type: string, payload: unknown): void => {
    records.push({ timestamp: instant(records.length), type, payload });
  };
  const item = (payload: unknown): void => {
    add("response_item", payload);
  };
  const event = (payload: unknown): void => {
    add("event_msg", payload);
  };
  const says = (text: string): void => {
    event({ type: "agent_message", message: text });
    item({ type: "message", role: "assistant", content: [{ type: "output_text", text }] });
  };
  const asks = (text: string): void => {
    item({ type: "message", role: "user", content: [{ type: "input_text", text }] });
    event({ type: "user_message", message: text, images: [] });
  };
  add("session_meta", {
    id: told.id,
    timestamp: instant(0),
    cwd: told.cwd,
    originator: "codex_exec",
    cli_version: "0.142.0",
    source: "exec",
    model_provider: "openai",
    git: { commit_hash: "0123456789abcdef0123456789abcdef01234567", branch: "agent/work" },
  });
  event({ type: "task_started", turn_id: "turn-1", model_context_window: 1000 });
  asks(told.asked);
  add("turn_context", {
    cwd: told.cwd,
    approval_policy: "never",
    sandbox_policy: { type: "workspace-write", network_access: true },
    model: "gpt-5.1-codex",
    effort: "medium",
    summary: "auto",
  });
  told.acts.forEach((act, n) => {
    if (act.kind === "person") asks(act.text);
    else if (act.kind === "say") says(act.text);
    else tell(act, `call_${String(n)}`, told.cwd, item, event);
  });
  if (told.final !== null) says(told.final);
  event({ type: "task_complete", turn_id: "turn-1", last_agent_message: told.final });
  return { name: `rollout-2026-11-21T02-00-00-${told.id}.jsonl`, text: lines(records) };
}

type Add = (payload: unknown) => void;

function tell(act: Deed, id: string, cwd: string, item: Add, event: Add): void {
  const shell = (command: string, output: string): void => {
    item({
      type: "function_call",
      name: "shell_command",
      arguments: JSON.stringify({ command, workdir: cwd }),
      call_id: id,
    });
    item({ type: "function_call_output", call_id: id, output });
  };
  const patched = (input: string, changes: Readonly<Record<string, unknown>>, failed: boolean): void => {
    item({ type: "custom_tool_call", status: "completed", call_id: id, name: "apply_patch", input });
    if (!failed) event({ type: "patch_apply_end", call_id: id, success: true, stdout: "", stderr: "", changes });
    item({
      type: "custom_tool_call_output",
      call_id: id,
      output: JSON.stringify({
        output: failed
          ? "apply_patch verification failed: Failed to find expected lines"
          : "Success. Updated the following files:\n",
        metadata: { exit_code: failed ? 1 : 0, duration_seconds: 0 },
      }),
    });
  };
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  switch (act.kind) {
    case "read":
      shell(`cat ${act.path}`, `Exit code: 0\nWall time: 0.1 seconds\nOutput:\n${act.text}`);
      return;
    case "fetch":
      item({
        type: "function_call",
        name: "mcp__fetch__fetch",
        arguments: JSON.stringify({ url: act.url }),
        call_id: id,
      });
      item({ type: "function_call_output", call_id: id, output: act.text });
      return;
    case "edit": {
      const { hunks } = structuredPatch("a", "b", act.before, act.after, undefined, undefined, { context: 3 });
      const body = act.failed
        ? `@@\n${signed("-", act.oldText)}\n${signed("+", act.newText)}`
        : hunks.map((hunk) => `@@\n${hunk.lines.filter((line) => !line.startsWith("\\")).join("\n")}`).join("\n");
      const unified = hunks
        .map(
          (h) =>
            `@@ -${String(h.oldStart)},${String(h.oldLines)} +${String(h.newStart)},${String(h.newLines)} @@\n${h.lines.join("\n")}\n`,
        )
        .join("");
      patched(
        `*** Begin Patch\n*** Update File: ${act.path}\n${body}\n*** End Patch`,
        { [full(act.path)]: { type: "update", unified_diff: unified, move_path: null } },
        act.failed,
      );
      return;
    }
    case "write":
      if (act.before === null)
        patched(
          `*** Begin Patch\n*** Add File: ${act.path}\n${signed("+", act.after.replace(/\n$/, ""))}\n*** End Patch`,
          { [full(act.path)]: { type: "add", content: act.after } },
          false,
        );
      else
        tell(
          {
            kind: "edit",
            path: act.path,
            oldText: act.before,
            newText: act.after,
            before: act.before,
            after: act.after,
            failed: false,
          },
          id,
          cwd,
          item,
          event,
        );
      return;
    case "run":
      if (act.ended === "denied") shell(act.command, "exec command rejected by user");
      else if (act.ended === "background") {
        item({
          type: "function_call",
          name: "exec_command",
          arguments: JSON.stringify({ cmd: act.command, workdir: cwd }),
          call_id: id,
        });
        item({
          type: "function_call_output",
          call_id: id,
          output: `Chunk ID: ab12\nWall time: 10.0 seconds\nProcess running with session ID 77\nOutput:\n${act.out}`,
        });
      } else
        shell(
          act.command,
          act.exit === null ? act.out : `Exit code: ${String(act.exit)}\nWall time: 1.5 seconds\nOutput:\n${act.out}`,
        );
      return;
    case "call":
      item({ type: "function_call", name: act.tool, arguments: JSON.stringify(act.input), call_id: id });
      if (act.outcome !== "unanswered") item({ type: "function_call_output", call_id: id, output: act.text });
  }
}

function signed(sign: string, text: string): string {
  return text
    .split("\n")
    .map((line) => sign + line)
    .join("\n");
}
