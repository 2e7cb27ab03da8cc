import type { ReactNode } from "react";
import type { TaskView } from "../../../shared/contract/review";
import type { Attempt } from "../../../shared/model/attempt";
import type { Evidence } from "../../../shared/model/evidence";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { isOld, totalsWords } from "../../parts/evidence-words";
import { ResultMark } from "../../parts/ResultMark";
import { StandingMark } from "../../parts/StandingMark";
import { Button } from "../../ui/Button";
import { formatBytes, formatClock, formatCount, formatDay, formatDigest, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { useNow } from "../../ui/use-now";
import { CaseView } from "./CaseView";
import { CompareView } from "./CompareView";
import { ComponentsView } from "./ComponentsView";
import { CoverageView } from "./CoverageView";
import { raisedBy, standingSentence, treeSentence, treeWord } from "./evidence-lines";
import { viewName, viewsOf, type EvidenceView } from "./evidence-views";
import { FindingsView } from "./FindingsView";
import { LogView } from "./LogView";
import { PictureView, type PictureItem } from "./PictureView";
import { RawBytes } from "./RawBytes";
import { RecordedRun } from "./RecordedRun";
import { Signatures, StatementsView } from "./StatementsView";

export interface EvidenceDetailProps {
  readonly task: TaskView;
  readonly attempt: Attempt;
  readonly item: Evidence;
  readonly view: EvidenceView | undefined;
  /** The name of the test to begin at. */
  readonly test?: string | undefined;
  readonly onView: (view: EvidenceView) => void;
  readonly onEvent: () => void;
  /** Goes to a line of the diff. */
  readonly onLine: (path: string, line: number | null) => void;
}

/** One item: what it shows, how solid that is, which tree it saw, where it comes from, and its bytes. */
export function EvidenceDetail(props: EvidenceDetailProps) {
  const { attempt, item, view, onView, onEvent } = props;
  const views = viewsOf(item);
  return (
    <section className="evidence-detail" aria-label={`${evidenceNames[item.kind]}, ${item.producer}`}>
      <header className="evidence-detail-head">
        <ResultMark item={item} />
        <h2 className="cut" title={item.headline}>
          <SafeText text={item.headline} />
        </h2>
        <span className="grow" />
        {item.event === null ? null : (
          <Button small kbd="t" onClick={onEvent}>
            Open in timeline
          </Button>
        )}
      </header>
      <Facts item={item} attempt={attempt} />
      {view === undefined ? (
        <p className="evidence-more">Nothing of it is archived: only what is said above is known.</p>
      ) : (
        <>
          <div className="evidence-views">
            {views.length === 1 ? (
              <h3>{viewName(item, view)}</h3>
            ) : (
              <Segmented
                small
                label="Of this item"
                value={view}
                options={views.map((each) => ({ value: each, label: viewName(item, each) }))}
                onChange={onView}
              />
            )}
          </div>
          <ViewOf {...props} view={view} />
        </>
      )}
    </section>
  );
}

function ViewOf({ task, attempt, item, view, test, onLine }: EvidenceDetailProps & { readonly view: EvidenceView }) {
  const { id: attemptId } = attempt;
  switch (view) {
    case "cases":
      return <CaseView attemptId={attemptId} item={item} start={test} />;
    case "compare":
      return <CompareView taskId={task.task.id} />;
    case "findings":
      return <FindingsView attemptId={attemptId} item={item} onLine={onLine} />;
    case "coverage":
      return <CoverageView attemptId={attemptId} item={item} onLine={onLine} />;
    case "components":
      return <ComponentsView attemptId={attemptId} item={item} />;
    case "statements":
      return <StatementsView attemptId={attemptId} item={item} />;
    case "log":
      return item.file === null ? null : <LogView key={item.file.digest} file={item.file} />;
    case "picture":
      return (
        <PictureView
          shown={{ attemptId, letter: attempt.letter, item }}
          others={otherPictures(task, attemptId, item.id)}
        />
      );
    case "bytes":
      return item.file === null ? null : (
        <Scroll label="Bytes">
          <RawBytes key={item.file.digest} file={item.file} />
        </Scroll>
      );
    case "output":
    case "record":
      return item.event === null ? null : (
        <Scroll label={viewName(item, view)}>
          <RecordedRun key={`${item.id} ${view}`} event={item.event} show={view} />
        </Scroll>
      );
  }
}

function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="evidence-scroll" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}

