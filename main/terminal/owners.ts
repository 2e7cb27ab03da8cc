import path from "node:path";
import { Option, type Command } from "commander";
import type { RepositoryOwners, TaskOwners } from "../../shared/contract/owners";
import type { AttemptOwners, CodeownersFile, PathOwners } from "../../shared/model/owners";
import { counted } from "../../shared/review/counted";
import { err, ok, type Result } from "../../shared/result";
import { findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Session, type Terminal } from "./terminal";

interface Options {
  readonly repo: string;
  readonly at?: string;
  readonly for?: string;
  readonly unowned: boolean;
  readonly check: boolean;
}

/** `owners [PATH...]` */
export function ownersCommand(terminal: Terminal): Command {
  return newCommand("owners", "Who owns paths of a repository by its CODEOWNERS, or who answers for a task and why.")
    .argument("[path...]", "files or folders of the repository, from --repo; all of its files without one")
    .addOption(new Option("--repo <folder>", "a folder in the repository").default("."))
    .option("--at <commit>", "a branch, a tag or a commit; what is checked out without it")
    .option("--for <task>", "a task instead of a repository: PAY-118, PAY-118/B")
    .addOption(new Option("--unowned", "only paths that nobody owns").default(false))
    .addOption(new Option("--check", "exit code 1 where lines of CODEOWNERS are skipped").default(false))
    .addHelpText(
      "after",
      `
CODEOWNERS is read as GitHub does: in .github/, the root or docs/, the first that is there; the last line that matches a path
counts; a line with anything wrong in it is skipped, and named here. It is read from the commit, never from the working tree.

  countersign owners src/refunds/handler.js          who owns one file
  countersign owners --unowned --at main             what nobody owns
  countersign owners --for PAY-118                   who answers for a task tonight, and where that is written

Docs: docs/owners.md`,
    )
    .action(async (paths: string[], options: Options, command: Command) => {
      await terminal.run(command, (session) =>
        options.for === undefined
          ? ofRepository(session, paths, options)
          : ofTask(session, options.for, paths.length > 0),
      );
    });
}

async function ofRepository(
  { ask, json, screen }: Session,
  paths: readonly string[],
  { repo, at, unowned, check }: Options,
): Promise<Result<number | undefined>> {
  const asked = await ask("owners.repository", {
    folder: path.resolve(repo),
    at: at ?? null,
    paths: paths.length === 0 ? null : [...paths],
    unowned,
  });
  if (!asked.ok) return asked;
  const { file, owners, total } = asked.value;
  if (json) screen.json(asked.value);
  else {
    printFile(screen, file);
    if (paths.length > 0 || unowned) {
      for (const one of asked.value.paths) screen.line(pathLine(one));
      printMore(screen, asked.value, unowned);
    } else
      screen.table(
        [{ head: "Owner" }, { head: "Paths", right: true }],
        owners.map((one) => [one.owner, String(one.paths)]),
      );
    screen.line(`${String(asked.value.unowned)} of ${counted(total, "path")} without an owner.`);
  }
  return ok(check && file.skipped > 0 ? 1 : undefined);
}

function printMore(screen: Screen, { paths, total, unowned }: RepositoryOwners, bare: boolean): void {
  const left = (bare ? unowned : total) - paths.length;
  if (left > 0) screen.line(`${counted(left, "more path")} not listed.`);
}

const states: Readonly<Record<CodeownersFile["state"], string>> = {
  file: "",
  none: "No CODEOWNERS in .github/, the root or docs/: nobody owns anything.",
  "too-large": "CODEOWNERS is 3 MB or larger: it is not read, as on GitHub.",
  unreadable: "CODEOWNERS was found, and its text is no longer in the archive.",
  unknown: "CODEOWNERS is not known: the repository could not be looked at where the attempt began.",
};

