import { instant, type Deed, type Told, type Transcript } from "../acts";

/** A conversation in OpenHands' events: actions, and the observations that answer them. */
export function openHands(told: Told): Transcript {
  const items: unknown[] = [];
  const add = (record: Readonly<Record<string, unknown>>): string => {
    const id = `${String(items.length).padStart(8, "0")}-1111-4222-8333-${told.id.slice(-12)}`;
    items.push({ id, timestamp: instant(items.length).replace("Z", "001"), ...record });
    return id;
  };
  const text = (words: string) => [{ cache_prompt: false, type: "text", text: words }];
  const person = (words: string): void => {
    add({
      source: "user",
      llm_message: { role: "user", content: text(words) },
      activated_skills: [],
      extended_content: [],
      kind: "MessageEvent",
    });
  };
  const act = (toolName: string, callId: string, action: unknown, args: unknown = {}): string =>
    add({
      source: "agent",
      thought: [],
      reasoning_content: null,
      thinking_blocks: [],
      action,
      tool_name: toolName,
      tool_call_id: callId,
      tool_call: { id: callId, name: toolName, arguments: JSON.stringify(args), origin: "completion" },
      llm_response_id: "resp",
      security_risk: "LOW",
      kind: "ActionEvent",
    });
  const observe = (
    toolName: string,
    callId: string,
    actionId: string,
    said: string,
    facts: Readonly<Record<string, unknown>>,
  ): void => {
    add({
      source: "environment",
      tool_name: toolName,
      tool_call_id: callId,
      observation: { content: text(said), is_error: false, ...facts },
      action_id: actionId,
      kind: "ObservationEvent",
    });
  };
  person(told.asked);
  told.acts.forEach((one, n) => {
    if (one.kind === "person") person(one.text);
    else if (one.kind === "say")
      add({ source: "agent", llm_message: { role: "assistant", content: text(one.text) }, kind: "MessageEvent" });
    else tell(one, `tc${String(n)}`, told.cwd, { act, observe, add });
  });
  if (told.final !== null) {
    const id = act("finish", "tcf", { message: told.final, kind: "FinishAction" });
    observe("finish", "tcf", id, told.final, { kind: "FinishObservation" });
  }
  return { name: `${told.id}.json`, text: JSON.stringify({ items, next_page_id: null }) };
}

interface Hands {
  act(tool: string, callId: string, action: unknown, args?: unknown): string;
  observe(tool: string, callId: string, actionId: string, said: string, facts: Readonly<Record<string, unknown>>): void;
  add(record: Readonly<Record<string, unknown>>): string;
}

function tell(act: Deed, id: string, cwd: string, to: Hands): void {
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  const editor = "file_editor";
  switch (act.kind) {
    case "read": {
      const at = to.act(editor, id, { command: "view", path: full(act.path), kind: "FileEditorAction" });
      to.observe(editor, id, at, act.text, {
        command: "view",
        path: full(act.path),
        prev_exist: true,
        old_content: null,
        new_content: null,
        kind: "FileEditorObservation",
      });
      return;
    }
    case "fetch": {
      const at = to.act("fetch_fetch", id, { data: { url: act.url }, kind: "MCPToolAction" }, { url: act.url });
      to.observe("fetch_fetch", id, at, act.text, { tool_name: "fetch_fetch", kind: "MCPToolObservation" });
      return;
    }
    case "edit": {
      const at = to.act(editor, id, {
        command: "str_replace",
        path: full(act.path),
        file_text: null,
        old_str: act.oldText,
        new_str: act.newText,
        insert_line: null,
        view_range: null,
        kind: "FileEditorAction",
      });
      if (act.failed)
        to.observe(editor, id, at, "No replacement was performed, old_str did not appear verbatim.", {
          is_error: true,
          command: "str_replace",
          path: full(act.path),
          prev_exist: true,
          old_content: null,
          new_content: null,
          kind: "FileEditorObservation",
        });
      else
        to.observe(editor, id, at, "The file has been edited.", {
          command: "str_replace",
          path: full(act.path),
          prev_exist: true,
          old_content: act.before,
          new_content: act.after,
          kind: "FileEditorObservation",
        });
      return;
    }
    case "write": {
      const at = to.act(editor, id, {
        command: "create",
        path: full(act.path),
        file_text: act.after,
        old_str: null,
        new_str: null,
        insert_line: null,
        view_range: null,
        kind: "FileEditorAction",
      });
      to.observe(editor, id, at, "File created.", {
        command: "create",
        path: full(act.path),
        prev_exist: act.before !== null,
        old_content: act.before,
        new_content: act.after,
        kind: "FileEditorObservation",
      });
      return;
    }
    case "run": {
      const at = to.act("terminal", id, {
        command: act.command,
        is_input: false,
        timeout: null,
        reset: false,
        kind: "TerminalAction",
      });
      if (act.ended === "denied")
        to.add({
          source: "environment",
          tool_name: "terminal",
          tool_call_id: id,
          rejection_reason: "No.",
          action_id: at,
          kind: "UserRejectObservation",
        });
      else if (act.ended === "ended")
        to.observe("terminal", id, at, act.out, {
          command: act.command,
          exit_code: act.exit,
          timeout: false,
          metadata: { exit_code: act.exit, working_dir: cwd },
          kind: "TerminalObservation",
        });
      return;
    }
    case "call": {
      const at = to.act(act.tool, id, { data: act.input, kind: "MCPToolAction" }, act.input);
      if (act.outcome !== "unanswered")
        to.observe(act.tool, id, at, act.text, {
          is_error: act.outcome === "failed",
          tool_name: act.tool,
          kind: "MCPToolObservation",
        });
    }
  }
}
