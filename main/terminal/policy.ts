import path from "node:path";
import { Command, Option } from "commander";
import type { DryRun, DryRunRow, PolicyFile, PolicyProblem, PolicyRule } from "../../shared/contract/policy";
import type { PolicyGates, RuleWeight } from "../../shared/model/policy";
import { counted } from "../../shared/review/counted";
import { ok, type Result } from "../../shared/result";
import { readTextFile } from "../platform/text-file";
import { attemptOf, findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** A policy has at most 262,144 characters; more bytes than four for each are no policy. */
const maxBytes = 1024 * 1024;

/** `policy show|rules|check|dry-run` */
export function policyCommand(terminal: Terminal): Command {
  const policy = new Command("policy")
    .description("The policy: how much care an attempt needs, and what has to be shown before it is approved.")
    .addHelpText(
      "after",
      `
Examples:
  countersign policy show                     the policy of this machine: levels, points, gates
  countersign policy show --for PAY-118/B     with what the attempt's repository adds to it
  countersign policy rules                    every rule, what it looks at and what it raises
  countersign policy show --text > mine.yaml  a copy to change
  countersign policy check mine.yaml          what is wrong with it, with line and column
  countersign policy dry-run mine.yaml        what it would have blocked and let through

To put a policy in force, save it as policy.yaml in the data folder. Docs: docs/policy.md`,
    );
  for (const command of [
    showCommand(terminal),
    rulesCommand(terminal),
    checkCommand(terminal),
    dryRunCommand(terminal),
  ])
    policy.addCommand(command);
  return policy;
}

function showCommand(terminal: Terminal): Command {
  return newCommand("show", "The policy in force: where it is from, levels, points, and the gates of each tier.")
    .addOption(new Option("--for <attempt>", "with what the attempt's repository adds in its base commit: PAY-118/B"))
    .addOption(new Option("--text", "print the file as it was read").default(false))
    .action(async (options: { readonly for?: string; readonly text: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = options.for === undefined ? null : await findSubject(ask, options.for);
        if (found?.ok === false) return found;
        const attempt = found === null ? null : attemptOf(found.value);
        if (attempt?.ok === false) return attempt;
        const shown = await ask("policy.get", { attemptId: attempt === null ? null : attempt.value.attempt.id });
        if (!shown.ok) return shown;
        const { ref, policy, file, override, refused } = shown.value;
        if (json) {
          screen.json(shown.value);
          return ok(undefined);
        }
        if (options.text) {
          // A file to be changed has to come out as it is; what hides in a repository's own is named.
          for (const line of (override ?? file).text.trimEnd().split("\n")) screen.line(plainLine(line));
          return ok(undefined);
        }
        screen.line(`${plain(ref.id)}, revision ${String(ref.version)}, ${sourceWords[ref.source]}`);
        screen.line(`  ${plain(file.place)}  ${ref.digest.slice(0, 12)}`);
        if (refused !== null) printRefused(screen, refused);
        if (override !== null) printOverride(screen, override);
        screen.line();
        screen.table(
          [
            { head: "Rule" },
            { head: "Note" },
            { head: "Warning" },
            { head: "Serious" },
            { head: "Points", right: true },
          ],
          Object.entries(policy.rules).map(([id, weight]) => [id, ...weightCells(weight)]),
        );
        screen.line();
        screen.table(
          [{ head: "Paths" }, { head: "Level" }, { head: "Points", right: true }, { head: "Globs", most: 80 }],
          policy.paths.map((one) => [one.class, one.level, String(one.points), one.globs.join(", ")]),
        );
        screen.line();
        screen.table([{ head: "From" }, { head: "Gate", most: 100 }], gateLines(policy.gates));
        return ok(undefined);
      });
    });
}

const sourceWords = {
  default: "ships with Countersign",
  user: "this machine's own",
  repository: "with what the repository adds",
} as const;

function printRefused(screen: Screen, refused: PolicyFile): void {
  screen.line(`  not taken: ${plain(refused.place)}`);
  for (const problem of refused.problems) printProblem(screen, refused.place, problem, "  ");
}

