import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { App } from "../../main/app";
import { notesInText } from "../../main/anchors/checkpoint-trailer";
import { readPullRequest } from "../../main/services/read-pull-request";
import type { Input, Output, ProcedureName } from "../../shared/contract/api";
import type { DecisionKind } from "../../shared/model/decision";
import { FakeGitHub } from "../support/github/fake-github";
import type { Pull } from "../support/github/model";
import { datePatch, layOutNight, type GitHubNight } from "../support/github/night";
import { readPermissions } from "../support/github/tokens";
import { headOf } from "../support/github/world";
import { openTestApp, tempFolder } from "../support/temp-home";

interface Desk {
  readonly github: FakeGitHub;
  readonly night: GitHubNight;
  readonly app: App;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
}

const token = "ghu_reviewer";

async function desk(more: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  const night = layOutNight(github, token);
  const home = tempFolder();
  const env = {
    COUNTERSIGN_KEY_PROTECTION: "file",
    GITHUB_TOKEN: token,
    COUNTERSIGN_GITHUB_API: github.address,
    COUNTERSIGN_OUTBOX_SETTLE_MS: "0",
    ...more,
  };
  const app = openTestApp({ home, platform: { env } });
  return { github, night, app, home, env };
}

async function ask<N extends ProcedureName>(app: App, name: N, input: Input<N>): Promise<Output<N>> {
  const answer = await app.invoke(name, input);
  if (!answer.ok) throw new Error(`${name}: ${answer.error.message}`);
  return answer.value;
}

/** Reads a pull request; out: where it is in the index. */
async function read({ app }: Desk, pull: Pull): Promise<{ taskId: string; attemptId: string }> {
  const number = pull.issue.number;
  const got = await readPullRequest(app.core, { host: "github.com", owner: "demo", repo: "app", number });
  if (!got.ok) throw new Error(got.error.message);
  const inbox = await ask(app, "inbox.list", { filter: "" });
  for (const { taskId } of inbox.groups.flatMap((group) => group.rows)) {
    const task = await ask(app, "task.get", { taskId });
    if (task.attempts.some(({ attempt }) => attempt.id === got.value)) return { taskId, attemptId: got.value };
  }
  throw new Error("the attempt is in no task");
}

interface Said {
  readonly reason?: string;
  readonly person?: string;
  readonly comments?: Input<"decision.record">["comments"];
  /** Operations to send; absent for what is sent unless one says otherwise. */
  readonly only?: readonly string[];
}

async function decide(
  { app }: Desk,
  kind: DecisionKind,
  at: { taskId: string; attemptId: string | null },
  said: Said = {},
) {
  const { reason = "The key is made anew on each try.", person = null, comments = [], only } = said;
  const subject = { kind, ...at };
  const sheet = await ask(app, "decision.sheet", subject);
  const { effects } = await ask(app, "outbox.plan", {
    ...subject,
    reason,
    person,
    until: null,
    comments: comments.map(({ id }) => id),
  });
  const chosen = effects.filter(
    (effect) => effect.refused === null && (only === undefined ? effect.wanted : only.includes(effect.operation)),
  );
  const receipt = await ask(app, "decision.record", {
    ...subject,
    nonce: sheet.nonce,
    reason,
    person,
    until: null,
    confirm: sheet.confirm,
    ...(comments.length === 0 ? {} : { comments }),
    effects: chosen.map(({ id }) => id),
  });
  return { receipt, effects, chosen };
}

async function send({ app }: Desk, rounds = 1) {
  for (let round = 1; round < rounds; round += 1) await ask(app, "outbox.send", {});
  return ask(app, "outbox.send", {});
}

async function states({ app }: Desk) {
  const { queue, settled } = await ask(app, "outbox.list", {});
  return [...queue, ...settled.toReversed()].map(({ operation, target, state }) => `${operation} ${target} ${state}`);
}

/** What GitHub has against how this program writes. */
function complaints({ github }: Desk) {
  return github.complaints.filter((one) => !one.startsWith("GET "));
}

function entries({ app }: Desk) {
  return app.core.ledger.entriesOf("effect").flatMap((seq) => {
    const body = app.core.ledger.body(seq);
    return body?.kind === "effect" ? [body] : [];
  });
}

