import { describe, expect, it } from "vitest";
import type { App } from "../../main/app";
import { assembleFromSession, rootSession } from "../../main/services/assemble-attempt";
import { eventsOfAttempt } from "../../main/services/judge-attempt";
import { readSession } from "../../main/store/sessions";
import { readAttempts, readTasks } from "../../main/store/tasks";
import type { Event } from "../../shared/model/event";
import type { Session } from "../../shared/model/session";
import { editDetail, event, messageDetail } from "../builders/event";
import { storeSession } from "../builders/search";
import { seededRandom } from "../support/seeded-random";
import { openTestApp } from "../support/temp-home";

interface Given {
  readonly session: Partial<Session> & { readonly id: string; readonly runnerSessionId: string };
  readonly events: readonly Event[];
}

const night = Date.parse("2026-11-20T22:00:00Z");
const at = (minutes: number) => new Date(night + minutes * 60_000).toISOString();

/** Words and edits from a minute on, each a minute after the one before. */
function history(from: number, words: readonly string[]): Event[] {
  return words.map((word, n) =>
    event(
      n === 0 ? messageDetail(word, "person") : n % 2 === 1 ? messageDetail(word) : editDetail(`/w/ledger/${word}`),
      {
        seq: n + 1,
        at: at(from + n),
        actor: n === 0 ? "person" : "agent",
      },
    ),
  );
}

function given(
  id: string,
  minutes: number,
  over: Partial<Session> = {},
  events = history(minutes, [`ask ${id}`, "said", "a.ts"]),
): Given {
  return {
    session: {
      id: `S-${id}`,
      runnerSessionId: `run-${id}`,
      cwd: "/w/ledger",
      prompt: "Make refund retries idempotent",
      startedAt: at(minutes),
      endedAt: at(minutes + 30),
      ...over,
    },
    events,
  };
}

async function take(app: App, { session, events }: Given): Promise<void> {
  storeSession(app.core, session, events);
  const root = rootSession(app.core, session.id);
  if (root !== null) await assembleFromSession(app.core, root);
}

