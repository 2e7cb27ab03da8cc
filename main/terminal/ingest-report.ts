import type { IngestReport } from "../../shared/contract/app";
import { counted } from "../../shared/review/counted";
import type { Screen } from "./screen";
import { plain } from "./screen";

/** Prints what a reading brought: counts, unknown types by name, and every problem with its remedy. */
export function printReport(screen: Screen, report: IngestReport): void {
  if (report.pulls === undefined) printFiles(screen, report);
  else printPulls(screen, report, report.pulls);
  for (const problem of report.problems) {
    screen.line(`  ! ${plain(problem.message)}`);
    if (problem.path !== "") screen.line(`    at ${plain(problem.path)}`);
    if (problem.remedy !== null) screen.line(`    ${plain(problem.remedy)}`);
  }
}

function printPulls(screen: Screen, report: IngestReport, pulls: NonNullable<IngestReport["pulls"]>): void {
  screen.line(
    `${counted(report.files, "pull request")} read: ${counted(report.attempts, "attempt")}, ${counted(report.tasks, "task")}. ${String(pulls.taken)} of ${counted(pulls.listed, "pull request")} listed ${pulls.taken === 1 ? "is an attempt" : "are attempts"} here, ${String(pulls.open)} open.`,
  );
  const left = [
    pulls.people === 0 ? null : `${String(pulls.people)} without a sign of an agent`,
    pulls.bots === 0 ? null : `${String(pulls.bots)} of bots`,
    pulls.waiting === 0 ? null : `${String(pulls.waiting)} still to be read`,
  ].filter((part) => part !== null);
  if (left.length > 0) screen.line(`Left out: ${left.join(", ")}. countersign pulls names them.`);
}

function printFiles(screen: Screen, report: IngestReport): void {
  screen.line(
    `${counted(report.files, "file")} read (${String(report.unchanged)} unchanged): ${counted(report.sessions, "session")}, ${counted(report.attempts, "attempt")}, ${counted(report.tasks, "task")}.`,
  );
  screen.line(
    `${String(report.recognised)} of ${counted(report.records, "record")} recognised${report.malformed > 0 ? `, ${String(report.malformed)} malformed` : ""}.`,
  );
  if (report.readers.length > 1)
    screen.table(
      [
        { head: "  Read as" },
        { head: "Files", right: true },
        { head: "Sessions", right: true },
        { head: "Records", right: true },
        { head: "Recognised", right: true },
      ],
      report.readers.map((row) => [
        `  ${row.reader}`,
        String(row.files),
        String(row.sessions),
        String(row.records),
        String(row.recognised),
      ]),
    );
  if (report.notSessions.count > 0)
    screen.line(`${counted(report.notSessions.count, "file")} beside them of no known runner; --json names them.`);
  for (const unknown of report.unknown) screen.line(`  unknown type ${plain(unknown.type)}: ${String(unknown.count)}`);
}
