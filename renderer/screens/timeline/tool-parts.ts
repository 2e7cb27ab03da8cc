import * as z from "zod";
import { toolClass, type EventClass } from "../../../shared/review/event-class";

const inputSchema = z.record(z.string(), z.unknown());
const todoSchema = z.looseObject({
  content: z.string().optional(),
  step: z.string().optional(),
  title: z.string().optional(),
  status: z.string().optional(),
});
const todosSchema = z.array(todoSchema).max(500);

/** An entry of a plan that an agent keeps. */
export interface PlanEntry {
  readonly text: string;
  readonly status: "done" | "now" | "open";
}

/** What a tool call is, as far as its name and its input tell. */
export interface ToolParts {
  readonly kind: EventClass;
  /** The host that a tool of the web went to. */
  readonly host: string | null;
  /** Lines of the file that were asked for, in words. */
  readonly lines: string | null;
  readonly plan: readonly PlanEntry[] | null;
}

function parsed(input: string): Record<string, unknown> {
  if (!input.trimStart().startsWith("{")) return {};
  try {
    const value = inputSchema.safeParse(JSON.parse(input));
    return value.success ? value.data : {};
  } catch {
    // Input cut for the list: the detail holds it whole.
    return {};
  }
}

function hostOf(url: unknown): string | null {
  if (typeof url !== "string" || !URL.canParse(url)) return null;
  const { host, protocol } = new URL(url);
  return /^https?:$/u.test(protocol) && host !== "" ? host : null;
}

function numberAt(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : null;
}

function linesOf(input: Record<string, unknown>): string | null {
  const from = numberAt(input.offset ?? input.start_line ?? input.startLine);
  const end = numberAt(input.end_line ?? input.endLine);
  const count = numberAt(input.limit);
  if (from !== null && end !== null) return `lines ${String(from)} to ${String(end)}`;
  if (from !== null && count !== null) return `${String(count)} lines from ${String(from)}`;
  if (from !== null) return `from line ${String(from)}`;
  return count === null ? null : `first ${String(count)} lines`;
}

function planOf(input: Record<string, unknown>): PlanEntry[] | null {
  const list = todosSchema.safeParse(input.todos ?? input.plan ?? input.items);
  if (!list.success || list.data.length === 0) return null;
  return list.data.map(({ content, step, title, status }) => ({
    text: content ?? step ?? title ?? "",
    status: /^(?:completed|done)$/iu.test(status ?? "")
      ? "done"
      : /progress|doing|active/iu.test(status ?? "")
        ? "now"
        : "open",
  }));
}

/** Reads a tool call's input for what its row shows. In: the tool's name, its input as the runner recorded it. */
export function toolParts(tool: string, input: string): ToolParts {
  const kind = toolClass(tool);
  const values = parsed(input);
  return {
    kind,
    host: kind === "web" ? hostOf(values.url ?? values.uri ?? values.href) : null,
    lines: kind === "read" ? linesOf(values) : null,
    plan: kind === "plan" ? planOf(values) : null,
  };
}
