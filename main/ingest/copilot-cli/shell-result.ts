import { intField, isObject, listField, objectField } from "../json-fields";
import type { JsonObject } from "../json-fields";

/** What the result of a shell tool says. */
export interface ShellResult {
  readonly output: string;
  readonly exitCode: number | null;
  /** The command goes on under this id; `read_bash` and `stop_bash` name it again. */
  readonly background: string | null;
}

const endLine = /\n?<(?:exited|shellId: [^\s>]{1,100} completed) with exit code (-?\d{1,9})>\s*$/;
const goesOn = /<[^<>\n]{0,200}\bshellId: ([^\s>]{1,100}?)[.,]?(?:>| [^<>\n]{0,400}>)/;

/**
 * Reads the text of a shell tool's result and what stands beside it. A shell whose command failed is a success of the
 * tool: the exit code is in `shellExecution`, in `contents`, or in the last line of the text, which is taken off.
 */
export function shellResult(text: string, data: JsonObject): ShellResult {
  const stated = intField(objectField(data, "shellExecution") ?? {}, "exitCode") ?? exitOf(objectField(data, "result"));
  const last = endLine.exec(text);
  const output = last === null ? text : text.slice(0, last.index);
  const exitCode = stated ?? (last?.[1] === undefined ? null : Number(last[1]));
  const tail = text.slice(-800);
  return { output, exitCode, background: exitCode === null ? (goesOn.exec(tail)?.[1] ?? null) : null };
}

function exitOf(result: JsonObject | null): number | null {
  for (const content of result === null ? [] : listField(result, "contents")) {
    if (!isObject(content)) continue;
    if (content.type === "shell_exit" || content.type === "terminal") {
      const code = intField(content, "exitCode");
      if (code !== null) return code;
    }
  }
  return null;
}
