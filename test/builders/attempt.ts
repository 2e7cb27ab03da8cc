import { createHash } from "node:crypto";
import {
  attemptSchema,
  changedFileSchema,
  freshnessSchema,
  judgementSchema,
  type Attempt,
  type ChangedFile,
  type Freshness,
  type Judgement,
} from "../../shared/model/attempt";

export function changedFile(path: string, over: Partial<ChangedFile> = {}): ChangedFile {
  const digest = createHash("sha256").update(path).digest("hex");
  return changedFileSchema.parse({
    path,
    oldPath: null,
    status: "modified",
    added: 3,
    removed: 1,
    binary: false,
    digest,
    ...over,
  });
}

/** An attempt with one changed file and no summary. */
export function attempt(over: Partial<Attempt> = {}): Attempt {
  return attemptSchema.parse({
    id: "A-4M8PW",
    taskId: "T-9C3RD",
    letter: "A",
    runner: "claude-code",
    runnerName: "Claude Code",
    model: null,
    base: null,
    head: null,
    branch: null,
    summary: null,
    startedAt: "2026-11-21T02:00:00Z",
    finishedAt: "2026-11-21T03:00:00Z",
    costUsd: null,
    sessions: ["S-7K2QH"],
    patchSource: "recorded-edits",
    patchDigest: null,
    patchNote: null,
    files: [changedFile("src/x.ts")],
    ...over,
  });
}

/** No edit and no check on record. */
export function freshFacts(over: Partial<Freshness> = {}): Freshness {
  return freshnessSchema.parse({ lastEdit: null, lastPass: null, stale: false, sentence: "No check ran.", ...over });
}

/** A judgement with nothing against the attempt and nothing for it. */
export function judgement(over: Partial<Judgement> = {}): Judgement {
  return judgementSchema.parse({
    attemptId: "A-4M8PW",
    claims: [],
    findings: [],
    evidence: [],
    freshness: freshFacts(),
    tier: {
      level: "low",
      points: 0,
      matched: [],
      policy: { id: "default", version: 1, digest: "0".repeat(64), source: "default" },
    },
    escalation: null,
    rulesRun: 14,
    looked: {},
    provenance: null,
    ...over,
  });
}
