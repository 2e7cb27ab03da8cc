import { Option, type Command } from "commander";
import type { Invoke, Output } from "../../shared/contract/api";
import type { AttemptView, EvidenceSlot, TaskView } from "../../shared/contract/review";
import type { ConformanceSheet } from "../../shared/model/conformance";
import { err, ok, type Result } from "../../shared/result";
import { compareAttempts, findingsByPath, type ComparedCell } from "../../shared/review/compare-attempts";
import { counted } from "../../shared/review/counted";
import { findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

type Cases = Output<"evidence.compare">;
type Rows = ReturnType<typeof compareAttempts>;

interface Compared {
  readonly view: TaskView;
  readonly baseline: AttemptView;
  readonly files: Rows;
  readonly tests: Cases;
  readonly contract: ConformanceSheet;
}

/** Tests asked for: those that differ come first. */
const mostTests = 100;

/** `compare TASK` */
export function compareCommand(terminal: Terminal): Command {
  return newCommand("compare", "The attempts of a task side by side: files, evidence down to single tests, contract.")
    .argument("<task>", "a task: PAY-118 or T-7KQ2A")
    .addOption(new Option("--baseline <letter>", "the attempt that files are held against (default: the first)"))
    .addOption(new Option("--all", "list files that are equal in every attempt too").default(false))
    .addHelpText(
      "after",
      `
Files, each held against the baseline's change of the same file:
  base       the baseline's own           =  the same change
  differs    another change of it         +  no other attempt changes it
  .          not changed in this attempt  (p) equal changes in a row share a letter

Tests are those that differ between attempts or from the base, then those that fail in every report.
countersign interdiff holds two attempts against each other line by line; countersign decide TASK/B choose-attempt --reason "..."
records which one was chosen over the others.`,
    )
    .action(async (id: string, options: { baseline?: string; all: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const compared = await gather(ask, id, options.baseline);
        if (!compared.ok) return compared;
        if (json) screen.json(asJson(compared.value));
        else print(screen, compared.value, options.all);
        return ok(undefined);
      });
    });
}

async function gather(ask: Invoke, id: string, letter: string | undefined): Promise<Result<Compared>> {
  const found = await findSubject(ask, id);
  if (!found.ok) return found;
  const view = found.value.task;
  const taskId = view.task.id;
  const baseline =
    letter === undefined
      ? view.attempts[0]
      : view.attempts.find(({ attempt }) => attempt.letter === letter.toUpperCase());
  if (baseline === undefined)
    return err({
      code: "not-found",
      message: `${view.task.ref ?? taskId} has no attempt ${plain(letter ?? "")}.`,
      remedy: `It has ${view.attempts.map(({ attempt }) => attempt.letter).join(", ")}.`,
    });
  const tests = await ask("evidence.compare", { taskId, text: "", only: "telling", offset: 0, limit: mostTests });
  if (!tests.ok) return tests;
  const contract = await ask("conformance.get", { taskId });
  if (!contract.ok) return contract;
  const files = compareAttempts(
    view.attempts.map(({ attempt, judgement }) => ({
      id: attempt.id,
      files: attempt.files,
      findings: findingsByPath(judgement.findings),
    })),
    baseline.attempt.id,
  );
  return ok({ view, baseline, files, tests: tests.value, contract: contract.value });
}

function sizeOf({ attempt }: AttemptView): { files: number; added: number; removed: number } {
  return {
    files: attempt.files.length,
    added: attempt.files.reduce((sum, file) => sum + file.added, 0),
    removed: attempt.files.reduce((sum, file) => sum + file.removed, 0),
  };
}

function minutesOf({ attempt }: AttemptView): number | null {
  const { startedAt, finishedAt } = attempt;
  if (startedAt === null || finishedAt === null) return null;
  return Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 60_000);
}

const verdicts = ["contradicted", "stale", "unverifiable", "unbacked", "backed"] as const;

function claimsOf({ judgement }: AttemptView): Readonly<Record<(typeof verdicts)[number], number>> {
  const count = (verdict: (typeof verdicts)[number]) =>
    judgement.claims.filter((claim) => claim.verdict === verdict).length;
  return {
    contradicted: count("contradicted"),
    stale: count("stale"),
    unverifiable: count("unverifiable"),
    unbacked: count("unbacked"),
    backed: count("backed"),
  };
}

function asJson({ view, baseline, files, tests, contract }: Compared) {
  return {
    task: { id: view.task.id, ref: view.task.ref, title: view.task.title },
    baseline: { id: baseline.attempt.id, letter: baseline.attempt.letter },
    attempts: view.attempts.map((one) => ({
      id: one.attempt.id,
      letter: one.attempt.letter,
      runner: one.attempt.runnerName,
      model: one.attempt.model,
      minutes: minutesOf(one),
      costUsd: one.attempt.costUsd,
      tier: one.effective.level,
      size: sizeOf(one),
      claims: claimsOf(one),
      evidence: one.evidenceSlots,
      patch: one.attempt.patchDigest,
    })),
    files,
    tests,
    contract,
  };
}

