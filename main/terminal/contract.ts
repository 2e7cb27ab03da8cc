import path from "node:path";
import { Command, Option } from "commander";
import type { ContractProblem } from "../../shared/contract/contracts";
import type { TaskFit } from "../../shared/model/task-fit";
import { err, ok, type Result } from "../../shared/result";
import { readTextFile, writeTextFile } from "../platform/text-file";
import { findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** A contract has at most 65,536 characters; more bytes than four for each are no contract. */
const maxBytes = 262_144;
const maxIssueBytes = 1024 * 1024;

/** `contract check|new|import|fit` */
export function contractCommand(terminal: Terminal): Command {
  const contract = new Command("contract").description(
    "Contracts: what is asked of agents, within which bounds, and what would show that it was done.",
  );
  for (const command of [
    checkCommand(terminal),
    newContractCommand(terminal),
    importCommand(terminal),
    confirmCommand(terminal),
    fitCommand(terminal),
  ])
    contract.addCommand(command);
  return contract;
}

function checkCommand(terminal: Terminal): Command {
  return newCommand(
    "check",
    "Every problem of a contract with line, column and remedy. Exit code 1 where there is one.",
  )
    .argument("<file>", "contract.yaml")
    .action(async (file: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const text = await readText(file, maxBytes);
        if (!text.ok) return text;
        const checked = await ask("contract.check", { text: text.value, taskId: null });
        if (!checked.ok) return checked;
        const { contract, problems, advice, fit } = checked.value;
        if (json) screen.json({ file, valid: contract !== null, problems, advice, fit });
        else {
          for (const problem of problems) printProblem(screen, file, problem);
          for (const problem of advice) printProblem(screen, file, problem, "advice: ");
          screen.line(
            contract === null
              ? `${String(problems.length)} ${problems.length === 1 ? "problem" : "problems"}.`
              : `A valid contract: ${plain(contract.id)}, ${plain(contract.title)}.`,
          );
          if (fit !== null) screen.line(fit.sentence);
        }
        return ok(contract === null ? 1 : 0);
      });
    });
}

function printProblem(screen: Screen, file: string, problem: ContractProblem, prefix = ""): void {
  screen.line(`${plain(file)}${placeIn(problem)}  ${prefix}${plain(problem.message)}`);
  if (problem.remedy !== null) screen.line(`  ${plain(problem.remedy)}`);
}

interface Out {
  readonly out?: string;
  readonly force: boolean;
}

const outOption = (): Option => new Option("--out <file>", "where to; without it the contract is printed");
const forceOption = (): Option => new Option("--force", "replace the file if it is there").default(false);

function newContractCommand(terminal: Terminal): Command {
  return newCommand("new", "A new contract, empty or begun from a task's prompt.")
    .addOption(new Option("--task <task>", "the task to begin from: T-7KQ2A"))
    .addOption(outOption())
    .addOption(forceOption())
    .action(async (options: Out & { readonly task?: string }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = options.task === undefined ? null : await findSubject(ask, options.task);
        if (found !== null && !found.ok) return found;
        const draft = await ask("contract.draft", { taskId: found === null ? null : found.value.task.task.id });
        if (!draft.ok) return draft;
        return hand(screen, { ...draft.value, json }, options);
      });
    });
}

function importCommand(terminal: Terminal): Command {
  return newCommand("import", "A contract begun from an issue: what was guessed says so in a comment.")
    .argument("<from>", "https://github.com/OWNER/REPO/issues/N, or a file with the issue's title and text")
    .addOption(outOption())
    .addOption(forceOption())
    .addHelpText("after", "\nGITHUB_TOKEN is used for private repositories. Nothing of the issue is run or stored.")
    .action(async (from: string, options: Out, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const address = /^https?:\/\//i.test(from);
        const text = address ? ok("") : await readText(from, maxIssueBytes);
        if (!text.ok) return text;
        const draft = await ask("contract.import", {
          from: address ? { kind: "address", url: from } : { kind: "text", text: text.value.slice(0, 262_144) },
        });
        if (!draft.ok) return draft;
        return hand(screen, { ...draft.value, json }, options);
      });
    });
}

interface Confirming {
  readonly file?: string;
  readonly takeBack: boolean;
}

