import type { AuditEntryView } from "../../../shared/contract/audit";
import type { Bound, Decision } from "../../../shared/model/decision";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { isOwnerKind } from "../../../shared/review/owner-kinds";
import { readLines } from "../../../shared/review/read-lines";
import { goneText } from "../../../shared/review/shown-reason";
import { PlacedText } from "../../parts/PlaceLink";
import { tierNames } from "../../parts/TierMark";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatClock, formatCount, formatList, formatMoment } from "../../ui/format";
import { Fact, Facts, PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { EntryComments } from "./EntryComments";
import { digestText } from "./entry-digest";

const standingSentences: Readonly<Record<string, string>> = {
  "in-force": "What it is bound to has not changed.",
  stale: "The tree moved. The decision does not cover what is there now.",
  expired: "Its time ran out.",
  superseded: "A later decision replaced it.",
  "evidence-changed": "The evidence or the contract changed after it was recorded.",
  "self-approved": "The reviewer is the one who asked for the work.",
};

/** A lowered tier and an overridden gate rest on what was judged, not on the tree alone. */
function standingSentence(standing: string, { level, gate }: Decision): string | undefined {
  return standing === "stale" && (level !== undefined || gate !== undefined)
    ? "The patch or what was judged is another now: it lets nothing pass any more."
    : standingSentences[standing];
}

interface DecisionProps {
  readonly decision: Decision;
  readonly view: AuditEntryView;
  /** It stands in another person's log: nothing of it can be opened here. */
  readonly foreign: boolean;
  readonly onEntry: (seq: number) => void;
}

/** What was decided, what it is bound to then and now, what was said and seen. */
export function DecisionSections({ decision, view, foreign, onEntry }: DecisionProps) {
  return (
    <>
      {view.standing === null ? null : <Standing {...{ decision, view, foreign, onEntry }} />}
      <Decided decision={decision} onEntry={onEntry} />
      <BoundTo decision={decision} now={view.boundNow} />
      <Said decision={decision} view={view} />
      {foreign ? null : <EntryComments decision={decision} seq={view.entry.body.seq} />}
    </>
  );
}

function Standing({ decision, view, foreign, onEntry }: DecisionProps) {
  const now = useNow();
  const { attemptId, taskId } = decision;
  const { withdrawnBy } = view;
  return (
    <PanelSection title={`Standing, derived ${formatClock(new Date(now).toISOString())}`}>
      <p>{withdrawnBy === null ? standingSentence(view.standing ?? "", decision) : "It was taken back."}</p>
      {foreign ? null : (
        <p className="entry-links">
          {withdrawnBy === null ? null : <EntryLink seq={withdrawnBy} onEntry={onEntry} />}
          <Button
            small
            onClick={() => {
              go({ screen: "task", taskId });
            }}
          >
            {view.standing === "stale" || view.standing === "evidence-changed" ? "Decide again" : "Open task"}
          </Button>
          {attemptId === null ? null : (
            <Button
              small
              onClick={() => {
                go({ screen: "diff", taskId, attemptId });
              }}
            >
              Open diff
            </Button>
          )}
        </p>
      )}
    </PanelSection>
  );
}

/** A button that goes to another entry of the same log. */
function EntryLink({ seq, onEntry }: { readonly seq: number; readonly onEntry: (seq: number) => void }) {
  return (
    <Button
      small
      onClick={() => {
        onEntry(seq);
      }}
    >
      {`Entry ${formatCount(seq)}`}
    </Button>
  );
}

function Decided({ decision, onEntry }: Pick<DecisionProps, "decision" | "onEntry">) {
  const now = useNow();
  const { withdraws, escalation } = decision;
  return (
    <PanelSection title="Decided">
      <Facts>
        <Fact name="Task">
          <SafeText text={`${decision.taskRef ?? decision.taskId} ${decision.taskTitle}`} />
        </Fact>
        <Fact name="Repository">
          <SafeText text={decision.repository} code />
        </Fact>
        {decision.attemptLetter === null ? null : <Fact name="Attempt">{decision.attemptLetter}</Fact>}
        <Fact name="Reviewer">
          <SafeText text={`${decision.reviewer.name}, ${decision.reviewer.binding}`} />
        </Fact>
        {decision.person === null ? null : (
          <Fact name={isOwnerKind(decision.kind) ? "Owner" : escalation === undefined ? "To" : "Word of"}>
            <SafeText text={decision.person} />
          </Fact>
        )}
        {decision.target === undefined ? null : (
          <Fact name="Moved to">
            <SafeText
              text={`${decision.target.taskId}, ${decision.target.own ? "a task of its own" : decision.target.title}`}
            />
          </Fact>
        )}
        {decision.level === undefined ? null : (
          <Fact name="Tier">{`${tierNames[decision.tier]}, set to ${tierNames[decision.level]}`}</Fact>
        )}
        {decision.gate === undefined ? null : (
          <Fact name="Gate">
            <SafeText text={`${decision.gate.title} (${decision.gate.id}), not met: ${decision.gate.why}`} />
          </Fact>
        )}
        {withdraws === undefined ? null : (
          <Fact name="Withdraws">
            {`${decisionRule(withdraws.kind).past}, `}
            <EntryLink seq={withdraws.seq} onEntry={onEntry} />
          </Fact>
        )}
        {escalation === undefined ? null : (
          <Fact name="About">
            {"seq" in escalation ? (
              <EntryLink seq={escalation.seq} onEntry={onEntry} />
            ) : (
              `What the agent asked, event ${String(escalation.event.seq)} of ${escalation.event.sessionId}`
            )}
          </Fact>
        )}
        {decision.batch === undefined ? null : <Fact name="One act">{`on ${String(decision.batch.count)} tasks`}</Fact>}
        {decision.until === null ? null : <Fact name="Until">{formatMoment(decision.until, now)}</Fact>}
      </Facts>
    </PanelSection>
  );
}

const boundNames = [
  ["base", "Base", ""],
  ["head", "Head", ""],
  ["patch", "Patch", "sha256:"],
  ["contract", "Contract", "sha256:"],
  ["evidence", "Evidence", "sha256:"],
  ["judgement", "Judgement", "sha256:"],
] as const;

/** The digests it was signed over; where one is another now, both. */
function BoundTo({ decision, now }: { readonly decision: Decision; readonly now: Bound | null }) {
  const { bound } = decision;
  const unmet = decision.gates
    .filter((gate) => !gate.met)
    .map(({ id, title, overridden }) =>
      overridden === undefined ? (title ?? id) : `${title ?? id} (overridden by entry ${formatCount(overridden)})`,
    );
  const machine = decision.machineTier === undefined ? "" : `, the rules said ${tierNames[decision.machineTier]}`;
  return (
    <PanelSection title="Bound to">
      <Facts>
        {boundNames.flatMap(([key, name, prefix]) => {
          const then = bound[key];
          if (now === null || now[key] === then)
            return [
              <Fact key={key} name={name} mono>
                {digestText(then, prefix)}
              </Fact>,
            ];
          return [
            <Fact key={key} name={`${name} then`} mono>
              {digestText(then, prefix)}
            </Fact>,
            <Fact key={`${key} now`} name={`${name} now`} mono>
              <span className="amber">{digestText(now[key], prefix)}</span>
            </Fact>,
          ];
        })}
        <Fact name="Considered">
          {bound.considered.length === 0
            ? "no other attempt"
            : formatList(bound.considered.map((other) => other.letter))}
        </Fact>
        {decision.policy === undefined ? null : (
          <Fact name="Policy" mono>
            <SafeText
              text={`${decision.policy.id} ${String(decision.policy.version)}, ${digestText(decision.policy.digest, "sha256:")}`}
            />
          </Fact>
        )}
        <Fact name="Tier, gates">
          <SafeText
            text={`${tierNames[decision.tier]}${machine}, ${formatCount(decision.gates.length - unmet.length)} of ${formatCount(decision.gates.length)} gates met${unmet.length === 0 ? "" : `; not met: ${unmet.join(", ")}`}`}
          />
        </Fact>
      </Facts>
    </PanelSection>
  );
}

function Said({ decision, view }: Pick<DecisionProps, "decision" | "view">) {
  const gone = goneText(view.entry.texts);
  return (
    <PanelSection title="Said and seen">
      <Facts>
        <Fact name="Reason">
          {gone !== null ? (
            <span className="amber">{gone}</span>
          ) : decision.reason === "" ? (
            <span className="dim">none given</span>
          ) : (
            <PlacedText text={decision.reason} lines />
          )}
        </Fact>
        {decision.read === undefined ? null : (
          <Fact name="Opened">
            {readLines(decision.read)
              .map((line) => line.text)
              .join(", ") || "nothing: there was nothing to open"}
          </Fact>
        )}
        <Fact name="Not marked read">
          {decision.notOpened.length === 0 ? (
            "nothing: every file was marked read"
          ) : (
            <SafeText text={decision.notOpened.join(", ")} code className="mono" />
          )}
        </Fact>
        <Fact name="Ingest">{decision.ingestNote === null ? "complete" : <SafeText text={decision.ingestNote} />}</Fact>
      </Facts>
    </PanelSection>
  );
}
