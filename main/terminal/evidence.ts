import path from "node:path";
import type { Command } from "commander";
import { ok } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { surveyEvidence, type EvidenceSurvey, type SurveyedFile } from "../services/survey-evidence";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `evidence PATH...` */
export function evidenceCommand(terminal: Terminal): Command {
  return newCommand("evidence", "Read evidence files and say of each what it is and what it shows. Nothing is stored.")
    .argument("<paths...>", "files, or folders with everything below them")
    .addHelpText(
      "after",
      "\nThe format is found by content, the counts are taken from the file's own records. Links below a folder are not followed.\nThe exit code is 1 where something could not be read; a file of no known format is listed and is no failure.",
    )
    .action(async (paths: string[], _options, command: Command) => {
      await terminal.run(command, async ({ app, json, screen }) => {
        const survey = await surveyEvidence(
          app.core.plugins.parsers,
          paths.map((given) => path.resolve(given)),
        );
        const unreadable = survey.files.filter((file) => file.state === "unreadable").length;
        const unknown = survey.files.filter((file) => file.state === "not-recognised").length;
        const summary = {
          files: survey.files.length,
          read: survey.files.length - unreadable - unknown,
          unreadable,
          notRecognised: unknown,
        };
        if (json) screen.json({ ...summary, list: survey.files, problems: survey.problems });
        else {
          print(screen, survey);
          screen.line(
            `${counted(summary.files, "file")}: ${summary.read} read, ${unreadable} could not be read, ${unknown} not recognised.`,
          );
        }
        return ok(unreadable + survey.problems.length > 0 ? 1 : 0);
      });
    });
}

function print(screen: Screen, survey: EvidenceSurvey): void {
  const common = commonFolder(survey.files.map((file) => file.path));
  if (survey.files.length > 0) {
    screen.table(
      [{ head: "File", most: 70 }, { head: "Format" }, { head: "Result" }, { head: "Shows", most: 100 }],
      survey.files.map((file) => [path.relative(common, file.path), ...cells(file)]),
    );
    screen.line();
  }
  for (const file of survey.files) {
    if (file.state === "read" && file.evidence.truncated !== null)
      screen.line(`${plain(path.relative(common, file.path))}: ${plain(file.evidence.truncated)}`);
    if (file.state === "unreadable") printProblem(screen, file.problem);
  }
  for (const problem of survey.problems) printProblem(screen, problem);
}

function cells(file: SurveyedFile): string[] {
  if (file.state === "not-recognised") return ["not recognised", "", ""];
  if (file.state === "unreadable") return [file.format?.name ?? "", "not read", file.problem.message];
  return [file.format.name, file.evidence.result, file.evidence.headline];
}

function printProblem(
  screen: Screen,
  problem: { readonly message: string; readonly place?: string | undefined; readonly remedy?: string | undefined },
): void {
  screen.line(plain(problem.message));
  if (problem.place !== undefined) screen.line(`  at ${plain(problem.place)}`);
  if (problem.remedy !== undefined) screen.line(`  ${plain(problem.remedy)}`);
}

/** The folder that all files lie in, so that a table need not repeat it. */
function commonFolder(files: readonly string[]): string {
  let common = path.dirname(files[0] ?? "");
  for (const file of files)
    while (common !== path.dirname(common) && !file.startsWith(common.endsWith(path.sep) ? common : common + path.sep))
      common = path.dirname(common);
  return common;
}
