import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sessionKey, stableId } from "../../../main/ingest/stable-id";
import { attemptIdSchema, sessionIdSchema, taskIdSchema } from "../../../shared/model/ids";

describe("stableId", () => {
  it("is the SHA-256 of the key in Crockford's base 32", () => {
    const first = createHash("sha256").update("key").digest()[0] ?? 0;
    expect(stableId("T", "key").charAt(2)).toBe("0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt(first >> 3));
  });

  it("fits the model, differs by key, and grows for collisions without changing its beginning", () => {
    taskIdSchema.parse(stableId("T", "a"));
    attemptIdSchema.parse(stableId("A", "a"));
    sessionIdSchema.parse(stableId("S", "a", 16));
    expect(stableId("S", "a")).not.toBe(stableId("S", "b"));
    expect(stableId("S", "a", 9).startsWith(stableId("S", "a"))).toBe(true);
    expect(() => stableId("S", "a", 4)).toThrow(RangeError);
  });

  it("keeps sub-agents of two sessions apart where the runner's ids are short", () => {
    const sub = { runner: "claude-code", runnerSessionId: "a1b2c3", kind: "sub-agent" };
    expect(sessionKey({ ...sub, parentRunnerSessionId: "one" })).not.toBe(
      sessionKey({ ...sub, parentRunnerSessionId: "two" }),
    );
    const main = { runner: "codex", runnerSessionId: "x", kind: "main" };
    expect(sessionKey({ ...main, parentRunnerSessionId: null })).toBe(
      sessionKey({ ...main, parentRunnerSessionId: "p" }),
    );
  });
});
