import { RefreshCw, Shield, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { AppStatus, LogState } from "../../../shared/contract/app";
import type { Connection } from "../../../shared/model/connection";
import type { TopicPayload } from "../../../shared/contract/topics";
import { useAppStatus } from "../../bridge/app-status";
import { useTopic } from "../../bridge/use-topic";
import { announce, useAnnouncement } from "../../state/announce";
import { useBindings, usePendingChord } from "../../state/keys";
import { go } from "../../state/route";
import { shownKey } from "../../state/strokes";
import { formatAge, formatCount, formatDay } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { Kbd } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { CancelJob } from "../CancelJob";
import { deletionIsNear } from "../connection-words";
import { VerdictGlyph } from "../VerdictMark";
import "./status-bar.css";

const mostKeys = 5;
const mostConnections = 3;

/** Always there: the log's integrity, each connection's age or problem, the core's life, work in progress; keys at right. */
export function StatusBar() {
  const status = useAppStatus();
  const said = useAnnouncement();
  return (
    <footer className="status-bar">
      <CoreNotice onBack={status.reload} />
      {status.value === undefined ? null : (
        <>
          <LogIntegrity log={status.value.log} />
          <Connections status={status.value} />
        </>
      )}
      <Progress />
      <span role="status" aria-live="polite" className="status-bar-said cut">
        {said}
      </span>
      <Keys />
    </footer>
  );
}

function LogIntegrity({ log }: { readonly log: LogState }) {
  const open = () => {
    go({ screen: "audit" });
  };
  if (log.problem !== null) {
    return (
      <button type="button" className="status-bar-item red" role="alert" onClick={open}>
        <VerdictGlyph kind="contradicted" size={12} />
        <span className="cut">{`Log broken: ${log.problem}`}</span>
      </button>
    );
  }
  const words =
    log.entries === 0
      ? "Log empty"
      : log.verified
        ? `Log verified to entry ${formatCount(log.entries - 1)}`
        : `Log not verified, ${formatCount(log.entries)} entries`;
  return (
    <button type="button" className="status-bar-item" onClick={open}>
      {log.entries === 0 ? (
        <Icon icon={Shield} small className="dim" />
      ) : log.verified ? (
        <Icon icon={ShieldCheck} small className="green" />
      ) : (
        <VerdictGlyph kind="unverifiable" size={12} />
      )}
      {words}
    </button>
  );
}

function Connections({ status }: { readonly status: AppStatus }) {
  const now = useNow();
  if (status.connections.length === 0) return null;
  // What could not be read comes first: it must not be what there is no room for.
  const inOrder = [...status.connections].sort((a, b) => Number(isBehind(b)) - Number(isBehind(a)));
  const more = inOrder.length - mostConnections;
  return (
    <>
      <span className="status-bar-line" aria-hidden="true" />
      {inOrder.slice(0, mostConnections).map((connection, index) => (
        <ConnectionAge key={connection.id} connection={connection} now={now} first={index === 0} />
      ))}
      {more <= 0 ? null : (
        <button
          type="button"
          className="status-bar-item"
          onClick={() => {
            go({ screen: "runners" });
          }}
        >{`${formatCount(more)} more`}</button>
      )}
    </>
  );
}

function isBehind(connection: Connection): boolean {
  return connection.state !== "paused" && (connection.state === "failed" || connection.problem !== null);
}

function ConnectionAge({
  connection,
  now,
  first,
}: {
  readonly connection: Connection;
  readonly now: number;
  readonly first: boolean;
}) {
  const open = () => {
    go({ screen: "runners" });
  };
  if (isBehind(connection)) {
    return (
      <button
        type="button"
        className="status-bar-item amber"
        onClick={open}
        title={connection.problem?.remedy ?? undefined}
      >
        <VerdictGlyph kind="stale" size={12} />
        <span className="cut">
          <SafeText text={`${connection.name}: ${connection.problem?.message ?? "not read"}`} />
        </span>
      </button>
    );
  }
  const { deletion } = connection;
  if (deletion !== null && deletion.unread > 0 && deletionIsNear(connection, now)) {
    return (
      <button type="button" className="status-bar-item amber" onClick={open}>
        <VerdictGlyph kind="stale" size={12} />
        <span className="cut">
          <SafeText
            text={`${connection.name}: ${formatCount(deletion.unread)} not archived, deleted from ${formatDay(deletion.at, now)}`}
          />
        </span>
      </button>
    );
  }
  const age =
    connection.state === "syncing"
      ? "reading"
      : connection.state === "paused"
        ? "paused"
        : connection.lastSyncAt === null
          ? "not read yet"
          : formatAge(connection.lastSyncAt, now);
  return (
    <button type="button" className="status-bar-item" onClick={open}>
      {first ? <Icon icon={RefreshCw} small className="dim" /> : null}
      <span className="cut">
        <SafeText text={connection.name} /> {age}
      </span>
    </button>
  );
}

function CoreNotice({ onBack }: { readonly onBack: () => void }) {
  const [lost, setLost] = useState<string | null>(null);
  useTopic("core", (core) => {
    if (core.state === "lost") setLost(core.message);
    if (core.state === "ready" && lost !== null) {
      setLost(null);
      announce(core.message === "" ? "The core is back. Nothing acknowledged was lost." : core.message);
      onBack();
    }
  });
  if (lost === null) return null;
  return (
    <span className="status-bar-item red" role="alert">
      <VerdictGlyph kind="contradicted" size={12} />
      <span className="cut">{lost === "" ? "The core was lost. Nothing can be recorded until it is back." : lost}</span>
    </span>
  );
}

function Progress() {
  const [progress, setProgress] = useState<TopicPayload<"progress"> | null>(null);
  useTopic("progress", (next) => {
    setProgress(next.finished ? null : next);
  });
  if (progress === null) return null;
  const of =
    progress.total === null
      ? formatCount(progress.done)
      : `${formatCount(progress.done)} of ${formatCount(progress.total)}`;
  return (
    <span className="status-bar-item">
      <span className="cut">
        <SafeText text={progress.step} />
        {`: ${of} files`}
      </span>
      {progress.id === undefined ? null : <CancelJob id={progress.id} ghost />}
    </span>
  );
}

function Keys() {
  const bindings = useBindings();
  const pending = usePendingChord();
  if (pending !== null) {
    const next = bindings.filter((binding) => binding.key.startsWith(`${pending} `));
    return (
      <span className="status-bar-keys" role="status">
        <span>{`${shownKey(pending)} waits for`}</span>
        {next.map((binding) => (
          <span key={binding.key}>
            <Kbd>{shownKey(binding.key.slice(pending.length + 1))}</Kbd> {binding.label}
          </span>
        ))}
      </span>
    );
  }
  const named = bindings.filter((binding) => binding.bar === true).slice(0, mostKeys);
  const sheet = bindings.find((binding) => binding.key === "?");
  return (
    <span className="status-bar-keys">
      {[...named, ...(sheet === undefined || named.includes(sheet) ? [] : [sheet])].map((binding) => (
        <span key={binding.key}>
          <Kbd>{shownKey(binding.key)}</Kbd> {binding.label.charAt(0).toLowerCase() + binding.label.slice(1)}
        </span>
      ))}
    </span>
  );
}
