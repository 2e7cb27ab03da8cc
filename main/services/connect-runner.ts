import { randomUUID } from "node:crypto";
import path from "node:path";
import type { IngestReport } from "../../shared/contract/app";
import type { ConnectionKind } from "../../shared/model/connection";
import { err, ok, type Result } from "../../shared/result";
import { resolveRoot } from "../platform/files";
import { addConnection, readConnections, removeConnection, setConnectionState } from "../store/connections";
import type { Core } from "../views/core";
import { ingestPaths } from "./ingest-paths";

/** Connects a folder and reads it for the first time. Connecting one twice reads it again and adds nothing. */
export async function connectRunner(
  core: Core,
  kind: ConnectionKind,
  given: string,
  cancelled: () => boolean,
): Promise<Result<IngestReport>> {
  const root = await resolveRoot(given);
  if (!root.ok) return root;
  if (!root.value.isFolder)
    return err({
      code: "not-a-folder",
      message: `${path.basename(given)} is a file.`,
      place: given,
      remedy: "Name the folder that holds the sessions.",
    });
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === kind);
  if (connector === undefined) return err({ code: "unknown-connector", message: `There is no connector ${kind}.` });
  const id = addConnection(core.record, {
    id: randomUUID(),
    kind,
    name: connector.name,
    path: root.value.path,
    addedAt: core.platform.clock.now().toISOString(),
  });
  return syncConnection(core, id, cancelled);
}

/** Reads what is new or changed below a connection's folder. */
export async function syncConnection(core: Core, id: string, cancelled: () => boolean): Promise<Result<IngestReport>> {
  const connection = readConnections(core.record).find((candidate) => candidate.id === id);
  const connector = core.plugins.connectors.find((candidate) => candidate.kind === connection?.kind);
  if (connection === undefined || connector === undefined)
    return err({ code: "not-found", message: "That connection is gone.", remedy: "Connect the folder again." });
  setConnectionState(core.record, id, "syncing", null, null);
  core.publish("changed", { scopes: ["runners"] });
  const root = await resolveRoot(connection.path);
  if (!root.ok) {
    setConnectionState(core.record, id, "failed", null, {
      message: root.error.message,
      remedy: root.error.remedy ?? null,
    });
    core.publish("changed", { scopes: ["runners", "inbox"] });
    return root;
  }
  const report = await ingestPaths(core, [connection.path], {
    job: connector.name,
    isSource: (relative) => connector.isSource(relative),
    cancelled,
  });
  setConnectionState(core.record, id, "ready", core.platform.clock.now().toISOString(), null);
  core.publish("changed", { scopes: ["runners", "inbox"] });
  return ok(report);
}

/** Reads what is new in every connection, one after the other; a connection that fails says so and the rest go on. */
export async function syncAll(core: Core, cancelled: () => boolean): Promise<void> {
  for (const { id } of readConnections(core.record)) {
    if (cancelled()) return;
    await syncConnection(core, id, cancelled);
  }
}

/** Forgets a connection. What was read from it stays, in the archive and in the inbox. */
export function disconnectRunner(core: Core, id: string): void {
  removeConnection(core.record, id);
  core.publish("changed", { scopes: ["runners"] });
}
