import path from "node:path";
import type { Command } from "commander";
import type { AppStatus, IngestReport } from "../../shared/contract/app";
import type { Connection } from "../../shared/model/connection";
import { err, ok, type Result } from "../../shared/result";
import { counted } from "../../shared/review/counted";
import { printCompleteness } from "./completeness";
import { printReport } from "./ingest-report";
import type { Screen } from "./screen";
import { plain } from "./screen";
import { followUntilInterrupted } from "./follow";
import { newCommand, type Session, type Terminal } from "./terminal";

/** `runners [--found]`, `runners show|pause|resume|remove ID` */
export function runnersCommand(terminal: Terminal): Command {
  const runners = newCommand("runners", "The connected runners, and with --found those that are on this machine.")
    .option("--found", "look for runners on this machine; only counts files, reads nothing", false)
    .addHelpText(
      "after",
      `
ID is the first letters of a connection's id, its name, or its place.
  waiting   sources that are new or changed and not read yet: sync reads them
  gone      sources that were read once and that the runner has deleted since; their archived copies are kept
  deletes   the first day on which the runner deletes a source, and how many within a week from it`,
    )
    .action(async (options: { found: boolean }, command: Command) => {
      await terminal.run(command, async (session) => (options.found ? listFound(session) : listConnections(session)));
    });
  const one = (
    name: string,
    description: string,
    work: (session: Session, connection: Connection) => Promise<Result<number | undefined>>,
  ) =>
    newCommand(name, description)
      .argument("<id>", "id, name or place of a connection")
      .action(async (given: string, _options, command: Command) => {
        await terminal.run(command, async (session) => {
          const found = await findConnection(session, given);
          return found.ok ? work(session, found.value) : found;
        });
      });
  runners.addCommand(
    one("show", "How completely a connection was read: what was not understood, what is missing.", showConnection),
  );
  runners.addCommand(
    one("pause", "Stop reading a connection until it is resumed.", (session, connection) =>
      setPaused(session, connection, true),
    ),
  );
  runners.addCommand(
    one("resume", "Read a paused connection again.", (session, connection) => setPaused(session, connection, false)),
  );
  runners.addCommand(
    one(
      "remove",
      "Forget a connection. Sessions, archived sources and decisions stay.",
      async (session, connection) => {
        const removed = await session.ask("runners.remove", { id: connection.id });
        if (!removed.ok) return removed;
        if (session.json) session.screen.json({ removed: connection.id });
        else
          session.screen.line(
            `${plain(connection.name)} removed. It is not read any more; its ${counted(connection.sessions, "session")}, the archived sources and every decision stay.`,
          );
        return ok(undefined);
      },
    ),
  );
  return runners;
}

/** `sync [ID] [--follow]` */
export function syncCommand(terminal: Terminal): Command {
  return newCommand("sync", "Read what is new in every connection, or in one.")
    .argument("[id]", "id, name or place of a connection; paused ones are left out")
    .option("--follow", "go on reading changes as they happen, until Ctrl-C", false)
    .addHelpText(
      "after",
      "\nThe exit code is 1 when a connection could not be read; the others are read all the same.\nA file whose size and time are known is not opened.",
    )
    .action(async (given: string | undefined, options: { follow: boolean }, command: Command) => {
      await terminal.run(command, async (session) => {
        const chosen = given === undefined ? await everyConnection(session) : await findConnection(session, given);
        if (!chosen.ok) return chosen;
        const failed = await syncEach(
          session,
          Array.isArray(chosen.value) ? chosen.value : [chosen.value],
          options.follow,
        );
        if (options.follow) await followUntilInterrupted(session);
        return ok(failed > 0 ? 1 : 0);
      });
    });
}

/** With `lines` the reports are JSON objects of a line each: more lines follow. */
async function syncEach(
  { ask, json, screen }: Session,
  connections: readonly Connection[],
  lines: boolean,
): Promise<number> {
  const reports: { id: string; connection: string; report?: IngestReport; error?: unknown }[] = [];
  let failed = 0;
  for (const connection of connections) {
    const report = await ask("runners.sync", { id: connection.id });
    if (!json) screen.line(`${plain(connection.name)}, ${plain(connection.path)}`);
    if (report.ok) {
      reports.push({ id: connection.id, connection: connection.path, report: report.value });
      if (!json) printReport(screen, report.value);
    } else {
      failed += 1;
      reports.push({ id: connection.id, connection: connection.path, error: report.error });
      if (!json) {
        screen.line(`  ! ${plain(report.error.message)}`);
        if (report.error.remedy !== undefined) screen.line(`    ${plain(report.error.remedy)}`);
      }
    }
  }
  if (json && lines) for (const report of reports) screen.line(JSON.stringify(report));
  else if (json) screen.json(reports);
  else if (connections.length === 0) screen.line("Nothing to sync. countersign runners lists the connections.");
  return failed;
}

