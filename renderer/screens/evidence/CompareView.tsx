import { useCallback, useState } from "react";
import type { CaseChange, CompareColumn } from "../../../shared/contract/evidence";
import type { Output } from "../../../shared/contract/api";
import { call } from "../../bridge/client";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { useScaled } from "../../state/appearance";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { DetailList } from "./DetailList";
import { FilterBar } from "./FilterBar";
import { usePages } from "./use-pages";
import { useSettled } from "./use-settled";

type Row = Output<"evidence.compare">["rows"][number];

interface Heads {
  readonly columns: readonly CompareColumn[];
  readonly different: number;
  readonly notes: readonly string[];
}

const changeWords: Readonly<Record<CaseChange, string>> = {
  broken: "broken",
  fixed: "fixed",
  new: "new",
  gone: "gone",
  other: "differs",
  same: "",
};

/** Results of the same tests in the base, in each attempt and in what was run again. */
export function CompareView({ taskId }: { readonly taskId: string }) {
  const [text, setText] = useState("");
  const [only, setOnly] = useState<"different" | "all">("different");
  const [heads, setHeads] = useState<Heads | null>(null);
  const settled = useSettled(text.trim());
  const load = useCallback(
    async (offset: number, limit: number) => {
      const page = await call("evidence.compare", { taskId, text: settled, only, offset, limit });
      if (!page.ok) return page;
      const { columns, different, notes, rows, total } = page.value;
      setHeads({ columns, different, notes });
      return { ok: true as const, value: { rows, total } };
    },
    [taskId, settled, only],
  );
  const found = usePages(load);
  const height = useScaled(28);
  const { total } = found;
  const columns = heads?.columns ?? [];
  const widths = { gridTemplateColumns: `minmax(0, 1fr) repeat(${String(columns.length)}, 104px)` };
  return (
    <div className="evidence-fill">
      <FilterBar
        label="Filter tests by name or suite"
        text={text}
        onText={setText}
        said={total === null ? "" : formatPlural(total, "test")}
      >
        <Segmented
          small
          label="Tests"
          value={only}
          options={[
            { value: "different", label: `Different ${heads === null ? "" : formatCount(heads.different)}` },
            { value: "all", label: "All" },
          ]}
          onChange={setOnly}
        />
      </FilterBar>
      {heads?.notes.map((note) => (
        <p key={note} className="evidence-more">
          {note}
        </p>
      ))}
      {found.problem !== null ? (
        <FailedMessage thing="the comparison" problem={found.problem} onRetry={found.retry} />
      ) : total === null ? (
        <LoadingMessage thing="the comparison" slow={false} />
      ) : columns.length < 2 ? (
        <p className="evidence-more">
          Fewer than two sets of test reports are here. A report of the base, of another attempt or of a re-run would be
          held against this one.
        </p>
      ) : total === 0 ? (
        <p className="evidence-more">
          {settled === "" ? "Every test has the same result in all of them." : "No test is like this."}
        </p>
      ) : (
        <>
          <div className="evidence-compare-line evidence-compare-head" style={widths}>
            <span>Test</span>
            {columns.map((column) => (
              <span key={column.label} title={formatPlural(column.cases, "case")}>
                {column.label}
              </span>
            ))}
          </div>
          <DetailList
            key={`${only} ${settled}`}
            label="Results side by side"
            count={total}
            rowHeight={height}
            columns={columns.length + 1}
            rowKey={String}
            rowName={(index) => sentenceOf(found.at(index), columns)}
            renderRow={(index) => {
              const row = found.at(index);
              return (
                <div className="evidence-compare-line" style={widths}>
                  {row === undefined ? <span role="gridcell">loading</span> : <CompareCells row={row} />}
                </div>
              );
            }}
            onSeen={found.want}
          />
        </>
      )}
    </div>
  );
}

function CompareCells({ row }: { readonly row: Row }) {
  return (
    <>
      <span role="gridcell" className="cut" title={row.suite}>
        <SafeText code text={row.name} />{" "}
        <span className="dim">{row.suite === "" ? "" : <SafeText code text={row.suite} />}</span>
      </span>
      {row.cells.map(({ outcome, change }, index) => (
        <span key={index} role="gridcell" className="evidence-compare-cell">
          {outcome === null ? (
            <span className="dim">{change === "gone" ? "gone" : "absent"}</span>
          ) : (
            <>
              <VerdictGlyph
                kind={outcome === "failed" ? "contradicted" : outcome === "passed" ? "backed" : "unbacked"}
                name={outcome}
              />
              <span className={change === "broken" ? "red medium" : change === "same" ? "dim" : "medium"}>
                {change === "same" ? outcome : changeWords[change]}
              </span>
            </>
          )}
        </span>
      ))}
    </>
  );
}

function sentenceOf(row: Row | undefined, columns: readonly CompareColumn[]): string {
  if (row === undefined) return "loading";
  const cells = row.cells.map(({ outcome, change }, index) => {
    const word = changeWords[change];
    return `${columns[index]?.label ?? ""} ${outcome ?? "absent"}${word === "" ? "" : ` ${word}`}`;
  });
  return [row.name, ...cells].join(", ");
}
