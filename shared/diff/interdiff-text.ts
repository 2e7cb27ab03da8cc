import { matchLines } from "./interdiff-lines";
import type { Stretch } from "./interdiff-stretches";

/** Lines of context around a change, as git draws them unless asked otherwise. */
const CONTEXT = 3;

interface Step {
  readonly sign: " " | "-" | "+";
  readonly line: string;
}

/** The hunks between two results, as text with headers; empty where they are equal as far as they are known. */
export function hunksOf(stretches: readonly Stretch[]): {
  readonly text: string;
  readonly added: number;
  readonly removed: number;
} {
  const parts: string[] = [];
  let added = 0;
  let removed = 0;
  for (const { fromStart, toStart, fromLines, toLines } of stretches) {
    const steps = stepsOf(fromLines, toLines);
    for (const { from, to } of groups(steps)) {
      const before = countSides(steps, 0, from);
      const inside = countSides(steps, from, to);
      parts.push(`@@ -${span(fromStart + before.from, inside.from)} +${span(toStart + before.to, inside.to)} @@\n`);
      for (const { sign, line } of steps.slice(from, to)) {
        parts.push(line.endsWith("\n") ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`);
        if (sign === "+") added += 1;
        else if (sign === "-") removed += 1;
      }
    }
  }
  return { text: parts.join(""), added, removed };
}

function stepsOf(from: readonly string[], to: readonly string[]): Step[] {
  const match = matchLines(from, to);
  const steps: Step[] = [];
  let at = 0;
  const addUntil = (end: number): void => {
    for (; at < end; at += 1) steps.push({ sign: "+", line: to[at] ?? "" });
  };
  let removed: Step[] = [];
  from.forEach((line, index) => {
    const place = match[index] ?? -1;
    if (place === -1) {
      removed.push({ sign: "-", line });
      return;
    }
    // Of a replaced block the old lines stand first.
    for (const step of removed) steps.push(step);
    removed = [];
    addUntil(place);
    steps.push({ sign: " ", line });
    at = place + 1;
  });
  for (const step of removed) steps.push(step);
  addUntil(to.length);
  return steps;
}

/** Changes with their context, as `[from, to)`; those whose contexts touch are one. */
function groups(steps: readonly Step[]): { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  steps.forEach(({ sign }, index) => {
    if (sign === " ") return;
    const last = found.at(-1);
    const to = Math.min(steps.length, index + 1 + CONTEXT);
    if (last !== undefined && index - CONTEXT <= last.to) last.to = to;
    else found.push({ from: Math.max(0, index - CONTEXT), to });
  });
  return found;
}

function countSides(steps: readonly Step[], start: number, end: number): { from: number; to: number } {
  let from = 0;
  let to = 0;
  for (let index = start; index < end; index += 1) {
    const sign = steps[index]?.sign;
    if (sign !== "+") from += 1;
    if (sign !== "-") to += 1;
  }
  return { from, to };
}

/** A side of a hunk's header: without lines it names the line after which it stands. */
function span(start: number, lines: number): string {
  if (lines === 0) return `${String(start - 1)},0`;
  return lines === 1 ? String(start) : `${String(start)},${String(lines)}`;
}

export interface HeaderSide {
  /** Null where this side has no such file. */
  readonly path: string | null;
  readonly mode: string | null;
}

/** The header of a file's part of a patch, as git writes it, names quoted where they must be. */
export function headerOf(
  from: HeaderSide,
  to: HeaderSide,
  more: { readonly hunks: boolean; readonly binary: boolean },
): string {
  const oldName = from.path ?? to.path ?? "";
  const newName = to.path ?? from.path ?? "";
  const lines = [`diff --git ${quoted(`a/${oldName}`)} ${quoted(`b/${newName}`)}`];
  if (from.path === null) lines.push(`new file mode ${to.mode ?? "100644"}`);
  else if (to.path === null) lines.push(`deleted file mode ${from.mode ?? "100644"}`);
  else {
    if (from.mode !== null && to.mode !== null && from.mode !== to.mode)
      lines.push(`old mode ${from.mode}`, `new mode ${to.mode}`);
    if (oldName !== newName) lines.push(`rename from ${quoted(oldName)}`, `rename to ${quoted(newName)}`);
  }
  const left = from.path === null ? "/dev/null" : quoted(`a/${oldName}`);
  const right = to.path === null ? "/dev/null" : quoted(`b/${newName}`);
  if (more.binary) lines.push(`Binary files ${left} and ${right} differ`);
  else if (more.hunks) lines.push(`--- ${left}${tabbed(left)}`, `+++ ${right}${tabbed(right)}`);
  return `${lines.join("\n")}\n`;
}

/** A name with a space is followed by a tab, so that its end can be told (as git does). */
function tabbed(name: string): string {
  return name.includes(" ") && !name.startsWith('"') ? "\t" : "";
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\" };

/** git-config(1), core.quotePath: names with control characters, quotes or backslashes are quoted as C does. */
function quoted(name: string): string {
  if (!/[\u0000-\u001f"\\\u007f]/.test(name)) return name;

  const inside = name.replaceAll(/[\u0000-\u001f"\\\u007f]/g, (one) => {
    return ESCAPES[one] ?? `\\${one.charCodeAt(0).toString(8).padStart(3, "0")}`;
  });
  return `"${inside}"`;
}