function otherPictures(task: TaskView, attemptId: string, evidenceId: string): PictureItem[] {
  return task.attempts.flatMap(({ attempt, judgement }) =>
    judgement.evidence
      .filter((item) => item.totals?.of === "image" && !(attempt.id === attemptId && item.id === evidenceId))
      .map((item) => ({ attemptId: attempt.id, letter: attempt.letter, item })),
  );
}

function Facts({ item, attempt }: { readonly item: Evidence; readonly attempt: Attempt }) {
  const now = useNow();
  const at = item.producedAt;
  return (
    <dl className="evidence-facts evidence-facts-head" tabIndex={0} aria-label="What is known of this item">
      <Fact name="Standing">
        <StandingMark standing={item.standing} />
        <span className="mid">{`${standingSentence(item)} ${raisedBy(item)}`}</span>
      </Fact>
      <Fact name="Tree">
        <span className={isOld(item) ? "evidence-fact-word amber" : "evidence-fact-word"}>
          {treeWord(item, attempt.base)}
        </span>
        <span className="mid">{treeSentence(item, attempt)}</span>
      </Fact>
      <Fact name="Made by">
        <span className="mono">
          <SafeText code text={item.producer} />
        </span>
      </Fact>
      <Fact name="Made">{at === null ? "time not stated" : `${formatDay(at, now)} ${formatClock(at, true)}`}</Fact>
      {item.counts === null ? null : (
        <Fact name="Counted">
          <Counts counts={item.counts} />
        </Fact>
      )}
      {item.totals === null ? null : <Fact name="Counted">{totalsWords(item.totals)}</Fact>}
      {item.againstBase === undefined ? null : (
        <Fact name="Base">
          <span className={item.againstBase.new > 0 ? "amber medium" : ""}>
            {`${formatCount(item.againstBase.new)} new`}
          </span>
          {` against the base's report, ${formatCount(item.againstBase.gone)} gone`}
        </Fact>
      )}
      {item.signatures.length === 0 ? null : (
        <Fact name="Signed">
          <Signatures item={item} />
        </Fact>
      )}
      {item.file === null ? null : (
        <Fact name="File">
          <span className="mono">
            <SafeText code text={item.file.path} />
          </span>
          <span className="mid">{`, ${formatBytes(item.file.bytes)}, digest `}</span>
          <span className="mono" title={item.file.digest}>
            {formatDigest(item.file.digest, 12)}
          </span>
        </Fact>
      )}
      {item.event === null ? null : (
        <Fact name="Event">
          {`${formatCount(item.event.seq)} of session `}
          <span className="mono">{item.event.sessionId}</span>
        </Fact>
      )}
      {item.truncated === null ? null : (
        <Fact name="Left out">
          <SafeText text={item.truncated} className="amber" />
        </Fact>
      )}
      {item.note === null ? null : (
        <Fact name="Note">
          <SafeText text={item.note} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Counts({ counts }: { readonly counts: NonNullable<Evidence["counts"]> }) {
  const { passed, failed, skipped } = counts;
  return (
    <>
      {`${formatPlural(passed + failed + skipped, "case")}: `}
      <span className={failed > 0 ? "red medium" : ""}>{`${formatCount(failed)} failed`}</span>
      {`, ${formatCount(passed)} passed, ${formatCount(skipped)} skipped`}
    </>
  );
}