function printOverride(screen: Screen, override: PolicyFile & { readonly taken: boolean }): void {
  const state = override.taken
    ? override.problems.length === 0
      ? "taken"
      : `taken but for ${counted(override.problems.length, "thing")}`
    : "not taken";
  screen.line(`  the repository's own, ${plain(override.place)}: ${state}`);
  for (const problem of override.problems) printProblem(screen, override.place, problem, "  ");
}

function printProblem(screen: Screen, file: string, problem: PolicyProblem, indent = ""): void {
  const at = problem.line === null ? "" : `:${String(problem.line)}:${String(problem.column ?? 1)}`;
  screen.line(`${indent}${plain(file)}${at}  ${plain(problem.message)}`);
  if (problem.remedy !== null) screen.line(`${indent}  ${plain(problem.remedy)}`);
}

/** A line with its indentation, and with hidden characters named. */
function plainLine(line: string): string {
  const [indent = ""] = /^ */.exec(line) ?? [];
  return `${indent}${plain(line.slice(indent.length))}`;
}

function weightCells(weight: RuleWeight | null): string[] {
  if (weight === null) return ["-", "-", "-", "0"];
  return [weight.note ?? "-", weight.warning ?? "-", weight.serious ?? "-", String(weight.points)];
}

function gateLines(gates: PolicyGates): string[][] {
  const one = (gate: { readonly from: string } | undefined, text: string): string[][] =>
    gate === undefined ? [] : [[gate.from, text]];
  return [
    ...one(gates.owner, "an owner"),
    ...gates.evidence.map(({ from, kind, standing, fresh }) => [
      from,
      `evidence of ${kind}, at least ${standing}${fresh ? ", on this tree" : ""}`,
    ]),
    ...one(gates.acceptance, `the contract's acceptance checks, at least ${gates.acceptance?.standing ?? ""}`),
    ...one(gates.contractEvidence, "the evidence that the contract asks for"),
    ...one(gates.contradicted, "no claim contradicted"),
    ...one(gates.reading, `${String(gates.reading?.percent ?? 0)} % of the changed files read`),
    ...one(gates.separation, separationWords(gates.separation)),
    ...one(gates.findings, "no serious finding"),
    ...gates.reviewers.map(({ from, count }) => [from, counted(count, "reviewer")]),
    ...gates.rerun.map(({ from, grade }) => [from, `re-run, grade ${grade}`]),
    ...gates.expiry.map(({ from, days }) => [from, `an approval expires after ${counted(days, "day")}`]),
  ];
}

function separationWords(separation: PolicyGates["separation"]): string {
  const barred = [
    ...(separation?.requester === true ? ["the requester"] : []),
    ...(separation?.contractOwner === true ? ["the contract's owner"] : []),
  ];
  return barred.length === 0 ? "anyone may approve" : `may not approve: ${barred.join(", ")}`;
}

function rulesCommand(terminal: Terminal): Command {
  return newCommand("rules", "Every rule: what it looks at, why, and the level that its findings ask for.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const rules = await ask("policy.rules", {});
        if (!rules.ok) return rules;
        if (json) screen.json(rules.value);
        else for (const rule of rules.value) printRule(screen, rule);
        return ok(undefined);
      });
    },
  );
}

function printRule(screen: Screen, { id, title, rationale, looksAt, weight }: PolicyRule): void {
  const raises = (["note", "warning", "serious"] as const).flatMap((severity) =>
    weight?.[severity] === undefined ? [] : [`${severity}: ${weight[severity]}`],
  );
  const points = weight === null || weight.points === 0 ? "" : `, ${counted(weight.points, "point")}`;
  screen.line(`${id}  ${title}`);
  screen.line(`  ${raises.length === 0 ? "does not raise the tier" : raises.join(", ")}${points}`);
  screen.line(`  looks at ${looksAt.join(", ")}`);
  screen.line(`  ${rationale}`);
}

