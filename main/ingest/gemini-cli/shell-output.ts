/** What the text of a shell tool's result says. */
export interface ShellOutput {
  readonly output: string;
  readonly exitCode: number | null;
  /** Folder the command ran in, where it is named and not the project's root. */
  readonly directory: string | null;
}

const labels = /^(?:Error|Exit Code|Signal|Background PIDs|Process Group PGID): ?(.*)$/;

/**
 * Reads the labelled text of `run_shell_command`: `Command:`, `Directory:`, `Output:` (or `Stdout:` and `Stderr:`), then
 * `Error:`, `Exit Code:`, `Signal:` and process numbers. Newer versions begin with `Output:` and leave out every label
 * that says nothing, the exit code 0 among them. In any other text no exit code is stated.
 */
export function shellOutput(text: string, succeeded: boolean): ShellOutput {
  // Some copies of chats hold the line breaks of this text as two characters.
  const escaped = !text.includes("\n") && /^Command: .*\\nDirectory: /.test(text);
  const lines = text.split(escaped ? "\\n" : "\n");
  const full = lines[0]?.startsWith("Command: ") === true;
  const first = lines.findIndex((line) => /^(?:Output|Stdout):(?: |$)/.test(line));
  if (first === -1 || (!full && first !== 0)) return { output: text, exitCode: null, directory: null };
  let end = lines.length;
  let exitCode: number | null = null;
  let ended = true;
  while (end > first + 1) {
    const line = lines[end - 1] ?? "";
    const value = labels.exec(line)?.[1];
    if (value === undefined) break;
    if (line.startsWith("Exit Code:")) exitCode = /^-?\d{1,9}$/.test(value.trim()) ? Number(value) : null;
    if (/^(?:Error|Exit Code):/.test(line) || (line.startsWith("Signal:") && !/^(?:0|\(none\))?$/.test(value.trim())))
      ended = false;
    end -= 1;
  }
  const body = lines.slice(first, end);
  const at = body.findIndex((line) => line.startsWith("Stderr: "));
  const parts = body[0]?.startsWith("Stdout:") === true && at > 0 ? [body.slice(0, at), body.slice(at)] : [body];
  const output = parts
    .map((part) => part.join("\n").replace(/^(?:Output|Stdout|Stderr): ?/, ""))
    .filter((part) => part !== "(empty)" && part !== "")
    .join("\n");
  const directory = full
    ? /^Directory: (.+)$/.exec(lines.find((line) => line.startsWith("Directory: ")) ?? "")?.[1]
    : null;
  return {
    output,
    exitCode: !full && ended && succeeded ? 0 : exitCode,
    directory: directory === undefined || directory === "(root)" ? null : directory,
  };
}
