import { err, ok } from "../../../shared/result";
import { noLists } from "../parser";
import type { EvidenceParser } from "../parser";
import { count } from "../test-report";
import { textLines } from "../text-lines";

const named = /\.(?:log|txt|out|stdout|stderr)$/i;
/** Colours and cursor movements, and titles and links that terminals are sent. */
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,2000}(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const shownOfLine = 160;

/**
 * Plain logs, with or without ANSI escapes: text that is named like a log or holds escapes, and begins like none of the structured
 * formats. Nothing is concluded from a log; its lines are counted and its last one is shown. A large log is read at both ends.
 */
export const log: EvidenceParser = {
  id: "log",
  name: "Plain log",
  maxBytes: 32 * 1024 * 1024,
  bothEnds: true,
  recognises: ({ path, bytes }) => {
    const head = bytes.subarray(0, 65_536);
    const wide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
    if (head.length === 0 || (!wide && head.includes(0))) return false;
    let start = "";
    let escaped = false;
    for (const line of textLines(head)) {
      if (start.trim() === "") start = line.replace(/^\ufeff/, "");
      escaped ||= line.includes("\u001b[");
    }
    return (named.test(path) || escaped) && !structured(start);
  },
  parse: (bytes) => {
    let lines = 0;
    let last = "";
    for (const line of textLines(bytes)) {
      lines += 1;
      if (/\S/.test(line)) last = line;
    }
    if (lines === 0) return err({ code: "log-empty", message: "The log is empty." });
    const shown = plainLine(last);
    const size = lines === 1 ? "1 line" : `${count(lines)} lines`;
    return ok({
      kind: "log",
      result: "unknown",
      counts: null,
      totals: { of: "log", lines },
      headline: shown === "" ? size : `${size}; the last: ${shown}`,
      producer: null,
      producedAt: null,
      commits: [],
      lists: noLists,
      truncated: null,
    });
  },
};

/** First lines of formats that are text but no log: JSON, XML, TAP, LCOV, patches. */
function structured(line: string): boolean {
  return (
    /^\s*(?:\{|\[\s*(?:[{["\]]|$)|<[?!A-Za-z])/.test(line) ||
    /^(?:TAP version \d|1\.\.\d+\s*(?:#|$)|(?:not )?ok(?: \d+)?(?: - |$)|TN:|SF:|diff --git |--- a\/)/.test(line)
  );
}

/** A line as plain text: what a terminal would be told to do is left out. */
function plainLine(line: string): string {
  const plain = line.slice(-4_000).replace(escapes, "").replace(controls, "").trim();
  const characters = Array.from(plain);
  return characters.length <= shownOfLine ? plain : `${characters.slice(0, shownOfLine).join("")}…`;
}
