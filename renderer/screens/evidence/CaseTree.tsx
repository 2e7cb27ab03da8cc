import { ChevronDown, ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import type { Evidence, TestCase } from "../../../shared/model/evidence";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { formatCount, formatDuration, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { BoundedText } from "./BoundedText";
import { suitesOf, type Suite } from "./case-tree";

/** Reports with no more cases than this are open whole; in longer ones the suites without failures start folded. */
const openUnder = 60;

/** Test cases by suite: failures first, with their messages open. */
export function CaseTree({ item }: { readonly item: Evidence }) {
  const suites = useMemo(() => suitesOf(item.cases), [item.cases]);
  const counted = item.counts === null ? null : item.counts.passed + item.counts.failed + item.counts.skipped;
  const left = counted === null ? 0 : counted - item.cases.length;
  return (
    <div className="evidence-cases">
      {suites.map((suite) => (
        <SuiteView
          key={suite.name}
          suite={suite}
          startsOpen={suite.failed.length > 0 || suites.length === 1 || item.cases.length <= openUnder}
        />
      ))}
      {left > 0 ? (
        <p className="evidence-more">{`${formatPlural(left, "more case")} in the file: only the first ${formatCount(item.cases.length)}, failures first, are listed.`}</p>
      ) : null}
    </div>
  );
}

function SuiteView({ suite, startsOpen }: { readonly suite: Suite; readonly startsOpen: boolean }) {
  const [open, setOpen] = useState(startsOpen);
  const facts = [
    suite.failed.length === 0 ? null : `${formatCount(suite.failed.length)} failed`,
    suite.skipped.length === 0 ? null : `${formatCount(suite.skipped.length)} skipped`,
    suite.passed.length === 0 ? null : `${formatCount(suite.passed.length)} passed`,
  ].filter((part) => part !== null);
  return (
    <section className="evidence-suite">
      <button
        type="button"
        className="evidence-suite-head focus-inset"
        aria-expanded={open}
        onClick={() => {
          setOpen(!open);
        }}
      >
        <Icon icon={open ? ChevronDown : ChevronRight} small />
        <span className="medium cut">
          {suite.name === "" ? "Without a suite" : <SafeText code text={suite.name} />}
        </span>
        <span className={suite.failed.length > 0 ? "nowrap red" : "nowrap dim"}>{facts.join(", ")}</span>
        <span className="evidence-case-time">{suite.durationMs === null ? "" : formatDuration(suite.durationMs)}</span>
      </button>
      {open ? (
        <ul>
          {[...suite.failed, ...suite.skipped, ...suite.passed].map((each, index) => (
            <CaseView key={`${String(index)} ${each.name}`} test={each} />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function CaseView({ test }: { readonly test: TestCase }) {
  const { outcome } = test;
  return (
    <li
      className={outcome === "failed" ? "evidence-case evidence-case-failed focus-inset" : "evidence-case"}
      tabIndex={outcome === "failed" ? -1 : undefined}
    >
      <div className="evidence-case-line">
        <VerdictGlyph
          kind={outcome === "failed" ? "contradicted" : outcome === "passed" ? "backed" : "unbacked"}
          name={outcome}
        />
        <span className="evidence-case-name">
          <SafeText code text={test.name} />
          {outcome === "skipped" ? <span className="dim"> skipped</span> : null}
        </span>
        <span className="evidence-case-time">{test.durationMs === null ? "" : formatDuration(test.durationMs)}</span>
      </div>
      {test.message === null || test.message.trim() === "" ? null : <BoundedText text={test.message} lines={24} />}
    </li>
  );
}