function print(screen: Screen, compared: Compared, all: boolean): void {
  const { view, baseline, tests, contract } = compared;
  screen.line(`${view.task.ref ?? view.task.id}  ${plain(view.task.title)}`);
  screen.line(`${counted(view.attempts.length, "attempt")}, held against ${baseline.attempt.letter}`);
  screen.line();
  screen.table(
    [
      { head: "" },
      { head: "Runner", most: 28 },
      { head: "Model", most: 24 },
      { head: "Time", right: true },
      { head: "Cost", right: true },
      { head: "Risk" },
      { head: "Size" },
      { head: "Claims", most: 60 },
      { head: "Evidence" },
    ],
    view.attempts.map((one) => {
      const { files, added, removed } = sizeOf(one);
      const minutes = minutesOf(one);
      const claims = claimsOf(one);
      return [
        one.attempt.letter,
        one.attempt.runnerName,
        one.attempt.model ?? "-",
        minutes === null ? "-" : `${String(minutes)} min`,
        one.attempt.costUsd === null ? "-" : `$${one.attempt.costUsd.toFixed(2)}`,
        one.effective.level,
        `+${String(added)} −${String(removed)} ${counted(files, "file")}`,
        verdicts.flatMap((word) => (claims[word] === 0 ? [] : [`${String(claims[word])} ${word}`])).join(", ") ||
          "none",
        one.evidenceSlots.map(slotWord).join(" "),
      ];
    }),
  );
  screen.line();
  printFiles(screen, compared, all);
  screen.line();
  printTests(screen, view, tests);
  if (contract.contractId !== null) {
    screen.line();
    printContract(screen, contract);
  }
}

function slotWord(slot: EvidenceSlot): string {
  if (slot.state === "missing") return "-";
  return `${slot.slot}${slot.result === "failed" ? "!" : slot.stale ? "~" : ""}`;
}

function cellWord({ state, letter, added, removed, findings }: ComparedCell): string {
  if (state === "absent") return findings === 0 ? "." : `. ${counted(findings, "finding")}`;
  const word = { baseline: "base", same: "=", differs: "differs", "only-here": "+" }[state];
  return `${word}${letter === null ? "" : ` (${letter})`} +${String(added)} −${String(removed)}${findings === 0 ? "" : `, ${counted(findings, "finding")}`}`;
}

/** True where every attempt makes the same change of the file. */
function equalEverywhere(cells: readonly ComparedCell[]): boolean {
  return (
    cells.length > 1 &&
    cells.every(({ state, letter }) => state !== "absent" && letter === cells[0]?.letter && letter !== null)
  );
}

function printFiles(screen: Screen, { view, files }: Compared, all: boolean): void {
  const shown = all ? files : files.filter(({ cells }) => !equalEverywhere(cells));
  const folded = files.length - shown.length;
  screen.line(
    `Files: ${String(files.length)} in all${folded === 0 ? "" : `, ${String(folded)} equal in every attempt not listed (--all)`}`,
  );
  if (shown.length === 0) return;
  screen.table(
    [{ head: "Path", most: 60 }, ...view.attempts.map(({ attempt }) => ({ head: attempt.letter, most: 34 }))],
    shown.map(({ path, cells }) => [path, ...cells.map(cellWord)]),
  );
}

function printTests(screen: Screen, view: TaskView, { columns, rows, total, different, notes }: Cases): void {
  screen.line(
    total === 0
      ? "Tests: no test differs or fails in the reports that are here"
      : `Tests: ${String(different)} ${different === 1 ? "differs" : "differ"}, ${String(total - different)} more fail in every report`,
  );
  for (const note of notes) screen.line(`  ${plain(note)}`);
  if (rows.length === 0) return;
  screen.table(
    [{ head: "Test", most: 60 }, ...columns.map(({ label }) => ({ head: label, most: 40 }))],
    rows.map(({ suite, name, cells }) => [
      suite === "" ? name : `${suite} > ${name}`,
      ...cells.map(({ outcome, message }) =>
        outcome === null ? "." : message === undefined ? outcome : `${outcome}: ${message}`,
      ),
    ]),
  );
  if (rows.length < total)
    screen.line(
      `${String(rows.length)} of ${String(total)}; countersign evidence ${view.task.ref ?? view.task.id} lists the reports.`,
    );
}

const states = { met: "met", "not-met": "NOT MET", conflicting: "CONFLICTING", "no-evidence": "no evidence" } as const;

function printContract(screen: Screen, { requirements, attempts }: ConformanceSheet): void {
  const kept = requirements.filter((_, index) => attempts.every(({ cells }) => cells[index]?.state === "met")).length;
  screen.line(`Contract: ${counted(requirements.length, "row")}, ${String(kept)} met by every attempt`);
  screen.table(
    [{ head: "Requirement", most: 60 }, ...attempts.map(({ letter }) => ({ head: letter }))],
    requirements.map(({ title }, index) => [
      title,
      ...attempts.map(({ cells }) => {
        const state = cells[index]?.state;
        return state === undefined ? "-" : states[state];
      }),
    ]),
  );
}
