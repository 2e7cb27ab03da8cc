import { defaultSettings, settingsSchema, type Settings } from "../../shared/model/settings";
import { readSettings } from "../store/reviewer";
import type { Core } from "./core";

/** Settings as they stand; a stored value that no longer fits falls back to the default. */
export function currentSettings(core: Pick<Core, "record" | "platform">): Settings {
  const stored = readSettings(core.record);
  const settings: Record<string, unknown> = { ...defaultSettings(core.platform.accountName) };
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    const text = stored.get(name);
    if (text === undefined) continue;
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) settings[name] = parsed.data;
  }
  return settingsSchema.parse(settings);
}
