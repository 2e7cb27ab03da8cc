import { InvalidArgumentError } from "commander";
import type { AuditRow } from "../../shared/contract/audit";
import { plain, type Screen } from "./screen";

/** A number of an entry, or of entries; `#` may stand before it. */
export function seqArgument(text: string): number {
  const digits = text.replace(/^#/, "");
  const value = /^\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError("A whole number from 0 up.");
  return value;
}

/** An option that may be given several times. */
export function collected(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}

/** Rows of the audit list as a table, newest first. */
export function auditTable(screen: Screen, rows: readonly AuditRow[]): void {
  screen.table(
    [
      { head: "Entry", right: true },
      { head: "Time" },
      { head: "Person", most: 20 },
      { head: "Kind" },
      { head: "Standing" },
      { head: "Signed" },
      { head: "Hash" },
      { head: "On", most: 90 },
    ],
    rows.map((row) => [
      String(row.seq),
      `${row.recordedAt?.slice(0, 19).replace("T", " ") ?? "-"}${row.clockSuspect ? " ?" : ""}`,
      row.person,
      row.kind,
      row.standing ?? "-",
      row.signed ?? "-",
      row.leafHash.slice(0, 8),
      row.on,
    ]),
  );
  if (rows.some((row) => row.clockSuspect))
    screen.line("? The clock was found wrong before this entry, and no trusted time was had since.");
}

/** What in a filter was passed over. */
export function tellFilterProblems(screen: Screen, problems: readonly { readonly message: string }[]): void {
  for (const { message } of problems) screen.line(`! ${plain(message)}`);
}
