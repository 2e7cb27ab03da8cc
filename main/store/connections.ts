import { connectionKindSchema, type Connection, type ConnectionKind } from "../../shared/model/connection";
import type { ReadDb, WriteDb } from "./database";

/** A connection as stored; its counts come from the index. */
export type StoredConnection = Omit<Connection, "sessions" | "sources">;

interface Row {
  id: string;
  kind: string;
  name: string;
  path: string;
  added_at: string;
  last_sync_at: string | null;
  state: string;
  problem: string | null;
}

function toConnection(row: Row): StoredConnection {
  const state = row.state === "failed" ? "failed" : row.state === "syncing" ? "syncing" : "ready";
  // A message and its remedy are kept in one column, parted by a newline.
  const [message, remedy] = (row.problem ?? "").split("\n");
  return {
    id: row.id,
    kind: connectionKindSchema.parse(row.kind),
    name: row.name,
    path: row.path,
    addedAt: row.added_at,
    lastSyncAt: row.last_sync_at,
    state,
    problem: row.problem === null ? null : { message: message ?? "", remedy: remedy ?? null },
  };
}

export function readConnections(db: ReadDb): StoredConnection[] {
  return db.prepare<[], Row>("SELECT * FROM connection ORDER BY added_at, id").all().map(toConnection);
}

/** Adds a connection unless kind and path are connected already. Out: its id. */
export function addConnection(
  db: WriteDb,
  connection: { id: string; kind: ConnectionKind; name: string; path: string; addedAt: string },
): string {
  db.prepare(
    "INSERT INTO connection (id, kind, name, path, added_at, state) VALUES (?, ?, ?, ?, ?, 'ready') ON CONFLICT (kind, path) DO NOTHING",
  ).run(connection.id, connection.kind, connection.name, connection.path, connection.addedAt);
  return (
    db
      .prepare<[string, string], { id: string }>("SELECT id FROM connection WHERE kind = ? AND path = ?")
      .get(connection.kind, connection.path)?.id ?? connection.id
  );
}

export function setConnectionState(
  db: WriteDb,
  id: string,
  state: Connection["state"],
  at: string | null,
  problem: { message: string; remedy: string | null } | null,
): void {
  const text =
    problem === null ? null : problem.remedy === null ? problem.message : `${problem.message}\n${problem.remedy}`;
  db.prepare("UPDATE connection SET state = ?, last_sync_at = coalesce(?, last_sync_at), problem = ? WHERE id = ?").run(
    state,
    at,
    text,
    id,
  );
}

export function removeConnection(db: WriteDb, id: string): void {
  db.prepare("DELETE FROM connection WHERE id = ?").run(id);
}
