import { commandRows } from "./catalogue";
import type { Command } from "./command";

/** Every command that has a key of its own, by screen: what works everywhere first. */
export const commands: readonly Command[] = commandRows.map(([id, screen, group, label, key]) => ({
  id,
  screen,
  group,
  label,
  key,
}));

const byId = new Map(commands.map((command) => [command.id, command]));
const byScopeAndKey = new Map(commands.map((command) => [`${scopeOf(command.id)} ${command.key}`, command]));

/** The scope in a command's id: "diff-body.next-hunk" is of "diff-body". */
function scopeOf(id: string): string {
  return id.slice(0, id.indexOf("."));
}

/** The command of that id, or undefined. */
export function commandOf(id: string): Command | undefined {
  return byId.get(id);
}

/**
 * The id of what a key does usually in a scope. Decisions are one command each wherever they are made, and a screen may do what
 * the frame does in a way of its own. Out: null for what has no place in the catalogue: attempts by their number.
 */
export function commandIdOf(scope: string, usualKey: string, label: string): string | null {
  const own = byScopeAndKey.get(`${scope} ${usualKey}`);
  if (own !== undefined) return own.id;
  for (const shared of ["decision", "app"]) {
    const found = byScopeAndKey.get(`${shared} ${usualKey}`);
    if (found?.label === label) return found.id;
  }
  return null;
}

/** The key of a command: the one that was chosen, else the usual one; "" where it has none. */
export function keyOf(command: Command, keys: Readonly<Record<string, string>>): string {
  return keys[command.id] ?? command.key;
}

/** Screens on which decisions are made by key. */
const deciding = new Set(["Inbox", "Task", "Diff", "Timeline", "Evidence", "Comments", "Decision drawer"]);

/** Whether the keys of two screens are in force at once. */
function together(a: string, b: string): boolean {
  if (a === b) return true;
  if (a === "Everywhere" || b === "Everywhere") return true;
  return (a === "Decisions" && deciding.has(b)) || (b === "Decisions" && deciding.has(a));
}

/** Two keys of which one can never be typed: they are the same, or one is how the other begins. */
function collide(a: string, b: string): boolean {
  return a !== "" && b !== "" && (a === b || a.startsWith(`${b} `) || b.startsWith(`${a} `));
}

export interface KeyConflict {
  readonly with: Command;
  /**
   * "taken": the other is on the same screen, one of them would do nothing. "hides": what works everywhere would not on that screen.
   */
  readonly kind: "taken" | "hides";
}

/** Which commands would lose their key if this one had it. In: the command, its wished key, the keys that were chosen. */
export function conflictsOf(command: Command, key: string, keys: Readonly<Record<string, string>>): KeyConflict[] {
  return commands
    .filter((other) => other.id !== command.id && together(command.screen, other.screen))
    .filter((other) => collide(key, keyOf(other, keys)))
    .filter((other) => !(key === command.key && keyOf(other, keys) === other.key))
    .map((other) => {
      const acrossScreens = command.screen !== other.screen && [command.screen, other.screen].includes("Everywhere");
      return { with: other, kind: acrossScreens && key === keyOf(other, keys) ? "hides" : "taken" };
    });
}

/** Keys that belong to the field, the window or the system, with the reason. Null: it may be chosen. */
export function refusedKey(key: string): string | null {
  for (const stroke of key.split(" ")) {
    if (/^(?:Shift\+)?Tab$/u.test(stroke)) return "Tab moves the focus and stays so.";
    if (/^Mod\+(?:Shift\+)?[acvxyz]$/u.test(stroke)) return "It edits text: copy, cut, paste, select all, undo.";
    if (/^Mod\+[qwrm+\-0=]$/u.test(stroke) || stroke === "F11" || stroke === "Alt+F4")
      return "The window has it: zoom, close, full screen.";
  }
  return null;
}

/**
 * What is wrong with chosen keys, in sentences; empty where they can be kept. Unknown commands, keys that are refused, two commands of
 * one screen with one key.
 */
export function problemsOfKeys(keys: Readonly<Record<string, string>>): string[] {
  const problems: string[] = [];
  for (const [id, key] of Object.entries(keys)) {
    const command = byId.get(id);
    if (command === undefined) {
      problems.push(`There is no command ${id}.`);
      continue;
    }
    const refused = refusedKey(key);
    if (refused !== null && key !== command.key) problems.push(`${command.label} cannot have ${key}: ${refused}`);
    for (const conflict of conflictsOf(command, key, keys))
      if (conflict.kind === "taken")
        problems.push(`${key} is also ${conflict.with.label} on ${conflict.with.screen}: ${conflict.with.id}.`);
  }
  return problems;
}
