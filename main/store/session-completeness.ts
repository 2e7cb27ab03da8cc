import * as z from "zod";
import { completenessSchema, sessionSchema } from "../../shared/model/session";
import type { ReadDb } from "./database";
import { prepared } from "./prepared";
import { parseColumn } from "./rows";

const subAgentsSchema = z.array(sessionSchema.shape.subAgents.unwrap().element);

/** What a visible session says of how well it was read. */
export interface SessionCompleteness {
  readonly pk: number;
  readonly id: string;
  readonly runner: string;
  readonly runnerSessionId: string;
  readonly title: string | null;
  readonly path: string;
  readonly completeness: z.infer<typeof completenessSchema>;
  readonly subAgents: readonly string[];
}

/** Sessions whose source lies at or below a folder, in the order of their keys after `afterPk`, at most `limit`. */
export function completenessBelow(db: ReadDb, folder: string, afterPk: number, limit: number): SessionCompleteness[] {
  return prepared<
    [number, string, string, string, number],
    {
      pk: number;
      id: string;
      runner: string;
      runner_session_id: string;
      title: string | null;
      source_path: string;
      completeness: string;
      sub_agents: string | null;
    }
  >(
    db,
    "SELECT pk, id, runner, runner_session_id, source_path, json_extract(record, '$.title') AS title, json_extract(record, '$.completeness') AS completeness, json_extract(record, '$.subAgents') AS sub_agents FROM session WHERE pk > ? AND id IS NOT NULL AND (source_path = ? OR (source_path >= ? AND source_path < ?)) ORDER BY pk LIMIT ?",
  )
    .all(afterPk, folder, `${folder}/`, `${folder}0`, limit)
    .map((row) => ({
      pk: row.pk,
      id: row.id,
      runner: row.runner,
      runnerSessionId: row.runner_session_id,
      title: row.title,
      path: row.source_path,
      completeness: parseColumn(completenessSchema, row.completeness, "a session's completeness"),
      subAgents:
        row.sub_agents === null
          ? []
          : parseColumn(subAgentsSchema, row.sub_agents, "a session's sub-agents").map(
              (agent) => agent.runnerSessionId,
            ),
    }));
}

/** The runner's ids of the sub-agents of a session that are here. */
export function childIds(db: ReadDb, runner: string, parent: string): string[] {
  return prepared<[string, string], { runner_session_id: string }>(
    db,
    "SELECT runner_session_id FROM session WHERE runner = ? AND parent = ? AND id IS NOT NULL",
  )
    .all(runner, parent)
    .map((row) => row.runner_session_id);
}
