import path from "node:path";
import { Command } from "commander";
import type { IngestReport } from "../../shared/contract/app";
import { connectionKindSchema } from "../../shared/model/connection";
import { err, ok } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { anySource, ingestPaths } from "../services/ingest-paths";
import { connectGitHub, parsePullRequestUrl } from "../platform/github";
import { readPullRequest } from "../services/read-pull-request";
import type { Screen } from "./screen";
import { plain } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** Prints what a reading brought: counts, unknown types by name, and every problem with its remedy. */
function printReport(screen: Screen, report: IngestReport): void {
  screen.line(
    `${counted(report.files, "file")} read (${String(report.unchanged)} unchanged): ${counted(report.sessions, "session")}, ${counted(report.attempts, "attempt")}, ${counted(report.tasks, "task")}.`,
  );
  screen.line(
    `${String(report.recognised)} of ${counted(report.records, "record")} recognised${report.malformed > 0 ? `, ${String(report.malformed)} malformed` : ""}.`,
  );
  for (const unknown of report.unknown) screen.line(`  unknown type ${plain(unknown.type)}: ${String(unknown.count)}`);
  for (const problem of report.problems) {
    screen.line(`  ! ${plain(problem.message)}`);
    if (problem.path !== "") screen.line(`    at ${plain(problem.path)}`);
    if (problem.remedy !== null) screen.line(`    ${plain(problem.remedy)}`);
  }
}

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
        const pulls = paths.flatMap((given) => parsePullRequestUrl(given) ?? []);
        const local = paths.filter((given) => parsePullRequestUrl(given) === null);
        const report = await ingestPaths(
          app.core,
          local.map((given) => path.resolve(given)),
          { job: "Command line", isSource: anySource, cancelled: () => false },
        );
        const github = connectGitHub(
          app.core.platform.env["GITHUB_TOKEN"],
          app.core.platform.env["COUNTERSIGN_GITHUB_API"],
        );
        for (const ref of pulls) {
          const read = await readPullRequest(app.core, github, ref);
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

/** `runners` (the connections), `runners found`, `connect KIND PATH`, `sync`. */
export function runnersCommands(terminal: Terminal): Command[] {
  const runners = newCommand("runners", "The connected runners, and with --found those that are on this machine.")
    .option("--found", "look for runners on this machine; only counts files, reads nothing", false)
    .action(async (options: { found: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        if (options.found) {
          const found = await ask("runners.found", {});
          if (!found.ok) return found;
          if (json) screen.json(found.value);
          else
            screen.table(
              [{ head: "Kind" }, { head: "Files", right: true }, { head: "Connected" }, { head: "Path", most: 100 }],
              found.value.map((row) => [row.kind, String(row.files), row.connected ? "yes" : "no", row.path]),
            );
          return ok(undefined);
        }
        const status = await ask("app.status", {});
        if (!status.ok) return status;
        if (json) screen.json(status.value.connections);
        else if (status.value.connections.length === 0)
          screen.line("No runner is connected. countersign runners --found looks for some.");
        else
          screen.table(
            [
              { head: "Kind" },
              { head: "State" },
              { head: "Sessions", right: true },
              { head: "Last sync" },
              { head: "Path", most: 100 },
            ],
            status.value.connections.map((row) => [
              row.kind,
              row.problem?.message ?? row.state,
              String(row.sessions),
              row.lastSyncAt ?? "never",
              row.path,
            ]),
          );
        return ok(undefined);
      });
    });
  const connect = newCommand("connect", "Connect a runner's folder and read it.")
    .argument("<kind>", connectionKindSchema.options.join(" | "))
    .argument("<folder>", "where the runner keeps its sessions")
    .action(async (kind: string, folder: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const known = connectionKindSchema.safeParse(kind);
        if (!known.success)
          return err({
            code: "unknown-connector",
            message: `There is no connector ${plain(kind)}.`,
            remedy: `Use one of ${connectionKindSchema.options.join(", ")}.`,
          });
        const report = await ask("runners.connect", { kind: known.data, path: path.resolve(folder) });
        if (!report.ok) return report;
        if (json) screen.json(report.value);
        else printReport(screen, report.value);
        return ok(undefined);
      });
    });
  const sync = newCommand("sync", "Read what is new in every connected runner.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const status = await ask("app.status", {});
        if (!status.ok) return status;
        const reports: { connection: string; report: IngestReport }[] = [];
        let failed = 0;
        for (const connection of status.value.connections) {
          const report = await ask("runners.sync", { id: connection.id });
          if (!json) screen.line(`${connection.name}, ${connection.path}`);
          if (report.ok) {
            reports.push({ connection: connection.path, report: report.value });
            if (!json) printReport(screen, report.value);
          } else {
            failed += 1;
            if (!json) screen.line(`  ! ${plain(report.error.message)}`);
          }
        }
        if (json) screen.json(reports);
        return ok(failed > 0 ? 1 : 0);
      });
    },
  );
  return [runners, connect, sync];
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
