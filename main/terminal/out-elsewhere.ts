import { err, ok, type Result } from "../../shared/result";
import type { Core } from "../views/core";

/**
 * Where a file is written to: the data folder's `reports` (null) where nothing is named. Beside a data folder that is only looked at
 * there is no such place that stays. Codes: "out-needed".
 */
export function outElsewhere<T extends string>({ viewed }: Core, out: T | null): Result<T | null> {
  return viewed === null || out !== null
    ? ok(out)
    : err({
        code: "out-needed",
        message: `Nothing was written: ${viewed.sentence}`,
        place: viewed.home,
        remedy: "Name a place outside of it: --out PATH.",
      });
}
