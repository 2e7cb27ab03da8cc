import path from "node:path";
import { Command, Option } from "commander";
import envPaths from "env-paths";
import type { Invoke } from "../shared/contract/api";
import { viewedProblem } from "../shared/model/viewed-home";
import type { Problem, Result } from "../shared/result";
import { createApp, type App } from "./app";
import { anchorCommand } from "./terminal/anchors";
import { approvalCommand } from "./terminal/second";
import { assessCommand } from "./terminal/assess";
import { auditCommands } from "./terminal/audit";
import { backupCommand } from "./terminal/backup";
import { blameCommand } from "./terminal/blame";
import { claimsCommand } from "./terminal/claims";
import { compareCommand } from "./terminal/compare";
import { commentsCommand } from "./terminal/comments";
import { conformanceCommand } from "./terminal/conformance";
import { contractCommand } from "./terminal/contract";
import { diffCommand } from "./terminal/diff";
import { decideCommand } from "./terminal/decide";
import { escalationCommands } from "./terminal/escalations";
import { webhooksCommand } from "./terminal/webhooks";
import { evidenceCommand } from "./terminal/evidence";
import { foregroundCommand } from "./terminal/foreground";
import { githubCommand } from "./terminal/github";
import { identityCommand } from "./terminal/identity";
import { keysCommand } from "./terminal/keys";
import { outboxCommand } from "./terminal/outbox";
import { packCommand } from "./terminal/pack";
import { onCallCommand } from "./terminal/oncall";
import { ownersCommand } from "./terminal/owners";
import { policyCommand } from "./terminal/policy";
import { readingCommand } from "./terminal/reading";
import { regroupCommand } from "./terminal/regroup";
import { inboxCommand } from "./terminal/inbox";
import { showCommand } from "./terminal/review";
import { timelineCommand } from "./terminal/timeline";
import { cancelAllJobs } from "./services/jobs";
import { rebuildCommand } from "./terminal/rebuild";
import { interdiffCommand } from "./terminal/interdiff";
import { ingestCommand, runnersCommands, sampleCommands } from "./terminal/sources";
import { searchCommand } from "./terminal/search";
import { reportCommand } from "./terminal/report";
import { settingsCommand, shortcutsCommand } from "./terminal/settings";
import { Screen } from "./terminal/screen";
import type { Terminal } from "./terminal/terminal";
import * as plugins from "./plugins";
import { isOfStore } from "./store/store-fault";
import { systemPlatform } from "./system-platform";
import { version } from "./version";

/** The resources lie beside `dist` in a checkout and beside the bundle's folder in a package. */
const resources = path.join(import.meta.dirname, "..", "..", "resources");
const defaultHome = envPaths("countersign", { suffix: "" }).data;

