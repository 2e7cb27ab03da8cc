import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { counted } from "../../shared/review/counted";
import { err, ok, type Result } from "../../shared/result";
import { assess, type Assessment } from "../services/assess";
import { anySource, ingestPaths } from "../services/ingest-paths";
import { startJob } from "../services/jobs";
import { readTruth, type TruthRow } from "../services/truth-table";
import { plain, type Screen } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

const verdicts = ["backed", "contradicted", "stale", "unbacked", "unverifiable"] as const;
const severities = ["serious", "warning", "note"] as const;
const grades = ["exact", "patch", "window", "inferred", "unknown"] as const;
const progressMs = 500;

interface Options {
  readonly all?: boolean;
  readonly truth?: string;
}

/** `assess PATH...` and `assess --all` */
export function assessCommand(terminal: Terminal): Command {
  return newCommand(
    "assess",
    "Judge many sessions and count what comes out: claims by verdict, findings by rule, tiers, lines, freshness.",
  )
    .argument("[paths...]", "transcripts, evidence packs, or folders of them; your own data folder is not touched")
    .option("--all", "every attempt of your data folder instead")
    .option("--truth <file>", "a tab-separated table of known outcomes (task, truth, trajectory): verdicts by outcome")
    .addHelpText(
      "after",
      `
Nothing is decided and nothing is written to the log. The same sources give the same bytes: the digest is over every judgement.

Examples:
  countersign assess ~/.claude/projects            how the engines judge what lies there
  countersign assess --all --json                  the whole data folder, for other tools
  countersign assess runs/ --truth outcomes.tsv    do the verdicts tell good attempts from bad ones?`,
    )
    .action(async (paths: string[], options: Options, command: Command) => {
      const elsewhere = paths.length > 0 && options.all !== true;
      const folder = elsewhere ? mkdtempSync(path.join(tmpdir(), "countersign-assess-")) : null;
      const clear = (): void => {
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
      };
      // A second Ctrl-C ends the program at once.
      process.once("exit", clear);
      if (folder !== null) {
        command.setOptionValue("home", folder);
        command.parent?.setOptionValue("home", folder);
      }
      try {
        await terminal.run(command, (session) => run(session, paths, options));
      } finally {
        process.off("exit", clear);
        clear();
      }
    });
}

async function run(
  { app, json, screen }: Session,
  paths: string[],
  options: Options,
): Promise<Result<number | undefined>> {
  if (paths.length > 0 === (options.all === true))
    return err({
      code: "usage",
      message: "Name what to assess: paths, or --all for everything in your data folder.",
      remedy: "countersign assess --help shows both.",
    });
  const truth = options.truth === undefined ? ok([]) : truthFrom(options.truth);
  if (!truth.ok) return truth;
  const tell = teller();
  const stop = app.subscribe((topic, payload) => {
    if (topic === "progress" && "total" in payload)
      tell(`Reading: ${String(payload.done)} of ${counted(payload.total ?? 0, "file")}.`);
  });
  const job = startJob(app.core);
  const cancelled = (): boolean => job.cancelled();
  try {
    if (options.all !== true) {
      const report = await ingestPaths(
        app.core,
        paths.map((given) => path.resolve(given)),
        { job: "Assess", isSource: anySource, cancelled },
      );
      for (const { path: file, message } of report.problems)
        process.stderr.write(`${plain(file)}: ${plain(message)}\n`);
    }
    const result = job.cancelled()
      ? null
      : await assess(app.core, {
          truth: truth.value,
          cancelled,
          progress: (done, total) => {
            tell(`Judging: ${String(done)} of ${counted(total, "attempt")}.`, done === total);
          },
        });
    if (result === null)
      return err({
        code: "cancelled",
        message: "Cancelled: nothing was counted.",
        remedy: "Run it again to judge all.",
      });
    if (json) screen.json(result);
    else print(screen, result);
    return ok(undefined);
  } finally {
    job.end();
    stop();
  }
}

