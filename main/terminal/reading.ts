import type { Command } from "commander";
import type { SessionReading } from "../../shared/contract/reading";
import { runnerNames } from "../../shared/model/runner";
import { ok } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { attemptOf, findSubject } from "./find-subject";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `reading TASK[/ATTEMPT]` */
export function readingCommand(terminal: Terminal): Command {
  return newCommand("reading", "How completely an attempt's sessions were read, and whether their sources are kept.")
    .argument("<attempt>", "T-7KQ2A/B, PAY-118/B or A-3M9XQ")
    .option("--verify", "unpack every archived source and compare it with its digest", false)
    .addHelpText(
      "after",
      "\nPer session: records recognised, unknown types by name with a sample, unreadable records with their line, reasoning the\nrunner withheld, calls without a result, sub-agents whose transcripts are missing, times that go back, sources that are gone.",
    )
    .action(async (given: string, options: { verify: boolean }, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const subject = await findSubject(ask, given);
        if (!subject.ok) return subject;
        const attempt = attemptOf(subject.value);
        if (!attempt.ok) return attempt;
        const reading = await ask("reading.get", { attemptId: attempt.value.attempt.id, verify: options.verify });
        if (!reading.ok) return reading;
        if (json) screen.json(reading.value);
        else for (const session of reading.value.sessions) printReading(screen, session);
        return ok(undefined);
      });
    });
}

const archiveWords = {
  kept: "archived",
  intact: "archived copy intact",
  missing: "NOT ARCHIVED",
  damaged: "ARCHIVED COPY DAMAGED",
} as const;

function printReading(screen: Screen, reading: SessionReading): void {
  const { session, sources, missingSubAgents, links } = reading;
  const { completeness } = session;
  const { clock } = completeness;
  screen.line(
    `${session.id}  ${runnerNames[session.runner]}${session.agentName === null ? "" : `, ${plain(session.agentName)}`}  ${session.kind}  ${session.status}`,
  );
  screen.line(`  ${String(completeness.recognised)} of ${counted(completeness.records, "record")} recognised`);
  for (const one of completeness.unknown)
    screen.line(`    unknown type ${plain(one.type)}: ${String(one.count)}, first on line ${String(one.firstLine)}`);
  for (const one of completeness.malformed) screen.line(`    unreadable: ${plain(one.reason)}`);
  if (completeness.malformedCount > completeness.malformed.length)
    screen.line(`    ${String(completeness.malformedCount - completeness.malformed.length)} more unreadable`);
  if (completeness.withheldReasoning > 0)
    screen.line(`  ${counted(completeness.withheldReasoning, "piece")} of reasoning withheld by the runner`);
  if (completeness.unanswered > 0) screen.line(`  ${counted(completeness.unanswered, "call")} without a result`);
  if (completeness.shortened > 0)
    screen.line(`  ${counted(completeness.shortened, "text")} shortened; the archived source is whole`);
  if (clock.backwards > 0)
    screen.line(`  time goes back ${String(clock.backwards)} times, at most ${String(clock.longestMs / 1000)} s`);
  if (clock.missing > 0) screen.line(`  ${counted(clock.missing, "event")} without a time`);
  if (session.copied !== null)
    screen.line(
      `  the first ${counted(session.copied.events, "event")} repeat ${session.copied.from === null ? "another session" : `session ${plain(session.copied.from)}`}`,
    );
  for (const id of missingSubAgents) screen.line(`  transcript of sub-agent ${plain(id)} not found`);
  for (const link of links)
    screen.line(
      `  ${link.kind} from ${plain(link.runnerSessionId)}${link.sessionId === null ? ", not here" : ` (${link.sessionId})`}`,
    );
  for (const source of sources) {
    const gone = source.goneAt === null ? "" : `source gone since ${source.goneAt}, `;
    screen.line(`  ${plain(source.path)}`);
    screen.line(`    ${gone}${archiveWords[source.archive]}, sha256 ${source.digest.slice(0, 16)}`);
  }
}
