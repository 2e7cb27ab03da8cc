import path from "node:path";
import type { ConnectionKind } from "../../shared/model/connection";

/** What is known of a connection's place. */
export interface Placed {
  readonly id: string;
  readonly kind: ConnectionKind;
  readonly path: string;
  /** Where what was taken out of a repository lies; null before its first reading. */
  readonly keptFolder: string | null;
}

/**
 * Where a connection's sources lie on this machine: its own folder; in the data folder, what was taken out of a repository, or
 * the packs fetched from an HTTP runner, in a folder named by the connection's id.
 */
export function sourceFolder(home: string, connection: Placed): string {
  if (connection.kind === "http") return path.join(home, "packs", connection.id);
  return connection.keptFolder ?? connection.path;
}
