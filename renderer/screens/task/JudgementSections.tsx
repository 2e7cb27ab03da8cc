import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Claim } from "../../../shared/model/claim";
import type { EventRef } from "../../../shared/model/evidence";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { tierNames } from "../../parts/TierMark";
import { VerdictGlyph, VerdictMark } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { Section, type SectionRow } from "./Section";
import { rowsBy } from "./tally";

export interface JudgementSectionProps {
  readonly view: TaskView;
  readonly focusId: string;
}

const claimNames: Readonly<Record<Claim["kind"], string>> = {
  "tests-pass": "Tests pass",
  "tests-added": "Tests added",
  "static-analysis-clean": "Static analysis clean",
  "build-works": "Build works",
  "file-changed": "File changed",
  "symbol-added": "Code added",
  "bug-reproduced": "Bug reproduced",
  "no-behaviour-change": "No behaviour change",
  "only-these-files": "Only these files",
  "verified-in-browser": "Verified in a browser",
  "command-ran": "Command ran",
  other: "Other",
};

function showEvent(taskId: string, view: AttemptView, event: EventRef): void {
  go({
    screen: "timeline",
    taskId,
    attemptId: view.attempt.id,
    at: { sessionId: event.sessionId, seq: event.seq },
  });
}

/** What the agents claim, in their words, each with verdict and why. */
export function ClaimSection({ view, focusId }: JudgementSectionProps) {
  const rows = rowsBy(
    view.attempts,
    ({ judgement }) => judgement.claims,
    (claim) => claim.kind,
  );
  const asking = view.attempts.some(({ judgement }) => judgement.escalation !== null);
  const asks: SectionRow = {
    key: "escalation",
    head: <span className="medium">Agent asks</span>,
    tall: true,
    cell: (attempt) => {
      const { escalation } = attempt.judgement;
      return escalation === null ? null : (
        <button
          type="button"
          className="task-item"
          onClick={() => {
            showEvent(view.task.id, attempt, escalation.event);
          }}
        >
          <VerdictGlyph kind="escalated" name="agent asks" />
          <span className="task-clamp" title={escalation.text}>
            <SafeText text={escalation.text} />
          </span>
        </button>
      );
    },
  };
  return (
    <Section
      id="claims"
      title="Claims"
      note="In the agents' words; each opens the event it rests on"
      attempts={view.attempts}
      focusId={focusId}
      empty={<span className="mid">No claim that can be checked was made.</span>}
      rows={[
        ...(asking ? [asks] : []),
        ...rows.map(({ key, first, of }): SectionRow => ({
          key,
          head: <span className="medium">{claimNames[first.kind]}</span>,
          tall: true,
          cell: (attempt) => {
            const claims = of(attempt);
            if (claims.length === 0) return <span className="dim">not claimed</span>;
            return claims.map((claim) => (
              <ClaimItem key={claim.id} claim={claim} view={attempt} taskId={view.task.id} />
            ));
          },
        })),
      ]}
    />
  );
}

function ClaimItem({
  claim,
  view,
  taskId,
}: {
  readonly claim: Claim;
  readonly view: AttemptView;
  readonly taskId: string;
}) {
  const event = claim.events.at(-1) ?? claim.saidAt;
  const body = (
    <>
      <VerdictGlyph kind={claim.verdict} />
      <span>
        <VerdictMarkWord claim={claim} /> “<SafeText text={claim.sentence} />”{" "}
        <span className="mid">
          <SafeText text={claim.why} />
        </span>
      </span>
    </>
  );
  return event === null ? (
    <div className="task-item">{body}</div>
  ) : (
    <button
      type="button"
      className="task-item"
      onClick={() => {
        showEvent(taskId, view, event);
      }}
    >
      {body}
    </button>
  );
}

function VerdictMarkWord({ claim }: { readonly claim: Claim }) {
  const words = {
    backed: "Backed:",
    contradicted: "Contradicted:",
    stale: "Stale:",
    unbacked: "Unbacked:",
    unverifiable: "Unverifiable here:",
  };
  return <span className={`medium glyph-${claim.verdict}`}>{words[claim.verdict]}</span>;
}

/** What the rules noticed; each opens its line or its event. */
export function FindingSection({ view, focusId }: JudgementSectionProps) {
  const rows = rowsBy(
    view.attempts,
    ({ judgement }) => judgement.findings,
    (finding) => finding.rule,
  );
  const total = view.attempts.reduce((sum, { judgement }) => sum + judgement.findings.length, 0);
  const rules = Math.max(...view.attempts.map(({ judgement }) => judgement.rulesRun), 0);
  return (
    <Section
      id="findings"
      title="Findings"
      note={total === 0 ? undefined : `${formatPlural(total, "finding")}, ${formatPlural(rules, "rule")} ran`}
      attempts={view.attempts}
      focusId={focusId}
      empty={<VerdictMark verdict="backed">{`No findings. ${formatPlural(rules, "rule")} ran.`}</VerdictMark>}
      rows={rows.map(({ key, first, of }): SectionRow => ({
        key,
        head: <span className="medium">{first.title}</span>,
        tall: true,
        cell: (attempt) => {
          const findings = of(attempt);
          if (findings.length === 0) return <span className="dim">none</span>;
          return findings.map((finding) => (
            <FindingItem key={finding.id} finding={finding} view={attempt} taskId={view.task.id} />
          ));
        },
      }))}
    />
  );
}

function FindingItem({
  finding,
  view,
  taskId,
}: {
  readonly finding: Finding;
  readonly view: AttemptView;
  readonly taskId: string;
}) {
  const { path, line, event } = finding;
  const place = path === null || line === null ? path : `${path}:${String(line)}`;
  // Most messages name their file; it is not said twice.
  const where = place === null || finding.message.includes(place) ? null : place;
  const body = (
    <>
      <FindingFlag severity={finding.severity} />
      <span>
        <SafeText text={finding.message} />
        {where === null ? null : (
          <span className="mono dim">
            {" "}
            <SafeText text={where} code />
          </span>
        )}
      </span>
    </>
  );
  if (path === null && event === null) return <div className="task-item">{body}</div>;
  return (
    <button
      type="button"
      className="task-item"
      onClick={() => {
        if (path !== null) {
          const at = line === null ? { path } : { path, line };
          go({ screen: "diff", taskId, attemptId: view.attempt.id, at });
        } else if (event !== null) showEvent(taskId, view, event);
      }}
    >
      {body}
    </button>
  );
}

/** A rule's id as words: "declared-risk" is "Declared risk". */
function ruleName(rule: string): string {
  const words = rule.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Every rule that set the tier, with why: rules raise it, never lower it. */
export function TierSection({ view, focusId }: JudgementSectionProps) {
  const rows = rowsBy(
    view.attempts,
    ({ judgement }) => judgement.tier.matched,
    (match) => match.rule,
  );
  return (
    <Section
      id="tier"
      title="Risk"
      note={`${tierNames[view.tier]}: the highest rule that matched`}
      attempts={view.attempts}
      focusId={focusId}
      empty={<span className="mid">No rule matched: low.</span>}
      rows={rows.map(({ key, first, of }): SectionRow => ({
        key,
        head: <span className="medium">{ruleName(first.rule)}</span>,
        tall: true,
        cell: (attempt) => {
          const matches = of(attempt);
          if (matches.length === 0) return <span className="dim">not matched</span>;
          return matches.map((match) => (
            <div key={match.why} className="task-item">
              <span className="medium task-level">{tierNames[match.level]}</span>
              <SafeText text={match.why} />
            </div>
          ));
        },
      }))}
    />
  );
}
