/** Clock time of an instant in UTC, "02:12"; null where there is none. */
export function clock(at: string | null): string | null {
  if (at === null) return null;
  const time = Date.parse(at);
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(11, 16);
}

/** Time between two instants in words, "35 s", "19 min", "5 h 02"; null where either is missing or they are out of order. */
export function span(from: string | null, to: string | null): string | null {
  if (from === null || to === null) return null;
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  if (Number.isNaN(seconds) || seconds < 0) return null;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** A command line short enough for a sentence: one line, at most 80 characters. */
export function shortCommand(command: string): string {
  const line = command.replace(/\s+/g, " ").trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}

/** "1 file", "3 files". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The first names of a list and how many more there are. */
export function someOf(names: readonly string[], shown = 3): string {
  const head = names.slice(0, shown).join(", ");
  return names.length <= shown ? head : `${head} and ${names.length - shown} more`;
}
