import { Anchor, RefreshCw, Shield, ShieldCheck } from "lucide-react";
import type { AppStatus, LogState } from "../../../shared/contract/app";
import { logCheckJob } from "../../../shared/contract/audit";
import type { Connection } from "../../../shared/model/connection";
import { useAppStatus } from "../../bridge/app-status";
import { useWork } from "../../state/activity";
import { useAnnouncement } from "../../state/announce";
import { useBindings, usePendingChord, type KeyBinding } from "../../state/keys";
import { go } from "../../state/route";
import { shownKey, shownStrokes } from "../../state/strokes";
import { formatAge, formatCount, formatDay, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { KeyCaps } from "../../ui/Kbd";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { deletionIsNear } from "../connection-words";
import { VerdictGlyph } from "../VerdictMark";
import { Activity } from "./Activity";
import { EscalationsDue } from "./EscalationsDue";
import { OutboxItem } from "./OutboxItem";
import "./status-bar.css";

const mostKeys = 5;
const mostConnections = 3;

export interface StatusBarProps {
  /** Whether the panel of long work is open. */
  readonly activity: boolean;
  readonly onActivity: (open: boolean) => void;
}

/** Always there: the log's integrity, each connection's age or problem, work in progress; keys at right. */
export function StatusBar({ activity, onActivity }: StatusBarProps) {
  const status = useAppStatus();
  const said = useAnnouncement();
  return (
    <footer className="status-bar">
      {status.value === undefined ? (
        status.problem === undefined ? null : (
          <span className="status-bar-item red" role="alert">
            <VerdictGlyph kind="contradicted" size={12} />
            <span className="cut">
              <SafeText text={`The log's state is not known: ${status.problem.message}`} />
            </span>
          </span>
        )
      ) : (
        <>
          <LogIntegrity log={status.value.log} />
          <NotAnchored log={status.value.log} />
          <Connections status={status.value} />
        </>
      )}
      <OutboxItem />
      <EscalationsDue />
      <Activity open={activity} onOpen={onActivity} />
      <span role="status" aria-live="polite" className="status-bar-said cut">
        {said}
      </span>
      <Keys />
    </footer>
  );
}

function LogIntegrity({ log }: { readonly log: LogState }) {
  const check = useWork().find(({ job, outcome }) => job === logCheckJob && outcome === "running");
  const open = () => {
    go({ screen: "audit" });
  };
  if (log.problem !== null) {
    return (
      <button type="button" className="status-bar-item red" onClick={open}>
        <VerdictGlyph kind="contradicted" size={12} />
        <span className="cut" role="alert">
          <SafeText text={`${log.diverged ? "DIVERGED" : "Log broken"}: ${log.problem}`} />
        </span>
      </button>
    );
  }
  const words =
    log.entries === 0
      ? "Log empty"
      : log.verified
        ? `Log verified to entry ${formatCount(log.entries - 1)}`
        : log.unknown > 0 && log.checking === null
          ? `Log holds, ${formatPlural(log.unknown, "entry", "entries")} of unknown kinds`
          : log.checking === null
            ? `Log not verified, ${formatCount(log.entries)} entries`
            : checkingWords(check ?? log.checking);
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

/** How far the first check of the whole log is; the log is used meanwhile. */
function checkingWords({ done, total }: { readonly done: number; readonly total: number | null }): string {
  return `Checking the log, ${formatCount(done)} of ${formatPlural(total ?? done, "entry", "entries")}`;
}

/** How many decisions nothing outside of this machine holds yet; amber once an anchor is due. */
function NotAnchored({ log }: { readonly log: AppStatus["log"] }) {
  const { notAnchored, due } = log.anchored;
  if (notAnchored === 0 || log.problem !== null) return null;
  return (
    <button
      type="button"
      className={due ? "status-bar-item amber" : "status-bar-item"}
      onClick={() => {
        go({ screen: "audit" });
      }}
    >
      <Icon icon={Anchor} small className={due ? "" : "dim"} />
      <span className="cut">{`${formatPlural(notAnchored, "decision")} not yet anchored`}</span>
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

function Keys() {
  const bindings = useBindings();
  const pending = usePendingChord();
  if (pending !== null) {
    const next = bindings.filter((binding) => binding.key.startsWith(`${pending} `));
    return (
      <span className="status-bar-keys" role="status">
        <span>{`${shownKey(pending)} waits for`}</span>
        {next.map((binding) => (
          <KeyOf key={binding.key} binding={binding} shown={binding.key.slice(pending.length + 1)} />
        ))}
      </span>
    );
  }
  const named = bindings.filter((binding) => binding.bar === true).slice(0, mostKeys);
  const sheet = bindings.find((binding) => binding.id === "app.keys");
  return (
    <span className="status-bar-keys" aria-label="Keys of this screen" role="group">
      <span className="status-bar-named">
        {named.map((binding) => (
          <KeyOf key={binding.key} binding={binding} shown={binding.key} />
        ))}
      </span>
      {sheet === undefined || named.includes(sheet) ? null : <KeyOf binding={sheet} shown={sheet.key} />}
    </span>
  );
}

function KeyOf({ binding, shown }: { readonly binding: KeyBinding; readonly shown: string }) {
  return (
    <span className="status-bar-key">
      <KeyCaps strokes={shownStrokes(shown)} /> {binding.label.charAt(0).toLowerCase() + binding.label.slice(1)}
    </span>
  );
}
