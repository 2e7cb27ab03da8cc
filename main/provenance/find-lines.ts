import { tail, type LineTexts } from "./line-text";

/** A stretch of lines and what comes in its place. */
export interface Replacement {
  readonly from: number;
  readonly count: number;
  readonly lines: readonly number[];
}

/**
 * Where a text stands in a file, and the whole lines that replacing it leaves. In: the file's lines, the text and what comes
 * in its place. Out: the places in order, none overlapping. Lines whose text is not known hold nothing.
 */
export function findText(
  lines: readonly number[],
  texts: LineTexts,
  { oldText, newText, all }: { readonly oldText: string; readonly newText: string; readonly all: boolean },
): Replacement[] {
  // A line feed that both texts end with only says that the match ends with its line.
  const closed = oldText.endsWith("\n") && newText.endsWith("\n");
  const old = (closed ? oldText.slice(0, -1) : oldText).replaceAll("\r\n", "\n").split("\n");
  const now = (closed ? newText.slice(0, -1) : newText).replaceAll("\r\n", "\n").split("\n");
  return old.length === 1
    ? withinLines(lines, texts, { old: old[0] ?? "", now: now.join("\n"), closed, all })
    : overLines(lines, texts, old, now, closed);
}

interface Within {
  readonly old: string;
  readonly now: string;
  readonly closed: boolean;
  readonly all: boolean;
}

function withinLines(lines: readonly number[], texts: LineTexts, within: Within): Replacement[] {
  const found: Replacement[] = [];
  if (within.old === "") return found;
  const seen = new Map<number, readonly number[] | null>();
  for (let at = 0; at < lines.length; at += 1) {
    const number = lines[at] ?? 0;
    let changed = seen.get(number);
    if (changed === undefined) {
      const line = replacedIn(texts.text(number), within);
      changed = line === null ? null : texts.lines(line);
      seen.set(number, changed);
    }
    if (changed !== null) found.push({ from: at, count: 1, lines: changed });
  }
  return found;
}

/** A line with a text replaced, once or wherever it stands; null where it does not hold it. */
function replacedIn(line: string | null, { old, now, closed, all }: Within): string | null {
  if (line === null) return null;
  const at = line.indexOf(old);
  if (at < 0) return null;
  if (closed) return line.endsWith(old) ? line.slice(0, line.length - old.length) + now : null;
  return all ? line.split(old).join(now) : line.slice(0, at) + now + line.slice(at + old.length);
}

function overLines(
  lines: readonly number[],
  texts: LineTexts,
  old: readonly string[],
  now: readonly string[],
  closed: boolean,
): Replacement[] {
  const first = old[0] ?? "";
  const last = old.at(-1) ?? "";
  const middle: number[] = [];
  for (const line of old.slice(1, -1)) {
    const number = texts.known(line);
    if (number === undefined) return [];
    middle.push(number);
  }
  const found: Replacement[] = [];
  const end = old.length - 1;
  for (let at = 0; at + end < lines.length; at += 1) {
    if (middle.length > 0 && lines[at + 1] !== middle[0]) continue;
    if (!middle.every((number, index) => lines[at + 1 + index] === number)) continue;
    const replacement = ends(lines, texts, { at, end, first, last, now, closed });
    if (replacement === null) continue;
    found.push(replacement);
    at += end;
  }
  return found;
}

interface Ends {
  readonly at: number;
  readonly end: number;
  readonly first: string;
  readonly last: string;
  readonly now: readonly string[];
  readonly closed: boolean;
}

function ends(
  lines: readonly number[],
  texts: LineTexts,
  { at, end, first, last, now, closed }: Ends,
): Replacement | null {
  const firstNumber = lines[at] ?? tail;
  const lastNumber = lines[at + end] ?? tail;
  const firstLine = texts.text(firstNumber);
  const lastLine = texts.text(lastNumber);
  // A text that begins with a line feed begins at the end of a line that may be hidden.
  const opening = first === "" && firstLine === null ? (firstNumber === tail ? null : "") : firstLine;
  if (opening?.endsWith(first) !== true) return null;
  const hiddenFirst = firstLine === null;
  if (hiddenFirst && now.length < 2 && !(now.length === 1 && last === "")) return null;
  const head = opening.slice(0, opening.length - first.length);
  if (lastLine === null) {
    // What follows is not known: it stays as it is where nothing of its line is touched.
    if (last !== "" || closed) return null;
    const kept = head + (now.at(-1) ?? "");
    if (hiddenFirst || (now.length === 1 ? kept !== "" : now.at(-1) !== "")) return null;
    const made = now.slice(0, -1).map((line, index) => texts.number(index === 0 ? head + line : line));
    return { from: at, count: end + 1, lines: [...made, lastNumber] };
  }
  if (closed ? lastLine !== last : !lastLine.startsWith(last)) return null;
  const rest = lastLine.slice(last.length);
  if (hiddenFirst) {
    if (now[0] !== "" || now.length < 2) return null;
    const made = now.slice(1).map((line, index) => texts.number(index === now.length - 2 ? line + rest : line));
    return { from: at, count: end + 1, lines: [firstNumber, ...made] };
  }
  const whole = now.map((line, index) => (index === 0 ? head + line : line));
  whole[whole.length - 1] = (whole.at(-1) ?? "") + rest;
  return { from: at, count: end + 1, lines: whole.map((line) => texts.number(line)) };
}
