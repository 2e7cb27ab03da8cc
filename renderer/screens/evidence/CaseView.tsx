import { ChevronDown, ChevronRight } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import type { SuiteOfCases } from "../../../shared/contract/evidence";
import type { Evidence, TestCase } from "../../../shared/model/evidence";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { useScaled } from "../../state/appearance";
import { formatCount, formatDuration, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { AnsiText } from "../../parts/AnsiText";
import { caseRows } from "./case-rows";
import { DetailList } from "./DetailList";
import { FilterBar } from "./FilterBar";
import { usePages } from "./use-pages";
import { useSettled } from "./use-settled";

type Outcome = TestCase["outcome"];
/** In reports with more cases than this, suites without failures start folded. */
const openUnder = 60;

/** The longest text that cases are filtered by. */
const longestText = 200;

export interface CaseViewProps {
  readonly attemptId: string;
  readonly item: Evidence;
  /** The name of the test to begin with: the list is filtered by it. */
  readonly start?: string | undefined;
}

/** Test cases by suite, failures first, with the output of the one under the cursor. */
export function CaseView({ attemptId, item, start = "" }: CaseViewProps) {
  const [text, setText] = useState(start.slice(0, longestText));
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const settled = useSettled(text.trim());
  const filter = useMemo(() => ({ text: settled, outcome }), [settled, outcome]);
  const suites = useQuery("evidence.suites", { attemptId, evidenceId: item.id, filter }, { keepPrevious: true });
  const counts = item.counts ?? { passed: 0, failed: 0, skipped: 0 };
  const outcomes = (["failed", "skipped", "passed"] as const).filter((each) => counts[each] > 0);
  const found = suites.value;
  const asked = suites.answers?.filter ?? filter;
  return (
    <div className="evidence-fill">
      <FilterBar
        label="Filter cases by name, suite or output"
        text={text}
        onText={setText}
        said={
          found === undefined ? "" : `${formatPlural(found.cases, "case")} in ${formatPlural(found.total, "suite")}`
        }
      >
        <Segmented
          small
          label="Outcome"
          value={outcome ?? "all"}
          options={[
            { value: "all" as const, label: "All" },
            ...outcomes.map((each) => ({ value: each, label: `${wordOf(each)} ${formatCount(counts[each])}` })),
          ]}
          onChange={(next) => {
            setOutcome(next === "all" ? null : next);
          }}
        />
      </FilterBar>
      {suites.problem !== undefined ? (
        <FailedMessage thing="the cases" problem={suites.problem} onRetry={suites.reload} />
      ) : found === undefined ? (
        <LoadingMessage thing="the cases" slow={suites.slow} />
      ) : found.cases === 0 ? (
        <p className="evidence-more">
          {settled === "" && outcome === null ? "The report lists no test case." : "No case is like this."}
        </p>
      ) : (
        <Cases
          key={`${asked.outcome ?? "all"} ${asked.text}`}
          attemptId={attemptId}
          evidenceId={item.id}
          filter={asked}
          suites={found.suites}
          left={found.total - found.suites.length}
        />
      )}
    </div>
  );
}

function wordOf(outcome: Outcome): string {
  return outcome.charAt(0).toUpperCase() + outcome.slice(1);
}

interface CasesProps {
  readonly attemptId: string;
  readonly evidenceId: string;
  readonly filter: { readonly text: string; readonly outcome: Outcome | null };
  readonly suites: readonly SuiteOfCases[];
  readonly left: number;
}

function Cases({ attemptId, evidenceId, filter, suites, left }: CasesProps) {
  const total = suites.reduce((sum, suite) => sum + suite.failed + suite.skipped + suite.passed, 0);
  const [folded, setFolded] = useState<ReadonlySet<number>>(() => {
    if (total <= openUnder || suites.length === 1 || filter.text !== "") return new Set();
    return new Set(suites.flatMap((suite, index) => (suite.failed === 0 ? [index] : [])));
  });
  const rows = useMemo(() => caseRows(suites, folded), [suites, folded]);
  const load = useCallback(
    async (offset: number, limit: number) => {
      const page = await call("evidence.cases", { attemptId, evidenceId, filter, offset, limit });
      return page.ok ? { ok: true as const, value: { rows: page.value.cases, total } } : page;
    },
    [attemptId, evidenceId, filter, total],
  );
  const cases = usePages(load);
  const firstFailed = rows.nextFailed(0, 1);
  const [cursor, setCursor] = useState(firstFailed === -1 ? 0 : firstFailed);
  const height = useScaled(26);
  const under = rows.at(cursor);
  const chosen = under?.type === "case" ? cases.at(under.place) : undefined;
  const { want } = cases;
  const onSeen = useCallback(
    (from: number, to: number) => {
      const places = [rows.at(Math.max(0, from)), rows.at(Math.min(rows.count - 1, to))].map((row) =>
        row === undefined ? 0 : row.type === "case" ? row.place : (suites[row.suite]?.first ?? 0),
      );
      want(places[0] ?? 0, (places[1] ?? 0) + 1);
    },
    [rows, suites, want],
  );
  // The list walks over all keys again whenever it is given another function.
  const rowKey = useCallback(
    (index: number) => {
      const row = rows.at(index);
      return row?.type === "case" ? `c${String(row.place)}` : `s${String(row?.suite ?? -1)}`;
    },
    [rows],
  );
  const fold = (suite: number, closed: boolean): void => {
    setFolded((before) => {
      const next = new Set(before);
      if (closed) next.add(suite);
      else next.delete(suite);
      return next;
    });
  };
  const toggle = (index: number): void => {
    const row = rows.at(index);
    if (row?.type === "suite") fold(row.suite, !folded.has(row.suite));
  };
  return (
    <div className="evidence-two">
      <DetailList
        label="Test cases"
        count={rows.count}
        rowHeight={height}
        start={cursor}
        columns={3}
        rowKey={rowKey}
        rowName={(index) => {
          const row = rows.at(index);
          if (row === undefined) return "";
          if (row.type === "suite") return suiteSentence(suites[row.suite], folded.has(row.suite));
          const each = cases.at(row.place);
          return each === undefined ? "loading" : `${each.outcome}, ${each.name}`;
        }}
        renderRow={(index) => {
          const row = rows.at(index);
          if (row === undefined) return null;
          if (row.type === "suite") {
            const suite = suites[row.suite];
            return suite === undefined ? null : (
              <SuiteLine
                suite={suite}
                folded={folded.has(row.suite)}
                onToggle={() => {
                  fold(row.suite, !folded.has(row.suite));
                }}
              />
            );
          }
          return <CaseLine test={cases.at(row.place)} />;
        }}
        onCursor={setCursor}
        onOpen={toggle}
        onSeen={onSeen}
        keys={{
          n: (index) => orNone(rows.nextFailed(index, 1)),
          p: (index) => orNone(rows.nextFailed(index, -1)),
          ArrowRight: (index) => {
            const row = rows.at(index);
            if (row?.type === "suite") fold(row.suite, false);
            return undefined;
          },
          ArrowLeft: (index) => {
            const row = rows.at(index);
            if (row?.type === "suite") fold(row.suite, true);
            return undefined;
          },
        }}
      />
      {left > 0 ? <p className="evidence-more">{`${formatPlural(left, "more suite")}: filter to see them.`}</p> : null}
      {cases.problem === null ? null : (
        <FailedMessage thing="the cases" problem={cases.problem} onRetry={cases.retry} />
      )}
      <Output test={chosen} />
    </div>
  );
}

function orNone(index: number): number | undefined {
  return index === -1 ? undefined : index;
}

function suiteSentence(suite: SuiteOfCases | undefined, folded: boolean): string {
  if (suite === undefined) return "";
  return `Suite ${suite.name === "" ? "without a name" : suite.name}, ${factsOf(suite)}, ${folded ? "folded" : "open"}`;
}

function factsOf(suite: SuiteOfCases): string {
  return (["failed", "skipped", "passed"] as const)
    .filter((each) => suite[each] > 0)
    .map((each) => `${formatCount(suite[each])} ${each}`)
    .join(", ");
}

interface SuiteLineProps {
  readonly suite: SuiteOfCases;
  readonly folded: boolean;
  readonly onToggle: () => void;
}

function SuiteLine({ suite, folded, onToggle }: SuiteLineProps) {
  return (
    <div className="evidence-case-line evidence-suite-line" onClick={onToggle}>
      <span role="gridcell">
        <Icon icon={folded ? ChevronRight : ChevronDown} small />
      </span>
      <span role="gridcell" className="evidence-suite-name">
        <span className="medium cut">
          {suite.name === "" ? "Without a suite" : <SafeText code text={suite.name} />}
        </span>
        <span className={suite.failed > 0 ? "nowrap red" : "nowrap dim"}>{factsOf(suite)}</span>
      </span>
      <span role="gridcell" className="evidence-case-time">
        {suite.durationMs === null ? "" : formatDuration(suite.durationMs)}
      </span>
    </div>
  );
}

function CaseLine({ test }: { readonly test: TestCase | undefined }) {
  if (test === undefined)
    return (
      <div className="evidence-case-line">
        <span role="gridcell" />
        <span role="gridcell" className="dim">
          loading
        </span>
      </div>
    );
  const { outcome } = test;
  const first = test.message?.trim().split("\n", 1)[0] ?? "";
  return (
    <div className={outcome === "failed" ? "evidence-case-line evidence-case-failed" : "evidence-case-line"}>
      <span role="gridcell" className="evidence-case-glyph">
        <VerdictGlyph
          kind={outcome === "failed" ? "contradicted" : outcome === "passed" ? "backed" : "unbacked"}
          name={outcome}
        />
      </span>
      <span role="gridcell" className="evidence-suite-name">
        <span className="cut evidence-case-name">
          <SafeText code text={test.name} />
        </span>
        <span className="dim cut">
          {outcome === "skipped" && first === "" ? "skipped" : <SafeText code text={first.slice(0, 300)} />}
        </span>
      </span>
      <span role="gridcell" className="evidence-case-time">
        {test.durationMs === null ? "" : formatDuration(test.durationMs)}
      </span>
    </div>
  );
}

function Output({ test }: { readonly test: TestCase | undefined }) {
  const message = test?.message?.trim() ?? "";
  if (test === undefined || message === "") return null;
  return (
    <section
      className={test.outcome === "failed" ? "evidence-output evidence-output-failed" : "evidence-output"}
      aria-label="Output of the case"
      tabIndex={0}
    >
      <p className="evidence-output-head">
        <SafeText code text={test.name} />
      </p>
      <pre className="evidence-code" dir="ltr">
        <AnsiText text={message} />
      </pre>
    </section>
  );
}
