import type { Connector } from "../port";

/** Names that hold transcripts in any known format: JSON, JSON Lines, SWE-agent's `.traj`, each also packed; OpenCode's database. */
const transcript = /\.(?:jsonl?|ndjson|traj)(?:\.(?:zst|gz))?$/i;
/** Settings, locks and secrets that lie about beside transcripts and never hold one. */
const never =
  /(?:^|\/)(?:node_modules\/|\.git\/|[^/]*(?:credential|secret|oauth)[^/]*$|auth\.json$|settings[^/]*\.json$|base_state\.json$|package(?:-lock)?\.json$|tsconfig[^/]*\.json$)/i;

/** A folder of transcripts and packs of any known format; which it is, is found by content. It has no usual place. */
export const anyFolder: Connector = {
  kind: "folder",
  name: "Folder of transcripts",
  place: "folder",
  defaultFolders: () => [],
  isSource: (relative) =>
    !never.test(relative) && (transcript.test(relative) || /(?:^|\/)opencode(?:-[^/]+)?\.db$/.test(relative)),
};