describe("a decision that is sent to GitHub", () => {
  it("is previewed word for word, posted once, pinned to its commit, and told by the log", async () => {
    const at = await desk();
    const pull = at.night.attempts[2];
    const place = await read(at, pull);
    const { receipt, chosen } = await decide(at, "request-changes", place);
    expect(chosen).toMatchObject([
      { operation: "review", account: "ilse", target: `demo/app#${String(pull.issue.number)}` },
    ]);
    expect(await states(at)).toEqual([`review demo/app#${String(pull.issue.number)} planned`]);
    expect(pull.reviews).toEqual([]);
    await send(at, 2);
    expect(pull.reviews).toHaveLength(1);
    const [review] = pull.reviews;
    expect(review).toMatchObject({ state: "CHANGES_REQUESTED", commit: headOf(pull)?.sha, by: { login: "ilse" } });
    const [text = "", rest = ""] = (review?.body ?? "").split("\n\nCountersign-Checkpoint:");
    expect(text).toBe(chosen[0]?.text);
    expect(rest.split("\n").at(-1)).toMatch(/^<!-- countersign:effect:[0-9a-f-]{36} -->$/);
    // The checkpoint in it covers the decision's own entry.
    const [note = ""] = notesInText(review?.body ?? "");
    expect(Number(note.split("\n")[1])).toBe(receipt.seq + 1);
    expect(entries(at)).toMatchObject([
      {
        decision: receipt.seq,
        via: "github",
        operation: "review",
        state: "confirmed",
        head: headOf(pull)?.sha,
        remote: { id: String(review?.id) },
      },
    ]);
    const sent = at.github.exchanges.filter(
      ({ method, path: asked }) => method === "POST" && !asked.endsWith("/graphql"),
    );
    expect(sent).toHaveLength(1);
    const anchors = await ask(at.app, "anchors.list", {});
    expect(anchors.anchors).toMatchObject([{ type: "github", size: receipt.seq + 1 }]);
    const checked = await ask(at.app, "anchors.check", {});
    expect(checked.findings.filter(({ outcome }) => outcome === "diverged")).toEqual([]);
    expect(await ask(at.app, "audit.verify", {})).toMatchObject({ verified: true });
    expect(complaints(at)).toEqual([]);
  });

  it("puts comments on lines that GitHub shows, and the others into the text", async () => {
    const at = await desk();
    const [pull] = at.night.attempts;
    const place = await read(at, pull);
    const comment = async (id: string, where: Input<"comments.save">["place"], body: string) => {
      const saved = await ask(at.app, "comments.save", {
        ...{ id, writer: "outbox-test", rev: 0, ...place, thread: null, place: where, patch: null },
        ...{ kind: "note", body, replacement: null, editing: null },
      });
      return { id, rev: saved.comment.rev };
    };
    const onLine = await comment(
      "C-AAAAA1",
      { kind: "lines", path: "src/refunds/retry.js", side: "new", start: 2, end: 3 },
      "Where does **makeKey** come from? <!-- countersign:effect:x -->",
    );
    const whole = await comment("C-AAAAA2", { kind: "attempt" }, "The test never fails.");
    await decide(at, "request-changes", place, { reason: "", comments: [onLine, whole] });
    await send(at, 2);
    const made = pull.comments.filter(({ by }) => by.login === "ilse");
    expect(made).toMatchObject([{ path: "src/refunds/retry.js", line: 3, startLine: 2, side: "RIGHT" }]);
    expect(made[0]?.body).toContain("Where does **makeKey** come from? &lt;!-- countersign");
    const review = pull.reviews.find(({ by }) => by.login === "ilse");
    expect(review?.body).toContain("The test never fails.");
    expect(review?.body).not.toContain("makeKey");
  });

  it("is held where the head moved since it was judged, and never sent by itself after", async () => {
    const at = await desk();
    const { moving: pull, repository } = at.night;
    const place = await read(at, pull);
    const judged = headOf(pull)?.sha ?? "";
    await decide(at, "request-changes", place);
    const by = at.github.world.person("google-labs-jules[bot]", "Bot");
    at.github.world.push(repository, pull, { by, patch: datePatch("export const format = () => 'now';") });
    await send(at, 3);
    const list = await ask(at.app, "outbox.list", {});
    const now = headOf(pull)?.sha ?? "";
    expect(list.queue).toMatchObject([
      { state: "held", can: { cancel: true, retry: true }, detail: expect.stringContaining(now.slice(0, 7)) as string },
    ]);
    expect(list.queue[0]?.detail).toContain(judged.slice(0, 7));
    expect(pull.reviews).toEqual([]);
    expect(entries(at)).toMatchObject([{ state: "held", head: judged, remote: null, digest: null }]);
    // Trying again is asked for, and covers the same commit: it is held again.
    await ask(at.app, "outbox.retry", { id: list.queue[0]?.id ?? "" });
    await send(at, 2);
    expect(await states(at)).toEqual([`review demo/app#${String(pull.issue.number)} held`]);
    expect(pull.reviews).toEqual([]);
    await ask(at.app, "outbox.cancel", { id: list.queue[0]?.id ?? "" });
    expect(entries(at).map(({ state }) => state)).toEqual(["held", "held", "cancelled"]);
  });

  it.each([
    ["the answer is lost after it was done", { kind: "lost", when: "after" }],
    ["the answer is lost before it was done", { kind: "lost", when: "before" }],
    ["GitHub fails after it was done", { kind: "status", status: 502, when: "after" }],
    ["GitHub fails before it was done", { kind: "status", status: 503, when: "before" }],
    ["the answer breaks off", { kind: "cut" }],
    ["the answer is no JSON", { kind: "not-json" }],
    ["the limit is reached", { kind: "secondary-limit", retryAfter: 1 }],
  ] as const)("is there exactly once where %s", async (_, fault) => {
    const at = await desk();
    const pull = at.night.attempts[1];
    const place = await read(at, pull);
    await decide(at, "request-changes", place);
    at.github.faults.set({ method: "POST", path: /\/reviews$/, fault });
    for (let round = 0; round < 30 && (await send(at)).count.toSend > 0; round += 1)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pull.reviews.filter(({ by }) => by.login === "ilse")).toHaveLength(1);
    expect(await states(at)).toEqual([`review demo/app#${String(pull.issue.number)} confirmed`]);
    expect(entries(at).map(({ state }) => state)).toEqual(["confirmed"]);
    expect(complaints(at)).toEqual([]);
  });

  it("waits in the queue while GitHub cannot be reached, and can be cancelled there", async () => {
    const at = await desk();
    const place = await read(at, at.night.moving);
    // Whose the token is was found out while GitHub could be asked.
    await ask(at.app, "outbox.plan", {
      ...{ kind: "reject", ...place, reason: "", person: null, until: null, comments: [] },
    });
    await at.github.stop();
    await decide(at, "request-changes", place);
    const first = await send(at);
    expect(first).toMatchObject({ count: { toSend: 1, held: 0 } });
    expect(first.nextAt).not.toBeNull();
    const [waiting] = (await ask(at.app, "outbox.list", {})).queue;
    expect(waiting).toMatchObject({ state: "planned", tries: 1, can: { cancel: true, retry: false } });
    await ask(at.app, "outbox.cancel", { id: waiting?.id ?? "" });
    expect(entries(at)).toMatchObject([{ state: "cancelled", remote: null }]);
    expect(await ask(at.app, "outbox.count", {})).toEqual({ toSend: 0, held: 0, oldest: null });
  });

  it("is taken out of the queue with the decision that is withdrawn, and held where another took its place", async () => {
    const at = await desk();
    const { moving } = at.night;
    const place = await read(at, moving);
    const first = await decide(at, "request-changes", place);
    await ask(at.app, "decision.withdraw", { entries: [first.receipt.seq], reason: "" });
    expect(await states(at)).toEqual([`review demo/app#${String(moving.issue.number)} cancelled`]);
    await decide(at, "request-changes", place);
    await decide(at, "reject", place, { reason: "Not asked for.", only: [] });
    await send(at, 2);
    const { queue } = await ask(at.app, "outbox.list", {});
    expect(queue).toMatchObject([{ state: "held", detail: expect.stringContaining("superseded") as string }]);
    expect(moving.reviews).toEqual([]);
  });

  it("is not offered to who opened the pull request, nor where the token may not write", async () => {
    const at = await desk();
    const { repository, reviewer } = at.night;
    const own = at.github.world.pull(repository, {
      ...{ title: "Own work", body: "", by: reviewer, branch: "ilse/own" },
      patch: datePatch("export const format = String;"),
    });
    const place = await read(at, own);
    const planned = await ask(at.app, "outbox.plan", {
      ...{ kind: "approve", ...place, reason: "x", person: null, until: null, comments: [] },
    });
    expect(planned.effects).toMatchObject([
      { operation: "review", refused: expect.stringContaining("their own pull request") as string, wanted: false },
      { operation: "review", refused: null, wanted: false },
    ]);
    const reading = await desk();
    reading.github.token(token, reading.night.reviewer, { kind: "app", permissions: readPermissions });
    const there = await read(reading, reading.night.moving);
    const { effects } = await ask(reading.app, "outbox.plan", {
      ...{ kind: "reject", ...there, reason: "x", person: null, until: null, comments: [] },
    });
    const sent = await decide(reading, "reject", there);
    if (sent.chosen.length > 0) {
      // What only GitHub's answer tells is held with the permission that is missing.
      await send(reading, 2);
      const [held] = (await ask(reading.app, "outbox.list", {})).queue;
      expect(held).toMatchObject({ state: "held" });
      expect(held?.detail).toMatch(/write/);
      expect(held?.link).toContain("/pull/");
    } else expect(effects.every(({ refused }) => refused !== null)).toBe(true);
  });

  it("tells the attempts that were not chosen, and closes them where that is asked for", async () => {
    const at = await desk();
    const [a, b, c] = at.night.attempts;
    await read(at, b);
    await read(at, c);
    const place = await read(at, a);
    const { effects } = await decide(at, "choose-attempt", place, { only: ["comment", "close"] });
    expect(effects.map(({ operation, refused }) => [operation, refused])).toEqual(
      ["comment", "close", "comment", "close"].map((operation) => [operation, null]),
    );
    await send(at, 6);
    expect([a, b, c].map(({ issue }) => issue.state)).toEqual(["open", "closed", "closed"]);
    for (const { issue } of [b, c]) {
      const mine = issue.comments.filter(({ by }) => by.login === "ilse");
      expect(mine).toHaveLength(1);
      expect(mine[0]?.body).toContain(`demo/app#${String(a.issue.number)} was chosen`);
    }
    expect(a.issue.comments.filter(({ by }) => by.login === "ilse")).toEqual([]);
    expect(entries(at).map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => "confirmed"));
    expect(complaints(at)).toEqual([]);
  }, 30_000);

  it("is not sent once its text was erased from the log", async () => {
    const at = await desk();
    const { moving } = at.night;
    const place = await read(at, moving);
    const { receipt } = await decide(at, "request-changes", place, { reason: "Names a customer: Example Ltd." });
    await ask(at.app, "audit.erase", { seq: receipt.seq, reason: "asked for" });
    await send(at, 2);
    const [held] = (await ask(at.app, "outbox.list", {})).queue;
    expect(held).toMatchObject({ state: "held", can: { cancel: true, retry: false } });
    expect(await ask(at.app, "outbox.get", { id: held?.id ?? "" })).toMatchObject({ erased: true, text: null });
    expect(moving.reviews).toEqual([]);
    expect(readFileSync(path.join(at.home, "record.db"), "latin1")).not.toContain("Example Ltd");
  });

  it("refuses a text that is not the one that was shown, and records nothing then", async () => {
    const at = await desk();
    const place = await read(at, at.night.moving);
    const subject = { kind: "request-changes", ...place } as const;
    const { effects } = await ask(at.app, "outbox.plan", {
      ...subject,
      reason: "One",
      person: null,
      until: null,
      comments: [],
    });
    const sheet = await ask(at.app, "decision.sheet", subject);
    const size = at.app.core.ledger.size();
    const record = (reason: string) =>
      at.app.invoke("decision.record", {
        ...{ ...subject, nonce: sheet.nonce, reason, person: null, until: null, confirm: sheet.confirm },
        effects: [effects[0]?.id ?? ""],
      });
    expect(await record("Two")).toMatchObject({ ok: false, error: { code: "effects-moved" } });
    expect(at.app.core.ledger.size()).toBe(size);
    expect(await record("One")).toMatchObject({ ok: true });
  });

  it("is sent by one of two processes, and looked for where the other was ended while it sent", async () => {
    const at = await desk();
    const pull = at.night.attempts[0];
    const place = await read(at, pull);
    await decide(at, "request-changes", place);
    const other = openTestApp({ home: at.home, platform: { env: at.env } });
    await Promise.all([at.app.invoke("outbox.send", {}), other.invoke("outbox.send", {})]);
    await send(at, 2);
    expect(pull.reviews.filter(({ by }) => by.login === "ilse")).toHaveLength(1);
    // As a process leaves it that was ended: claimed by a number nobody has.
    const gone = `${encodeURIComponent("elsewhere")} 4194303 x`;
    const again = await read(at, at.night.moving);
    await decide(at, "request-changes", again);
    at.app.core.record
      .prepare("UPDATE effect SET state = 'sending', unsure = 1, claim = ?, claim_until = ? WHERE state = 'planned'")
      .run(gone, "2026-01-01T00:00:00.000Z");
    await send(at, 4);
    expect(at.night.moving.reviews.filter(({ by }) => by.login === "ilse")).toHaveLength(1);
    expect(complaints(at)).toEqual([]);
  });
});
