import { useState, type ReactNode } from "react";
import type { Output } from "../../../shared/contract/api";
import type { Decision } from "../../../shared/model/decision";
import { useQuery } from "../../bridge/use-query";
import { DecisionStandingMark } from "../../parts/DecisionStandingMark";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { tierNames } from "../../parts/TierMark";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { readLines } from "../../../shared/review/read-lines";
import { announce } from "../../state/announce";
import { go } from "../../state/route";
import { Button } from "../../ui/Button";
import { formatCount, formatDay, formatClock, formatList, formatMoment } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { kindName } from "./audit-rows";
import { hashLeaf } from "./leaf-hash";

type EntryView = Output<"audit.entry">;

/** One entry: its standing now, what it is bound to, what was said, its place in the log, its bytes. */
export function EntryPanel({ seq }: { readonly seq: number }) {
  const entry = useQuery("audit.entry", { seq }, { scopes: ["audit", "task"] });
  return (
    <aside className="entry" aria-label={`Entry ${formatCount(seq)}`}>
      {entry.problem === undefined ? null : (
        <FailedMessage thing={`entry ${formatCount(seq)}`} problem={entry.problem} onRetry={entry.reload} />
      )}
      {entry.state === "loading" ? <LoadingMessage thing={`entry ${formatCount(seq)}`} slow={entry.slow} /> : null}
      {entry.value === undefined ? null : <EntryBody key={seq} view={entry.value} />}
    </aside>
  );
}

function EntryBody({ view }: { readonly view: EntryView }) {
  const { body } = view.entry;
  const decision = body.kind === "decision" ? body.decision : null;
  return (
    <>
      <header className="entry-head">
        <h2>{`Entry ${formatCount(body.seq)}`}</h2>
        <span className="small mid">{kindName(decision?.kind ?? body.kind)}</span>
        <span className="grow" />
        {view.standing === null ? null : (
          <span className="small">
            <DecisionStandingMark standing={view.standing} />
          </span>
        )}
      </header>
      <div className="entry-scroll">
        {decision === null ? <RecordSection view={view} /> : <DecisionSections decision={decision} view={view} />}
        <PlaceSection view={view} />
        <BytesSection canonical={view.canonical} />
      </div>
      <footer className="entry-foot">
        <Button
          onClick={() => {
            void navigator.clipboard.writeText(view.canonical).then(
              () => {
                announce("Canonical JSON copied.");
              },
              () => {
                announce("Could not copy: the clipboard refused.");
              },
            );
          }}
        >
          Copy as JSON
        </Button>
        {decision === null ? null : (
          <Button
            onClick={() => {
              go({ screen: "task", taskId: decision.taskId });
            }}
          >
            Open task
          </Button>
        )}
      </footer>
    </>
  );
}

function Section({
  title,
  children,
  aside,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode | undefined;
}) {
  return (
    <section className="entry-section">
      <h3>
        <span>{title}</span>
        {aside}
      </h3>
      {children}
    </section>
  );
}

function Fact({
  name,
  children,
  mono = false,
}: {
  readonly name: string;
  readonly children: ReactNode;
  readonly mono?: boolean | undefined;
}) {
  return (
    <>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : undefined}>{children}</dd>
    </>
  );
}

function digestText(digest: string | null, prefix = ""): string {
  return digest === null ? "none" : `${prefix}${digest.slice(0, 12)}…${digest.slice(-4)}`;
}

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