/** What stands after everything was taken, without the letters: those go by who came first. */
function standing(app: App) {
  return readTasks(app.core.index).map((task) => ({
    id: task.id,
    title: task.title,
    ref: task.ref,
    ground: task.ground,
    firstSeenAt: task.firstSeenAt,
    attempts: readAttempts(app.core.index, task.id)
      .map(({ attempt }) => ({
        id: attempt.id,
        sessions: attempt.sessions,
        ground: attempt.ground,
        files: attempt.files.map((file) => file.path),
        copied: attempt.sessions.map((id) => readSession(app.core.index, id)?.session.copied ?? null),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  }));
}

const tasksOf = (app: App) =>
  standing(app).map((task) => task.attempts.map((one) => one.sessions.map((id) => id.slice(2)).join("+")).sort());

const original = history(0, ["fix it", "looking", "one.ts", "more", "two.ts", "done", "three.ts"]);

const everything: readonly Given[] = [
  given("AAAA1", 0, {}, original),
  given("AAAA2", 60, { runner: "codex", baseCommit: "1".repeat(40) }),
  given("AAAA3", 40 * 60, { runner: "codex", baseCommit: "2".repeat(40) }),
  given("AAAA4", 39 * 60, {}),
  given("FFFF1", 0, { links: [{ kind: "forked", runnerSessionId: "run-AAAA1" }], prompt: "Try it another way" }, [
    ...original.slice(0, 4),
    event(editDetail("/w/ledger/forked.ts"), { seq: 5, at: at(300), actor: "agent" }),
  ]),
  given("FFFF2", 400, { links: [{ kind: "forked", runnerSessionId: "run-FFFF1" }], prompt: "And once more" }),
  given("RRRR1", 90, { links: [{ kind: "resumed", runnerSessionId: "run-AAAA1" }], prompt: "Go on" }),
  given("RRRR2", 150, { links: [{ kind: "continued", runnerSessionId: "run-RRRR1" }], prompt: "Go on" }),
  given("HHHH1", 200, {
    runner: "codex",
    links: [{ kind: "handed-over", runnerSessionId: "run-AAAA1" }],
    prompt: "Take over",
  }),
  given("CCCC1", 0, { prompt: "Something else" }, [
    ...original.slice(0, 5),
    event(editDetail("/w/ledger/copy.ts"), { seq: 6, at: at(500), actor: "agent" }),
  ]),
  given("KKKK1", 10, { kind: "sub-agent", parentRunnerSessionId: "run-AAAA1", prompt: "Look around" }),
  given("PPPP1", 20, { prompt: "PAY-118: pay once\nand only once" }),
  given("PPPP2", 21, { runner: "codex", prompt: "Pay once", branch: "agent/PAY-118-pay-once" }),
  given("BBBB1", 22, { runner: "mini-swe-agent", prompt: "one", taskRef: "sqlfluff__sqlfluff-1733", cwd: "/testbed" }),
  given("BBBB2", 23, { runner: "mini-swe-agent", prompt: "two", taskRef: "sqlfluff__sqlfluff-1733", cwd: "/testbed" }),
  given("LLLL1", 24, { links: [{ kind: "forked", runnerSessionId: "run-LLLL2" }], prompt: "circle one" }),
  given("LLLL2", 25, { links: [{ kind: "forked", runnerSessionId: "run-LLLL1" }], prompt: "circle two" }),
  given("NNNN1", 26, { prompt: null }),
];

describe("sessions become attempts and tasks", () => {
  it("in the same way in whatever order they come, and again when they come twice", async () => {
    const random = seededRandom(118);
    let first: ReturnType<typeof standing> | null = null;
    for (let round = 0; round < 12; round += 1) {
      const order = everything.map((one) => ({ one, by: round === 0 ? 0 : random() })).sort((a, b) => a.by - b.by);
      const app = openTestApp();
      for (const { one } of order) await take(app, one);
      if (round === 3) for (const { one } of order.slice(0, 9)) await take(app, one);
      const now = standing(app);
      first ??= now;
      expect(now).toEqual(first);
    }
  }, 120_000);

  it("together by prompt and base, by reference, by link, and with why", async () => {
    const app = openTestApp();
    for (const one of everything) await take(app, one);
    expect(tasksOf(app).sort()).toEqual(
      [
        ["AAAA1+KKKK1+RRRR1+RRRR2", "AAAA2", "CCCC1", "FFFF1", "FFFF2", "HHHH1"].sort(),
        ["AAAA3", "AAAA4"],
        ["BBBB1", "BBBB2"],
        ["LLLL1", "LLLL2"],
        ["NNNN1"],
        ["PPPP1", "PPPP2"],
      ].sort(),
    );
    const grounds = standing(app).flatMap((task) =>
      task.attempts.map((one) => [one.sessions[0]?.slice(2), task.ground.kind, one.ground?.text ?? null] as const),
    );
    expect(grounds).toContainEqual(["AAAA2", "prompt", null]);
    expect(grounds).toContainEqual(["AAAA4", "prompt", "by its prompt and time; it does not state its base"]);
    expect(grounds).toContainEqual(["FFFF1", "prompt", "its session was forked from run-AAAA1"]);
    expect(grounds).toContainEqual(["HHHH1", "prompt", "its session took over from run-AAAA1"]);
    expect(grounds).toContainEqual(["CCCC1", "prompt", "its session begins with the same events as run-AAAA1"]);
    expect(grounds).toContainEqual(["PPPP2", "reference", "the branch names PAY-118"]);
    expect(grounds).toContainEqual(["NNNN1", "alone", null]);
  });

  it("does not count copied events as the work of the copy, and still shows them", async () => {
    const app = openTestApp();
    for (const one of everything) await take(app, one);
    expect(readSession(app.core.index, "S-CCCC1")?.session.copied).toEqual({ from: "run-AAAA1", events: 5 });
    expect(readSession(app.core.index, "S-FFFF1")?.session.copied).toEqual({ from: "run-AAAA1", events: 4 });
    expect(readSession(app.core.index, "S-AAAA1")?.session.copied).toBeNull();
    const copy = standing(app)
      .flatMap((task) => task.attempts)
      .find((one) => one.sessions.includes("S-CCCC1"));
    expect(copy?.files).toEqual(["copy.ts"]);
    expect(eventsOfAttempt(app.core, ["S-CCCC1"]).map(({ event: { seq } }) => seq)).toEqual([6]);
    const shown = await app.invoke("timeline.page", {
      attemptId: copy?.id ?? "",
      filter: { text: "", kinds: [], failedOnly: false },
      offset: 0,
      limit: 50,
    });
    expect(shown.ok && shown.value.total).toBe(6);
  });

  it("marks one of two as the copy, also when the other goes on later", async () => {
    const app = openTestApp();
    const shared = original.slice(0, 4);
    const own = (file: string, seq: number, minute: number) =>
      event(editDetail(`/w/ledger/${file}`), { seq, at: at(minute), actor: "agent" });
    const first = (more: Event[]) => given("YYYY1", 0, { prompt: "x" }, [...shared, ...more]);
    const second = given("YYYY2", 0, { prompt: "y" }, [...shared, own("two.ts", 5, 100)]);
    const copied = () =>
      ["S-YYYY1", "S-YYYY2"].map((id) => readSession(app.core.index, id)?.session.copied?.from ?? null);
    await take(app, first([]));
    await take(app, second);
    expect(copied()).toEqual([null, "run-YYYY1"]);
    // By their times alone the one that went on later is the copy now; never are both.
    await take(app, first([own("one.ts", 5, 200)]));
    expect(copied()).toEqual(["run-YYYY2", null]);
    // Where the transcript says which it is, that stands.
    await take(app, {
      ...second,
      session: { ...second.session, links: [{ kind: "forked", runnerSessionId: "run-YYYY1" }] },
    });
    expect(copied()).toEqual([null, "run-YYYY1"]);
  });

  it("counts a resumed session's history where the session it resumes is not here", async () => {
    const app = openTestApp();
    const resumed = given("RRRR9", 90, {
      links: [{ kind: "resumed", runnerSessionId: "run-gone" }],
      copied: { from: "run-gone", events: 2 },
    });
    await take(app, resumed);
    expect(eventsOfAttempt(app.core, ["S-RRRR9"])).toHaveLength(3);
    await take(app, given("RRRR8", 80, { runnerSessionId: "run-gone" }));
    expect(tasksOf(app)).toEqual([["RRRR8+RRRR9"]]);
    expect(eventsOfAttempt(app.core, ["S-RRRR8", "S-RRRR9"])).toHaveLength(4);
  });

  it("takes the same task given twice at the same second for two sessions, not for a copy", async () => {
    const app = openTestApp();
    const words = history(0, ["do it", "on it", "x.ts"]);
    await take(app, given("XXXX1", 0, {}, words));
    await take(
      app,
      given("XXXX2", 0, {}, [words[0]!, event(messageDetail("starting"), { seq: 2, at: at(1), actor: "agent" })]),
    );
    expect(readSession(app.core.index, "S-XXXX1")?.session.copied).toBeNull();
    expect(readSession(app.core.index, "S-XXXX2")?.session.copied).toBeNull();
  });
});