/** Tells a problem on standard error: what, where, what to do. */
function tell(problem: Problem, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ error: problem }, null, 2)}\n`);
    return;
  }
  process.stderr.write(`${problem.message}\n`);
  if (problem.place !== undefined && problem.place !== "") process.stderr.write(`  at ${problem.place}\n`);
  if (problem.remedy !== undefined) process.stderr.write(`  ${problem.remedy}\n`);
}

/** Says that a data folder is only looked at, beside what a command prints: it goes on. */
function tellViewed({ sentence, notRead }: NonNullable<App["core"]["viewed"]>, json: boolean): void {
  if (json) return;
  process.stderr.write(`Open for reading only. ${sentence}\n`);
  for (const { what, rows } of notRead) process.stderr.write(`  not read: ${what} (${String(rows)} rows)\n`);
}

/** Opens the data folder for one command, runs it, and closes it whatever happens. */
function terminalOnHome(): Terminal {
  return {
    run: async (command, work) => {
      const { home, json = false } = command.optsWithGlobals<{ home?: string; json?: boolean }>();
      const open = (): Result<App> =>
        createApp({
          home: path.resolve(home ?? defaultHome),
          version,
          platform: systemPlatform(resources, `Node ${process.versions.node}`),
          plugins,
          threads: import.meta.dirname,
          onBug: (where, error) => {
            process.stderr.write(
              `${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
            );
          },
        });
      const opened = open();
      if (!opened.ok) {
        tell(opened.error, json);
        process.exitCode = 3;
        return;
      }
      let app = opened.value;
      const { viewed } = app.core;
      if (viewed !== null) tellViewed(viewed, json);
      const ask: Invoke = app.invoke;
      const reopen = (): Result<App> => {
        app.close();
        const again = open();
        if (again.ok) app = again.value;
        return again;
      };
      const ending = { interrupted: false };
      const interrupt = (): void => {
        // The first Ctrl-C ends reading at its next step, so that it can say what was kept.
        if (!ending.interrupted && cancelAllJobs(app.core) > 0) ending.interrupted = true;
        else if (ending.interrupted || process.listenerCount("SIGINT") === 1) process.exit(130);
      };
      process.on("SIGINT", interrupt);
      try {
        const done = await work({ app, ask, json, screen: new Screen(process.stdout), reopen });
        if (!done.ok) {
          tell(done.error, json);
          process.exitCode = 1;
        } else if (done.value !== undefined) process.exitCode = done.value;
        if (ending.interrupted) process.exitCode = 130;
        await app.backUpIfDue();
      } catch (error) {
        // What would have been recorded by a command that asks no procedure: the copy refused it.
        if (viewed === null || !isOfStore(error)) throw error;
        tell(viewedProblem(viewed.home, viewed), json);
        process.exitCode = 1;
      } finally {
        process.off("SIGINT", interrupt);
        app.close();
      }
    },
  };
}

const program = new Command("countersign")
  .description(
    "Review what background coding agents did: their evidence, their attempts and their timelines, and record decisions in a local audit log.",
  )
  .version(version)
  .addOption(new Option("--home <dir>", `data folder (default: ${defaultHome})`))
  .showHelpAfterError("(countersign --help lists the commands)")
  .addHelpText(
    "after",
    `
A night in eight lines:
  countersign ingest ~/.claude/projects ~/.codex/sessions    read what the agents left
  countersign inbox                                          what needs you, worst first
  countersign show T-7KQ2A                                   a task, its attempts, what holds and what does not
  countersign timeline T-7KQ2A/B                             what attempt B did, event by event
  countersign search 'failed:true "retry key"'               events of every session that say so
  countersign diff T-7KQ2A/B --read                          its patch, marked as read
  countersign decide T-7KQ2A/B approve --reason "..."        one entry in the audit log
  countersign report --format html --out night.html          what an auditor reads

No runner at hand? countersign sample open`,
  );

// `countersign inbox | head` closes our output early: that is an end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const terminal = terminalOnHome();
for (const command of [
  ingestCommand(terminal),
  rebuildCommand(terminal),
  inboxCommand(terminal),
  showCommand(terminal),
  timelineCommand(terminal),
  claimsCommand(terminal),
  compareCommand(terminal),
  searchCommand(terminal),
  diffCommand(terminal),
  interdiffCommand(terminal),
  blameCommand(terminal),
  readingCommand(terminal),
  evidenceCommand(terminal),
  commentsCommand(terminal),
  conformanceCommand(terminal),
  contractCommand(terminal),
  decideCommand(terminal),
  outboxCommand(terminal),
  approvalCommand(terminal),
  foregroundCommand(terminal),
  regroupCommand(terminal),
  ...escalationCommands(terminal),
  webhooksCommand(terminal),
  ...auditCommands(terminal, resources),
  anchorCommand(terminal),
  reportCommand(terminal),
  backupCommand(terminal),
  packCommand(terminal, plugins),
  keysCommand(terminal),
  identityCommand(terminal),
  githubCommand(terminal),
  policyCommand(terminal),
  ownersCommand(terminal),
  onCallCommand(terminal),
  assessCommand(terminal),
  settingsCommand(terminal),
  shortcutsCommand(terminal),
  ...runnersCommands(terminal),
  ...sampleCommands(terminal),
]) {
  program.addCommand(command);
}

await program.parseAsync(process.argv);