function confirmCommand(terminal: Terminal): Command {
  return newCommand(
    "confirm",
    "Make the draft that was read from a task's issue, or a file, the task's contract: by your word and name.",
  )
    .argument("<task>", "a task that states no contract: T-7KQ2A, app#12")
    .addOption(new Option("--file <file>", "this text instead of the draft"))
    .addOption(new Option("--take-back", "the task has no confirmed contract any more").default(false))
    .addHelpText(
      "after",
      "\nA draft counts for nothing before that. The tier that was reached is held; countersign contract new --task TASK prints the draft.",
    )
    .action(async (task: string, { file, takeBack }: Confirming, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, task);
        if (!found.ok) return found;
        const { guessed, id, ref } = found.value.task.task;
        const name = plain(ref ?? id);
        if (!takeBack && file === undefined && guessed === undefined)
          return err({
            code: "nothing-to-confirm",
            message: `No draft was read from an issue for ${name}.`,
            remedy: `Begin one with countersign contract new --task ${name} --out contract.yaml, and give it with --file.`,
          });
        const text = await toConfirm(file === undefined ? ask("contract.draft", { taskId: id }) : null, file ?? "");
        if (!text.ok) return text;
        const done = await ask("contract.confirm", { taskId: id, text: takeBack ? null : text.value });
        if (!done.ok) return done;
        if (json) screen.json({ taskId: id, ...done.value });
        else if (takeBack) screen.line(`Taken back: ${name} has no confirmed contract.`);
        else screen.line(`Confirmed: the contract of ${name} is ${done.value.digest?.slice(0, 12) ?? "none"}.`);
        return ok(undefined);
      });
    });
}

async function toConfirm(
  draft: Promise<Result<{ readonly text: string }>> | null,
  file: string,
): Promise<Result<string>> {
  if (draft === null) return readText(file, maxBytes);
  const drafted = await draft;
  return drafted.ok ? ok(drafted.value.text) : drafted;
}

async function hand(
  screen: Screen,
  draft: { readonly text: string; readonly origin: string; readonly json: boolean },
  { out, force }: Out,
): Promise<Result<number | undefined>> {
  if (out === undefined) {
    if (draft.json) screen.json({ origin: draft.origin, text: draft.text });
    else screen.line(draft.text.trimEnd());
    return ok(undefined);
  }
  const target = path.resolve(out);
  const written = await writeTextFile(target, draft.text, force ? "anything" : "nothing");
  if (!written.ok) return written;
  if (draft.json) screen.json({ origin: draft.origin, path: target, digest: written.value });
  else screen.line(`${draft.origin}. Wrote ${plain(target)}.`);
  return ok(undefined);
}

function fitCommand(terminal: Terminal): Command {
  return newCommand(
    "fit",
    "The five questions: does this work fit background agents? Before it, and after what was shown.",
  )
    .argument("<subject>", "a contract's file, or a task: T-7KQ2A, PAY-118")
    .action(async (subject: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        if (/[/\\]|\.(?:ya?ml|json)$/i.test(subject)) {
          const text = await readText(subject, maxBytes);
          if (!text.ok) return text;
          const checked = await ask("contract.check", { text: text.value, taskId: null });
          if (!checked.ok) return checked;
          const { fit, problems } = checked.value;
          if (fit === null) return err(notValid(subject, problems));
          if (json) screen.json({ before: fit, after: null });
          else printFit(screen, fit);
          return ok(undefined);
        }
        const found = await findSubject(ask, subject);
        if (!found.ok) return found;
        const fit = await ask("contract.fit", { taskId: found.value.task.task.id });
        if (!fit.ok) return fit;
        if (json) screen.json(fit.value);
        else {
          printFit(screen, fit.value.before);
          screen.line();
          printFit(screen, fit.value.after);
        }
        return ok(undefined);
      });
    });
}

function notValid(file: string, problems: readonly ContractProblem[]) {
  const first = problems[0] ?? { message: "it could not be read", line: null, column: null };
  return {
    code: "contract-invalid",
    message: `This is no valid contract: ${first.message}`,
    place: `${file}${placeIn(first)}`,
    remedy: "countersign contract check names all problems.",
  };
}

/** `:line:column`, or nothing where the whole file is meant. */
function placeIn({ line, column }: Pick<ContractProblem, "line" | "column">): string {
  return line === null ? "" : `:${String(line)}:${String(column ?? 1)}`;
}

const whenWords = { before: "Before the work", after: "After the work" } as const;

function printFit(screen: Screen, fit: TaskFit): void {
  screen.line(`${whenWords[fit.when]}: ${fit.sentence}`);
  screen.table(
    [{ head: "Answer" }, { head: "Question", most: 60 }, { head: "By" }, { head: "Ground", most: 140 }],
    fit.answers.map(({ answer, asked, by, ground }) => [answer.replace("-", " "), asked, by ?? "-", ground]),
  );
}

async function readText(file: string, limit: number): Promise<Result<string>> {
  const read = await readTextFile(path.resolve(file), limit);
  return read.ok ? ok(read.value.text) : read;
}
