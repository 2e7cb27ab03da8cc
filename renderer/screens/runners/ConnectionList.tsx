import type { ReactNode } from "react";
import { connectionNames, type Connection } from "../../../shared/model/connection";
import {
  connectionSentence,
  deletionIsNear,
  deletionWords,
  goneWords,
  lastSyncWords,
  stateOf,
} from "../../parts/connection-words";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { useScaled } from "../../state/appearance";
import { formatCount, formatMoment } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import { VirtualList } from "../../ui/VirtualList";
import { RefreshCw } from "lucide-react";

export interface ConnectionListProps {
  readonly connections: readonly Connection[];
  readonly now: number;
  readonly cursor: number;
  readonly onCursor: (index: number) => void;
  readonly footer: ReactNode;
}

/** Connections, one a row: state with its reason, when last read, how much, what is gone and what will be. */
export function ConnectionList({ connections, now, cursor, onCursor, footer }: ConnectionListProps) {
  const height = useScaled(48);
  const at = (index: number) => {
    const connection = connections[index];
    if (connection === undefined) throw new Error(`there is no connection ${String(index)}`);
    return connection;
  };
  return (
    <>
      <div className="connections-head" aria-hidden="true">
        <span />
        <span>Connection</span>
        <span>State</span>
        <span className="number">Sessions</span>
        <span className="number">Sources</span>
        <span className="number">Last read</span>
      </div>
      <VirtualList
        autoFocus
        label="Connections"
        count={connections.length}
        rowHeight={height}
        rowKey={(index) => at(index).id}
        rowName={(index) => connectionSentence(at(index), connectionNames[at(index).kind], now)}
        cursor={cursor}
        onCursor={onCursor}
        renderRow={(index) => <ConnectionRow connection={at(index)} now={now} />}
        columns={6}
        footer={footer}
      />
    </>
  );
}

function ConnectionRow({ connection, now }: { readonly connection: Connection; readonly now: number }) {
  const state = stateOf(connection);
  return (
    <div className="connections-row">
      <span role="gridcell" className={state.tone}>
        {state.glyph === null ? <Icon icon={RefreshCw} small /> : <VerdictGlyph kind={state.glyph} />}
      </span>
      <span role="gridcell" className="connections-two">
        <span className="cut medium ink">
          <SafeText text={connection.name} />
        </span>
        <span className="cut mono dim" title={connection.path}>
          <SafeText text={connection.path} code />
        </span>
      </span>
      <span role="gridcell" className="connections-two">
        <span className={`cut medium ${state.tone}`}>{state.words}</span>
        <Reason connection={connection} now={now} />
      </span>
      <span role="gridcell" className="number">
        {formatCount(connection.sessions)}
      </span>
      <span role="gridcell" className="number">
        {formatCount(connection.sources)}
      </span>
      <span
        role="gridcell"
        className="number nowrap"
        title={connection.lastSyncAt === null ? undefined : formatMoment(connection.lastSyncAt, now)}
      >
        {lastSyncWords(connection, now)}
      </span>
    </div>
  );
}

/** The one thing of a connection that most wants to be known: its problem, what will be deleted, what is gone. */
function Reason({ connection, now }: { readonly connection: Connection; readonly now: number }) {
  if (connection.problem !== null)
    return (
      <span className="cut mid" title={connection.problem.message}>
        <SafeText text={connection.problem.message} />
      </span>
    );
  const parts = [
    deletionIsNear(connection, now) ? deletionWords(connection, null, now) : null,
    goneWords(connection),
  ].filter((part) => part !== null);
  const words = parts.join(" · ");
  return words === "" ? (
    <span className="cut dim">{connectionNames[connection.kind]}</span>
  ) : (
    <span className={deletionIsNear(connection, now) ? "cut amber" : "cut mid"} title={words}>
      {words}
    </span>
  );
}
