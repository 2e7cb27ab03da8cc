import { useCallback, useState } from "react";
import type { PlacedAnnotation } from "../../../shared/contract/evidence";
import type { Annotation, Evidence } from "../../../shared/model/evidence";
import type { Finding } from "../../../shared/model/finding";
import { call } from "../../bridge/client";
import { FindingFlag } from "../../parts/FindingFlag";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { useScaled } from "../../state/appearance";
import { Button } from "../../ui/Button";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { DetailList } from "./DetailList";
import { FilterBar } from "./FilterBar";
import { usePages } from "./use-pages";
import { useSettled } from "./use-settled";

type Only = "all" | "new" | "changed";

const severities: Readonly<Record<Annotation["level"], Finding["severity"]>> = {
  error: "serious",
  warning: "warning",
  note: "note",
};

export interface FindingsViewProps {
  readonly attemptId: string;
  readonly item: Evidence;
  /** Goes to a line of the diff. */
  readonly onLine: (path: string, line: number | null) => void;
}

interface Figures {
  readonly fresh: number | null;
  readonly changed: number;
}

/** What a tool found: new findings first, then those on lines the attempt adds. */
export function FindingsView({ attemptId, item, onLine }: FindingsViewProps) {
  const [text, setText] = useState("");
  const [only, setOnly] = useState<Only>("all");
  const [figures, setFigures] = useState<Figures | null>(null);
  const settled = useSettled(text.trim());
  const evidenceId = item.id;
  const load = useCallback(
    async (offset: number, limit: number) => {
      const page = await call("evidence.annotations", { attemptId, evidenceId, text: settled, only, offset, limit });
      if (!page.ok) return page;
      const { rows, total, fresh, changed } = page.value;
      setFigures({ fresh, changed });
      return { ok: true as const, value: { rows, total } };
    },
    [attemptId, evidenceId, settled, only],
  );
  const found = usePages(load);
  const [cursor, setCursor] = useState(0);
  const height = useScaled(44);
  const { total, want } = found;
  const open = (index: number): void => {
    const row = found.at(index);
    if (row === undefined) return;
    if (row.path === null) announce("This finding is in no changed file.");
    else onLine(row.path, row.annotation.line);
  };
  const fresh = figures?.fresh ?? null;
  return (
    <div className="evidence-fill">
      <FilterBar
        label="Filter findings by rule, file or message"
        text={text}
        onText={setText}
        said={total === null ? "" : formatPlural(total, "finding")}
      >
        <Segmented
          small
          label="Findings"
          value={only}
          options={[
            { value: "all", label: "All" },
            ...(fresh === null ? [] : [{ value: "new" as const, label: `New ${formatCount(fresh)}` }]),
            { value: "changed", label: `On added lines ${figures === null ? "" : formatCount(figures.changed)}` },
          ]}
          onChange={setOnly}
        />
      </FilterBar>
      <p className="evidence-more">
        {item.againstBase === undefined
          ? "No report of the base is here: which findings are new is not known."
          : `Held against the base's report: ${formatCount(item.againstBase.new)} new, ${formatCount(item.againstBase.gone)} gone.`}
      </p>
      {found.problem !== null ? (
        <FailedMessage thing="the findings" problem={found.problem} onRetry={found.retry} />
      ) : total === null ? (
        <LoadingMessage thing="the findings" slow={false} />
      ) : total === 0 ? (
        <p className="evidence-more">
          {settled === "" && only === "all" ? "The tool found nothing." : "No finding is like this."}
        </p>
      ) : (
        <div className="evidence-two">
          <DetailList
            key={`${only} ${settled}`}
            label="Findings"
            count={total}
            rowHeight={height}
            columns={3}
            rowKey={String}
            rowName={(index) => sentenceOf(found.at(index))}
            renderRow={(index) => <FindingLine row={found.at(index)} />}
            onCursor={setCursor}
            onOpen={open}
            onSeen={want}
          />
          <Chosen
            row={found.at(Math.min(cursor, total - 1))}
            onOpen={() => {
              open(Math.min(cursor, total - 1));
            }}
          />
        </div>
      )}
    </div>
  );
}

function placeOf(row: PlacedAnnotation): string {
  const { annotation } = row;
  const path = row.path ?? annotation.path ?? "no file";
  return annotation.line === null ? path : `${path}:${String(annotation.line)}`;
}

function sentenceOf(row: PlacedAnnotation | undefined): string {
  if (row === undefined) return "loading";
  const { level, rule, message } = row.annotation;
  return [row.isNew === true ? "new" : "", level, rule, message.slice(0, 200), placeOf(row)]
    .filter((part) => part !== "")
    .join(", ");
}

function FindingLine({ row }: { readonly row: PlacedAnnotation | undefined }) {
  if (row === undefined) return <div className="evidence-finding-line dim">loading</div>;
  const { annotation, isNew, onChangedLine } = row;
  return (
    <div className="evidence-finding-line">
      <span role="gridcell">
        <FindingFlag severity={severities[annotation.level]} size={12} />
      </span>
      <span role="gridcell" className="evidence-row-what">
        <span className="cut ink">
          <SafeText text={annotation.message.slice(0, 400)} />
        </span>
        <span className="cut mid">
          <SafeText code text={`${annotation.rule}  ${placeOf(row)}`} />
        </span>
      </span>
      <span role="gridcell" className="evidence-finding-tags">
        {isNew === true ? <span className="medium amber">new</span> : null}
        {onChangedLine ? <span className="mid">added line</span> : null}
        {annotation.suppressed ? <span className="dim">accepted</span> : null}
      </span>
    </div>
  );
}

function Chosen({ row, onOpen }: { readonly row: PlacedAnnotation | undefined; readonly onOpen: () => void }) {
  if (row === undefined) return null;
  const { annotation } = row;
  return (
    <section className="evidence-output" aria-label="The finding whole" tabIndex={0}>
      <p className="evidence-output-head">
        <SafeText code text={`${annotation.level} ${annotation.rule}  ${placeOf(row)}`} />{" "}
        {annotation.severity === null ? "" : `severity ${String(annotation.severity)} `}
        {row.path === null ? (
          <span className="dim">in no changed file</span>
        ) : (
          <Button small kbd="Enter" onClick={onOpen}>
            Open in the diff
          </Button>
        )}
      </p>
      <p className="evidence-finding-message">
        <SafeText text={annotation.message} lines />
      </p>
    </section>
  );
}
