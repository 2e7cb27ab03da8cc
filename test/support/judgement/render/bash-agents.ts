import { instant, type Deed, type Told, type Transcript } from "../acts";

const seconds = (n: number): number => Date.parse(instant(n)) / 1000;

/** What an agent types that has nothing but a shell. */
function typed(act: Exclude<Deed, { kind: "call" }>): {
  command: string;
  exit: number | null;
  out: string;
} {
  switch (act.kind) {
    case "read":
      return { command: `cat ${act.path}`, exit: 0, out: act.text };
    case "fetch":
      return { command: `curl -s ${act.url}`, exit: 0, out: act.text };
    case "write":
      return { command: `cat > ${act.path} <<'EOF'\n${act.after.replace(/\n$/, "")}\nEOF`, exit: 0, out: "" };
    case "edit": {
      const script = `from pathlib import Path\np = Path(${JSON.stringify(act.path)})\ns = p.read_text()\np.write_text(s.replace(${JSON.stringify(act.oldText)}, ${JSON.stringify(act.newText)}))`;
      return {
        command: `python3 - <<'PY'\n${script}\nPY`,
        exit: act.failed ? 1 : 0,
        out: act.failed ? "ValueError: not found" : "",
      };
    }
    case "run":
      return { command: act.command, exit: act.ended === "ended" ? act.exit : -1, out: act.out };
  }
}

/** A trajectory of mini-SWE-agent: one shell command a step, and the patch it hands in. */
export function miniSweAgent(told: Told): Transcript {
  const messages: unknown[] = [
    { role: "system", content: "You are helpful." },
    {
      role: "user",
      content: `<pr_description>\nConsider the following PR description:\n${told.asked}\n\n</pr_description>\n\n<instructions>\n# Task Instructions\nWork in ${told.cwd}.\n</instructions>`,
    },
  ];
  const answer = (content: string, command: string, n: number): void => {
    const id = `call_${String(n)}`;
    messages.push({
      content,
      role: "assistant",
      tool_calls: [
        { index: 0, function: { arguments: JSON.stringify({ command }), name: "bash" }, id, type: "function" },
      ],
      function_call: null,
      extra: {
        actions: [{ command, tool_call_id: id }],
        response: {
          id: `${told.id}-${String(n)}`,
          created: seconds(messages.length),
          model: "deep-1",
          object: "chat.completion",
          choices: [],
          usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
        },
        cost: 0.001,
        timestamp: seconds(messages.length),
      },
    });
  };
  let said = "";
  told.acts.forEach((act, n) => {
    if (act.kind === "say") {
      said = act.text;
      return;
    }
    if (act.kind === "person" || act.kind === "call")
      throw new Error(`this agent has nothing but a shell: ${act.kind}`);
    const { command, exit, out } = typed(act);
    answer(said, command, n);
    said = "";
    const stopped = act.kind === "run" && act.ended !== "ended";
    messages.push({
      content: `<returncode>${String(exit)}</returncode>\n<output>\n${out}\n</output>`,
      extra: {
        raw_output: out,
        returncode: exit,
        timestamp: seconds(messages.length),
        exception_info: stopped ? "An error occurred while executing the command: timed out after 60 seconds" : "",
      },
      tool_call_id: `call_${String(n)}`,
      role: "tool",
    });
  });
  answer(
    told.final ?? "",
    "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git add -A && git diff --cached",
    told.acts.length,
  );
  messages.push({ role: "exit", content: told.patch, extra: { exit_status: "Submitted", submission: told.patch } });
  const info = {
    model_stats: { instance_cost: 0.005, api_calls: messages.length },
    config: {
      agent: {
        system_template: "You are helpful.\n",
        instance_template:
          "<pr_description>\nConsider the following PR description:\n{{task}}\n</pr_description>\n\n<instructions>\n# Task Instructions\nWork in {{cwd}}.\n</instructions>",
      },
      environment: { cwd: told.cwd, timeout: 60 },
      model: { model_name: "provider/deep-1" },
    },
    mini_version: "2.2.7",
    exit_status: "Submitted",
    submission: told.patch,
  };
  return {
    name: `${told.id}.traj.json`,
    text: JSON.stringify({ info, messages, trajectory_format: "mini-swe-agent-1.1" }),
  };
}

/** A trajectory of SWE-agent: actions and observations, without exit codes. */
export function sweAgent(told: Told): Transcript {
  const issue = `We're currently solving the following issue within our repository. Here's the issue text:\nISSUE:\n${told.asked}\n\nINSTRUCTIONS:\nNow, you're going to solve this issue on your own.`;
  const query = [
    {
      role: "system",
      content: "SETTING: You are an autonomous programmer.",
      agent: "main",
      message_type: "system_prompt",
    },
    { role: "user", content: [{ type: "text", text: issue }], agent: "main", message_type: "observation" },
  ];
  const trajectory: unknown[] = [];
  const step = (action: string, observation: string, thought: string): void => {
    trajectory.push({
      action,
      observation,
      response: thought,
      thought,
      execution_time: 0.5,
      state: { open_file: "", working_dir: told.cwd },
      query,
      extra_info: {},
    });
  };
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  let said = "";
  for (const act of told.acts) {
    if (act.kind === "say") {
      said = act.text;
      continue;
    }
    if (act.kind === "person" || act.kind === "call")
      throw new Error(`this agent has nothing but a shell: ${act.kind}`);
    const file = (path: string) => (path.startsWith("/") ? path : `${told.cwd}/${path}`);
    if (act.kind === "edit")
      step(
        `str_replace_editor str_replace ${file(act.path)} --old_str ${quoted(act.oldText)} --new_str ${quoted(act.newText)}`,
        act.failed
          ? "No replacement was performed, old_str did not appear verbatim."
          : `The file ${file(act.path)} has been edited.`,
        said,
      );
    else if (act.kind === "write")
      step(
        `str_replace_editor create ${file(act.path)} --file_text ${quoted(act.after)}`,
        `File created successfully at: ${file(act.path)}`,
        said,
      );
    else if (act.kind === "read") step(`str_replace_editor view ${file(act.path)}`, act.text, said);
    else
      step(
        typed(act).command,
        act.kind === "run" && act.ended !== "ended" ? "EXECUTION TIMED OUT" : typed(act).out,
        said,
      );
    said = "";
  }
  step("submit", told.patch, told.final ?? "");
  const info = {
    exit_status: "submitted",
    submission: told.patch,
    swe_agent_version: "1.1.0",
    model_stats: { instance_cost: 0.5, tokens_sent: 10, tokens_received: 2, api_calls: trajectory.length },
  };
  const history = query.slice(0, 2);
  const problem = { type: "text", id: told.id, text: told.asked };
  const replay_config = JSON.stringify({
    env: { repo: { type: "local" } },
    agent: { model: { name: "gpt-9" } },
    problem_statement: problem,
  });
  return {
    name: `${told.id}.traj`,
    text: JSON.stringify({ trajectory, history, info, replay_config, environment: "main" }),
  };
}
