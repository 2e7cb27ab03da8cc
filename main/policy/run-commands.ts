import type { CheckDetail, CommandDetail, SessionEvent } from "../../shared/model/event";
import type { EventRef } from "../../shared/model/evidence";

/** A command line the agent asked to run. */
export interface RunCommand {
  readonly ref: EventRef;
  readonly detail: CommandDetail | CheckDetail;
  /** A person said no: it did not run. */
  readonly denied: boolean;
}

/** Commands and checks of the events, in order. */
export function runCommands(events: readonly SessionEvent[]): RunCommand[] {
  return events.flatMap(({ sessionId, event }) =>
    event.detail.kind === "command" || event.detail.kind === "check"
      ? [{ ref: { sessionId, seq: event.seq }, detail: event.detail, denied: event.detail.outcome === "denied" }]
      : [],
  );
}

/** A command line as a message shows it: one line, at most 100 characters. */
export function shownCommand(command: string): string {
  const line = command.replace(/\s+/g, " ").trim();
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
