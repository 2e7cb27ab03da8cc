import { realpath, stat } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";
import { err, ok } from "../../shared/result";
import type { Result } from "../../shared/result";

/**
 * The real path of a file that lies inside `home/reports`, links resolved on both sides.
 * @param home absolute path of the data folder
 * @param path what the page named
 * @returns problems `not-a-report`, `report-missing`
 */
export async function reportInside(home: string, path: string): Promise<Result<string>> {
  const outside = err({ code: "not-a-report", message: "This is not a report that Countersign wrote.", place: path });
  if (!isAbsolute(path) || path.includes("\0")) return outside;
  try {
    const folder = await realpath(join(home, "reports"));
    const file = await realpath(path);
    return file.startsWith(folder + sep) && (await stat(file)).isFile() ? ok(file) : outside;
  } catch {
    return err({ code: "report-missing", message: "The report is not there any more.", place: path });
  }
}
