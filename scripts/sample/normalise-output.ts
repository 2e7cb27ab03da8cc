import { pathToFileURL } from "node:url";

/** Frames of Node itself in a stack: they differ between versions and say nothing of the code under test. */
const ownFrame = /^\s*at .*(?:node:|\(index \d+\)|Promise\.all)/;

/**
 * Takes out of real output what differs from run to run and machine to machine: how long things took, where the temporary
 * folder is, and Node's own stack frames. Results, counts, messages, lines and exit codes are left as they were.
 * `places` are folders and what to show instead, the innermost first.
 */
export function normaliseOutput(text: string, places: readonly { real: string; shown: string }[]): string {
  let out = text.replaceAll("\r\n", "\n");
  for (const { real, shown } of places) {
    out = out.replaceAll(pathToFileURL(real).pathname, shown).replaceAll(real, shown);
  }
  const kept: string[] = [];
  for (const line of out.split("\n")) {
    if (!ownFrame.test(line)) kept.push(withoutTimes(line));
    // The last frame of a stack opens the list of the error's properties.
    else if (line.endsWith(" {")) kept.push(`${kept.pop() ?? ""} {`);
  }
  return kept.join("\n");
}

function withoutTimes(line: string): string {
  return line
    .replace(/\(\d+(?:\.\d+)?ms\)/g, "(1ms)")
    .replace(/duration_ms \d+(?:\.\d+)?/g, "duration_ms 100")
    .replace(/ time="\d+(?:\.\d+)?"/g, ' time="0.001"')
    .replace(/ (?:timestamp|hostname)="[^"]*"/g, "");
}