async function statusOf({ ask }: Session): Promise<Result<AppStatus>> {
  return ask("app.status", {});
}

async function everyConnection(session: Session): Promise<Result<Connection[]>> {
  const status = await statusOf(session);
  return status.ok ? ok(status.value.connections.filter((connection) => connection.state !== "paused")) : status;
}

/** By id, its first letters, the place or the name; what fits several is refused with their ids. */
async function findConnection(session: Session, given: string): Promise<Result<Connection>> {
  const status = await statusOf(session);
  if (!status.ok) return status;
  const all = status.value.connections;
  const place = path.resolve(given);
  const fits: readonly ((connection: Connection) => boolean)[] = [
    (connection) => connection.id === given || connection.path === given || connection.path === place,
    (connection) => given.length >= 3 && connection.id.startsWith(given),
    (connection) => connection.name === given || connection.kind === given,
  ];
  for (const fit of fits) {
    const [first, ...more] = all.filter(fit);
    if (first === undefined) continue;
    if (more.length === 0) return ok(first);
    return err({
      code: "ambiguous",
      message: `${plain(given)} fits ${String(more.length + 1)} connections.`,
      remedy: `Use one of ${[first, ...more].map(({ id }) => id.slice(0, 8)).join(", ")}.`,
    });
  }
  return err({
    code: "not-found",
    message: `There is no connection ${plain(given)}.`,
    remedy: "countersign runners lists them.",
  });
}

async function setPaused(
  { ask, json, screen }: Session,
  connection: Connection,
  paused: boolean,
): Promise<Result<undefined>> {
  const done = await ask("runners.pause", { id: connection.id, paused });
  if (!done.ok) return done;
  if (json) screen.json({ id: connection.id, paused });
  else
    screen.line(
      paused
        ? `${plain(connection.name)} is paused: it is neither synced nor followed until it is resumed.`
        : `${plain(connection.name)} is read again. countersign sync reads what is new.`,
    );
  return ok(undefined);
}

async function listFound({ ask, json, screen }: Session): Promise<Result<undefined>> {
  const found = await ask("runners.found", {});
  if (!found.ok) return found;
  if (json) screen.json(found.value);
  else if (found.value.length === 0) screen.line("No runner was found in its usual place on this machine.");
  else
    screen.table(
      [{ head: "Kind" }, { head: "Files", right: true }, { head: "Connected" }, { head: "Path", most: 100 }],
      found.value.map((row) => [row.kind, String(row.files), row.connected ? "yes" : "no", row.path]),
    );
  return ok(undefined);
}

async function listConnections(session: Session): Promise<Result<undefined>> {
  const { ask, json, screen } = session;
  const surveyed = await ask("runners.survey", {});
  if (!surveyed.ok) return surveyed;
  const status = await statusOf(session);
  if (!status.ok) return status;
  const { connections } = status.value;
  if (json) screen.json(connections);
  else if (connections.length === 0) screen.line("No runner is connected. countersign runners --found looks for some.");
  else {
    screen.table(
      [
        { head: "Id" },
        { head: "Name", most: 28 },
        { head: "State" },
        { head: "Sessions", right: true },
        { head: "Waiting", right: true },
        { head: "Gone", right: true },
        { head: "Last sync" },
        { head: "Deletes", most: 24 },
        { head: "Place", most: 100 },
      ],
      connections.map((row) => [
        row.id.slice(0, 8),
        row.name,
        row.state,
        String(row.sessions),
        String(row.waiting),
        String(row.gone),
        row.lastSyncAt?.slice(0, 16).replace("T", " ") ?? "never",
        row.deletion === null ? "" : `${row.deletion.at.slice(0, 10)}: ${String(row.deletion.sources)}`,
        row.path,
      ]),
    );
    for (const row of connections) tellMore(screen, row);
  }
  return ok(undefined);
}

function tellMore(screen: Screen, row: Connection): void {
  if (row.problem !== null) {
    screen.line(`! ${plain(row.name)}: ${plain(row.problem.message)}`);
    if (row.problem.remedy !== null) screen.line(`  ${plain(row.problem.remedy)}`);
  }
  if (row.deletion !== null && row.deletion.unread > 0)
    screen.line(
      `! ${plain(row.name)}: ${counted(row.deletion.unread, "source")} that ${row.deletion.unread === 1 ? "is" : "are"} not archived yet will be deleted from ${row.deletion.at.slice(0, 10)}. countersign sync archives them.`,
    );
}

async function showConnection({ ask, json, screen }: Session, connection: Connection): Promise<Result<undefined>> {
  const complete = await ask("runners.completeness", { id: connection.id });
  if (!complete.ok) return complete;
  if (json) screen.json({ connection, completeness: complete.value });
  else printCompleteness(screen, connection, complete.value);
  return ok(undefined);
}
