import { posix } from "node:path";
import { atOnce } from "../../shared/steps";
import type { CheckDetail, CommandDetail } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";
import { simpleCommands, type SimpleCommand } from "./command-line";
import type { AttemptFacts } from "./rule";
import type { Dialect } from "./shell-scanner";

/** A simple command and the folder it ran in, as far as the line's own `cd` and the event say; null where they do not. */
export interface PlacedCommand extends SimpleCommand {
  readonly folder: string | null;
}

/** A command line the agent asked to run. */
export interface RunCommand {
  readonly ref: EventRef;
  /** Index of its event among the events. */
  readonly at: number;
  readonly detail: CommandDetail | CheckDetail;
  /** A person said no: it did not run. */
  readonly denied: boolean;
  /** Its simple commands, in order. */
  readonly parts: readonly PlacedCommand[];
}

/** Events that are looked at in one step. */
export const eventsAtOnce = 500;
/** Commands are taken apart once for all rules. */
const known = new WeakMap<AttemptFacts["events"], readonly RunCommand[]>();

/** Commands and checks of the events, in order, each taken apart. */
export function runCommands({ events, sessions }: Pick<AttemptFacts, "events" | "sessions">): readonly RunCommand[] {
  return known.get(events) ?? atOnce(commandSteps({ events, sessions }));
}

/** Takes the commands apart in steps of a few milliseconds: from then on `runCommands` knows them. */
export function* commandSteps({
  events,
  sessions,
}: Pick<AttemptFacts, "events" | "sessions">): Generator<void, readonly RunCommand[]> {
  const folders = new Map(sessions.map((session) => [session.id, session.cwd]));
  const out: RunCommand[] = [];
  for (const [at, { sessionId, event }] of events.entries()) {
    if (at % eventsAtOnce === eventsAtOnce - 1) yield;
    const { detail } = event;
    if (detail.kind !== "command" && detail.kind !== "check") continue;
    const folder = detail.cwd ?? folders.get(sessionId) ?? null;
    out.push({
      ref: { sessionId, seq: event.seq },
      at,
      detail,
      denied: detail.outcome === "denied",
      parts: placed(simpleCommands(detail.command, dialectOf(detail)), folder),
    });
  }
  known.set(events, out);
  return out;
}

/** A command line as a message shows it: one line, at most 100 characters. */
export function shownCommand(command: string): string {
  const line = command.replace(/\s+/g, " ").trim();
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}

function dialectOf({ tool }: CommandDetail | CheckDetail): Dialect | undefined {
  return /powershell|pwsh/i.test(tool) ? "windows" : undefined;
}

function placed(parts: readonly SimpleCommand[], start: string | null): PlacedCommand[] {
  let folder = start;
  return parts.map((part) => {
    const here = part.where === "here" ? folder : null;
    const [program, ...args] = part.words;
    if (part.where === "here" && (program === "cd" || program === "pushd" || program === "Set-Location")) {
      const to = args.find((arg) => !arg.startsWith("-"));
      folder = to === undefined ? "~" : joined(folder, to);
    }
    return { ...part, folder: here };
  });
}

function joined(folder: string | null, to: string): string | null {
  if (/^(?:[/~]|[A-Za-z]:[\\/]|\$HOME\b)/.test(to)) return to;
  return folder === null || to.includes("$") || to === "-" ? null : posix.join(folder, to);
}