function truthFrom(file: string): Result<TruthRow[]> {
  try {
    return readTruth(readFileSync(file, "utf8"), file);
  } catch (error) {
    return err({
      code: "unreadable",
      message: `The table of outcomes could not be read: ${error instanceof Error ? error.message : String(error)}.`,
      place: file,
      remedy: "Give the path of a tab-separated file.",
    });
  }
}

/** Progress goes to standard error, a line now and then. */
function teller(): (words: string, now?: boolean) => void {
  let told = 0;
  return (words, now = false) => {
    if (!now && performance.now() - told < progressMs) return;
    told = performance.now();
    process.stderr.write(`${words}\n`);
  };
}

function print(screen: Screen, result: Assessment): void {
  screen.line(
    `${counted(result.attempts, "attempt")} of ${counted(result.tasks, "task")}, ${counted(result.sessions, "session")}.`,
  );
  const cells = (counts: Readonly<Record<string, number | undefined>>, names: readonly string[]) =>
    names.map((name) => String(counts[name] ?? 0));
  const heads = (names: readonly string[]) => names.map((head) => ({ head, right: true }));

  screen.line();
  screen.table(
    [{ head: "Claims" }, ...heads(verdicts), { head: "all", right: true }],
    [...Object.entries(result.claims), ["all", result.verdicts] as const].map(([kind, counts]) => [
      kind,
      ...cells(counts, verdicts),
      String(sum(counts)),
    ]),
  );
  screen.line();
  screen.table(
    [{ head: "Findings" }, ...heads(severities), { head: "in attempts", right: true }],
    Object.entries(result.findings).map(([rule, counts]) => [rule, ...cells(counts, [...severities, "attempts"])]),
  );
  screen.line();
  screen.line(
    `Tiers: ${(["low", "medium", "high", "critical"] as const).map((level) => `${level} ${String(result.tiers[level] ?? 0)}`).join(", ")}.`,
  );
  const { attempts, lines = 0 } = result.provenance;
  screen.line(
    `Changed lines of ${counted(attempts, "attempt")} with a patch: ${String(lines)}; ${grades.map((grade) => `${grade} ${share(result.provenance[grade] ?? 0, lines)}`).join(", ")}.`,
  );
  const { stale, fresh, nothingPassed } = result.freshness;
  screen.line(
    `Last passing check: after the last edit in ${String(fresh)}, before it in ${String(stale)}; in ${String(nothingPassed)} none passed.`,
  );
  screen.line(`The agent itself asked and had no answer in ${counted(result.escalations, "attempt")}.`);
  if (result.truth.length > 0) printTruth(screen, result, cells);
  screen.line();
  screen.line(`Digest over every judgement: ${result.digest}`);
}

function printTruth(
  screen: Screen,
  { truth }: Assessment,
  cells: (counts: Readonly<Record<string, number | undefined>>, names: readonly string[]) => string[],
): void {
  screen.line();
  screen.table(
    [
      { head: "Known outcome" },
      { head: "of" },
      { head: "attempts", right: true },
      { head: "claims", right: true },
      ...verdicts.map((head) => ({ head, right: true })),
      { head: "contradicted or unbacked", right: true },
      { head: "attempts with one", right: true },
      { head: "serious findings", right: true },
    ],
    truth.map((group) => {
      const bad = (group.verdicts.contradicted ?? 0) + (group.verdicts.unbacked ?? 0);
      return [
        group.truth,
        group.of,
        String(group.attempts),
        String(group.claims),
        ...cells(group.verdicts, verdicts),
        share(bad, group.claims),
        `${String(group.attemptsWith.contradicted ?? 0)} + ${String(group.attemptsWith.unbacked ?? 0)}`,
        String(group.findings.serious ?? 0),
      ];
    }),
  );
}

function sum(counts: Readonly<Record<string, number | undefined>>): number {
  return Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0);
}

function share(part: number, whole: number): string {
  return whole === 0 ? "none" : `${((part / whole) * 100).toFixed(1)} %`;
}
