import path from "node:path";
import type { Connector } from "../port";

/** Codex keeps `sessions/YYYY/MM/DD/rollout-*.jsonl` and `archived_sessions/`; CODEX_HOME moves the root. */
export const codexFolder: Connector = {
  kind: "codex",
  name: "Codex",
  defaultFolders: ({ home, env }) => {
    const root = env["CODEX_HOME"] ?? path.join(home, ".codex");
    return [path.join(root, "sessions"), path.join(root, "archived_sessions")];
  },
  isSource: (relative) => relative.endsWith(".jsonl"),
};
