import { expect, it } from "vitest";
import type { App } from "../../main/app";
import { systemClock } from "../../main/platform/clock";
import { anchorsDue, createAnchorFollower } from "../../main/services/follow-anchors";
import { bareRemote, openAnchorApp, plainGit, valueOf } from "../support/anchor-app";
import { tempFolder } from "../support/temp-home";

const platform = { env: { PATH: process.env["PATH"] ?? "", COUNTERSIGN_KEY_PROTECTION: "file" } };

async function assign(app: App, person: string): Promise<void> {
  const inbox = valueOf(await app.invoke("inbox.list", { filter: "WEB-123" }));
  const [row] = inbox.groups.flatMap((group) => group.rows);
  if (row === undefined) throw new Error("the sample night has no WEB-123");
  const subject = { kind: "assign-owner" as const, taskId: row.taskId, attemptId: null };
  const sheet = valueOf(await app.invoke("decision.sheet", subject));
  const asked = { ...subject, nonce: sheet.nonce, reason: "on call", person, until: null, confirm: sheet.confirm };
  valueOf(await app.invoke("decision.record", asked));
}

it("an anchor is due after so many decisions, or so many hours; then the app makes it once", async () => {
  const home = tempFolder();
  const app = openAnchorApp({ home, platform });
  valueOf(await app.invoke("sample.open", {}));
  const remote = bareRemote();
  valueOf(
    await app.invoke("anchors.settings", { git: { remote, tokenEnv: null, automatic: true }, everyDecisions: 3 }),
  );
  const status = async () => valueOf(await app.invoke("app.status", {})).log.anchored;
  for (const person of ["ada", "mara"]) await assign(app, person);
  expect(await status()).toEqual({ size: 0, at: null, notAnchored: 2, due: false });
  expect(anchorsDue(app.core)).toEqual([]);
  await assign(app, "noor");
  expect(await status()).toMatchObject({ notAnchored: 3, due: true });
  expect(anchorsDue(app.core)).toEqual(["git"]);

  const bugs: unknown[] = [];
  const follower = createAnchorFollower(app.core, { onBug: (error) => bugs.push(error), everyMs: 50 });
  await expect.poll(async () => (await status()).notAnchored, { timeout: 10_000 }).toBe(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  follower.stop();
  expect(bugs).toEqual([]);
  const ref = plainGit(remote, "for-each-ref", "--format=%(refname)", "refs/countersign/");
  expect(plainGit(remote, "rev-list", "--count", ref)).toBe("1");

  await assign(app, "ada");
  expect(await status()).toMatchObject({ notAnchored: 1, due: false });
  app.close();
  const later = { ...systemClock(), now: () => new Date(Date.now() + 24 * 3_600_000) };
  const again = openAnchorApp({ home, platform: { ...platform, clock: later } });
  expect(valueOf(await again.invoke("app.status", {})).log.anchored).toMatchObject({ notAnchored: 1, due: true });
  // By hand is by hand.
  valueOf(await again.invoke("anchors.settings", { git: { remote, tokenEnv: null, automatic: false } }));
  expect(anchorsDue(again.core)).toEqual([]);
});

it("asking twice at once makes one anchor", async () => {
  const app = openAnchorApp({ platform });
  valueOf(await app.invoke("sample.open", {}));
  const remote = bareRemote();
  valueOf(await app.invoke("anchors.settings", { git: { remote, tokenEnv: null, automatic: false } }));
  const both = await Promise.all([
    app.invoke("anchors.make", { type: "git" }),
    app.invoke("anchors.make", { type: "git" }),
  ]);
  expect(both.map(valueOf).map(({ seq }) => seq)).toEqual([valueOf(both[0]).seq, valueOf(both[0]).seq]);
  expect(valueOf(await app.invoke("anchors.list", {})).anchors).toHaveLength(1);
});
