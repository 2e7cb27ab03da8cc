import path from "node:path";
import { Option, type Command } from "commander";
import type { CalendarShifts, OnCall, RotaImport } from "../../shared/contract/owners";
import type { Turn } from "../../shared/model/rota";
import { counted } from "../../shared/review/counted";
import { err, ok, type Result } from "../../shared/result";
import { readTextFile } from "../platform/text-file";
import { plain, type Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

const maxBytes = 2_000_000;

/** `oncall [TEAM]`, `oncall check FILE`, `oncall import FILE`, `oncall begin`, `oncall open` */
export function onCallCommand(terminal: Terminal): Command {
  const oncall = newCommand("oncall", "Who is on call by the rota, oncall.yaml of the data folder.")
    .argument("[team]", "a team of the rota; all of them without it")
    .option("--at <time>", "a time, as 2026-11-23T03:00:00Z; now without it")
    .addOption(new Option("--days <days>", "and who is for so many days after it").argParser(Number).default(0))
    .addHelpText(
      "after",
      `
The rota names people, teams, their turns, and who stands in for whom; times are by the clocks of the zone it names.

  countersign oncall payments --days 14              the next two weeks
  countersign oncall check oncall.yaml               everything that is wrong with a file, with line and remedy
  countersign oncall import shifts.ics --team payments   the shifts of a calendar, as lines for the rota; --write puts them in
  countersign oncall begin                           a first oncall.yaml, where there is none

Docs: docs/owners.md`,
    )
    .action(
      async (team: string | undefined, options: { readonly at?: string; readonly days: number }, command: Command) => {
        await terminal.run(command, async ({ ask, json, screen }) => {
          const at = timeOf(options.at);
          if (!at.ok) return at;
          if (!Number.isInteger(options.days) || options.days < 0 || options.days > 92)
            return err({ code: "bad-days", message: "--days is a number from 0 to 92.", remedy: "Write --days 14." });
          const asked = await ask("oncall.get", { at: at.value, days: options.days });
          if (!asked.ok) return asked;
          const { rota, teams } = asked.value;
          const shown = teams.filter((one) => team === undefined || one.team.key === team);
          if (rota.state === "valid" && team !== undefined && shown.length === 0)
            return err({
              code: "team-unknown",
              message: `The rota has no team ${plain(team)}.`,
              remedy: `It has ${teams.map((one) => one.team.key).join(", ") || "none"}.`,
            });
          if (json) screen.json({ ...asked.value, teams: shown });
          else print(screen, { ...asked.value, teams: shown });
          return ok(rota.state === "refused" ? 1 : undefined);
        });
      },
    );
  oncall.addCommand(checkCommand(terminal));
  oncall.addCommand(importCommand(terminal));
  oncall.addCommand(beginCommand(terminal));
  oncall.addCommand(openCommand(terminal));
  return oncall;
}

function timeOf(text: string | undefined): Result<string | null> {
  if (text === undefined) return ok(null);
  const time = new Date(text);
  return Number.isNaN(time.getTime())
    ? err({
        code: "bad-time",
        message: `${plain(text)} is not a time.`,
        remedy: "Write it as 2026-11-23T03:00:00Z.",
      })
    : ok(time.toISOString());
}

function print(screen: Screen, { rota, at, teams, unowned }: OnCall): void {
  if (rota.state === "none") {
    screen.line(`There is no rota: ${plain(rota.place)} is not there.`);
    screen.line("  countersign oncall begin writes a first one; docs/owners.md shows the rest.");
    return;
  }
  if (rota.state === "refused") {
    screen.line(`The rota has ${counted(rota.problems.length, "problem")}, and nothing of it counts.`);
    printProblems(screen, rota.problems);
    return;
  }
  screen.line(`On call at ${at}, by ${plain(rota.place)}`);
  for (const { team, now, days } of teams) {
    const own = team.key === unowned ? ", for what nobody owns" : "";
    screen.line(
      `${plain(team.name)} (${team.key})${own}: ${now.length === 0 ? "nobody" : now.map(turnText).join("; ")}`,
    );
    for (const row of days)
      screen.line(
        `  ${row.from}  ${row.to}  ${row.turns.length === 0 ? "nobody" : row.turns.map((turn) => plain(turn.person.name)).join(", ")}`,
      );
  }
  if (teams.length === 0) screen.line("The rota has no team.");
}

function turnText({ person, to, ground, note }: Turn): string {
  const reach = [person.github === null ? null : `@${person.github}`, person.email];
  return `${plain(person.name)}${reach.flatMap((one) => (one === null ? [] : [`, ${plain(one)}`])).join("")} (${ground}${note === null ? "" : ` ${plain(note)}`}${to === null ? "" : `, until ${to}`})`;
}

function printProblems(screen: Screen, problems: OnCall["rota"]["problems"]): void {
  for (const { place, message, remedy } of problems) {
    screen.line(`${plain(place ?? "")}  ${plain(message)}`);
    if (remedy !== null) screen.line(`  ${plain(remedy)}`);
  }
}

function checkCommand(terminal: Terminal): Command {
  return newCommand("check", "Every problem of a rota with line, column and remedy. Exit code 1 where there is one.")
    .argument("<file>", "oncall.yaml")
    .action(async (file: string, _options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const read = await readTextFile(path.resolve(file), maxBytes);
        if (!read.ok) return read;
        const checked = await ask("oncall.check", { text: read.value.text, place: file });
        if (!checked.ok) return checked;
        const { people, teams, problems } = checked.value;
        if (json) screen.json({ file, valid: problems.length === 0, ...checked.value });
        else {
          printProblems(screen, problems);
          screen.line(
            problems.length === 0
              ? `A valid rota: ${counted(people, "person", "people")}, ${counted(teams, "team")}.`
              : `${counted(problems.length, "problem")}.`,
          );
        }
        return ok(problems.length === 0 ? 0 : 1);
      });
    });
}

