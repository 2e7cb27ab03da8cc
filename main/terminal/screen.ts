import { findHiddenCharacters } from "../../shared/diff/hidden-characters";

/** A column of a table: its head, and how wide it may get. */
export interface Column {
  readonly head: string;
  readonly most?: number;
  readonly right?: boolean;
}

/** Writes to the terminal. Texts of agents pass through `plain`, so that none can move the cursor, colour or hide. */
export class Screen {
  readonly #out: NodeJS.WritableStream;
  constructor(out: NodeJS.WritableStream) {
    this.#out = out;
  }

  line(text = ""): void {
    this.#out.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.#out.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** A table with aligned columns; cells are made plain and cut to their column's width. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const cells = rows.map((row) => columns.map((column, at) => cut(plain(row[at] ?? ""), column.most ?? 60)));
    const widths = columns.map((column, at) =>
      Math.max(column.head.length, ...cells.map((row) => row[at]?.length ?? 0)),
    );
    const draw = (row: readonly string[]) =>
      row
        .map((cell, at) =>
          columns[at]?.right === true ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
        )
        .join("  ")
        .trimEnd();
    this.line(draw(columns.map((column) => column.head)));
    for (const row of cells) this.line(draw(row));
  }
}

/** Text without line breaks and with every hidden or control character named, e.g. [U+202E]. */
export function plain(text: string): string {
  const flat = text.replace(/[ \t\r\n]+/g, " ");
  let result = "";
  let at = 0;
  for (const found of findHiddenCharacters(flat)) {
    result += flat.slice(at, found.start);
    result += `[${found.label}]`;
    at = found.end;
  }
  return result + flat.slice(at);
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
