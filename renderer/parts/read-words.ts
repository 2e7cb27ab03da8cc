import type { ReadingRecord } from "../../shared/contract/reading-record";
import { readLines } from "../../shared/review/read-lines";
import { formatList, formatPlural } from "../ui/format";

/** What the record says of an attempt: a line for each kind, and what was first opened in another attempt. */
export function readWords(
  record: ReadingRecord,
  attemptId: string,
): { lines: ReturnType<typeof readLines>; notes: string[] } {
  const notes = record.elsewhere.map((other) => {
    const parts = [
      other.files === 0 ? "" : formatPlural(other.files, "file"),
      other.hunks === 0 ? "" : formatPlural(other.hunks, "hunk"),
      other.evidence === 0 ? "" : formatPlural(other.evidence, "evidence item"),
    ].filter((part) => part !== "");
    const where = other.letter === null ? `attempt ${other.attemptId}` : `attempt ${other.letter}`;
    return `Of these, ${formatList(parts)} first opened in ${where}.`;
  });
  if (record.problem !== null) notes.push(`The hunks could not be counted: ${record.problem}`);
  const lines = readLines(record.totals);
  if (lines.length === 0) notes.push(`Nothing of ${attemptId} can be opened: it has no patch and no evidence.`);
  return { lines, notes };
}
