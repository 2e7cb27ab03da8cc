import { problemsOfKeys } from "../../shared/keyboard/commands";
import type { Settings } from "../../shared/model/settings";
import { err, ok, type Result } from "../../shared/result";
import { writeSetting } from "../store/reviewer";
import type { Core } from "../views/core";
import { currentSettings } from "../views/settings";

/** Changes some settings and tells who shows them. Out: all settings; a problem where chosen keys cannot be kept. */
export function changeSettings(
  core: Core,
  changes: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): Result<Settings> {
  const [wrong, ...more] = problemsOfKeys(changes.keys ?? {});
  if (wrong !== undefined)
    return err({
      code: "keys-refused",
      message: more.length === 0 ? wrong : `${wrong} ${String(more.length)} more of these keys cannot be kept.`,
      remedy: "countersign shortcuts names the commands and their keys.",
    });
  core.record
    .transaction(() => {
      for (const [name, value] of Object.entries(changes))
        if (value !== undefined) writeSetting(core.record, name, JSON.stringify(value));
    })
    .immediate();
  core.publish("changed", { scopes: ["settings", "task", "inbox"] });
  return ok(currentSettings(core));
}
