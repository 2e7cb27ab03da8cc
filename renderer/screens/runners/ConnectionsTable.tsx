import { useState } from "react";
import type { Connection } from "../../../shared/model/connection";
import { VerdictGlyph } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { formatAgo, formatCount, formatMoment } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface ConnectionsTableProps {
  readonly connections: readonly Connection[];
  readonly now: number;
  readonly busy: boolean;
  readonly onSync: (connection: Connection) => void;
  readonly onRemove: (connection: Connection) => void;
}

/** Connections, one a row: state with its reason, when last read, how much. */
export function ConnectionsTable({ connections, now, busy, onSync, onRemove }: ConnectionsTableProps) {
  const [leaving, setLeaving] = useState<Connection | null>(null);
  return (
    <>
      <table className="connections">
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col">Folder</th>
            <th scope="col">State</th>
            <th scope="col" className="number">
              Sessions
            </th>
            <th scope="col" className="number">
              Sources
            </th>
            <th scope="col" className="number">
              Last read
            </th>
            <th scope="col">
              <span className="only-read">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <tr key={connection.id}>
              <th scope="row">
                <SafeText text={connection.name} />
              </th>
              <td className="mono connections-path" title={connection.path}>
                <SafeText text={connection.path} code />
              </td>
              <td className="connections-state">
                <ConnectionState connection={connection} />
              </td>
              <td className="number">{formatCount(connection.sessions)}</td>
              <td className="number">{formatCount(connection.sources)}</td>
              <td
                className="number"
                title={connection.lastSyncAt === null ? undefined : formatMoment(connection.lastSyncAt, now)}
              >
                {connection.lastSyncAt === null ? "never" : formatAgo(connection.lastSyncAt, now)}
              </td>
              <td>
                <div className="connections-actions">
                  <Button
                    small
                    busy={busy}
                    label={`Sync ${connection.name}`}
                    onClick={() => {
                      onSync(connection);
                    }}
                  >
                    Sync
                  </Button>
                  <Button
                    small
                    variant="ghost"
                    label={`Remove ${connection.name}`}
                    onClick={() => {
                      setLeaving(connection);
                    }}
                  >
                    Remove
                  </Button>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Dialog
        open={leaving !== null}
        onClose={() => {
          setLeaving(null);
        }}
        label="Remove connection"
        width={460}
      >
        {leaving === null ? null : (
          <div className="connections-leave">
            <h2>
              Remove <SafeText text={leaving.name} />
            </h2>
            <p className="small mid">
              Its folder is not read any more. Sessions, archived sources and every decision stay.
            </p>
            <div className="row">
              <Button
                onClick={() => {
                  onRemove(leaving);
                  setLeaving(null);
                }}
              >
                Remove connection
              </Button>
              <Button
                variant="ghost"
                kbd="Esc"
                onClick={() => {
                  setLeaving(null);
                }}
              >
                Keep it
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </>
  );
}

function ConnectionState({ connection }: { readonly connection: Connection }) {
  if (connection.problem !== null) {
    return (
      <div className="amber">
        <span className="verdict-mark">
          <VerdictGlyph kind="stale" />
          Could not be read
        </span>
        <div>
          <SafeText text={connection.problem.message} />
        </div>
        {connection.problem.remedy === null ? null : (
          <div className="mid">
            <SafeText text={connection.problem.remedy} />
          </div>
        )}
      </div>
    );
  }
  if (connection.state === "syncing") return <span className="mid">Reading</span>;
  return (
    <span className="verdict-mark green">
      <VerdictGlyph kind="backed" />
      Ready
    </span>
  );
}
