import { InvalidArgumentError, Option, type Command } from "commander";
import type { Invoke } from "../../shared/contract/api";
import type { TimelineFilter, TimelineRow, TimelineStrip } from "../../shared/contract/timeline";
import { foldSentence, isQuiet, leastFolded } from "../../shared/review/fold-events";
import { parsePlace } from "../../shared/review/place-link";
import { err, ok, type Result } from "../../shared/result";
import { eventLine } from "./event-line";
import { printFilm } from "./film";
import { attemptOf, findSubject } from "./find-subject";
import type { Screen } from "./screen";
import { newCommand, type Terminal } from "./terminal";

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("a whole number of 1 or more");
  return value;
}

/** `S-7K2QH:12`, or a link to an event. */
function eventPlace(text: string): At {
  const place = parsePlace(text);
  if (place?.kind === "event") return { sessionId: place.sessionId, seq: place.seq };
  const found = /^(S-[0-9A-Z]{5,16}):([1-9]\d{0,8})$/i.exec(text);
  if (found === null)
    throw new InvalidArgumentError("a session and a number, such as S-7K2QH:12, or a link to an event");
  return { sessionId: (found[1] ?? "").toUpperCase(), seq: Number(found[2]) };
}

interface At {
  readonly sessionId: string;
  readonly seq: number;
}

interface TimelineOptions {
  readonly search: string;
  readonly failed: boolean;
  readonly lane?: string;
  readonly about?: "network" | "secrets" | "risky" | "unknown";
  readonly all: boolean;
  readonly film: boolean;
  readonly limit: number;
  readonly at?: At;
}

/** Events shown around the one that was asked for, and how many of them before it. */
const around = 25;
const before = 8;

/** Where to begin, so that an event stands among those before and after it. */
async function placeOf(ask: Invoke, attemptId: string, filter: TimelineFilter, at: At): Promise<Result<number>> {
  const found = await ask("timeline.locate", { attemptId, filter, ...at });
  if (!found.ok) return found;
  if (found.value.index !== null) return ok(Math.max(0, found.value.index - before));
  return err({
    code: "not-found",
    message: `The timeline has no event ${at.sessionId}:${String(at.seq)} that passes.`,
    remedy: "Leave --search, --lane, --about and --failed away, or name the attempt that the search named.",
  });
}

/** The filter that the options ask for. A lane is named as the table names it, or by the name of its sub-agent. */
function filterOf(options: TimelineOptions, strip: TimelineStrip): Result<TimelineFilter> {
  const filter: TimelineFilter = {
    text: options.search,
    kinds: [],
    failedOnly: options.failed,
    ...(options.about === undefined ? {} : { about: [options.about] }),
  };
  if (options.lane === undefined) return ok(filter);
  const wanted = options.lane.toLowerCase();
  const lane = strip.lanes.find((each) => [each.lane, each.name ?? ""].some((name) => name.toLowerCase() === wanted));
  if (lane !== undefined) return ok({ ...filter, lane: { sessionId: lane.sessionId, lane: lane.lane } });
  return err({
    code: "not-found",
    message: `There is no lane ${options.lane}.`,
    remedy: `It has ${strip.lanes.map((each) => each.name ?? each.lane).join(", ")}.`,
  });
}

