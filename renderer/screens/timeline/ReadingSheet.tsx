import { useState, type ReactNode } from "react";
import type { ReadSource, SessionReading } from "../../../shared/contract/reading";
import { runnerNames } from "../../../shared/model/runner";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { formatCount, formatDuration, formatMoment, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import "./reading-sheet.css";

/** How completely the sessions of an attempt were read: what was not understood by name, what is missing, what is kept. */
export function ReadingSheet(props: {
  readonly attemptId: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { attemptId, open, onClose } = props;
  const [verify, setVerify] = useState(false);
  const query = useQuery("reading.get", open ? { attemptId, verify } : null, { keepPrevious: true, scopes: ["task"] });
  const verifying = verify && query.answers?.verify !== true && query.problem === undefined;
  return (
    <Dialog open={open} onClose={onClose} label="How the sessions were read" width={760}>
      <header className="reading-head">
        <h2>How the sessions were read</h2>
        <Button small busy={verifying} onClick={() => setVerify(true)}>
          {query.answers?.verify === true ? "Archived copies compared" : "Compare the archived copies"}
        </Button>
        <Button small variant="ghost" kbd="Esc" onClick={onClose}>
          Close
        </Button>
      </header>
      <div className="reading-list" role="region" aria-label="Sessions" tabIndex={0}>
        {query.problem === undefined ? null : (
          <FailedMessage thing="how the sessions were read" problem={query.problem} onRetry={query.reload} />
        )}
        {query.value === undefined ? (
          query.state === "loading" && <LoadingMessage thing="the sessions" slow={query.slow} />
        ) : query.value.sessions.length === 0 ? (
          <p className="reading-none">This attempt came without a transcript.</p>
        ) : (
          query.value.sessions.map((reading) => <SessionCard key={reading.session.id} reading={reading} />)
        )}
      </div>
    </Dialog>
  );
}

function SessionCard({ reading }: { readonly reading: SessionReading }) {
  const { session, sources } = reading;
  const { completeness } = session;
  const whole = completeness.recognised === completeness.records;
  return (
    <section className="reading-session" aria-label={`Session ${session.id}`}>
      <h3>
        <span className="mono">{session.id}</span>
        <span>{runnerNames[session.runner]}</span>
        {session.agentName === null ? null : <SafeText text={session.agentName} />}
        {session.kind === "main" ? null : <span className="tag">{session.kind}</span>}
        <span className="dim">{session.status}</span>
      </h3>
      <ul className="reading-facts">
        <Line kind={whole ? "good" : "amber"}>
          {`${formatCount(completeness.recognised)} of ${formatPlural(completeness.records, "record")} recognised.`}
        </Line>
        {factsOf(reading).map((fact, index) => (
          <Line key={index} kind={fact.kind}>
            {fact.text}
          </Line>
        ))}
      </ul>
      {completeness.unknown.length === 0 ? null : (
        <table className="reading-table">
          <caption>Record types nobody here knows</caption>
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col" className="num">
                Records
              </th>
              <th scope="col" className="num">
                First on line
              </th>
              <th scope="col">Sample</th>
            </tr>
          </thead>
          <tbody>
            {completeness.unknown.map((one) => (
              <tr key={one.type}>
                <td className="mono">
                  <SafeText text={one.type} code />
                </td>
                <td className="num">{formatCount(one.count)}</td>
                <td className="num">{formatCount(one.firstLine)}</td>
                <td className="mono cut">
                  <SafeText text={one.sample} code />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {completeness.malformed.length === 0 ? null : (
        <ul className="reading-malformed">
          {completeness.malformed.map((one, index) => (
            <li key={index}>
              <SafeText text={one.reason} />
            </li>
          ))}
          {completeness.malformedCount > completeness.malformed.length ? (
            <li>{`and ${formatCount(completeness.malformedCount - completeness.malformed.length)} more`}</li>
          ) : null}
        </ul>
      )}
      <ul className="reading-sources">
        {sources.map((source) => (
          <SourceLine key={source.path} source={source} />
        ))}
      </ul>
    </section>
  );
}

interface Fact {
  readonly kind: "good" | "amber" | "plain";
  readonly text: ReactNode;
}

/** What a reviewer should know of the reading besides the records that were recognised. */
function factsOf({ session, missingSubAgents, links }: SessionReading): Fact[] {
  const { completeness, copied } = session;
  const { clock } = completeness;
  const facts: Fact[] = [];
  const say = (kind: Fact["kind"], text: ReactNode) => facts.push({ kind, text });
  if (completeness.malformedCount > 0)
    say("amber", `${formatPlural(completeness.malformedCount, "record")} unreadable:`);
  if (completeness.withheldReasoning > 0)
    say("plain", `Reasoning withheld by the runner ${formatPlural(completeness.withheldReasoning, "time")}.`);
  if (completeness.unanswered > 0) say("plain", `${formatPlural(completeness.unanswered, "call")} without a result.`);
  if (completeness.shortened > 0)
    say("plain", `${formatPlural(completeness.shortened, "long text")} shortened here; the archived source is whole.`);
  if (clock.backwards > 0)
    say(
      "amber",
      `The clock goes back ${formatPlural(clock.backwards, "time")}, at most by ${formatDuration(clock.longestMs)}. Events stay in the order of the source.`,
    );
  if (clock.missing > 0) say("plain", `${formatPlural(clock.missing, "event")} without a time.`);
  if (copied !== null)
    say(
      "plain",
      <>
        {`The first ${formatPlural(copied.events, "event")} repeat `}
        {copied.from === null ? "another session" : <Id text={copied.from} />}
        {". They do not count as work of this session."}
      </>,
    );
  for (const id of missingSubAgents)
    say(
      "amber",
      <>
        {"The transcript of sub-agent "}
        <Id text={id} />
        {" was not found: what it did is not shown."}
      </>,
    );
  for (const link of links)
    say(
      link.sessionId === null ? "amber" : "plain",
      <>
        {`${linkWords[link.kind]} `}
        <Id text={link.runnerSessionId} />
        {link.sessionId === null ? ", which was not read." : `, here ${link.sessionId}.`}
      </>,
    );
  return facts;
}

const linkWords = {
  resumed: "Goes on with session",
  forked: "Branched off session",
  "handed-over": "Taken over from session",
  continued: "Continues session",
} as const;

function Id({ text }: { readonly text: string }) {
  return (
    <span className="mono">
      <SafeText text={text} code />
    </span>
  );
}

function Line({ kind, children }: { readonly kind: Fact["kind"]; readonly children: ReactNode }) {
  return (
    <li className={kind === "amber" ? "amber" : undefined}>
      {kind === "plain" ? (
        <span className="reading-dot" aria-hidden="true" />
      ) : (
        <VerdictGlyph kind={kind === "good" ? "backed" : "stale"} />
      )}
      <span>{children}</span>
    </li>
  );
}

const archiveWords: Readonly<Record<ReadSource["archive"], string>> = {
  kept: "archived",
  intact: "archived copy intact",
  missing: "not in the archive",
  damaged: "archived copy damaged",
};

function SourceLine({ source }: { readonly source: ReadSource }) {
  const now = useNow();
  const bad = source.archive === "missing" || source.archive === "damaged";
  return (
    <li>
      <div className="mono reading-path">
        <SafeText text={source.path} code />
      </div>
      <div className={bad ? "red" : "mid"}>
        {source.goneAt === null ? "" : `Source gone since ${formatMoment(source.goneAt, now)}, `}
        {archiveWords[source.archive]}
        <span className="mono dim" title={source.digest}>{` sha256 ${source.digest.slice(0, 12)}`}</span>
      </div>
    </li>
  );
}
