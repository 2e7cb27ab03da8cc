import path from "node:path";
import type { Connector } from "../port";

/**
 * OpenHands keeps one file per event: `conversations/<id>/events/` (V1), `sessions/<id>/events/` (V0), and where it was told
 * to, `trajectory.json` or an evaluation's `output.jsonl`. OPENHANDS_CONVERSATIONS_DIR and OPENHANDS_PERSISTENCE_DIR move
 * them. The `base_state.json`, `settings.json` and `secrets.json` beside them hold keys: they are never read.
 */
export const openhandsFolder: Connector = {
  kind: "openhands",
  name: "OpenHands",
  place: "folder",
  defaultFolders: ({ home, env }) => {
    const root = env["OPENHANDS_PERSISTENCE_DIR"] || path.join(home, ".openhands");
    return [env["OPENHANDS_CONVERSATIONS_DIR"] || path.join(root, "conversations"), path.join(root, "sessions")];
  },
  isSource: (relative) =>
    /(?:^|\/)events\/[^/]+\.json$/.test(relative) ||
    /(?:^|\/)(?:[^/]*trajectory[^/]*\.json|output\.jsonl)$/.test(relative),
};
