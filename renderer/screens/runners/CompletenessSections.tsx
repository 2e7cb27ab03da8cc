import type { ReactNode } from "react";
import type { ConnectionCompleteness } from "../../../shared/contract/app";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { formatCount, formatDigest, formatDuration, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

/** How completely a connection's sessions were read. What is whole is one line; every gap is its own section with its rows. */
export function CompletenessSections({ said }: { readonly said: ConnectionCompleteness }) {
  const whole = said.recognised === said.records;
  return (
    <>
      <section className="connection-section" aria-label="How completely it was read">
        <h3>How completely it was read</h3>
        <p className={whole ? "connection-sum" : "connection-sum amber"}>
          <VerdictGlyph kind={whole ? "backed" : "stale"} />
          {`${formatCount(said.recognised)} of ${formatPlural(said.records, "record")} recognised in ${formatPlural(said.sessions, "session")}`}
        </p>
        <dl className="connection-facts">
          <dt>Unreadable</dt>
          <dd>{formatCount(said.malformedCount)}</dd>
          <dt>Reasoning withheld</dt>
          <dd>{formatCount(said.withheldReasoning)}</dd>
          <dt>Calls without a result</dt>
          <dd>{formatCount(said.unanswered)}</dd>
          <dt>Missing sub-agents</dt>
          <dd>{formatCount(said.missingSubAgentCount)}</dd>
          <dt>Clock</dt>
          <dd>{clockWords(said)}</dd>
          <dt>Shortened payloads</dt>
          <dd>{formatCount(said.shortened)}</dd>
        </dl>
      </section>
      <Unknown said={said} />
      <Malformed said={said} />
      <MissingSubAgents said={said} />
      <Gone said={said} />
      <Worst said={said} />
    </>
  );
}

function clockWords({ clock }: ConnectionCompleteness): string {
  const parts = [
    clock.backwards === 0
      ? null
      : `${formatPlural(clock.backwards, "step")} back, the longest ${formatDuration(clock.longestMs)}`,
    clock.missing === 0 ? null : `${formatPlural(clock.missing, "event")} without a time`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "no anomalies" : parts.join("; ");
}

/** A section that is there only when it has rows, with how many there are beyond those shown. */
function Rows({
  title,
  total,
  children,
}: {
  readonly title: string;
  readonly total: number;
  readonly children: readonly ReactNode[];
}) {
  if (total === 0) return null;
  const more = total - children.length;
  return (
    <section className="connection-section" aria-label={title}>
      <h3>{`${title}, ${formatCount(total)}`}</h3>
      <ul className="connection-rows">{children}</ul>
      {more > 0 && children.length > 0 ? (
        <p className="meta">{`${formatCount(more)} more, in runners show --json`}</p>
      ) : null}
    </section>
  );
}

function Place({ path, line }: { readonly path: string; readonly line: number | null }) {
  return (
    <div className="mono dim connection-place" title={path}>
      <SafeText text={line === null ? path : `${path}:${String(line)}`} code />
    </div>
  );
}

function Unknown({ said }: { readonly said: ConnectionCompleteness }) {
  return (
    <Rows title="Unknown record types" total={said.unknownTypes}>
      {said.unknown.map(({ type, count, sessions, sample, first }) => (
        <li key={type}>
          <details>
            <summary>
              <span className="mono cut grow">
                <SafeText text={type} code />
              </span>
              <span className="nowrap mid">{`${formatCount(count)} in ${formatPlural(sessions, "session")}`}</span>
            </summary>
            <pre className="connection-sample">
              <SafeText text={sample} code />
            </pre>
            <Place path={first.path} line={first.line} />
          </details>
        </li>
      ))}
    </Rows>
  );
}

function Malformed({ said }: { readonly said: ConnectionCompleteness }) {
  return (
    <Rows title="Unreadable records" total={said.malformedCount}>
      {said.malformed.map(({ path, line, reason }) => (
        <li key={`${path}:${String(line)}`}>
          <SafeText text={reason} />
          <Place path={path} line={line} />
        </li>
      ))}
    </Rows>
  );
}

function MissingSubAgents({ said }: { readonly said: ConnectionCompleteness }) {
  return (
    <Rows title="Missing sub-agents" total={said.missingSubAgentCount}>
      {said.missingSubAgents.map(({ runnerSessionId, parentSessionId, parentTitle }) => (
        <li key={`${parentSessionId} ${runnerSessionId}`}>
          <span className="mono">
            <SafeText text={runnerSessionId} code />
          </span>
          <div className="mid">
            {"named by "}
            <SafeText text={parentTitle ?? parentSessionId} />
          </div>
        </li>
      ))}
    </Rows>
  );
}

function Gone({ said }: { readonly said: ConnectionCompleteness }) {
  return (
    <Rows title="Sources gone" total={said.goneCount}>
      {said.gone.map(({ path, digest, archived, verifiedAt }) => (
        <li key={path}>
          {archived ? (
            <span>
              {verifiedAt === null ? "Source gone, archived copy kept, " : "Source gone, archived copy intact, "}
              <span className="mono">{formatDigest(digest)}</span>
            </span>
          ) : (
            <span className="amber">Source gone before it was archived. Nothing here can be checked.</span>
          )}
          <Place path={path} line={null} />
        </li>
      ))}
    </Rows>
  );
}

function Worst({ said }: { readonly said: ConnectionCompleteness }) {
  return (
    <Rows title="Sessions with gaps" total={said.incompleteSessions}>
      {said.worst.map((row) => (
        <li key={row.sessionId}>
          <div className="cut">
            <SafeText text={row.title ?? row.sessionId} />
          </div>
          <div className="mid">{gapsOf(row)}</div>
          <Place path={row.path} line={null} />
        </li>
      ))}
    </Rows>
  );
}

function gapsOf(row: ConnectionCompleteness["worst"][number]): string {
  const missed = row.records - row.recognised;
  return [
    missed === 0 ? null : `${formatCount(missed)} of ${formatPlural(row.records, "record")} not recognised`,
    row.missingSubAgents === 0 ? null : formatPlural(row.missingSubAgents, "missing sub-agent"),
    row.unanswered === 0 ? null : `${formatPlural(row.unanswered, "call")} without a result`,
    row.withheldReasoning === 0 ? null : `${formatCount(row.withheldReasoning)} reasoning withheld`,
    row.clock === 0 ? null : formatPlural(row.clock, "clock anomaly", "clock anomalies"),
  ]
    .filter((part) => part !== null)
    .join(", ");
}
