import type { AttemptView } from "../../../shared/contract/review";
import type { TimelineRow } from "../../../shared/contract/timeline";
import type { EventRef } from "../../../shared/model/evidence";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { evidenceGlyph, evidenceText } from "../../parts/evidence-words";
import { FindingFlag } from "../../parts/FindingFlag";
import { StandingMark } from "../../parts/StandingMark";
import { verdictNames, VerdictGlyph, VerdictMark } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { formatCount } from "../../ui/format";
import { PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";

export interface EventLinksProps {
  readonly row: TimelineRow;
  readonly taskId: string;
  readonly attemptId: string;
  readonly view: AttemptView;
  readonly onEvent: (ref: EventRef) => void;
}

/** What rests on an event: claims, findings, evidence. */
export function EventLinks({ row, view, taskId, attemptId, onEvent }: EventLinksProps) {
  const here = (ref: EventRef | null) => ref?.sessionId === row.sessionId && ref.seq === row.event.seq;
  const { judgement } = view;
  const findings = judgement.findings.filter((finding) => here(finding.event));
  const claims = judgement.claims.filter((claim) => claim.events.some(here) || here(claim.saidAt));
  const evidence = judgement.evidence.filter((item) => here(item.event));
  if (findings.length + claims.length + evidence.length === 0) return null;
  return (
    <PanelSection title="Linked from">
      <ul className="event-links">
        {claims.map((claim) => {
          const { saidAt } = claim;
          return (
            <li key={`claim ${claim.id}`}>
              <VerdictGlyph kind={claim.verdict} name={verdictNames[claim.verdict]} />
              <span>
                {`Claim, ${verdictNames[claim.verdict].toLowerCase()}: `}“<SafeText text={claim.sentence} />”
                <span className="event-why">
                  <SafeText text={claim.why} />
                </span>
                {saidAt === null || here(saidAt) ? null : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      onEvent(saidAt);
                    }}
                  >{`Said in #${formatCount(saidAt.seq)}`}</button>
                )}
                {claim.events
                  .filter((each) => !here(each))
                  .slice(0, 6)
                  .map((each) => (
                    <button
                      key={`${each.sessionId} ${String(each.seq)}`}
                      type="button"
                      className="link"
                      onClick={() => {
                        onEvent(each);
                      }}
                    >{`Rests on #${formatCount(each.seq)}`}</button>
                  ))}
              </span>
            </li>
          );
        })}
        {findings.map((finding) => {
          const { path, line } = finding;
          return (
            <li key={`finding ${finding.id}`}>
              <FindingFlag severity={finding.severity} />
              <span>
                {`Finding: ${finding.title}`}
                <span className="event-why">
                  <SafeText text={finding.message} />
                </span>
                {path === null ? null : (
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      go({ screen: "diff", taskId, attemptId, at: { path, ...(line === null ? {} : { line }) } });
                    }}
                  >
                    Its line in the diff
                  </button>
                )}
              </span>
            </li>
          );
        })}
        {evidence.map((item) => (
          <li key={`evidence ${item.id}`}>
            <StandingMark standing={item.standing} word={false} />
            <span>
              {`${evidenceNames[item.kind]} `}
              <VerdictMark verdict={evidenceGlyph(item)}>{evidenceText(item)}</VerdictMark>
              {item.note === null ? null : (
                <span className="event-why">
                  <SafeText text={item.note} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </PanelSection>
  );
}

/** Edits and checks in order: said at the events where it turned. */
export function EventTurn({ row, view }: { readonly row: TimelineRow; readonly view: AttemptView }) {
  const { freshness } = view.judgement;
  const turns = [freshness.lastEdit?.event, freshness.lastPass?.event];
  const here = turns.some((ref) => ref?.sessionId === row.sessionId && ref.seq === row.event.seq);
  return here ? (
    <PanelSection title="Edits and checks">
      <p className={freshness.stale ? "amber" : undefined}>
        <SafeText text={freshness.sentence} />
      </p>
    </PanelSection>
  ) : null;
}
