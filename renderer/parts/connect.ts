import type { IngestReport } from "../../shared/contract/app";
import type { ConnectionKind } from "../../shared/model/connection";
import { ok, type Result } from "../../shared/result";
import { call, callShell } from "../bridge/client";

/** Lets the person pick a folder and connects it. Out: the report of its first reading; null when nothing was picked. */
export async function connectPickedFolder(kind: ConnectionKind): Promise<Result<IngestReport | null>> {
  const picked = await callShell("shell.pick-folder", {});
  if (!picked.ok) return picked;
  if (picked.value.path === null) return ok(null);
  return call("runners.connect", { kind, path: picked.value.path });
}
