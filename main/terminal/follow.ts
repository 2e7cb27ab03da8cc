import type { Connection } from "../../shared/model/connection";
import { counted } from "../../shared/review/counted";
import { createHttpFollower } from "../services/follow-http-runners";
import { plain } from "./screen";
import type { Session } from "./terminal";

/** Reads changes as they happen and prints each, until Ctrl-C. */
export async function followUntilInterrupted(session: Session): Promise<void> {
  const { app, json, screen } = session;
  let known = await growthOf(session);
  const print = async () => {
    const now = await growthOf(session);
    const at = new Date().toISOString();
    for (const [id, connection] of now) {
      const before = known.get(id);
      const sessions = connection.sessions - (before?.sessions ?? 0);
      const sources = connection.sources - (before?.sources ?? 0);
      if (sessions === 0 && sources === 0 && before?.newestAt === connection.newestAt) continue;
      if (json)
        screen.json({ at, id, name: connection.name, sessions: connection.sessions, sources: connection.sources });
      else
        screen.line(
          `${at.slice(11, 19)}  ${plain(connection.name)}: ${counted(connection.sessions, "session")}${sessions > 0 ? ` (+${String(sessions)})` : ""}, ${counted(connection.sources, "source")}`,
        );
    }
    known = now;
  };
  let printing = Promise.resolve();
  const unsubscribe = app.subscribe((topic, payload) => {
    if (topic !== "changed" || !("scopes" in payload) || !payload.scopes.includes("runners")) return;
    printing = printing.then(print);
  });
  const followers = [createHttpFollower(app.core)];
  if (!json) screen.line("Following. Ctrl-C ends it.");
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  for (const follower of followers) follower.stop();
  unsubscribe();
  await printing;
}

async function growthOf({ ask }: Session): Promise<ReadonlyMap<string, Connection>> {
  const status = await ask("app.status", {});
  return new Map(status.ok ? status.value.connections.map((connection) => [connection.id, connection]) : []);
}
