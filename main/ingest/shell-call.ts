import { filledField, objectField, parseObject, textField } from "./json-fields";
import type { JsonObject } from "./json-fields";
import { shellCommands } from "./shell-words";

/** A shell call: the line a person would have typed, and where. */
export interface ShellCall {
  readonly command: string;
  readonly cwd: string | null;
}

const shellTools = new Set([
  "shell",
  "shell_command",
  "exec_command",
  "container.exec",
  "local_shell",
  "unified_exec",
  "bash",
]);

/** True for the names of tools that run a command line. */
export function isShellTool(name: string): boolean {
  return shellTools.has(name);
}

/** Reads the arguments of a shell call: a JSON string, or, where it cannot be parsed, the command as it stands. */
export function shellCall(args: string): ShellCall {
  const parsed = parseObject(args);
  if (parsed === null) return { command: args, cwd: null };
  const command = parsed.command ?? parsed.cmd ?? parsed.input ?? null;
  const cwd = filledField(parsed, "workdir") ?? filledField(parsed, "working_directory") ?? filledField(parsed, "cwd");
  return { command: commandLine(command) ?? args, cwd };
}

/** The line of a command given as text or as a list of words; `bash -lc "…"` is the line inside. */
export function commandLine(command: unknown): string | null {
  if (typeof command === "string") return command;
  if (!Array.isArray(command)) return null;
  const words = command.map((word: unknown) => (typeof word === "string" ? word : String(word)));
  const [program, flag, script] = words;
  if (
    program !== undefined &&
    /(?:^|\/)(?:ba|z|da|)sh$/.test(program) &&
    flag !== undefined &&
    /^-[a-z]*c$/.test(flag) &&
    script !== undefined
  )
    return script;
  return words.map(quoted).join(" ");
}

/** A line that may be `bash -lc '…'`, as items of a turn give it: the line inside. */
export function unwrappedLine(line: string): string {
  // Longer lines are not taken apart to their end.
  if (line.length > 20_000 || !/^(?:\S*\/)?(?:ba|z|da)?sh -[a-z]*c\s/.test(line)) return line;
  const [only, more] = shellCommands(line);
  const script = only?.words[2];
  return more === undefined && only?.words.length === 3 && script !== undefined && script !== "" ? script : line;
}

/** The action of a `local_shell_call`. */
export function localShellCall(payload: JsonObject): ShellCall {
  const action = objectField(payload, "action") ?? {};
  return { command: commandLine(action.command) ?? "", cwd: textField(action, "working_directory") };
}

/** The patch of a line that does nothing but `[cd FOLDER &&] apply_patch <<EOF …`, or null. */
export function patchInShell(command: string): { patch: string; folder: string | null } | null {
  if (!command.includes("*** Begin Patch")) return null;
  const commands = shellCommands(command);
  const [first, second, third] = commands;
  const isPatch = (words: readonly string[] | undefined): boolean =>
    words?.[0] === "apply_patch" || words?.[0] === "applypatch";
  if (isPatch(first?.words) && second === undefined) return { patch: command, folder: null };
  if (first?.words[0] === "cd" && isPatch(second?.words) && third === undefined)
    return { patch: command, folder: first.words[1] ?? null };
  return null;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
