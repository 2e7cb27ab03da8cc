import path from "node:path";
import type { Connection } from "../../shared/model/connection";

/**
 * Where a connection's sources lie on this machine: its own folder or repository; for an HTTP runner the folder of fetched
 * packs below the data folder, named by the connection's id.
 */
export function sourceFolder(home: string, connection: Pick<Connection, "id" | "kind" | "path">): string {
  return connection.kind === "http" ? path.join(home, "packs", connection.id) : connection.path;
}
