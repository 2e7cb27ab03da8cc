import type { Command } from "commander";
import type { Invoke } from "../../shared/contract/api";
import type { SessionReading } from "../../shared/contract/reading";
import { runnerNames } from "../../shared/model/runner";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { attemptOf, findSubject } from "./find-subject";
import { printRecord } from "./reading-record";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

/** `reading TASK[/ATTEMPT]` */
export function readingCommand(terminal: Terminal): Command {
  return newCommand(
    "reading",
    "How completely an attempt's sessions were read; with --record what you have opened of it: files, hunks, evidence.",
  )
    .argument("[attempt]", "T-7KQ2A/B, PAY-118/B or A-3M9XQ")
    .option("--verify", "unpack every archived source and compare it with its digest", false)
    .option(
      "--record",
      "what you marked read and what was on your screen, by content, here or in another attempt",
      false,
    )
    .option("--forget", "remove what is recorded of your reading of this attempt", false)
    .option("--forget-all", "remove what is recorded of your reading of everything; needs no attempt", false)
    .addHelpText(
      "after",
      "\nPer session: records recognised, unknown types by name with a sample, unreadable records with their line, reasoning the\nrunner withheld, calls without a result, sub-agents whose transcripts are missing, times that go back, sources that are gone.\n\nWith --record: a file counts as read where you marked it (v in the diff); a hunk as shown where all its changed lines were on\nscreen for a moment; evidence as opened where its detail was. It is kept in your data folder alone, goes by content, so that\nthe same change in another attempt or after a rebase counts there too, and is written into what you decide, as numbers.\n\n  countersign reading PAY-118/B --record\n  countersign reading PAY-118/B --record --json | jq .totals\n  countersign reading PAY-118/B --forget",
    )
    .action(async (given: string | undefined, options: ReadingOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        if (given === undefined) {
          if (!options.forgetAll)
            return err({
              code: "attempt-missing",
              message: "Which attempt?",
              remedy: "Name one, such as PAY-118/B; countersign inbox lists tasks.",
            });
          return forget(ask, null, json, screen);
        }
        if (options.forgetAll)
          return err({
            code: "attempt-unwanted",
            message: "--forget-all removes everything, and an attempt was named.",
            remedy: "Use --forget for one attempt, or leave the attempt out.",
          });
        const subject = await findSubject(ask, given);
        if (!subject.ok) return subject;
        const attempt = attemptOf(subject.value);
        if (!attempt.ok) return attempt;
        if (options.forget) return forget(ask, attempt.value.attempt.id, json, screen);
        if (options.record) {
          const record = await ask("reading.record", { attemptId: attempt.value.attempt.id });
          if (!record.ok) return record;
          if (json) screen.json(record.value);
          else printRecord(screen, record.value);
          return ok(undefined);
        }
        const reading = await ask("reading.get", { attemptId: attempt.value.attempt.id, verify: options.verify });
        if (!reading.ok) return reading;
        if (json) screen.json(reading.value);
        else for (const session of reading.value.sessions) printReading(screen, session);
        return ok(undefined);
      });
    });
}

interface ReadingOptions {
  readonly verify: boolean;
  readonly record: boolean;
  readonly forget: boolean;
  readonly forgetAll: boolean;
}

async function forget(
  ask: Invoke,
  attemptId: string | null,
  json: boolean,
  screen: Screen,
): Promise<Result<undefined>> {
  const forgotten = await ask("reading.forget", { attemptId });
  if (!forgotten.ok) return forgotten;
  if (json) screen.json(forgotten.value);
  else screen.line(`${counted(forgotten.value.removed, "mark")} removed. What was decided keeps what it says.`);
  return ok(undefined);
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
