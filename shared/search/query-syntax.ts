import { isFilterName } from "./filters";

/** One part of a query as written. `[start, end)` in UTF-16 units of the query. */
export type QueryPiece = WordPiece | FilterPiece;

export interface WordPiece {
  /** `prefix` is a word with a star behind it: it matches every word that begins so. */
  readonly kind: "word" | "prefix" | "phrase";
  readonly text: string;
  readonly negated: boolean;
  readonly start: number;
  readonly end: number;
}

export interface FilterPiece {
  readonly kind: "filter";
  /** In lower case. It may be no filter at all: that is for the reader of the pieces to say. */
  readonly name: string;
  readonly values: readonly string[];
  readonly negated: boolean;
  readonly start: number;
  readonly end: number;
}

export interface ParsedSyntax {
  readonly pieces: readonly QueryPiece[];
  /** A quote was opened and not closed: it is read up to the end. */
  readonly unclosed: boolean;
}

const space = /\s/u;
const filterStart = /([a-z][a-z-]{0,30}):/iy;

/**
 * Parts a query into words, phrases and filters. In: the query as typed. Out: its pieces in order; linear in its length.
 * In: also which names are filters here; the search's unless told.
 * A name before a colon begins a filter unless what follows looks like an address, a path or code (`http://`, `C:\`, `a::b`).
 */
export function parseSyntax(query: string, isName: (name: string) => boolean = isFilterName): ParsedSyntax {
  const pieces: QueryPiece[] = [];
  let unclosed = false;
  let at = 0;

  const quoted = (): string => {
    let text = "";
    at += 1;
    while (at < query.length) {
      const unit = query[at] ?? "";
      if (unit === '"') {
        at += 1;
        return text;
      }
      const escaped = unit === "\\" && (query[at + 1] === '"' || query[at + 1] === "\\");
      text += escaped ? (query[at + 1] ?? "") : unit;
      at += escaped ? 2 : 1;
    }
    unclosed = true;
    return text;
  };
  const bare = (ends: (unit: string) => boolean): string => {
    const from = at;
    while (at < query.length && !ends(query[at] ?? "")) at += 1;
    return query.slice(from, at);
  };
  const valuesHere = (): string[] => {
    const values: string[] = [];
    for (;;) {
      const value = query[at] === '"' ? quoted() : bare((unit) => space.test(unit) || unit === ",");
      if (value !== "") values.push(value);
      if (query[at] !== ",") break;
      at += 1;
    }
    // What is glued to a closing quote belongs to no value: it is passed over with it.
    bare((unit) => space.test(unit));
    return values;
  };

  while (at < query.length) {
    if (space.test(query[at] ?? "")) {
      at += 1;
      continue;
    }
    const start = at;
    const following = query[at + 1] ?? " ";
    const negated = query[at] === "-" && following !== "-" && !space.test(following);
    if (negated) at += 1;
    if (query[at] === '"') {
      const text = quoted();
      pieces.push({ kind: "phrase", text, negated, start, end: at });
      continue;
    }
    filterStart.lastIndex = at;
    const name = filterStart.exec(query)?.[1]?.toLowerCase();
    if (name !== undefined && beginsFilter(name, query, at + name.length + 1, isName)) {
      at += name.length + 1;
      const values = valuesHere();
      pieces.push({ kind: "filter", name, values, negated, start, end: at });
      continue;
    }
    const word = bare((unit) => space.test(unit));
    const stars = /[^*]\*$/u.test(word);
    pieces.push({
      kind: stars ? "prefix" : "word",
      text: stars ? word.slice(0, -1) : word,
      negated,
      start,
      end: at,
    });
  }
  return { pieces, unclosed };
}

function beginsFilter(name: string, query: string, at: number, isName: (name: string) => boolean): boolean {
  if (isName(name)) return true;
  const following = query[at] ?? " ";
  return name.length > 1 && /[\p{L}\p{N}"]/u.test(following);
}

/** Writes one piece as a person would. */
export function printPiece(piece: QueryPiece): string {
  const sign = piece.negated ? "-" : "";
  if (piece.kind === "phrase") return `${sign}"${escaped(piece.text)}"`;
  if (piece.kind === "filter") return `${sign}${piece.name}:${piece.values.map(printValue).join(",")}`;
  return `${sign}${piece.text}${piece.kind === "prefix" ? "*" : ""}`;
}

/** Writes pieces so that they are read back as the same. */
export function printQuery(pieces: readonly QueryPiece[]): string {
  return pieces.map(printPiece).join(" ");
}

function printValue(value: string): string {
  return /[\s,"]/u.test(value) ? `"${escaped(value)}"` : value;
}

function escaped(text: string): string {
  return text.replace(/["\\]/g, (found) => `\\${found}`);
}

/** A query while it is being typed: the word at its end may not be whole yet, so it matches what begins so. */
export function asTyped(query: string): string {
  const last = parseSyntax(query).pieces.at(-1);
  if (last?.kind !== "word" || last.end !== query.length) return query;
  return /[\p{L}\p{N}]{2}$/u.test(last.text) ? `${query}*` : query;
}
