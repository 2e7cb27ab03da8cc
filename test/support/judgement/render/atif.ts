import { instant, type Deed, type Told, type Transcript } from "../acts";

/** A trajectory in the exchange format: steps with calls and what was observed. */
export function atif(told: Told): Transcript {
  const steps: unknown[] = [];
  const add = (source: "user" | "agent", message: string, more: Readonly<Record<string, unknown>> = {}): void => {
    steps.push({ step_id: steps.length + 1, source, message, timestamp: instant(steps.length), ...more });
  };
  add("user", told.asked);
  told.acts.forEach((act, n) => {
    if (act.kind === "person") add("user", act.text);
    else if (act.kind === "say") add("agent", act.text);
    else {
      const { name, args, observed } = call(act, told.cwd);
      const tool_call_id = `c${String(n)}`;
      add("agent", "", {
        tool_calls: [{ tool_call_id, function_name: name, arguments: args }],
        ...(observed === null
          ? {}
          : {
              observation: { results: [{ source_call_id: tool_call_id, content: observed.content, ...observed.more }] },
            }),
      });
    }
  });
  if (told.final !== null) add("agent", told.final);
  return {
    name: `${told.id}.trajectory.json`,
    text: JSON.stringify({
      schema_version: "ATIF-v1.7",
      session_id: told.id,
      trajectory_id: told.id,
      agent: { name: "night-agent", version: "3.1", model_name: "gpt-9", extra: { cwds: [told.cwd] } },
      steps,
      final_metrics: { total_steps: steps.length },
    }),
  };
}

interface Call {
  readonly name: string;
  readonly args: unknown;
  readonly observed: { readonly content: string; readonly more?: Readonly<Record<string, unknown>> } | null;
}

function call(act: Deed, cwd: string): Call {
  const full = (path: string) => (path.startsWith("/") || path.startsWith("~") ? path : `${cwd}/${path}`);
  switch (act.kind) {
    case "read":
      return { name: "Read", args: { file_path: full(act.path) }, observed: { content: act.text } };
    case "fetch":
      return { name: "fetch", args: { url: act.url }, observed: { content: act.text } };
    case "edit":
      return {
        name: "Edit",
        args: { file_path: full(act.path), old_string: act.oldText, new_string: act.newText },
        observed: { content: act.failed ? "Error: String to replace not found in file." : "The file was edited." },
      };
    case "write":
      return {
        name: act.before === null ? "create_file" : "Write",
        args: { file_path: full(act.path), content: act.after },
        observed: { content: "The file was written." },
      };
    case "run":
      if (act.ended === "background") return { name: "bash", args: { command: act.command }, observed: null };
      if (act.ended === "denied")
        return {
          name: "bash",
          args: { command: act.command },
          observed: { content: "Error: permission denied by the user" },
        };
      return {
        name: "bash",
        args: { command: act.command },
        observed: { content: act.out, more: act.exit === null ? {} : { extra: { exit_code: act.exit } } },
      };
    case "call":
      return {
        name: act.tool,
        args: act.input,
        observed:
          act.outcome === "unanswered" ? null : { content: act.outcome === "failed" ? `Error: ${act.text}` : act.text },
      };
  }
}
