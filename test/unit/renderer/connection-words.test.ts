import { describe, expect, it } from "vitest";
import {
  connectionSentence,
  deletionIsNear,
  deletionWords,
  goneWords,
  lastSyncWords,
  stateOf,
} from "../../../renderer/parts/connection-words";
import type { Connection } from "../../../shared/model/connection";

const now = Date.parse("2026-11-22T12:00:00.000Z");
const inDays = (days: number): string => new Date(now + days * 24 * 60 * 60 * 1000).toISOString();
const connection = (over: Partial<Connection> = {}): Connection => ({
  id: "c1",
  kind: "claude-code",
  name: "Laptop",
  path: "/home/ilse/.claude/projects",
  addedAt: inDays(-9),
  lastSyncAt: inDays(-1),
  state: "ready",
  problem: null,
  tokenEnv: null,
  sessions: 9,
  sources: 14,
  following: false,
  waiting: 0,
  newestAt: inDays(-1),
  gone: 0,
  goneUnverified: 0,
  surveyedAt: inDays(0),
  deletion: null,
  ...over,
});
const deletion = (days: number, unread = 0) => ({ at: inDays(days), sources: 12, unread, ground: "30 days." });

describe("a connection in words", () => {
  it("says the state that matters most first", () => {
    const problem = { message: "It is away.", remedy: null };
    expect(stateOf(connection()).words).toBe("Up to date");
    expect(stateOf(connection({ following: true })).words).toBe("Up to date, following");
    expect(stateOf(connection({ waiting: 1482 }))).toMatchObject({ words: "1,482 waiting", tone: "amber" });
    expect(stateOf(connection({ waiting: 3, problem })).words).toBe("Could not be read");
    expect(stateOf(connection({ state: "syncing", problem })).words).toBe("Reading");
    expect(stateOf(connection({ state: "paused", problem, waiting: 3 }))).toMatchObject({
      words: "Paused",
      tone: "mid",
    });
  });

  it("names the day of deletion, and warns when it is near or something is not archived", () => {
    const near = connection({ deletion: deletion(11) });
    expect(deletionWords(near, "Claude Code", now)).toBe("12 sources will be deleted by Claude Code from Thu 3 Dec");
    expect(deletionWords(near, null, now)).toBe("12 sources will be deleted from Thu 3 Dec");
    expect(deletionIsNear(near, now)).toBe(true);
    expect(deletionIsNear(connection({ deletion: deletion(15) }), now)).toBe(false);
    expect(deletionIsNear(connection({ deletion: deletion(15, 1) }), now)).toBe(true);
    expect(deletionIsNear(connection(), now)).toBe(false);
    expect(deletionWords(connection({ deletion: deletion(-1) }), "Claude Code", now)).toBe(
      "12 sources will be deleted by Claude Code at its next start",
    );
  });

  it("says that what is gone is archived", () => {
    expect(goneWords(connection())).toBeNull();
    expect(goneWords(connection({ gone: 1 }))).toBe("1 source gone, archived copy intact");
    expect(goneWords(connection({ gone: 2, goneUnverified: 1 }))).toBe("2 sources gone, archived copies kept");
    expect(goneWords(connection({ gone: 3, kind: "http" }))).toBe("3 packs gone, archived copies intact");
  });

  it("is a sentence for readers", () => {
    expect(lastSyncWords(connection({ lastSyncAt: null }), now)).toBe("never");
    expect(connectionSentence(connection({ gone: 2, deletion: deletion(3) }), "Claude Code", now)).toBe(
      "Laptop, Up to date, last read 1 d ago, 9 sessions, 2 sources gone, archived copies intact, 12 sources will be deleted by Claude Code from Wed 25 Nov",
    );
  });
});
