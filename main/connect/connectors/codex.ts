import path from "node:path";
import type { Connector } from "../port";

/**
 * Codex keeps `sessions/YYYY/MM/DD/rollout-*.jsonl` and `archived_sessions/`, packed as `.jsonl.zst` once they are cold; CODEX_HOME
 * moves the root. It deletes none.
 */
export const codexFolder: Connector = {
  kind: "codex",
  name: "Codex",
  place: "folder",
  defaultFolders: ({ home, env }) => {
    const root = env["CODEX_HOME"] || path.join(home, ".codex");
    return [path.join(root, "sessions"), path.join(root, "archived_sessions")];
  },
  isSource: (relative) => /(?:^|\/)(?:rollout-[^/]*\.json|[^/]*\.jsonl(?:\.zst)?)$/.test(relative),
};
