import type { ReadingRecord } from "../../shared/contract/reading-record";
import type { ReadRecord } from "../../shared/model/read-record";
import { formatCount, formatList, formatPlural } from "../ui/format";

interface ReadLine {
  readonly to: keyof ReadRecord;
  readonly text: string;
  /** Everything of the kind was opened. */
  readonly whole: boolean;
}

const nouns: Readonly<Record<keyof ReadRecord, readonly [string, string]>> = {
  files: ["file", "marked read"],
  hunks: ["hunk", "shown"],
  evidence: ["evidence item", "opened"],
};

/** What was opened of each kind there is, one line each: "2 of 5 files marked read". */
export function readLines(totals: ReadRecord): ReadLine[] {
  return (["files", "hunks", "evidence"] as const)
    .filter((to) => totals[to].of > 0)
    .map((to) => {
      const { opened, of } = totals[to];
      const [one, done] = nouns[to];
      return { to, text: `${formatCount(opened)} of ${formatPlural(of, one)} ${done}`, whole: opened === of };
    });
}

/** What the record says of an attempt: a line for each kind, and what was first opened in another attempt. */
export function readWords(record: ReadingRecord, attemptId: string): { lines: ReadLine[]; notes: string[] } {
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
