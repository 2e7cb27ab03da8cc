import type { Command } from "commander";
import type { AttemptConformance, ConformanceLink, ConformanceSheet } from "../../shared/model/conformance";
import { err, ok } from "../../shared/result";
import { findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `conformance TASK[/A]` */
export function conformanceCommand(terminal: Terminal): Command {
  return newCommand("conformance", "Each requirement of a task's contract against what its attempts show.")
    .argument("<id>", "a task (PAY-118), or one attempt of it (PAY-118/B)")
    .addHelpText(
      "after",
      "\nmet, not met, conflicting (records of the same tree disagree) or no evidence. A sentence that no check can be held against\nhas no evidence: it is for the reader to judge.",
    )
    .action(async (id: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const { task, attempt } = found.value;
        const sheet = await ask("conformance.get", { taskId: task.task.id });
        if (!sheet.ok) return sheet;
        const name = task.task.ref ?? task.task.id;
        if (sheet.value.contractId === null)
          return err({
            code: "no-contract",
            message: `${name} has no contract: there is nothing to conform to.`,
            remedy: "countersign contract new --task begins one.",
          });
        const only = id.includes("/") && attempt !== null ? attempt.attempt.id : null;
        const attempts = sheet.value.attempts.filter((one) => only === null || one.attemptId === only);
        if (json) screen.json({ ...sheet.value, attempts });
        else printSheet(screen, name, { ...sheet.value, attempts });
        return ok(undefined);
      });
    });
}

const stateWords = {
  met: "met",
  "not-met": "NOT MET",
  conflicting: "CONFLICTING",
  "no-evidence": "no evidence",
} as const;

function printSheet(screen: Screen, name: string, sheet: ConformanceSheet): void {
  for (const attempt of sheet.attempts) {
    screen.line(`${name}/${attempt.letter}  ${attempt.attemptId}  ${summary(attempt)}`);
    for (const [index, requirement] of sheet.requirements.entries()) {
      const cell = attempt.cells[index];
      if (cell === undefined) continue;
      screen.line(
        `  ${stateWords[cell.state].padEnd(11)}  ${requirement.field.padEnd(16)}  ${short(requirement.title)}`,
      );
      screen.line(`               ${plain(cell.ground)}`);
      const listed = cell.state === "not-met" || cell.state === "conflicting" ? cell.links : [];
      for (const link of listed) screen.line(`               - ${plain(link.label)}  ${placeOf(link)}`);
      if (listed.length > 0 && cell.more > 0) screen.line(`               - ${String(cell.more)} more`);
    }
    screen.line();
  }
}

function summary({ counts }: AttemptConformance): string {
  const { met, notMet, conflicting, noEvidence } = counts;
  return `${String(met)} met, ${String(notMet)} not met, ${String(conflicting)} conflicting, ${String(noEvidence)} without evidence`;
}

/** Where a link leads, as other commands take it. */
function placeOf(link: ConformanceLink): string {
  switch (link.to) {
    case "event":
      return `(event ${link.event.sessionId}:${String(link.event.seq)})`;
    case "diff":
      return `(diff ${plain(link.path)}${link.line === null ? "" : `:${String(link.line)}`})`;
    case "evidence":
      return `(evidence ${plain(link.id)})`;
  }
}

function short(text: string): string {
  const line = plain(text);
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
