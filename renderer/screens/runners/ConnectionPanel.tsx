import type { ReactNode } from "react";
import { connectionNames, type Connection } from "../../../shared/model/connection";
import { useQuery } from "../../bridge/use-query";
import {
  deletionIsNear,
  deletionWords,
  goneWords,
  lastSyncWords,
  placeWord,
  stateOf,
} from "../../parts/connection-words";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { formatAgo, formatCount, formatMoment } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { CompletenessSections } from "./CompletenessSections";
import { GitHubSections } from "./GitHubSections";

export interface ConnectionPanelProps {
  readonly connection: Connection;
  readonly now: number;
  readonly busy: boolean;
  readonly onSync: () => void;
  readonly onPause: (paused: boolean) => void;
  readonly onRemove: () => void;
}

/** One connection: what can be done with it, its state with every reason, and how completely it was read. */
export function ConnectionPanel({ connection, now, busy, onSync, onPause, onRemove }: ConnectionPanelProps) {
  const paused = connection.state === "paused";
  return (
    <aside className="connection" aria-label={`Connection ${connection.name}`}>
      <header className="connection-head">
        <h2 className="cut">
          <SafeText text={connection.name} />
        </h2>
        {connection.name === connectionNames[connection.kind] ? null : (
          <span className="small mid nowrap">{connectionNames[connection.kind]}</span>
        )}
      </header>
      <div className="connection-actions">
        <Button small kbd="s" busy={busy} {...(paused ? { disabledReason: "It is paused" } : {})} onClick={onSync}>
          Sync
        </Button>
        <Button
          small
          kbd="p"
          onClick={() => {
            onPause(!paused);
          }}
        >
          {paused ? "Resume" : "Pause"}
        </Button>
        <span className="grow" />
        <Button small variant="ghost" label={`Remove ${connection.name}`} onClick={onRemove}>
          Remove
        </Button>
      </div>
      <div className="connection-scroll">
        <Notices connection={connection} now={now} />
        <Facts connection={connection} now={now} />
        {connection.kind === "github" ? (
          <GitHubSections id={connection.id} now={now} />
        ) : (
          <Completeness id={connection.id} />
        )}
      </div>
    </aside>
  );
}

function Completeness({ id }: { readonly id: string }) {
  const complete = useQuery("runners.completeness", { id }, { scopes: ["runners"] });
  return (
    <>
      {complete.problem === undefined ? null : (
        <FailedMessage thing="how completely it was read" problem={complete.problem} onRetry={complete.reload} />
      )}
      {complete.state === "loading" ? <LoadingMessage thing="how completely it was read" slow={complete.slow} /> : null}
      {complete.value === undefined ? null : <CompletenessSections said={complete.value} />}
    </>
  );
}

/** What wants something of the reviewer: a problem with its remedy, what is about to be deleted, what is gone. */
function Notices({ connection, now }: { readonly connection: Connection; readonly now: number }) {
  const runner = connectionNames[connection.kind];
  const deletion = deletionWords(connection, runner, now);
  const near = deletionIsNear(connection, now);
  const gone = goneWords(connection);
  return (
    <>
      {connection.problem === null ? null : (
        <Notice tone="amber" glyph="stale">
          <p className="medium">
            <SafeText text={connection.problem.message} />
          </p>
          {connection.problem.remedy === null ? null : (
            <p className="mid">
              <SafeText text={connection.problem.remedy} />
            </p>
          )}
        </Notice>
      )}
      {connection.state !== "paused" ? null : (
        <Notice tone="mid" glyph="unbacked">
          <p>Paused: neither synced nor followed until it is resumed.</p>
        </Notice>
      )}
      {deletion === null || connection.deletion === null ? null : (
        <Notice tone={near ? "amber" : "mid"} glyph="stale">
          <p className={near ? "medium" : undefined}>{`${deletion}.`}</p>
          <p className="mid">
            {connection.deletion.unread === 0
              ? "All of them are archived here. "
              : `${formatCount(connection.deletion.unread)} of them ${connection.deletion.unread === 1 ? "is" : "are"} not archived yet: sync archives them. `}
            <SafeText text={connection.deletion.ground} />
          </p>
        </Notice>
      )}
      {gone === null ? null : (
        <Notice tone="mid" glyph="backed">
          <p>{`${gone}.`}</p>
        </Notice>
      )}
    </>
  );
}

function Notice({
  tone,
  glyph,
  children,
}: {
  readonly tone: "amber" | "mid";
  readonly glyph: "stale" | "backed" | "unbacked";
  readonly children: ReactNode;
}) {
  return (
    <section className="connection-notice">
      <VerdictGlyph kind={glyph} />
      <div className={tone}>{children}</div>
    </section>
  );
}

function Facts({ connection, now }: { readonly connection: Connection; readonly now: number }) {
  const state = stateOf(connection);
  const moment = (instant: string | null) =>
    instant === null ? "-" : `${formatMoment(instant, now)}, ${formatAgo(instant, now)}`;
  return (
    <section className="connection-section" aria-label="Facts">
      <dl className="connection-facts">
        <dt>{placeWord(connection.kind)}</dt>
        <dd className="mono">
          <SafeText text={connection.path} code />
        </dd>
        <dt>State</dt>
        <dd className={state.tone === "green" ? "" : state.tone}>{state.words}</dd>
        <dt>Last read</dt>
        <dd>{connection.lastSyncAt === null ? lastSyncWords(connection, now) : moment(connection.lastSyncAt)}</dd>
        {connection.kind === "repository" ? null : (
          <>
            <dt>Newest change</dt>
            <dd>{moment(connection.newestAt)}</dd>
            <dt>Waiting</dt>
            <dd>
              {connection.surveyedAt === null
                ? "not counted yet"
                : `${formatCount(connection.waiting)}, counted ${formatAgo(connection.surveyedAt, now)}`}
            </dd>
          </>
        )}
        {connection.tokenEnv === null ? null : (
          <>
            <dt>Token from</dt>
            <dd className="mono">
              <SafeText text={connection.tokenEnv} code />
            </dd>
          </>
        )}
        <dt>Connected</dt>
        <dd>{moment(connection.addedAt)}</dd>
      </dl>
    </section>
  );
}
