import type { Command } from "commander";
import { ok } from "../../shared/result";
import { rebuildIndex } from "../services/rebuild-index";
import { printReport } from "./ingest-report";
import { newCommand, type Terminal } from "./terminal";

/** `rebuild` */
export function rebuildCommand(terminal: Terminal): Command {
  return newCommand("rebuild", "Make an index that was lost anew, out of the archive.")
    .addHelpText(
      "after",
      "\nThe runners' folders are not looked at: sources that are gone are read too. The window does the same at its start.\nThe exit code is 1 when the archived copy of a source could not be read.",
    )
    .action(async (_options, command: Command) => {
      await terminal.run(command, async ({ app, json, screen }) => {
        const report = await rebuildIndex(app.core, () => false);
        if (json) screen.json(report);
        else if (report.files === 0 && report.problems.length === 0)
          screen.line("Every source that was read is in the index: there is nothing to rebuild.");
        else printReport(screen, report);
        return ok(report.problems.length > 0 ? 1 : 0);
      });
    });
}
