import type { ReadDb } from "./database";
import { prepared } from "./prepared";

/** The id here of a session by its runner's own id, or null where it was not read. */
export function idOfRunnerSession(db: ReadDb, runner: string, runnerSessionId: string): string | null {
  return (
    prepared<[string, string], { id: string }>(
      db,
      "SELECT id FROM session WHERE runner = ? AND runner_session_id = ? AND id IS NOT NULL",
    ).get(runner, runnerSessionId)?.id ?? null
  );
}
