import path from "node:path";
import type { FoundRunner } from "../../shared/contract/app";
import { resolveRoot, statRegular, walk } from "../platform/files";
import { readConnections } from "../store/connections";
import type { Core } from "../views/core";
import { surroundingsOf } from "./survey-connections";

/** Looks where runners keep their sessions and counts the files; nothing in them is read. */
export async function findRunners(core: Core): Promise<FoundRunner[]> {
  const connections = readConnections(core.record);
  const found: FoundRunner[] = [];
  for (const connector of core.plugins.connectors) {
    for (const folder of connector.defaultFolders(surroundingsOf(core))) {
      const root = await resolveRoot(folder);
      if (!root.ok || !root.value.isFolder) continue;
      let files = 0;
      let bytes = 0;
      let newest = 0;
      // A folder that cannot be read counts as empty here; connecting it says why.
      for await (const file of walk(root.value.path, () => undefined)) {
        if (!connector.isSource(path.relative(root.value.path, file).split(path.sep).join("/"))) continue;
        const stat = await statRegular(file);
        if (!stat.ok) continue;
        files += 1;
        bytes += stat.value.size;
        newest = Math.max(newest, stat.value.mtimeMs);
      }
      found.push({
        kind: connector.kind,
        name: connector.name,
        path: root.value.path,
        files,
        bytes,
        newestAt: newest === 0 ? null : new Date(newest).toISOString(),
        connected: connections.some(
          (connection) => connection.kind === connector.kind && connection.path === root.value.path,
        ),
      });
    }
  }
  return found;
}
