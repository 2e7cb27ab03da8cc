import path from "node:path";
import type { Connector } from "../port";

/**
 * GitHub Copilot CLI keeps `session-state/<id>/events.jsonl`, before 1.0 `session-state/<id>.jsonl`. COPILOT_HOME moves the
 * root, which holds credentials beside it: only these files count. Whether it deletes any by age is not documented.
 */
export const copilotCliFolder: Connector = {
  kind: "copilot-cli",
  name: "GitHub Copilot CLI",
  place: "folder",
  defaultFolders: ({ home, env }) => [path.join(env["COPILOT_HOME"] || path.join(home, ".copilot"), "session-state")],
  isSource: (relative) => /^[^/]+\.jsonl$/.test(relative) || /(?:^|\/)events\.jsonl$/.test(relative),
};
