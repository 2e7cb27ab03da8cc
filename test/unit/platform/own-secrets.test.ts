import { describe, expect, it } from "vitest";
import { runCommand } from "../../../main/platform/run-command";
import { withoutSecrets } from "../../../main/platform/own-secrets";

const env = {
  PATH: process.env["PATH"] ?? "",
  COUNTERSIGN_PASSPHRASE: "secret words here",
  COUNTERSIGN_ANCHOR_TOKEN: "anchor-secret",
  GITHUB_TOKEN: "ghp_secret",
  COUNTERSIGN_CORPUS: "/files",
  NPM_TOKEN: "the person's own",
};

describe("the environment of programs that may run an agent's code", () => {
  it("is the person's, without what opens or proves something here", () => {
    expect(Object.keys(withoutSecrets(env))).toEqual(["PATH", "COUNTERSIGN_CORPUS", "NPM_TOKEN"]);
    expect(withoutSecrets({ github_token: "as Windows may spell it" })).toEqual({});
  });

  it("is what a check's command gets", async () => {
    const run = await runCommand({
      command: `"${process.execPath}" -e "process.stdout.write(Object.values(process.env).join(String.fromCharCode(10)))"`,
      folder: process.cwd(),
      env,
      timeoutMs: 20_000,
      cancelled: () => false,
    });
    expect(run.exitCode).toBe(0);
    expect(run.output.kept.toString("utf8")).toContain("the person's own");
    expect(run.output.kept.toString("utf8")).not.toMatch(/secret/);
  });
});
