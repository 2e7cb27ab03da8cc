import path from "node:path";
import type { Connector } from "../port";

/**
 * OpenCode keeps its sessions in `opencode.db` (1.2 and later) or, before, as one file each of session, message and part below
 * `storage/`. XDG_DATA_HOME moves the root; OPENCODE_DB names another database. It deletes none by age.
 */
export const opencodeFolder: Connector = {
  kind: "opencode",
  name: "OpenCode",
  place: "folder",
  defaultFolders: ({ home, env, system }) => [
    path.join(env["XDG_DATA_HOME"] || path.join(home, ".local", "share"), "opencode"),
    ...(system === "win32" && env["LOCALAPPDATA"] ? [path.join(env["LOCALAPPDATA"], "opencode")] : []),
    ...(env["OPENCODE_DB"] && path.isAbsolute(env["OPENCODE_DB"]) ? [path.dirname(env["OPENCODE_DB"])] : []),
  ],
  isSource: (relative) =>
    /^(?:[^/]+\/)*opencode(?:-[A-Za-z0-9._-]+)?\.db$/.test(relative) ||
    /(?:^|\/)(?:session|message|part|session_diff)\/(?:[^/]+\/)*(?:ses|msg|prt)_[^/]+\.json$/.test(relative),
};
