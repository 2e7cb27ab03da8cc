import path from "node:path";
import { Command, Option } from "commander";
import envPaths from "env-paths";
import type { Invoke } from "../shared/contract/api";
import type { Problem, Result } from "../shared/result";
import { createApp, type App } from "./app";
import { assessCommand } from "./terminal/assess";
import { auditCommands } from "./terminal/audit";
import { blameCommand } from "./terminal/blame";
import { claimsCommand } from "./terminal/claims";
import { conformanceCommand } from "./terminal/conformance";
import { contractCommand } from "./terminal/contract";
import { diffCommand } from "./terminal/diff";
import { decideCommand } from "./terminal/decide";
import { evidenceCommand } from "./terminal/evidence";
import { keysCommand } from "./terminal/keys";
import { packCommand } from "./terminal/pack";
import { policyCommand } from "./terminal/policy";
import { readingCommand } from "./terminal/reading";
import { regroupCommand } from "./terminal/regroup";
import { inboxCommand, showCommand, timelineCommand } from "./terminal/review";
import { cancelAllJobs } from "./services/jobs";
import { rebuildCommand } from "./terminal/rebuild";
import { ingestCommand, runnersCommands, sampleCommands } from "./terminal/sources";
import { searchCommand } from "./terminal/search";
import { reportCommand } from "./terminal/report";
import { Screen } from "./terminal/screen";
import type { Terminal } from "./terminal/terminal";
import * as plugins from "./plugins";
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

/** Opens the data folder for one command, runs it, and closes it whatever happens. */
function terminalOnHome(): Terminal {
  return {
    run: async (command, work) => {
      const { home, json = false } = command.optsWithGlobals<{ home?: string; json?: boolean }>();
      const opened: Result<App> = createApp({
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
      if (!opened.ok) {
        tell(opened.error, json);
        process.exitCode = 3;
        return;
      }
      const app = opened.value;
      const ask: Invoke = app.invoke;
      const ending = { interrupted: false };
      const interrupt = (): void => {
        // The first Ctrl-C ends reading at its next step, so that it can say what was kept.
        if (!ending.interrupted && cancelAllJobs(app.core) > 0) ending.interrupted = true;
        else if (ending.interrupted || process.listenerCount("SIGINT") === 1) process.exit(130);
      };
      process.on("SIGINT", interrupt);
      try {
        const done = await work({ app, ask, json, screen: new Screen(process.stdout) });
        if (!done.ok) {
          tell(done.error, json);
          process.exitCode = 1;
        } else if (done.value !== undefined) process.exitCode = done.value;
        if (ending.interrupted) process.exitCode = 130;
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
  searchCommand(terminal),
  diffCommand(terminal),
  blameCommand(terminal),
  readingCommand(terminal),
  evidenceCommand(terminal),
  conformanceCommand(terminal),
  contractCommand(terminal),
  decideCommand(terminal),
  regroupCommand(terminal),
  ...auditCommands(terminal),
  reportCommand(terminal),
  packCommand(terminal, plugins),
  keysCommand(terminal),
  policyCommand(terminal),
  assessCommand(terminal),
  ...runnersCommands(terminal),
  ...sampleCommands(terminal),
]) {
  program.addCommand(command);
}

await program.parseAsync(process.argv);
