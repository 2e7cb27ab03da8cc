import { counted } from "../../shared/review/counted";
import { createHttpFollower } from "../services/follow-http-runners";
import { createFollower } from "../services/follow-sources";
import { plain } from "./screen";
import type { Session } from "./terminal";

/** Reads changes as they happen and prints each, until Ctrl-C. One JSON object a line with --json. */
export async function followUntilInterrupted({ app, ask, json, screen }: Session): Promise<void> {
  const names = async () => {
    const status = await ask("app.status", {});
    return new Map(status.ok ? status.value.connections.map(({ id, name }) => [id, name]) : []);
  };
  const known = await names();
  const now = () => new Date().toISOString();
  const print = (said: Readonly<Record<string, unknown>>, words: string) => {
    if (json) screen.line(JSON.stringify({ at: now(), ...said }));
    else screen.line(`${now().slice(11, 19)}  ${words}`);
  };
  const files = createFollower(app.core, {
    onGrowth: ({ path, connection, sessionIds, bytes }) => {
      print(
        { connection, path, sessions: sessionIds, bytes },
        `${plain(known.get(connection) ?? connection)}: ${plain(path)}, ${counted(bytes, "byte")} more, ${sessionIds.join(", ")}`,
      );
    },
    onProblem: ({ message, remedy, place }) => {
      print({ problem: { message, remedy, place } }, `! ${plain(message)} ${plain(remedy ?? "")}`);
    },
  });
  const runners = createHttpFollower(app.core, {
    onRead: (connection, report) => {
      for (const { message, remedy } of report.problems)
        print({ connection, problem: { message, remedy } }, `! ${plain(message)} ${plain(remedy ?? "")}`);
      if (report.attempts + report.sessions > 0)
        print(
          { connection, sessions: report.sessions, attempts: report.attempts },
          `${plain(known.get(connection) ?? connection)}: ${counted(report.attempts, "attempt")}, ${counted(report.sessions, "session")}`,
        );
    },
  });
  if (!json) screen.line("Following. Ctrl-C ends it.");
  // What watches lets the program end; this does not.
  const alive = setInterval(() => undefined, 60_000);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  clearInterval(alive);
  files.stop();
  runners.stop();
}
