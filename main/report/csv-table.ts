import { visibleText } from "./plain-text";

/** A table by RFC 4180, a line at a time: every cell quoted, lines end with CR LF, the first line names the columns. A cell that is null is empty. */
export function* csvTable(columns: readonly string[], rows: Iterable<readonly (string | null)[]>): Generator<string> {
  yield `${columns.map(cell).join(",")}\r\n`;
  for (const row of rows) yield `${row.map(cell).join(",")}\r\n`;
}

/** What is made of each of many, when it is asked for. */
export function* each<T, R>(items: readonly T[], make: (item: T) => R): Generator<R> {
  for (const item of items) yield make(item);
}

/** What a spreadsheet would take for a formula, also in the wide forms that some convert: it begins with an apostrophe instead. */
const formula = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/;

function cell(value: string | null): string {
  if (value === null) return '""';
  const text = visibleText(value);
  const risky = formula.test(text) || /^[\t\r\n]/.test(text);
  return `"${(risky ? `'${text}` : text).replaceAll('"', '""')}"`;
}
