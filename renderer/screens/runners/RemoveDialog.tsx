import type { Connection } from "../../../shared/model/connection";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

export interface RemoveDialogProps {
  /** The connection to remove; null while nothing is asked. */
  readonly connection: Connection | null;
  readonly onClose: () => void;
  readonly onRemove: (connection: Connection) => void;
}

/** Asks before a connection is forgotten, and says what stays. */
export function RemoveDialog({ connection, onClose, onRemove }: RemoveDialogProps) {
  return (
    <Dialog open={connection !== null} onClose={onClose} label="Remove connection" width={460}>
      {connection === null ? null : (
        <div className="connection-leave">
          <h2>
            Remove <SafeText text={connection.name} />
          </h2>
          <p className="small mid">
            {`It is not read any more. Its ${formatPlural(connection.sessions, "session")}, the archived sources, the inbox and every decision stay.`}
          </p>
          {connection.waiting === 0 ? null : (
            <p className="small amber">
              {`${formatPlural(connection.waiting, "source")} that ${connection.waiting === 1 ? "was" : "were"} not read yet will not be.`}
            </p>
          )}
          <div className="row">
            <Button
              onClick={() => {
                onRemove(connection);
                onClose();
              }}
            >
              Remove connection
            </Button>
            <Button variant="ghost" kbd="Esc" onClick={onClose}>
              Keep it
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
