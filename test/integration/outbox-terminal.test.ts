import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight } from "../support/github/night";
import { openTestApp, projectRoot, tempFolder } from "../support/temp-home";

it("the terminal previews what a decision does on GitHub, queues it, shows it, sends it once and says what is left", async () => {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  const { moving } = layOutNight(github, "ghu_reviewer");
  const home = tempFolder();
  const env = {
    COUNTERSIGN_KEY_PROTECTION: "file",
    GITHUB_TOKEN: "ghu_reviewer",
    COUNTERSIGN_GITHUB_API: github.address,
    COUNTERSIGN_OUTBOX_SETTLE_MS: "0",
  };
  // The double answers from this process: the command must not hold it up.
  const countersign = (...args: string[]) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const cli = path.join(projectRoot, "dist", "main", "cli.mjs");
      const all = [cli, ...args, "--home", home];
      execFile(process.execPath, all, { env: { ...process.env, ...env } }, (error, out, err) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
      });
    });
  const prepared = openTestApp({ home, platform: { env } });
  expect(await prepared.invoke("runners.connect", { kind: "github", path: "demo/app" })).toMatchObject({ ok: true });
  const inbox = await prepared.invoke("inbox.list", { filter: "Swiss" });
  const task = inbox.ok ? (inbox.value.groups[0]?.rows[0]?.taskId ?? "") : "";
  prepared.close();

  const said = ["request-changes", "--reason", "The format is the account's."];
  const number = `demo/app#${String(moving.issue.number)}`;
  expect((await countersign("outbox")).out).toBe("Nothing waits to be sent, and nothing was sent yet.\n");
  const preview = await countersign("outbox", "preview", task, ...said);
  expect(preview.out).toMatch(
    new RegExp(`^with --post +review: Request changes on ${number} at [0-9a-f]{7}, as ilse\n`),
  );
  expect(preview.out).toContain("    | The format is the account's.\n");
  const refused = await countersign("decide", task, ...said, "--effect", "close");
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.err).toMatch(/No close can be sent: it has no such effect\. Nothing was recorded/);
  const queued = await countersign("decide", task, ...said, "--post", "--later");
  expect(queued.out).toMatch(/^Recorded as entry \d+/m);
  expect(queued.out).toMatch(/planned +Request changes on/);
  expect(moving.reviews).toEqual([]);
  const listed = await countersign("outbox", "list", "--json");
  const [effect] = (JSON.parse(listed.out) as { queue: { id: string; state: string }[] }).queue;
  expect(effect?.state).toBe("planned");
  const sent = await countersign("outbox", "send", "--wait", "20");
  expect(sent).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^1 effect worked on; 0 to send, 0 held/) as string,
  });
  expect(moving.reviews).toHaveLength(1);
  const shown = await countersign("outbox", "show", effect?.id.slice(-8) ?? "");
  expect(shown.out).toMatch(/confirmed +Request changes on .*: Posted as a review: changes requested/);
  expect(shown.out).toContain(`    | <!-- countersign:effect:${effect?.id ?? ""} -->`);
  expect((await countersign("outbox", "cancel", effect?.id ?? "")).err).toMatch(
    /cannot be done with it now: it is confirmed/,
  );
  expect(await countersign("outbox", "send", "--wait", "0")).toMatchObject({ code: 0 });
  expect(moving.reviews).toHaveLength(1);
}, 180_000);
