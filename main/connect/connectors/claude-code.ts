import path from "node:path";
import type { Connector } from "../port";

/** Claude Code keeps `projects/<slug>/<session>.jsonl`; CLAUDE_CONFIG_DIR moves the root. */
export const claudeCodeFolder: Connector = {
  kind: "claude-code",
  name: "Claude Code",
  defaultFolders: ({ home, env }) => [path.join(env["CLAUDE_CONFIG_DIR"] ?? path.join(home, ".claude"), "projects")],
  isSource: (relative) => relative.endsWith(".jsonl"),
};
