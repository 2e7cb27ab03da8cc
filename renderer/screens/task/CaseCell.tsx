import type { CompareColumn } from "../../../shared/contract/evidence";
import { StandingMark } from "../../parts/StandingMark";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { SafeText } from "../../ui/SafeText";
import type { ComparedCases } from "./use-cases";

type Row = ComparedCases["rows"][number];

const glyphs = { failed: "contradicted", passed: "backed", skipped: "unbacked" } as const;

/** The place of an attempt's column: what was run again before what the attempt brought. */
function columnOf(columns: readonly CompareColumn[], attemptId: string): number {
  const again = columns.findIndex((column) => column.attemptId === attemptId && column.kind === "re-run");
  return again === -1 ? columns.findIndex((column) => column.attemptId === attemptId) : again;
}

interface CaseCellProps {
  readonly row: Row;
  readonly columns: readonly CompareColumn[];
  readonly taskId: string;
  readonly attemptId: string;
}

/** One test in one attempt: its outcome with what a failure says, and how solid that is. */
export function CaseCell({ row, columns, taskId, attemptId }: CaseCellProps) {
  const at = columnOf(columns, attemptId);
  const column = columns[at];
  const cell = row.cells[at];
  if (column === undefined || cell === undefined) return <span className="dim">no report</span>;
  const { outcome, message } = cell;
  if (outcome === null) return <span className="dim">not in its report</span>;
  const [path] = column.paths;
  return (
    <button
      type="button"
      className="task-cell"
      tabIndex={-1}
      title={message}
      onClick={() => {
        const at = path === undefined ? {} : { at: { path, test: row.name } };
        go({ screen: "evidence", taskId, attemptId, ...at });
      }}
    >
      <VerdictGlyph kind={glyphs[outcome]} />
      <span className="cut">
        {outcome}
        {message === undefined ? null : (
          <>
            {": "}
            <SafeText text={message} />
          </>
        )}
      </span>
      <span className="grow" />
      <span className="task-standing">
        <StandingMark standing={column.standing} />
      </span>
    </button>
  );
}
