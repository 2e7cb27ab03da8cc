import { findTerm, foldedText, type Span } from "./match-text";
import type { QueryTerm } from "./parse-query";

/** A stretch of the line that was hit; `match` for what was looked for. */
export interface ContextPart {
  readonly text: string;
  readonly match: boolean;
}

/** What is shown of a hit: the line, and one line above and below where they say something. */
export interface HitContext {
  readonly before: string | null;
  readonly parts: ContextPart[];
  readonly after: string | null;
}

const lineLength = 240;
const sideLength = 160;
/** Characters of the line that are shown before the first match. */
const lead = 60;
const mostPlaces = 64;

/** Cuts the part of a text that shows why it was found. In: the text; the terms, of which negated ones show nothing. */
export function hitContext(text: string, terms: readonly QueryTerm[]): HitContext {
  const searched = foldedText(text);
  const spans = terms
    .filter((term) => !term.negated)
    .flatMap((term) => findTerm(term, searched, mostPlaces))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const first = bestPlace(spans, text);
  const lineStart = text.lastIndexOf("\n", first - 1) + 1;
  const lineEnd = endOfLine(text, first);
  // A match over several lines is shown whole where it fits.
  const spanned = spans.find((span) => span.start === first)?.end ?? first;
  const end = Math.max(lineEnd, Math.min(spanned, first + lineLength));
  const from =
    first - lineStart > lead && end - lineStart > lineLength ? wordStart(text, first - lead, first) : lineStart;
  const to = Math.min(end, from + lineLength);
  const parts = partsOf(text, from, to, spans);
  return {
    before: from === lineStart ? sideLine(text, lineStart - 1, -1) : null,
    parts: [
      ...(from > lineStart ? [{ text: "…", match: false }] : []),
      ...parts,
      ...(to < end ? [{ text: "…", match: false }] : []),
    ],
    after: to === end ? sideLine(text, end, 1) : null,
  };
}

/** The start of the line that holds the most different places near each other; else the first place. */
function bestPlace(spans: readonly Span[], text: string): number {
  const [first] = spans;
  if (first === undefined) return firstInk(text);
  let best = first.start;
  let bestCount = 0;
  for (const span of spans) {
    const lineEnd = Math.min(endOfLine(text, span.start), span.start + lineLength - lead);
    const here = new Set(
      spans
        .filter((other) => other.start >= span.start && other.start < lineEnd)
        .map((other) => text.slice(other.start, other.end)),
    ).size;
    if (here > bestCount) [best, bestCount] = [span.start, here];
  }
  return best;
}

function firstInk(text: string): number {
  const at = text.search(/\S/u);
  return at < 0 ? 0 : at;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** The next start of a word at or after a place, but not beyond a limit. */
function wordStart(text: string, at: number, limit: number): number {
  const gap = text.slice(at, limit).search(/\s/u);
  return gap < 0 ? at : Math.min(limit, at + gap + 1);
}

function partsOf(text: string, from: number, to: number, spans: readonly Span[]): ContextPart[] {
  const parts: ContextPart[] = [];
  let at = from;
  const add = (end: number, match: boolean) => {
    if (end > at) parts.push({ text: text.slice(at, end).toWellFormed(), match });
    at = Math.max(at, end);
  };
  for (const span of spans) {
    if (span.end <= at) continue;
    if (span.start >= to) break;
    add(Math.min(Math.max(span.start, at), to), false);
    add(Math.min(span.end, to), true);
  }
  add(to, false);
  return parts;
}

/** The nearest line above or below that is not empty, at most three lines away. */
function sideLine(text: string, edge: number, step: 1 | -1): string | null {
  let at = edge;
  for (let tries = 0; tries < 3; tries += 1) {
    if (at < 0 || at >= text.length) return null;
    const [from, to] = step === 1 ? [at + 1, endOfLine(text, at + 1)] : [text.lastIndexOf("\n", at - 1) + 1, at];
    const line = text.slice(from, Math.min(to, from + sideLength * 2)).trim();
    if (line !== "") return line.length > sideLength ? `${line.slice(0, sideLength - 1).toWellFormed()}…` : line;
    at = step === 1 ? to : from - 1;
  }
  return null;
}