function printFile(screen: Screen, file: CodeownersFile, indent = ""): void {
  if (file.state !== "file") {
    screen.line(`${indent}${states[file.state]}`);
    return;
  }
  const from = file.commit === null ? "" : ` at ${file.commit.slice(0, 12)}`;
  const skipped = file.skipped === 0 ? "" : `, ${counted(file.skipped, "line")} skipped`;
  screen.line(`${indent}${plain(file.place ?? "")}${from}: ${counted(file.rules, "line")} taken${skipped}`);
  for (const one of file.problems) {
    screen.line(
      `${indent}  ${plain(file.place ?? "")}:${String(one.line)}:${String(one.column)}  ${plain(one.message)}`,
    );
    screen.line(`${indent}    ${plain(one.remedy)}`);
  }
}

function pathLine({ path: name, owners, line, pattern }: PathOwners): string {
  const who = owners.length === 0 ? "nobody" : owners.map(plain).join(" ");
  const why = line === null ? "no line matches" : `line ${String(line)}: ${plain(pattern ?? "")}`;
  return `${plain(name)}  ${who}  (${why})`;
}

async function ofTask(
  { ask, json, screen }: Session,
  name: string,
  withPaths: boolean,
): Promise<Result<number | undefined>> {
  if (withPaths)
    return err({
      code: "paths-and-task",
      message: "A task is asked about with all of its paths.",
      remedy: "Leave the paths out, or leave --for out.",
    });
  const found = await findSubject(ask, name);
  if (!found.ok) return found;
  const { task, attempt } = found.value;
  const owners = await ask("owners.task", { taskId: task.task.id });
  if (!owners.ok) return owners;
  if (json) screen.json(owners.value);
  else
    printTask(
      screen,
      task.task.ref ?? task.task.id,
      owners.value,
      name.includes("/") ? attempt?.attempt.id : undefined,
    );
  return ok(undefined);
}

const sourceWords = { decision: "Decision", contract: "Contract", codeowners: "CODEOWNERS", rota: "Rota" } as const;

function printTask(screen: Screen, name: string, owners: TaskOwners, only: string | undefined): void {
  const { answers, chain, history, attempts, accepted } = owners;
  screen.line(`${name}  ${plain(answers.sentence)}`);
  for (const { name: who, contact, until } of answers.people) {
    const reach = [contact?.github === null || contact === null ? null : `@${contact.github}`, contact?.email ?? null];
    screen.line(
      `  ${plain(who)}${reach.flatMap((one) => (one === null ? [] : [`, ${plain(one)}`])).join("")}${until === null ? "" : `, until ${until}`}`,
    );
  }
  if (accepted === false) screen.line("  Not accepted yet.");
  screen.line();
  for (const step of chain)
    screen.line(
      `${step.counts ? ">" : " "} ${sourceWords[step.source].padEnd(10)}  ${plain(step.name ?? "nobody")}: ${plain(step.detail)}${step.at === null ? "" : ` ${step.at}`}`,
    );
  for (const attempt of attempts.filter((one) => only === undefined || one.attemptId === only))
    printAttempt(screen, attempt);
  if (history.length === 0) return;
  screen.line();
  for (const act of history)
    screen.line(
      `entry ${String(act.seq)}  ${act.at}  ${act.kind}  ${act.from === null ? "" : `${plain(act.from)} to `}${plain(act.person)}, by ${plain(act.by)}${act.note === "" ? "" : `: ${plain(act.note)}`}${act.withdrawn === null ? "" : `, withdrawn by entry ${String(act.withdrawn)}`}`,
    );
}

function printAttempt(screen: Screen, { letter, file, paths, unowned, changes }: AttemptOwners): void {
  screen.line();
  screen.line(
    `Attempt ${letter}: ${unowned === null ? counted(paths.length, "path") : `${String(unowned)} of ${counted(paths.length, "path")} without an owner`}`,
  );
  printFile(screen, file, "  ");
  if (changes.length > 0)
    screen.line(`  It changes ${changes.map(plain).join(", ")}: what it says there does not count for it.`);
  if (file.state === "file") for (const one of paths) screen.line(`  ${pathLine(one)}`);
}
