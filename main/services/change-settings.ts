import type { Settings } from "../../shared/model/settings";
import { writeSetting } from "../store/reviewer";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";

/** Changes some settings and tells who shows them. Out: all settings. */
export function changeSettings(
  core: Core,
  changes: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): Settings {
  core.record
    .transaction(() => {
      for (const [name, value] of Object.entries(changes))
        if (value !== undefined) writeSetting(core.record, name, JSON.stringify(value));
    })
    .immediate();
  core.publish("changed", { scopes: ["settings", "task", "inbox"] });
  return currentSettings(core);
}
