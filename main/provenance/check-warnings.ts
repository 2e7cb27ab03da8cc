import type { OutputOf, Run } from "./claim-facts";

/** Only the end of an output is searched: summaries stand there. */
const searched = 64 * 1024;
/** Lines in which tools count their warnings, or name one of their own. A package manager's own remarks are none. */
const counted: readonly RegExp[] = [
  /^(?!npm|yarn|pnpm).*\([^()]*\b[1-9]\d* warnings?\)/,
  /^\s*[1-9]\d* Warning\(s\)\s*$/,
  /^warning: .{1,200} generated [1-9]\d* warnings?\b/,
  /^(?:Found |Finished with |Build completed with |.{0,40}\bcompiled with |\d+ errors?(?:,| and) )[1-9]\d* warnings?\b/i,
  /^\s*[1-9]\d* warnings? (?:generated|found|emitted)\b/,
];

/** The line in which a run's output counts warnings; null where it counts none, or is not of this run alone. */
export function warningLine(run: Run, outputOf: OutputOf): string | null {
  if (!run.alone) return null;
  for (const line of outputOf(run).slice(-searched).split("\n"))
    if (line.length < 1000 && counted.some((pattern) => pattern.test(line))) return line.trim();
  return null;
}
