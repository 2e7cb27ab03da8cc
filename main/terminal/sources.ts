import path from "node:path";
import { Command } from "commander";
import { ok } from "../../shared/result";
import { anySource, ingestPaths } from "../services/ingest-paths";
import { parsePullAddress } from "../platform/github/addresses";
import { readPullRequest } from "../services/read-pull-request";
import { printReport } from "./ingest-report";
import { connectCommand } from "./connect";
import { pullsCommand } from "./pulls";
import { runnersCommand, syncCommand } from "./runners";
import { newCommand, type Terminal } from "./terminal";

/** `ingest PATH...` */
export function ingestCommand(terminal: Terminal): Command {
  return newCommand("ingest", "Read transcripts and evidence packs: files, or folders with everything below them.")
    .argument("<paths...>", "files, folders, or https://github.com/OWNER/REPO/pull/N")
    .addHelpText(
      "after",
      "\nThe format is found by content. A bad file is named and the rest is read; the exit code is 1 only if nothing could be read.\nEvery raw source is archived in the data folder before anything is made of it.",
    )
    .action(async (paths: string[], _options, command: Command) => {
      await terminal.run(command, async ({ app, json, screen }) => {
        const pulls = paths.flatMap((given) => parsePullAddress(given) ?? []);
        const local = paths.filter((given) => parsePullAddress(given) === null);
        const report = await ingestPaths(
          app.core,
          local.map((given) => path.resolve(given)),
          { job: "Command line", isSource: anySource, cancelled: () => false },
        );
        for (const ref of pulls) {
          const read = await readPullRequest(app.core, ref);
          if (read.ok) report.attempts += 1;
          else
            report.problems.push({
              path: read.error.place ?? "",
              place: null,
              message: read.error.message,
              remedy: read.error.remedy ?? null,
            });
        }
        if (json) screen.json(report);
        else printReport(screen, report);
        const anything = report.unchanged + report.sessions + report.attempts > 0;
        return ok(report.problems.length > 0 && !anything ? 1 : 0);
      });
    });
}

/** `connect`, `runners`, `pulls` and `sync`. */
export function runnersCommands(terminal: Terminal): Command[] {
  return [runnersCommand(terminal), connectCommand(terminal), pullsCommand(terminal), syncCommand(terminal)];
}

/** `sample open` */
export function sampleCommands(terminal: Terminal): Command[] {
  const open = newCommand("open", "Connect the three runners of the sample night and read them.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const report = await ask("sample.open", {});
        if (!report.ok) return report;
        if (json) screen.json(report.value);
        else printReport(screen, report.value);
        return ok(undefined);
      });
    },
  );
  const sample = new Command("sample").description("The sample night: five tasks, eleven sessions, three runners.");
  sample.addCommand(open);
  return [sample];
}
