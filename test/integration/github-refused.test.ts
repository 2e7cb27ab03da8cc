import { expect, it, onTestFinished } from "vitest";
import { responseSchema } from "../../shared/contract/wire";
import { FakeGitHub } from "../support/github/fake-github";
import { layOutNight } from "../support/github/night";
import { openTestApp } from "../support/temp-home";

it("what GitHub refuses is an answer that the page takes, with all that its problem knows", async () => {
  const github = new FakeGitHub();
  await github.start();
  onTestFinished(() => github.stop());
  layOutNight(github, "ghu_refused0001");
  const app = openTestApp({
    platform: { env: { COUNTERSIGN_KEY_PROTECTION: "file", COUNTERSIGN_GITHUB_API: github.address } },
  });
  const result = await app.dispatch("github.addToken", {
    host: "github.com",
    token: "ghu_unknown0001",
    unprotected: true,
    wide: false,
    accountId: null,
  });
  expect(result).toMatchObject({ ok: false, error: { code: "github-token" } });
  expect(responseSchema.safeParse({ type: "response", id: 1, result }).success).toBe(true);
});