function checkCommand(terminal: Terminal): Command {
  return newCommand("check", "Every problem of a policy with line, column and remedy. Exit code 1 where there is one.")
    .argument("<file>", "policy.yaml")
    .action(async (file: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const text = await readText(file);
        if (!text.ok) return text;
        const checked = await ask("policy.check", { text: text.value });
        if (!checked.ok) return checked;
        const { ref, problems } = checked.value;
        if (json) screen.json({ file, valid: ref !== null, ref, problems });
        else {
          for (const problem of problems) printProblem(screen, file, problem);
          screen.line(
            ref === null
              ? `${counted(problems.length, "problem")}.`
              : `A valid policy: ${ref.id}, revision ${String(ref.version)}.`,
          );
        }
        return ok(ref === null ? 1 : 0);
      });
    });
}

function dryRunCommand(terminal: Terminal): Command {
  return newCommand(
    "dry-run",
    "Try a policy on everything that was judged: what it would have blocked, let through, raised. Nothing is stored.",
  )
    .argument("<file>", "policy.yaml")
    .addHelpText(
      "after",
      "\nExit code 1 where the file is no policy. Ctrl-C ends it and prints what was tried until then.",
    )
    .action(async (file: string, _options, command: Command) => {
      await terminal.run(command, async ({ app, ask, json, screen }) => {
        const text = await readText(file);
        if (!text.ok) return text;
        const stop = app.subscribe((topic, payload) => {
          if (topic === "progress" && "total" in payload && process.stderr.isTTY)
            process.stderr.write(`\r${String(payload.done)} of ${String(payload.total ?? 0)} tasks `);
        });
        const tried = await ask("policy.dryRun", { text: text.value });
        stop();
        if (process.stderr.isTTY) process.stderr.write("\r");
        if (!tried.ok) return tried;
        if (json) screen.json(tried.value);
        else printDryRun(screen, file, tried.value);
        return ok(tried.value.ref === null ? 1 : 0);
      });
    });
}

const changeWords: Readonly<Record<DryRunRow["change"], string>> = {
  blocked: "would be blocked",
  passes: "would pass",
  raised: "tier raised",
  lowered: "tier lowered",
  gates: "other gates",
};

function printDryRun(screen: Screen, file: string, run: DryRun): void {
  for (const problem of run.problems) printProblem(screen, file, problem);
  if (run.ref === null) {
    screen.line(`${counted(run.problems.length, "problem")}: nothing was tried.`);
    return;
  }
  for (const row of run.rows) {
    const decided = row.decided === null ? "" : `, ${row.decided.kind} in entry ${String(row.decided.seq)}`;
    const tier = row.now.level === row.then.level ? row.now.level : `${row.now.level} to ${row.then.level}`;
    screen.line(
      `${changeWords[row.change]}: ${plain(row.taskRef ?? row.taskId)}/${row.letter}  ${plain(row.title)} (${tier}${decided})`,
    );
    for (const why of row.because) screen.line(`  ${plain(why)}`);
  }
  if (run.left > 0) screen.line(`${counted(run.left, "further attempt")} would come out otherwise.`);
  const { counts } = run;
  screen.line(
    `${counted(run.attempts, "attempt")} tried${run.cancelled ? " before it was cancelled" : ""}: ${String(counts.blocked)} would be blocked, ${String(counts.passes)} would pass, ${String(counts.raised)} raised, ${String(counts.lowered)} lowered, ${String(counts.gates)} with other gates, ${String(counts.same)} the same.`,
  );
  if (counts.approvedAndBlocked > 0)
    screen.line(`${counted(counts.approvedAndBlocked, "approval")} on record would not have been let through.`);
  if (run.unjudged > 0) screen.line(`${counted(run.unjudged, "attempt")} not judged yet: left out.`);
}

async function readText(file: string): Promise<Result<string>> {
  const read = await readTextFile(path.resolve(file), maxBytes);
  return read.ok ? ok(read.value.text) : read;
}