/** `timeline ID` */
export function timelineCommand(terminal: Terminal): Command {
  return newCommand("timeline", "What an attempt did, event by event, in time order; quiet events folded.")
    .argument("<id>", "an attempt: PAY-118/B, or a task that has one")
    .addOption(new Option("--search <text>", "only events that match, as in countersign search").default(""))
    .addOption(new Option("--failed", "only what failed").default(false))
    .addOption(new Option("--lane <name>", "only one agent: main, or a sub-agent as the Lane column names it"))
    .addOption(
      new Option("--about <what>", "only what is about it").choices(["network", "secrets", "risky", "unknown"]),
    )
    .addOption(new Option("--at <place>", "around one event: S-7K2QH:12, or a link to it").argParser(eventPlace))
    .addOption(new Option("--all", "fold nothing").default(false))
    .addOption(new Option("--film", "the edits as steps, with the files as they stand after the last").default(false))
    .addOption(new Option("--limit <n>", "at most this many").argParser(positive).default(500))
    .addHelpText(
      "after",
      `
Reads, searches, reasoning and notes that stand three or more in a row are one line. They are listed with --all, with
--json, and wherever the list is narrowed.

  countersign timeline PAY-118/B --failed             what failed
  countersign timeline PAY-118/B --about network      what went to another host
  countersign timeline PAY-118/B --film --json        each edit, and the files it left
  countersign show countersign:event/S-7K2QH/12       where a copied link leads`,
    )
    .action(async (id: string, options: TimelineOptions, command: Command) => {
      await terminal.run(command, async ({ ask, json, screen }) => {
        const found = await findSubject(ask, id);
        if (!found.ok) return found;
        const attempt = attemptOf(found.value);
        if (!attempt.ok) return attempt;
        const attemptId = attempt.value.attempt.id;
        if (options.film) return printFilm({ ask, json, screen }, attemptId);
        const strip = await ask("timeline.strip", { attemptId });
        if (!strip.ok) return strip;
        const filter = filterOf(options, strip.value);
        if (!filter.ok) return filter;
        const start = options.at === undefined ? ok(0) : await placeOf(ask, attemptId, filter.value, options.at);
        if (!start.ok) return start;
        const most = options.at === undefined ? options.limit : Math.min(options.limit, around);
        const rows: TimelineRow[] = [];
        let total = 0;
        do {
          const offset = start.value + rows.length;
          const limit = Math.min(200, most - rows.length);
          const page = await ask("timeline.page", { attemptId, filter: filter.value, offset, limit });
          if (!page.ok) return page;
          total = page.value.total;
          rows.push(...page.value.rows);
          if (page.value.rows.length === 0) break;
        } while (rows.length < Math.min(total - start.value, most));
        if (json) {
          screen.json({ total, rows });
          return ok(undefined);
        }
        const whole =
          options.search === "" && !options.failed && options.lane === undefined && options.about === undefined;
        printRows(screen, rows, whole && !options.all && options.at === undefined ? strip.value : null, options.at);
        if (rows.length < total) screen.line(`${String(rows.length)} of ${String(total)} events; --limit shows more.`);
        return ok(undefined);
      });
    });
}

/** In: rows, the marks of all events where quiet ones are folded (the rows are then the first of all), the one asked for. */
function printRows(
  screen: Screen,
  rows: readonly TimelineRow[],
  strip: TimelineStrip | null,
  at: At | undefined,
): void {
  const folds = strip === null ? null : { classes: strip.classes, ends: strip.ends, marked: new Set(strip.marked) };
  const lines: string[][] = [];
  for (let index = 0; index < rows.length; index += 1) {
    let end = index;
    while (folds !== null && end < rows.length && isQuiet(folds, end)) end += 1;
    if (folds !== null && end - index >= leastFolded) {
      lines.push(["", "", "", foldSentence(folds.classes, index, end - 1), ""]);
      index = end - 1;
      continue;
    }
    const row = rows[index];
    if (row === undefined) break;
    const here = row.sessionId === at?.sessionId && row.event.seq === at.seq;
    lines.push([
      row.event.at?.slice(11, 19) ?? "-",
      row.event.lane,
      row.event.detail.kind,
      eventLine(row.event),
      `${here ? "> " : ""}${String(row.event.seq)}`,
    ]);
  }
  screen.table(
    [
      { head: "Time" },
      { head: "Lane", most: 14 },
      { head: "Kind" },
      { head: "What", most: 120 },
      { head: "#", right: true },
    ],
    lines,
  );
}
