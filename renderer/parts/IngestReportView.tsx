import type { IngestReport } from "../../shared/contract/app";
import { formatBytes, formatCount, formatPlural } from "../ui/format";
import { SafeText } from "../ui/SafeText";
import { VerdictGlyph } from "./VerdictMark";
import "./ingest-report.css";

/** One sentence of what a reading brought: "Read 17 files, 3.4 MB: 5 sessions, 4 attempts, 3 tasks." */
export function ingestSentence(report: IngestReport): string {
  if (report.pulls !== undefined) return pullsSentence(report, report.pulls);
  const unchanged = report.unchanged === 0 ? "" : `, ${formatCount(report.unchanged)} unchanged`;
  return `Read ${formatPlural(report.files, "file")}${unchanged}, ${formatBytes(report.bytes)}: ${formatPlural(report.sessions, "session")}, ${formatPlural(report.attempts, "attempt")}, ${formatPlural(report.tasks, "task")}.`;
}

function pullsSentence(report: IngestReport, pulls: NonNullable<IngestReport["pulls"]>): string {
  const left = [
    pulls.people === 0 ? null : `${formatCount(pulls.people)} without a sign of an agent`,
    pulls.bots === 0 ? null : `${formatCount(pulls.bots)} of bots`,
    pulls.waiting === 0 ? null : `${formatCount(pulls.waiting)} still to be read`,
  ].filter((part) => part !== null);
  return `Read ${formatPlural(report.files, "pull request")} of ${formatCount(pulls.listed)} listed: ${formatPlural(report.attempts, "attempt")}, ${formatPlural(report.tasks, "task")}.${left.length === 0 ? "" : ` Left out: ${left.join(", ")}.`}`;
}

/** What a reading brought and what it could not read: counts, unknown record types by name, problems with file and place. */
export function IngestReportView({ report }: { readonly report: IngestReport }) {
  const whole = report.recognised === report.records && report.problems.length === 0;
  return (
    <div className="ingest-report">
      <p>{ingestSentence(report)}</p>
      {report.pulls !== undefined ? null : (
        <p className={whole ? "ingest-report-line" : "ingest-report-line amber"}>
          <VerdictGlyph kind={whole ? "backed" : "stale"} />
          {`${formatCount(report.recognised)} of ${formatCount(report.records)} records recognised${report.malformed === 0 ? "" : `, ${formatCount(report.malformed)} unreadable`}.`}
        </p>
      )}
      {report.unknown.length === 0 ? null : (
        <ul className="ingest-report-list">
          {report.unknown.map((unknown) => (
            <li key={unknown.type}>
              {`${formatCount(unknown.count)} of unknown type `}
              <span className="mono">
                <SafeText text={unknown.type} code />
              </span>
            </li>
          ))}
        </ul>
      )}
      {report.notSessions.count === 0 ? null : (
        <details className="ingest-report-others">
          <summary>{`${formatPlural(report.notSessions.count, "file")} beside them of no known runner`}</summary>
          <ul className="ingest-report-list">
            {report.notSessions.paths.map((path) => (
              <li key={path} className="mono">
                <SafeText text={path} code />
              </li>
            ))}
            {report.notSessions.count > report.notSessions.paths.length ? (
              <li>{`and ${formatCount(report.notSessions.count - report.notSessions.paths.length)} more`}</li>
            ) : null}
          </ul>
        </details>
      )}
      {report.problems.length === 0 ? null : (
        <>
          <h4>{`${formatPlural(report.problems.length, "problem")}; everything else was read`}</h4>
          <ul className="ingest-report-problems">
            {report.problems.map((problem, index) => (
              <li key={index}>
                <VerdictGlyph kind="contradicted" name="problem" />
                <div>
                  <SafeText text={problem.message} />
                  <div className="mono dim">
                    <SafeText text={problem.place === null ? problem.path : `${problem.path}, ${problem.place}`} code />
                  </div>
                  {problem.remedy === null ? null : (
                    <div className="mid">
                      <SafeText text={problem.remedy} />
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
