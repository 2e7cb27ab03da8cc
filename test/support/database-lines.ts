import { DatabaseSync } from "node:sqlite";
import type { TranscriptAdapter } from "../../main/ingest/port";
import type { AdapterSource } from "./adapter-sources";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/**
 * The bytes of a source as an adapter gets them: an SQLite file becomes one `{ table, row }` object a line, any other file
 * stays as it is. Made by another SQLite than the product's, so that the two can be compared.
 */
export function databaseLines(file: AdapterSource, adapters: readonly TranscriptAdapter[]): Uint8Array {
  if (Buffer.from(file.bytes.subarray(0, 15)).toString("latin1") !== "SQLite format 3") return file.bytes;
  const folder = mkdtempSync(path.join(tmpdir(), "countersign-db-"));
  try {
    const copy = path.join(folder, "copy.db");
    writeFileSync(copy, file.bytes);
    const db = new DatabaseSync(copy, { readOnly: true });
    try {
      const there = new Set(
        db
          .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
          .all()
          .map((row) => String(row["name"])),
      );
      const tables = adapters.find((one) => one.tables?.every((table) => there.has(table)))?.tables ?? [];
      const lines = tables.flatMap((table) =>
        db
          .prepare(`SELECT * FROM "${table}" ORDER BY rowid`)
          .all()
          .map((row) => JSON.stringify({ table, row })),
      );
      return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
