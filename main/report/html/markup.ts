import { findHiddenCharacters } from "../../../shared/diff/hidden-characters";

/** HTML that this folder wrote. Only `h` makes it, so any other string is escaped wherever it is put in. */
export class Markup {
  readonly html: string;
  private constructor(html: string) {
    this.html = html;
  }
  /** For `h` and for the one renderer whose output is checked by `diff.ts`. */
  static written(html: string): Markup {
    return new Markup(html);
  }
}

export type Part = Markup | string | number | null | readonly Part[];

/**
 * Writes markup. Values put in are text: escaped, hidden characters drawn as chips. They may stand between tags only; an attribute takes
 * nothing but numbers and words of this folder (`word`), so text from outside never reaches one.
 */
export function h(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let html = pieces[0] ?? "";
  parts.forEach((part, index) => {
    html += htmlOf(part) + (pieces[index + 1] ?? "");
  });
  return Markup.written(html);
}

function htmlOf(part: Part): string {
  if (part === null) return "";
  if (part instanceof Markup) return part.html;
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escapeText(part);
  return part.map(htmlOf).join("");
}

/** Text as HTML: five characters escaped, hidden characters as chips with their code point. Never for attributes. */
export function escapeText(text: string): string {
  let html = "";
  let from = 0;
  const whole = text.toWellFormed();
  for (const hidden of findHiddenCharacters(whole)) {
    html += escapePlain(whole.slice(from, hidden.start)) + chip(hidden.label);
    from = hidden.end;
  }
  return html + escapePlain(whole.slice(from));
}

/** A hidden character made visible. */
export function chip(label: string): string {
  return `<span class="hid">[${escapePlain(label)}]</span>`;
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapePlain(text: string): string {
  return text.replace(/[&<>"']/g, (character) => escapes[character] ?? "");
}

/** Text from outside inside a sentence: isolated, so its direction stays its own. */
export function said(text: string): Markup {
  return h`<bdi>${text}</bdi>`;
}

/** Text of several lines, cut at `limit` characters with the rest counted. */
export function longText(text: string, limit: number): Markup {
  const rest = text.length - limit;
  const shown = rest > 0 ? text.slice(0, limit).toWellFormed() : text;
  return h`<div class="long">${shown}${rest > 0 ? h`<p class="held">${number(rest)} characters withheld: too large.</p>` : null}</div>`;
}

/** 1482 as "1,482". */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** "1 file", "2 files". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** An RFC 3339 instant in UTC, to the second: "2026-10-14 07:39:06 UTC". What is no instant stays as it is. */
export function instant(text: string | null): string {
  if (text === null) return "not recorded";
  const time = new Date(text);
  if (Number.isNaN(time.getTime()) || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return text;
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
