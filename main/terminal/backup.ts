import { Command, Option } from "commander";
import type { BackupCheck, BackupRow, BackupsState } from "../../shared/contract/backups";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { replayBundle } from "../services/recover-replay";
import { newCommand, type Session, type Terminal } from "./terminal";

/** `backup list|make|verify|restore|rehearse|recover` */
export function backupCommand(terminal: Terminal): Command {
  const backup = new Command("backup").description(
    "Backups of the record: audit log, decisions, connections, settings.",
  );
  const add = (made: Command, work: (session: Session, command: Command) => Promise<Result<number | undefined>>) => {
    backup.addCommand(
      made.action(async (...given: unknown[]) => {
        const command = given.at(-1);
        if (command instanceof Command) await terminal.run(command, (session) => work(session, command));
      }),
    );
  };
  add(newCommand("list", "The backups, newest first, and whether the log is the one that was left."), list);
  add(
    newCommand("make", "Make a backup now. It gets its name only after its root was derived from its entries."),
    make,
  );
  add(
    newCommand(
      "verify",
      "Read a backup whole: every entry, signature and the root. Exit code 1 if anything does not hold.",
    ).argument("[id]", "a backup of `backup list`; the newest without one"),
    verify,
  );
  add(
    newCommand(
      "rehearse",
      "Restore the newest backup into a folder of its own, check it there, delete it, say how long it took.",
    ),
    async (session) => {
      const done = await session.ask("backups.rehearse", {});
      if (!done.ok) return done;
      return told(session, done.value, "Restored into a folder of its own and deleted there");
    },
  );
  add(
    newCommand("restore", "Put a backup in the record's place. What is there now is put aside, never deleted.")
      .argument("<id>", "a backup of `backup list`, or `newest`")
      .addHelpText(
        "after",
        `
The record must not be open elsewhere: quit the window first. A backup that is older than the log was when it was left makes the
log DIVERGED: everything is shown, nothing is recorded, until you say
  countersign backup recover --go-on "why the missing entries are given up"
or give the missing entries back from a bundle that was exported after them
  countersign backup recover --from-bundle FOLDER`,
      ),
    restore,
  );
  add(
    newCommand("recover", "Say what is missing from a log that is not the one that was left, and go on from there.")
      .addOption(new Option("--from-bundle <folder>", "give back the missing entries from an exported bundle"))
      .addOption(new Option("--go-on <why>", "go on without them: an entry says what is missing and why")),
    recover,
  );
  return backup;
}

function lineOf(row: BackupRow): string[] {
  return [
    row.id,
    row.at.slice(0, 19).replace("T", " "),
    row.why,
    String(row.entries),
    String(Math.ceil(row.bytes / 1024)),
  ];
}

async function list({ ask, json, screen }: Session): Promise<Result<undefined>> {
  const state = await ask("backups.state", {});
  if (!state.ok) return state;
  if (json) {
    screen.json(state.value);
    return ok(undefined);
  }
  const { backups, since, warning } = state.value;
  if (backups.length === 0) screen.line("There is no backup yet. countersign backup make makes one.");
  else
    screen.table(
      [
        { head: "Id" },
        { head: "Time" },
        { head: "Made" },
        { head: "Entries", right: true },
        { head: "KB", right: true },
      ],
      backups.map(lineOf),
    );
  screen.line(`${counted(since, "decision")} since the newest. The next is made after 50, or a day.`);
  if (warning !== null) screen.line(warning);
  tellRecovery(state.value, screen.line.bind(screen));
  return ok(undefined);
}

function tellRecovery({ recovery }: BackupsState, line: (text: string) => void): void {
  const { state, problem, missing, setAside, unrecorded } = recovery;
  if (state === "whole") line("The log is the one that was left.");
  else {
    line(`${state === "diverged" ? "DIVERGED" : "DAMAGED"}: ${problem ?? "unknown"}`);
    if (missing !== null)
      line(
        missing.to - missing.from === 1
          ? `Entry ${String(missing.from)} is missing.`
          : `Entries ${String(missing.from)} to ${String(missing.to - 1)} are missing.`,
      );
    line(
      state === "damaged"
        ? "Everything is shown, nothing is recorded. countersign backup list lists the backups; backup restore ID puts one that holds in its place."
        : "Everything is shown, nothing is recorded. countersign backup recover --help says how to go on.",
    );
  }
  if (setAside !== null) line(`Put aside last: ${setAside}`);
  for (const file of unrecorded) line(`Typed and not recorded: ${file}`);
}

