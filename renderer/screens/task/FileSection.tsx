import { Check } from "lucide-react";
import { useState } from "react";
import type { AttemptView, CompareRow, TaskView } from "../../../shared/contract/review";
import { ChangeNumbers } from "../../parts/ChangeBar";
import { CompareMark } from "../../parts/CompareMark";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import type { FileDoors } from "./file-doors";
import { PathName } from "./PathName";
import { Section, type SectionRow } from "./Section";
import { isShared } from "./tally";

const mostRows = 200;
const statusWords: Readonly<Record<AttemptView["attempt"]["files"][number]["status"], string>> = {
  added: "added",
  modified: "modified",
  deleted: "deleted",
  renamed: "renamed",
  copied: "copied",
  mode: "mode changed",
};

/** Files x attempts: same, differs, only here, absent; rows equal everywhere are folded and counted. */
export function FileSection({
  view,
  focusId,
  rows: compared,
  doors,
}: {
  readonly view: TaskView;
  readonly focusId: string;
  /** The matrix, held against the baseline. */
  readonly rows: readonly CompareRow[];
  readonly doors: Pick<FileDoors, "from" | "openFile">;
}) {
  const [unfolded, setUnfolded] = useState(false);
  const [most, setMost] = useState(mostRows);
  const shared = compared.filter(isShared).length;
  const rows = unfolded ? compared : compared.filter((row) => !isShared(row));
  const shown = rows.slice(0, most);
  const many = view.attempts.length > 1;
  return (
    <Section
      id="files"
      title="Files"
      longNames
      attempts={view.attempts}
      focusId={focusId}
      note={
        <>
          {`${formatPlural(compared.length, "file")} in all`}
          {shared === 0 ? null : (
            <>
              {unfolded
                ? `, ${formatCount(shared)} equal in every attempt `
                : `, ${formatCount(shared)} equal in every attempt ${shared === 1 ? "is" : "are"} folded `}
              <button
                type="button"
                className="link"
                onClick={() => {
                  setUnfolded(!unfolded);
                }}
              >
                {unfolded ? "Fold" : "Show"}
              </button>
            </>
          )}
          {shown.length === rows.length ? null : (
            <>
              {`, ${formatCount(shown.length)} shown `}
              <button
                type="button"
                className="link"
                onClick={() => {
                  setMost(most + mostRows);
                }}
              >
                {`Show ${formatCount(Math.min(mostRows, rows.length - shown.length))} more`}
              </button>
            </>
          )}
        </>
      }
      empty={<NoFiles attempts={view.attempts} shared={shared} />}
      rows={shown.map((row): SectionRow => ({
        key: row.path,
        head: <PathName path={row.path} />,
        cell: (attempt) => <FileCell row={row} view={attempt} doors={doors} many={many} />,
      }))}
    />
  );
}

function NoFiles({ attempts, shared }: { readonly attempts: readonly AttemptView[]; readonly shared: number }) {
  if (shared > 0) return <span className="mid">Every file is equal in every attempt.</span>;
  const known = attempts.every(({ attempt }) => attempt.patchSource !== "none");
  return (
    <span className="mid">
      {known
        ? "No changes: every patch is empty."
        : "No patch. The attempt brought none, and its sessions recorded no edits to rebuild one from."}
    </span>
  );
}

interface FileCellProps {
  readonly row: CompareRow;
  readonly view: AttemptView;
  readonly doors: Pick<FileDoors, "from" | "openFile">;
  readonly many: boolean;
}

function FileCell({ row, view, doors, many }: FileCellProps) {
  const cell = row.cells.find((one) => one.attemptId === view.attempt.id);
  if (cell === undefined || cell.state === "absent") return <CompareMark state="absent" />;
  const file = view.attempt.files.find((one) => one.path === row.path);
  const findings = view.judgement.findings.filter((finding) => finding.path === row.path);
  const worst = findings.find((finding) => finding.severity === "serious") ?? findings[0];
  const chosen = doors.from?.attemptId === view.attempt.id && doors.from.path === row.path;
  const read = file !== undefined && view.readFiles.includes(file.digest);
  return (
    <button
      type="button"
      className="task-cell"
      tabIndex={-1}
      aria-pressed={chosen ? true : undefined}
      onClick={() => {
        doors.openFile(view.attempt.id, row.path);
      }}
    >
      <span className="only-read">{`Attempt ${view.attempt.letter},`}</span>
      {many ? (
        <CompareMark state={cell.state} />
      ) : (
        <span className="nowrap">{file === undefined ? "changed" : statusWords[file.status]}</span>
      )}
      {cell.letter === null ? null : (
        <span className="task-letter mono" aria-hidden="true" title="Equal changes share a letter">
          {cell.letter}
        </span>
      )}
      {worst === undefined ? null : (
        <span className={`task-tag task-tag-${worst.severity} cut`} title={findings.map((one) => one.title).join(", ")}>
          <FindingFlag severity={worst.severity} size={10} />
          <span className="cut">
            <SafeText text={findings.length === 1 ? worst.title : formatPlural(findings.length, "finding")} />
          </span>
        </span>
      )}
      <span className="grow" />
      {read ? (
        <span role="img" aria-label="read" title="Read">
          <Icon icon={Check} small className="mid" />
        </span>
      ) : null}
      <Amount added={cell.added} removed={cell.removed} binary={file?.binary === true} />
    </button>
  );
}

const barWidth = 34;

function Amount({
  added,
  removed,
  binary,
}: {
  readonly added: number;
  readonly removed: number;
  readonly binary: boolean;
}) {
  if (binary) return <span className="meta">binary</span>;
  const total = added + removed;
  const minus = total === 0 || removed === 0 ? 0 : Math.max(4, Math.round((removed / total) * barWidth));
  const plus = total === 0 ? 0 : Math.max(added > 0 ? 4 : 0, barWidth - minus);
  return (
    <span className="task-amount">
      <ChangeNumbers added={added} removed={removed} />
      <span className="task-bar" aria-hidden="true">
        {plus === 0 ? null : <span className="task-bar-added" style={{ width: plus }} />}
        {minus === 0 ? null : <span className="task-bar-removed" style={{ width: minus }} />}
      </span>
    </span>
  );
}
