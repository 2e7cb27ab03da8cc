import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Evidence } from "../../../shared/model/evidence";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { evidenceGlyph, evidenceText, isOld } from "../../parts/evidence-words";
import { StandingMark } from "../../parts/StandingMark";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Section, type SectionRow } from "./Section";
import { rowsBy, speakingItem } from "./tally";

const slotKinds: readonly Evidence["kind"][] = ["tests", "build", "static-analysis", "coverage"];

/** What was shown of each attempt, by kind; the most solid item speaks. */
export function EvidenceSection({ view, focusId }: { readonly view: TaskView; readonly focusId: string }) {
  const others = rowsBy(
    view.attempts,
    ({ judgement }) => judgement.evidence,
    (item) => item.kind,
  )
    .map(({ first }) => first.kind)
    .filter((kind) => !slotKinds.includes(kind));
  const required = view.task.contract?.evidence ?? [];
  const wanted = required.filter((kind) => !slotKinds.includes(kind) && !others.includes(kind));
  return (
    <Section
      id="evidence"
      title="Evidence"
      note="The most solid item of a kind speaks; the cell opens all of them"
      attempts={view.attempts}
      focusId={focusId}
      rows={[...slotKinds, ...others, ...wanted].map((kind): SectionRow => ({
        key: kind,
        head: <span className="medium">{evidenceNames[kind]}</span>,
        note: required.includes(kind) ? "required" : undefined,
        cell: (attempt) => <EvidenceCell kind={kind} view={attempt} taskId={view.task.id} />,
      }))}
    />
  );
}

function EvidenceCell({
  kind,
  view,
  taskId,
}: {
  readonly kind: Evidence["kind"];
  readonly view: AttemptView;
  readonly taskId: string;
}) {
  const item = speakingItem(view, kind);
  if (item === null) {
    return (
      <span className="row dim">
        <VerdictGlyph kind="unbacked" />
        none found
      </span>
    );
  }
  const more = view.judgement.evidence.filter((one) => one.kind === kind).length - 1;
  return (
    <button
      type="button"
      className="task-cell"
      title={`${item.headline}\n${item.producer}`}
      onClick={() => {
        go({ screen: "evidence", taskId, attemptId: view.attempt.id });
      }}
    >
      <VerdictGlyph kind={evidenceGlyph(item)} name={item.result} />
      <span className={item.result === "failed" ? "cut red medium" : "cut"}>
        <SafeText text={evidenceText(item)} />
      </span>
      {isOld(item) ? <span className="amber nowrap">{item.tree === "stale" ? "stale" : "other tree"}</span> : null}
      <span className="grow" />
      {more === 0 ? null : (
        <span className="meta nowrap" title={`${formatCount(more)} more of this kind`}>{`+${formatCount(more)}`}</span>
      )}
      <span className="task-standing">
        <StandingMark standing={item.standing} />
      </span>
    </button>
  );
}
