import { evidenceSchema, type Evidence } from "../../shared/model/evidence";

/** Tests that a transcript shows to have passed after the final edit. */
export function evidence(over: Partial<Evidence> = {}): Evidence {
  return evidenceSchema.parse({
    id: "check:S-7K2QH:4",
    kind: "tests",
    standing: "observed",
    result: "passed",
    producer: "npm test",
    producedAt: "2026-11-21T02:30:00Z",
    tree: "match",
    counts: { passed: 12, failed: 0, skipped: 0 },
    headline: "12 passed",
    cases: [],
    file: null,
    event: { sessionId: "S-7K2QH", seq: 4 },
    note: null,
    ...over,
  });
}

/** A report that came as a file. */
export function reportEvidence(over: Partial<Evidence> = {}): Evidence {
  return evidence({
    id: "file:junit.xml",
    producer: "junit.xml",
    event: null,
    file: { path: "evidence/junit.xml", digest: "a".repeat(64), bytes: 900 },
    ...over,
  });
}
