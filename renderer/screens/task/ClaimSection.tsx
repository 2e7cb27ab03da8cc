import type { AttemptView, TaskView } from "../../../shared/contract/review";
import type { Claim } from "../../../shared/model/claim";
import { VerdictGlyph, verdictNames } from "../../parts/VerdictMark";
import { go } from "../../state/route";
import { SafeText } from "../../ui/SafeText";
import { Few } from "./Few";
import { Section, type SectionRow } from "./Section";
import { showEvent, showLine } from "./show-event";
import { rowsBy } from "./tally";

interface ClaimSectionProps {
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

/** What the agents claim, in their words, each with its verdict, why, and what that rests on. */
export function ClaimSection({ view, focusId }: ClaimSectionProps) {
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
    cell: ({ attempt, judgement }) => {
      const { escalation } = judgement;
      return escalation === null ? null : (
        <button
          type="button"
          className="task-item"
          onClick={() => {
            showEvent(view.task.id, attempt.id, escalation.event);
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
      note="In the agents' words: what is claimed is marked, and each says what its verdict rests on"
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
            return (
              <Few items={claims}>
                {(claim) => <ClaimItem key={claim.id} claim={claim} view={attempt} taskId={view.task.id} />}
              </Few>
            );
          },
        })),
      ]}
    />
  );
}

interface ClaimItemProps {
  readonly claim: Claim;
  readonly view: AttemptView;
  readonly taskId: string;
}

function ClaimItem({ claim, view, taskId }: ClaimItemProps) {
  const lines = [...new Set(claim.ground.flatMap(({ line }) => (line === null ? [] : [line])))];
  return (
    <div className="task-item">
      <VerdictGlyph kind={claim.verdict} />
      <div className="task-claim">
        <div>
          <span className={`medium glyph-${claim.verdict}`}>{`${verdictNames[claim.verdict]}:`}</span> “
          <Sentence claim={claim} />”{" "}
          <span className="mid">
            <SafeText text={claim.why} />
          </span>
        </div>
        {lines.map((line) => (
          <code key={line} className="task-output mono" title="The line of output that decides">
            <SafeText text={line} code />
          </code>
        ))}
        <Grounds claim={claim} view={view} taskId={taskId} />
      </div>
    </div>
  );
}

/** The sentence with the words that make the claim marked. A span that marks nothing, or everything, marks nothing. */
function Sentence({ claim }: { readonly claim: Claim }) {
  const { sentence, span } = claim;
  const whole = sentence.trim().length <= span.end - span.start;
  if (span.end <= span.start || span.end > sentence.length || whole) return <SafeText text={sentence} />;
  return (
    <>
      <SafeText text={sentence.slice(0, span.start)} />
      <mark className={`task-span task-span-${claim.verdict}`}>
        <SafeText text={sentence.slice(span.start, span.end)} />
      </mark>
      <SafeText text={sentence.slice(span.end)} />
    </>
  );
}

interface Door {
  readonly key: string;
  readonly label: string;
  readonly open: (() => void) | null;
}

/** Where a text came from: "final message", "commit 3e1fb08". */
function sourceName({ source, ref }: Claim): string {
  switch (source) {
    case "final-message":
      return "Said in the final message";
    case "summary":
      return ref === null ? "Said in the summary" : `Said in ${ref}`;
    case "pull-request":
      return ref === null ? "Said in the pull request" : `Said in pull request ${ref}`;
    case "commit":
      return ref === null
        ? "Said in a commit"
        : `Said in commit ${/^[0-9a-f]{40}/iu.test(ref) ? ref.slice(0, 7) : ref}`;
  }
}

function doorsOf({ claim, view, taskId }: ClaimItemProps): Door[] {
  const attemptId = view.attempt.id;
  const { saidAt } = claim;
  const said: Door = {
    key: "said",
    label: saidAt === null ? sourceName(claim) : `${sourceName(claim)}, event #${String(saidAt.seq)}`,
    open: saidAt === null ? null : () => showEvent(taskId, attemptId, saidAt),
  };
  const grounds = claim.ground.flatMap(({ event, exitCode, evidenceId, path }): Door[] => {
    if (event !== null)
      return [
        {
          key: `event ${event.sessionId} ${String(event.seq)}`,
          label: `${exitCode === null ? "" : `exit ${String(exitCode)}, `}event #${String(event.seq)}`,
          open: () => showEvent(taskId, attemptId, event),
        },
      ];
    if (path !== null)
      return [{ key: `path ${path}`, label: path, open: () => showLine(taskId, attemptId, path, null) }];
    if (evidenceId !== null) {
      const item = view.judgement.evidence.find((one) => one.id === evidenceId);
      return [
        {
          key: `evidence ${evidenceId}`,
          label: item === undefined ? "evidence" : `evidence: ${item.headline}`,
          open: () => go({ screen: "evidence", taskId, attemptId }),
        },
      ];
    }
    return [];
  });
  const events = claim.events
    .map((event): Door => ({
      key: `event ${event.sessionId} ${String(event.seq)}`,
      label: `event #${String(event.seq)}`,
      open: () => showEvent(taskId, attemptId, event),
    }))
    .filter((door) => grounds.every((ground) => ground.key !== door.key));
  const all = [...grounds, ...events];
  return [said, ...all.filter((door, at) => all.findIndex((one) => one.key === door.key) === at)];
}

/** Where it was said, and each event, file and item that the verdict rests on. */
function Grounds(props: ClaimItemProps) {
  const [said, ...rests] = doorsOf(props);
  return (
    <div className="task-doors">
      {said === undefined ? null : <DoorLink door={said} />}
      {rests.length === 0 ? null : <span className="dim">rests on</span>}
      <Few items={rests} most={4}>
        {(door) => <DoorLink key={door.key} door={door} />}
      </Few>
    </div>
  );
}

function DoorLink({ door }: { readonly door: Door }) {
  if (door.open === null)
    return (
      <span className="dim">
        <SafeText text={door.label} />
      </span>
    );
  return (
    <button type="button" className="link accent" onClick={door.open}>
      <SafeText text={door.label} />
    </button>
  );
}