async function make({ ask, json, screen }: Session): Promise<Result<undefined>> {
  const made = await ask("backups.make", {});
  if (!made.ok) return made;
  if (json) screen.json(made.value);
  else
    screen.line(
      `Backup ${made.value.id}: ${counted(made.value.entries, "entry", "entries")}, root verified. ${made.value.file}`,
    );
  return ok(undefined);
}

async function verify(session: Session, command: Command): Promise<Result<number | undefined>> {
  const id = await named(session, command.args[0] ?? "newest");
  if (!id.ok) return id;
  const checked = await session.ask("backups.verify", { id: id.value });
  return checked.ok ? told(session, checked.value, "Holds") : checked;
}

function told({ json, screen }: Session, check: BackupCheck, good: string): Result<number> {
  if (json) screen.json(check);
  else if (check.holds)
    screen.line(
      `${good}: ${check.id}, ${counted(check.entries, "entry", "entries")}, root ${check.root}, in ${String(check.ms)} ms.`,
    );
  else screen.line(`Does not hold: ${check.id}. ${check.problem ?? "unknown"}`);
  return ok(check.holds ? 0 : 1);
}

async function named({ ask }: Session, given: string): Promise<Result<string>> {
  if (given !== "newest") return ok(given);
  const state = await ask("backups.state", {});
  if (!state.ok) return state;
  const [newest] = state.value.backups;
  return newest === undefined
    ? err({ code: "no-backup", message: "There is no backup.", remedy: "countersign backup make" })
    : ok(newest.id);
}

async function restore(session: Session, command: Command): Promise<Result<number | undefined>> {
  const id = await named(session, command.args[0] ?? "");
  if (!id.ok) return id;
  const before = await session.ask("backups.state", {});
  if (!before.ok) return before;
  const asked = await session.ask("backups.restore", { id: id.value });
  if (!asked.ok) return asked;
  // It is done when the record is opened next, before anything has it open.
  const again = session.reopen();
  if (!again.ok) return again;
  const state = await again.value.invoke("backups.state", {});
  if (!state.ok) return state;
  // What stood there is put aside first: where nothing was, nothing was restored.
  if (state.value.recovery.setAside === before.value.recovery.setAside)
    return err({
      code: "not-restored",
      message: "The backup was not restored: the record is as it was.",
      remedy: "Quit the window and end other commands on this data folder, then try again.",
    });
  if (session.json) session.screen.json({ restored: id.value, recovery: state.value.recovery });
  else {
    session.screen.line(`Restored ${id.value}.`);
    tellRecovery(state.value, session.screen.line.bind(session.screen));
  }
  return ok(0);
}

async function recover(session: Session, command: Command): Promise<Result<number | undefined>> {
  const { fromBundle, goOn } = command.opts<{ fromBundle?: string; goOn?: string }>();
  const { ask, json, screen } = session;
  if (fromBundle !== undefined) {
    const replayed = replayBundle(session.app.core, fromBundle);
    if (!replayed.ok) return replayed;
    if (json) screen.json(replayed.value);
    else
      screen.line(
        `${counted(replayed.value.entries, "entry", "entries")} given back from the bundle; the log has ${String(replayed.value.size)}.`,
      );
  }
  if (goOn !== undefined) {
    const gone = await ask("backups.goOn", { words: goOn });
    if (!gone.ok) return gone;
    if (json) screen.json(gone.value);
    else screen.line(`The log goes on. Entry ${String(gone.value.seq)} says what is missing.`);
  }
  const state = await ask("backups.state", {});
  if (!state.ok) return state;
  if (!json) tellRecovery(state.value, screen.line.bind(screen));
  else if (fromBundle === undefined && goOn === undefined) screen.json(state.value.recovery);
  return ok(state.value.recovery.state === "whole" ? 0 : 1);
}