function importCommand(terminal: Terminal): Command {
  return newCommand(
    "import",
    "The shifts of an iCalendar file, as lines for the rota. What cannot be taken is named; written with --write alone.",
  )
    .argument("<file>", "an .ics file")
    .requiredOption("--team <team>", "key of the rota's team that they are for")
    .option("--from <time>", "from when; now without it")
    .addOption(new Option("--days <days>", "for how many days").argParser(Number).default(60))
    .addOption(
      new Option("--write", "put the lines into oncall.yaml of the data folder, at the end of its shifts").default(
        false,
      ),
    )
    .addHelpText(
      "after",
      `
Whom a shift is for is read from the event's attendee, by e-mail address, else from its title, by name, login or key of the
rota's people. Shifts that stand in the rota already are not written again. --write keeps every line and comment that is
there, writes the file whole or not at all, and refuses a rota with a problem. Exit code 1 where an event was left out.

  countersign oncall import shifts.ics --team payments             what would be written
  countersign oncall import shifts.ics --team payments --write     writes it`,
    )
    .action(async (file: string, options: ImportOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const from = timeOf(options.from);
        if (!from.ok) return from;
        if (!Number.isInteger(options.days) || options.days < 1 || options.days > 366)
          return err({ code: "bad-days", message: "--days is a number from 1 to 366.", remedy: "Write --days 60." });
        const read = await readTextFile(path.resolve(file), maxBytes);
        if (!read.ok) return read;
        const begin = from.value ?? new Date().toISOString();
        const end = new Date(Date.parse(begin) + options.days * 86_400_000).toISOString();
        const asked = { text: read.value.text, team: options.team, from: begin, to: end };
        const calendar = await ask("oncall.calendar", asked);
        if (!calendar.ok) return calendar;
        const shown = await ask("oncall.import", asked);
        // Lines can be copied where they cannot be written.
        if (!shown.ok && options.write) return shown;
        const done =
          options.write && shown.ok ? await ask("oncall.import", { ...asked, replacing: shown.value.digest }) : shown;
        if (!done.ok && options.write) return done;
        const made = done.ok ? done.value : null;
        if (json) {
          const { calendar: _same, ...rest } = made ?? { calendar: null };
          screen.json({ ...calendar.value, ...rest });
        } else {
          printShifts(screen, calendar.value, made, { begin, end });
          if (!done.ok)
            screen.line(`# It cannot be written: ${plain(done.error.message)} ${plain(done.error.remedy ?? "")}`);
        }
        return ok(calendar.value.problems.length === 0 ? undefined : 1);
      });
    });
}

interface ImportOptions {
  readonly team: string;
  readonly from?: string;
  readonly days: number;
  readonly write: boolean;
}

function printShifts(
  screen: Screen,
  { shifts, problems, left, yaml }: CalendarShifts,
  made: RotaImport | null,
  { begin, end }: { readonly begin: string; readonly end: string },
): void {
  const wrote = made?.written === true;
  const lines = wrote ? made.lines.map((line) => `+ ${plain(line)}`) : yaml.trimEnd().split("\n");
  for (const line of lines) if (line !== "") screen.line(line);
  screen.line(
    `# ${counted(shifts.length, "shift")} from ${begin} to ${end}, ${counted(problems.length + left, "event")} not taken`,
  );
  for (const one of problems) screen.line(`# ${plain(one.event)}: ${plain(one.message)} ${plain(one.remedy)}`);
  if (made === null) return;
  const { added, known, place } = made;
  const there = known === 0 ? "" : `, ${String(known)} stand there already`;
  screen.line(
    wrote
      ? `# ${counted(added, "shift")} written into ${plain(place)}${there}`
      : `# ${counted(added, "shift")} to write${there}${added === 0 ? "" : `; --write puts ${added === 1 ? "it" : "them"} into ${plain(place)}`}`,
  );
}

function beginCommand(terminal: Terminal): Command {
  return newCommand("begin", "Write a first oncall.yaml into the data folder, where there is none.").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const begun = await ask("oncall.begin", {});
        if (!begun.ok) return begun;
        if (json) screen.json(begun.value);
        else screen.line(`Written: ${plain(begun.value.place)}. Docs: docs/owners.md`);
        return ok(undefined);
      });
    },
  );
}

function openCommand(terminal: Terminal): Command {
  return newCommand("open", "Open oncall.yaml in your editor (countersign foreground editor names it).").action(
    async (_options, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const opened = await ask("oncall.open", {});
        if (!opened.ok) return opened;
        if (json) screen.json(opened.value);
        else screen.line(`Opened: ${opened.value.command.map(plain).join(" ")}`);
        return ok(undefined);
      });
    },
  );
}
