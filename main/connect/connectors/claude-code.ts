import path from "node:path";
import type { Connector } from "../port";
import { settingsObject } from "../settings-json";

const defaultDays = 30;

/** Where an organisation's own settings lie, which stand above the person's. */
const managed: Partial<Record<NodeJS.Platform, string>> = {
  linux: "/etc/claude-code/managed-settings.json",
  darwin: "/Library/Application Support/ClaudeCode/managed-settings.json",
  win32: "C:\\Program Files\\ClaudeCode\\managed-settings.json",
};

/**
 * Claude Code keeps `projects/<slug>/<session>.jsonl`, sub-agents beside or below it, and what a tool wrote too long in
 * `<session>/tool-results/`, which is named from the transcript. CLAUDE_CONFIG_DIR moves the root. At its start it deletes
 * sessions whose last change is `cleanupPeriodDays` old (its settings documentation; 30 where nothing is set).
 */
export const claudeCodeFolder: Connector = {
  kind: "claude-code",
  name: "Claude Code",
  place: "folder",
  defaultFolders: ({ home, env }) => [path.join(env["CLAUDE_CONFIG_DIR"] || path.join(home, ".claude"), "projects")],
  isSource: (relative) => relative.endsWith(".jsonl"),
  retention: (folder, { system }, read) => {
    const root = path.dirname(folder);
    const own = path.join(root, "settings.json");
    // Settings lie beside `projects`; a copy of the folder elsewhere is nobody's to clean.
    if (path.basename(folder) !== "projects" || (!path.basename(root).startsWith(".claude") && read(own) === null))
      return null;
    for (const file of [managed[system], own]) {
      if (file === undefined) continue;
      const days = settingsObject(read(file))?.["cleanupPeriodDays"];
      if (typeof days === "number" && Number.isFinite(days) && days >= 0)
        return { days, ground: `cleanupPeriodDays is ${String(days)} in ${file}.` };
    }
    return {
      days: defaultDays,
      ground: `Claude Code deletes sessions ${String(defaultDays)} days after their last change.`,
    };
  },
};
