import path from "node:path";
import type { Connector } from "../port";
import { objectOf, settingsObject } from "../settings-json";

const dayOf: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, m: 30 };

/**
 * Gemini CLI keeps `tmp/<project>/chats/session-*.json[l]`, sub-agents one folder deeper. GEMINI_CLI_HOME stands in for the
 * home folder. Its session retention (`general.sessionRetention`, on by default in newer versions, `maxAge` "30d") deletes
 * chats by their age; where the settings say nothing it is not known which version it is.
 */
export const geminiCliFolder: Connector = {
  kind: "gemini-cli",
  name: "Gemini CLI",
  place: "folder",
  defaultFolders: ({ home, env }) => [path.join(env["GEMINI_CLI_HOME"] || home, ".gemini", "tmp")],
  isSource: (relative) => /(?:^|\/)chats\/(?:[^/]+\/)*[^/]+\.jsonl?$/.test(relative),
  retention: (folder, _surroundings, read) => {
    if (path.basename(folder) !== "tmp") return null;
    const file = path.join(path.dirname(folder), "settings.json");
    const kept = objectOf(objectOf(settingsObject(read(file))?.["general"])?.["sessionRetention"]);
    if (kept === null || kept["enabled"] === false) return null;
    const age = typeof kept["maxAge"] === "string" ? /^(\d{1,6})([hdwm])$/.exec(kept["maxAge"]) : null;
    const days = age === null ? null : Number(age[1]) * (dayOf[age[2] ?? ""] ?? NaN);
    return days === null || Number.isNaN(days)
      ? null
      : { days, ground: `general.sessionRetention.maxAge is ${age?.[0] ?? ""} in ${file}.` };
  },
};