function DecisionSections({ decision, view }: { readonly decision: Decision; readonly view: EntryView }) {
  const now = useNow();
  const { bound } = decision;
  const unmet = decision.gates
    .filter((gate) => !gate.met)
    .map(({ id, title, overridden }) =>
      overridden === undefined ? (title ?? id) : `${title ?? id} (overridden by entry ${formatCount(overridden)})`,
    );
  const machine = decision.machineTier === undefined ? "" : `, the rules said ${tierNames[decision.machineTier]}`;
  return (
    <>
      {view.standing === null ? null : (
        <Section title={`Standing, derived ${formatClock(new Date(now).toISOString())}`}>
          <p>{standingSentence(view.standing, decision)}</p>
        </Section>
      )}
      <Section title="Decided">
        <dl className="entry-facts">
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
            <Fact name={decision.kind === "assign-owner" ? "Owner" : "To"}>
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
          {decision.until === null ? null : <Fact name="Until">{formatMoment(decision.until, now)}</Fact>}
        </dl>
      </Section>
      <Section title="Bound to">
        <dl className="entry-facts">
          <Fact name="Base" mono>
            {digestText(bound.base)}
          </Fact>
          <Fact name="Head" mono>
            {digestText(bound.head)}
          </Fact>
          <Fact name="Patch" mono>
            {digestText(bound.patch, "sha256:")}
          </Fact>
          <Fact name="Contract" mono>
            {digestText(bound.contract, "sha256:")}
          </Fact>
          <Fact name="Evidence" mono>
            {digestText(bound.evidence, "sha256:")}
          </Fact>
          <Fact name="Judgement" mono>
            {digestText(bound.judgement, "sha256:")}
          </Fact>
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
        </dl>
      </Section>
      <Section title="Said and seen">
        <dl className="entry-facts">
          <Fact name="Reason">
            {decision.reason === "" ? (
              <span className="dim">none given</span>
            ) : (
              <SafeText text={decision.reason} lines />
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
          <Fact name="Ingest">
            {decision.ingestNote === null ? "complete" : <SafeText text={decision.ingestNote} />}
          </Fact>
        </dl>
      </Section>
    </>
  );
}

function RecordSection({ view }: { readonly view: EntryView }) {
  const { body } = view.entry;
  return (
    <Section title="Recorded">
      <dl className="entry-facts">
        {body.kind === "ingest" ? (
          <>
            <Fact name="Read">
              <SafeText text={body.summary} />
            </Fact>
            <Fact name="Sources">{formatCount(body.sources)}</Fact>
            <Fact name="Sessions">{formatCount(body.sessions)}</Fact>
            <Fact name="Records">{`${formatCount(body.records)}, ${formatCount(body.notRecognised)} not recognised`}</Fact>
            <Fact name="Archive" mono>
              {digestText(body.archive, "sha256:")}
            </Fact>
          </>
        ) : null}
        {body.kind === "export" ? (
          <>
            <Fact name="Format">{body.format}</Fact>
            <Fact name="File" mono>
              <SafeText text={body.path} code />
            </Fact>
            <Fact name="Digest" mono>
              {digestText(body.digest, "sha256:")}
            </Fact>
            <Fact name="Entries">{formatCount(body.entries)}</Fact>
          </>
        ) : null}
        {body.kind === "key" ? (
          <>
            <Fact name={body.action === "trusted" ? "Trusted" : "Removed"}>
              <SafeText text={body.name} />
            </Fact>
            <Fact name="Algorithm">{body.algorithm}</Fact>
            <Fact name="Key" mono>
              {digestText(body.key, "sha256:")}
            </Fact>
            {body.identity === null ? null : (
              <Fact name="Identity">
                <SafeText text={body.identity} />
              </Fact>
            )}
            {body.issuer === null ? null : (
              <Fact name="Issuer">
                <SafeText text={body.issuer} />
              </Fact>
            )}
          </>
        ) : null}
        {body.kind === "log.created" ? (
          <>
            <Fact name="App">{body.app}</Fact>
            <Fact name="Keys">{`${body.keyProtection}: entries are not signed`}</Fact>
          </>
        ) : null}
        {body.kind === "clock.anomaly" ? (
          <Fact name="Clock">
            <SafeText text={body.message} />
          </Fact>
        ) : null}
      </dl>
    </Section>
  );
}

function PlaceSection({ view }: { readonly view: EntryView }) {
  const now = useNow();
  const { body, leafHash, root } = view.entry;
  const [check, setCheck] = useState<"none" | "holds" | "broken">("none");
  const verify = async () => {
    const holds = (await hashLeaf(view.canonical)) === leafHash;
    setCheck(holds ? "holds" : "broken");
    announce(
      holds
        ? `Entry ${formatCount(body.seq)}: its bytes make its hash.`
        : `Entry ${formatCount(body.seq)}: its bytes do not make its hash.`,
    );
  };
  return (
    <Section
      title="Place in the log"
      aside={
        check === "none" ? (
          <Button
            small
            onClick={() => {
              void verify();
            }}
          >
            Verify
          </Button>
        ) : check === "holds" ? (
          <span className="verdict-mark green">
            <VerdictGlyph kind="backed" />
            bytes make the hash
          </span>
        ) : (
          <span className="verdict-mark red" role="alert">
            <VerdictGlyph kind="contradicted" />
            bytes do not make the hash
          </span>
        )
      }
    >
      <dl className="entry-facts">
        <Fact name="Recorded">{`${formatDay(body.recordedAt, now)}, ${formatClock(body.recordedAt, true)}, by this machine’s clock`}</Fact>
        <Fact name="Previous" mono>
          {view.previous === null ? "none, it is the first" : digestText(view.previous)}
        </Fact>
        <Fact name="This" mono>
          <span title={leafHash}>{leafHash}</span>
        </Fact>
        <Fact name="Root" mono>
          <span title={root}>{root}</span>
        </Fact>
        <Fact name="Signed">not signed: there is no key yet</Fact>
      </dl>
    </Section>
  );
}

function BytesSection({ canonical }: { readonly canonical: string }) {
  const bytes = new TextEncoder().encode(canonical).length;
  return (
    <details className="entry-section entry-bytes">
      <summary>{`Canonical bytes, ${formatCount(bytes)}`}</summary>
      <div className="entry-code" tabIndex={0} role="region" aria-label="Canonical bytes">
        <SafeText text={canonical} code lines />
      </div>
    </details>
  );
}
