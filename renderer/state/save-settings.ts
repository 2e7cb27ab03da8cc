import type { Settings } from "../../shared/model/settings";
import type { Result } from "../../shared/result";
import { call } from "../bridge/client";
import { announce } from "./announce";

/** Saves settings and says so, or why not. In: what changes; the sentence for when it is saved. Out: all settings, or the problem. */
export async function saveSettings(change: Partial<Settings>, said: string): Promise<Result<Settings>> {
  const result = await call("app.settings", change);
  announce(result.ok ? said : result.error.message);
  return result;
}
