import type { ChangedCoverage } from "../../../shared/contract/evidence";
import type { Evidence } from "../../../shared/model/evidence";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useScaled } from "../../state/appearance";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { DetailList } from "./DetailList";
import { lineRanges } from "./line-ranges";

type CoveredFile = ChangedCoverage["files"][number];

export interface CoverageViewProps {
  readonly attemptId: string;
  readonly item: Evidence;
  /** Goes to a line of the diff. */
  readonly onLine: (path: string, line: number | null) => void;
}

/** How much of what the attempt adds did run, and where to find what did not. */
export function CoverageView({ attemptId, item, onLine }: CoverageViewProps) {
  const asked = useQuery("evidence.coverage", { attemptId, evidenceId: item.id }, { scopes: ["task"] });
  const height = useScaled(44);
  if (asked.value === undefined) {
    return asked.problem === undefined ? (
      <LoadingMessage thing="the coverage of the changed lines" slow={asked.slow} />
    ) : (
      <FailedMessage thing="the coverage of the changed lines" problem={asked.problem} onRetry={asked.reload} />
    );
  }
  const { files, unmatched, ambiguous } = asked.value;
  const open = (index: number): void => {
    const file = files[index];
    if (file === undefined) return;
    const [first] = file.missed;
    if (first === undefined) announce("No added line of this file is known not to have run.");
    else onLine(file.path, first);
  };
  return (
    <div className="evidence-fill">
      <Figure coverage={asked.value} />
      {unmatched.count === 0 ? null : (
        <Names count={unmatched.count} names={unmatched.names} said="of the report are no changed file" />
      )}
      {ambiguous.count === 0 ? null : (
        <Names
          count={ambiguous.count}
          names={ambiguous.names}
          said="of the report could be several files: none is guessed"
        />
      )}
      {files.length === 0 ? (
        <p className="evidence-more">The patch adds no line, so there is nothing to cover.</p>
      ) : (
        <DetailList
          label="Coverage of changed files"
          count={files.length}
          rowHeight={height}
          columns={2}
          rowKey={(index) => files[index]?.path ?? String(index)}
          rowName={(index) => {
            const file = files[index];
            return file === undefined ? "" : `${file.path}, ${wordsOf(file)}`;
          }}
          renderRow={(index) => {
            const file = files[index];
            return file === undefined ? null : <FileLine file={file} />;
          }}
          onOpen={open}
        />
      )}
    </div>
  );
}

function Figure({ coverage }: { readonly coverage: ChangedCoverage }) {
  const { ran, notRun, cannotRun, notInReport, added } = coverage;
  const known = ran + notRun;
  return (
    <div className="evidence-figure">
      <p className="evidence-figure-number">{known === 0 ? "-" : `${String(Math.floor((ran / known) * 100))} %`}</p>
      <div>
        <p>
          {known === 0
            ? "The report says of no added line whether it ran."
            : `${formatCount(ran)} of ${formatPlural(known, "added line")} that can run did run.`}
          {notRun === 0 ? null : <span className="red medium">{` ${formatCount(notRun)} did not.`}</span>}
        </p>
        <p className="mid">
          {`Of ${formatPlural(added, "added line")}: ${formatCount(cannotRun)} cannot run, ${formatCount(notInReport)} in files the report does not have.`}
        </p>
      </div>
    </div>
  );
}

function Names({
  count,
  names,
  said,
}: {
  readonly count: number;
  readonly names: readonly string[];
  readonly said: string;
}) {
  return (
    <details className="evidence-more">
      <summary>{`${formatPlural(count, "file name")} ${said}`}</summary>
      <ul className="evidence-names">
        {names.map((name) => (
          <li key={name}>
            <SafeText code text={name} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function wordsOf(file: CoveredFile): string {
  if (file.notInReport > 0) return "not in the report";
  const known = file.ran + file.notRun;
  if (known === 0) return "no added line can run";
  return `${formatCount(file.ran)} of ${formatCount(known)} added lines ran`;
}

function FileLine({ file }: { readonly file: CoveredFile }) {
  const known = file.ran + file.notRun;
  return (
    <div className="evidence-cover-line">
      <span role="gridcell" className="evidence-row-what">
        <span className="mono cut ink">
          <SafeText code text={file.path} />
        </span>
        <span className={file.notRun > 0 ? "cut red" : "cut mid"}>
          {[
            file.missed.length === 0 ? wordsOf(file) : `did not run: ${lineRanges(file.missed)}`,
            ...(file.partly.length === 0 ? [] : [`not every branch taken: ${lineRanges(file.partly)}`]),
          ].join("; ")}
        </span>
      </span>
      <span role="gridcell" className="evidence-cover-figure">
        <span>{known === 0 ? "-" : `${formatCount(file.ran)} of ${formatCount(known)}`}</span>
        <span className="evidence-cover-bar" aria-hidden="true">
          <span style={{ width: `${String(known === 0 ? 0 : (file.ran / known) * 100)}%` }} />
        </span>
      </span>
    </div>
  );
}
