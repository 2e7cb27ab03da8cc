import type { ReactNode } from "react";
import type { Evidence } from "../../../shared/model/evidence";
import { evidenceNames, isOld } from "../../parts/evidence-words";
import { ResultMark } from "../../parts/ResultMark";
import { StandingMark } from "../../parts/StandingMark";
import { Button } from "../../ui/Button";
import { formatBytes, formatClock, formatCount, formatDay, formatDigest, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { useNow } from "../../ui/use-now";
import { CaseTree } from "./CaseTree";
import { standingSentence, treeSentence, treeWord } from "./evidence-lines";
import { RawBytes } from "./RawBytes";
import { RecordedRun } from "./RecordedRun";

/** What can be read of an item. */
export type EvidenceView = "cases" | "output" | "record" | "bytes";

/** The views an item has, the one to begin with first. */
export function viewsOf(item: Evidence): EvidenceView[] {
  const views: EvidenceView[] = [];
  if (item.cases.length > 0) views.push("cases");
  if (item.event !== null) views.push("output", "record");
  if (item.file !== null) views.push("bytes");
  return views;
}

export interface EvidenceDetailProps {
  readonly item: Evidence;
  readonly view: EvidenceView | undefined;
  readonly onView: (view: EvidenceView) => void;
  readonly onEvent: () => void;
}

/** One item: what it shows, how solid that is, which tree it saw, where it comes from, and its bytes. */
export function EvidenceDetail({ item, view, onView, onEvent }: EvidenceDetailProps) {
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
      <div className="evidence-scroll">
        <Facts item={item} />
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
            <ViewOf item={item} view={view} />
          </>
        )}
      </div>
    </section>
  );
}

function viewName(item: Evidence, view: EvidenceView): string {
  switch (view) {
    case "cases":
      return `Cases ${formatCount(item.cases.length)}`;
    case "output":
      return "Output";
    case "record":
      return "Record";
    case "bytes":
      return item.file === null ? "Bytes" : `File ${formatBytes(item.file.bytes)}`;
  }
}

function ViewOf({ item, view }: { readonly item: Evidence; readonly view: EvidenceView }) {
  if (view === "cases") return <CaseTree key={item.id} item={item} />;
  if (view === "bytes") return item.file === null ? null : <RawBytes key={item.file.digest} file={item.file} />;
  return item.event === null ? null : <RecordedRun key={`${item.id} ${view}`} event={item.event} show={view} />;
}

function Facts({ item }: { readonly item: Evidence }) {
  const now = useNow();
  const at = item.producedAt;
  return (
    <dl className="evidence-facts">
      <Fact name="Standing">
        <StandingMark standing={item.standing} />
        <span className="mid">{standingSentence(item)}</span>
      </Fact>
      <Fact name="Tree">
        <span className={isOld(item) ? "evidence-fact-word amber" : "evidence-fact-word"}>{treeWord(item)}</span>
        <span className="mid">{treeSentence(item)}</span>
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
