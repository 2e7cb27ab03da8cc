import type { ReadingRecord } from "../../shared/contract/reading-record";
import { counted } from "../../shared/review/counted";
import { plain, type Screen } from "./screen";

/** Files that are listed one by one; the others are counted. */
const mostFiles = 100;

/** What the reviewer has opened of an attempt, file by file. */
export function printRecord(screen: Screen, record: ReadingRecord): void {
  const { files, hunks, evidence } = record.totals;
  const share = (of: { opened: number; of: number }, one: string) => `${String(of.opened)} of ${counted(of.of, one)}`;
  screen.line(
    `${plain(record.reviewer)} marked ${share(files, "file")} read; ${share(hunks, "hunk")} and ${share(evidence, "evidence item")} were on screen.`,
  );
  if (record.problem !== null) screen.line(`Hunks could not be counted: ${plain(record.problem)}`);
  if (record.files.length > 0) {
    screen.line();
    screen.table(
      [{ head: "File", most: 80 }, { head: "Read" }, { head: "Hunks shown", right: true }],
      record.files
        .slice(0, mostFiles)
        .map((file) => [
          file.path,
          file.read === null ? "no" : file.read.at.slice(0, 16).replace("T", " "),
          file.hunks === 0 ? "none to show" : `${String(file.shown)} of ${String(file.hunks)}`,
        ]),
    );
    if (record.files.length > mostFiles)
      screen.line(`${counted(record.files.length - mostFiles, "more file")}; --json lists all.`);
  }
  for (const one of record.evidence)
    screen.line(
      `${one.opened === null ? "not opened" : one.opened.at.slice(0, 16).replace("T", " ")}  ${plain(one.id)}`,
    );
  for (const other of record.elsewhere) {
    const parts = [
      other.files === 0 ? null : counted(other.files, "file"),
      other.hunks === 0 ? null : counted(other.hunks, "hunk"),
      other.evidence === 0 ? null : counted(other.evidence, "evidence item"),
    ].filter((part) => part !== null);
    screen.line(
      `First opened in attempt ${other.letter === null ? "" : `${other.letter}, `}${other.attemptId}: ${parts.join(", ")}.`,
    );
  }
}
