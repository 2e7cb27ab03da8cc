import { sessionSchema, type Session } from "../../shared/model/session";

/** A completed Claude Code session that was read whole. */
export function session(over: Partial<Session> = {}): Session {
  return sessionSchema.parse({
    id: "S-7K2QH",
    runner: "claude-code",
    runnerSessionId: "0b0d0f5e-0000-4000-8000-000000000001",
    parentRunnerSessionId: null,
    kind: "main",
    status: "completed",
    title: null,
    prompt: "Make refund retries idempotent",
    finalMessage: null,
    cwd: "/work/ledger",
    branch: null,
    baseCommit: null,
    models: [],
    runnerVersions: [],
    startedAt: "2026-11-21T02:00:00Z",
    endedAt: "2026-11-21T03:00:00Z",
    usage: { input: null, output: null, cacheRead: null, cacheWrite: null, reasoning: null, costUsd: null },
    completeness: {
      bytes: 0,
      records: 0,
      recognised: 0,
      unknown: [],
      malformedCount: 0,
      malformed: [],
      shortened: 0,
      withheldReasoning: 0,
      unanswered: 0,
    },
    ...over,
  });
}
