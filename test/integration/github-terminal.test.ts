import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight } from "../support/github/night";
import { projectRoot, tempFolder } from "../support/temp-home";

const program = path.join(projectRoot, "dist", "main", "cli.mjs");
const token = "github_pat_terminal_0123456789";

it("connects a repository of GitHub, tells what was taken and what was left out, and shows one pull request", async () => {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  layOutNight(github, token);
  const home = tempFolder();
  /** Runs the built command line beside the double, which answers in this process. */
  const countersign = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [program, ...args, "--home", home],
        {
          encoding: "utf8",
          env: {
            ...process.env,
            COUNTERSIGN_GITHUB_API: github.address,
            GITHUB_TOKEN: token,
            COUNTERSIGN_KEY_PROTECTION: "file",
          },
        },
        (error, out, err) => {
          resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
        },
      );
    });

  expect((await countersign("pulls")).out).toContain("countersign connect github OWNER/REPO");
  expect(await countersign("connect", "folder", home, "--bots")).toMatchObject({
    code: 1,
    err: expect.stringContaining("--bots is for connect github") as unknown,
  });
  expect(await countersign("connect", "github", "demo/app", "--author", "not a login")).toMatchObject({
    code: 1,
    err: expect.stringContaining("--author takes a login") as unknown,
  });
  const connected = await countersign("connect", "github", "demo/app");
  expect(connected).toMatchObject({ code: 0, err: "" });
  expect(connected.out).toMatch(
    /4 pull requests read: 4 attempts, 2 tasks\. 4 of 5 pull requests listed are attempts here, 4 open/,
  );
  expect(connected.out).toMatch(/Left out: 1 of bots/);

  const pulls = await countersign("pulls", "demo/app");
  expect(pulls.out).toMatch(/with the token of GITHUB_TOKEN/);
  expect(pulls.out).toMatch(/renovate\[bot\]\s+a bot's\s+Update dependency left/);
  const said: unknown = JSON.parse((await countersign("pulls", "--json")).out);
  expect(said).toMatchObject([{ repository: "demo/app", counts: { taken: 4, bots: 1 } }]);

  const shown = await countersign("pulls", "show", "app#1/A");
  expect(shown.out).toMatch(/demo\/app#\d, open, into main/);
  expect(shown.out).toMatch(/branch prefix/);
  expect(await countersign("pulls", "show", "app#1")).toMatchObject({
    code: 1,
    err: expect.stringContaining("has several attempts") as unknown,
  });

  const again = await countersign("sync");
  expect(again).toMatchObject({ code: 0 });
  expect(again.out).toMatch(/0 pull requests read/);
  for (const { out, err } of [connected, pulls, shown, again]) expect(out + err).not.toContain(token);
});
