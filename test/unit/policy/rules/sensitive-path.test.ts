import { describe, expect, it } from "vitest";
import { sensitivePath } from "../../../../main/policy/rules/sensitive-path";
import { facts, filePatch } from "../../../builders/facts";

function run(path: string, body: readonly string[], mode: "modified" | "added" | "deleted" = "modified") {
  return sensitivePath.run(facts({ patch: filePatch(path, body, mode) }));
}

describe("sensitive path", () => {
  it.each([
    "src/auth/session.ts",
    "src/refunds/retry.js",
    "lib/PaymentGateway.java",
    "app/permissions.py",
    "src/webhooks/signingKeys.js",
  ])("%s", (path) => {
    expect(run(path, ["+x"])).toHaveLength(1);
  });

  it.each([
    "src/author/list.ts",
    "test/auth/login.test.ts",
    "docs/auth.md",
    "src/styles/tokens.css",
    "src/tokenizer.ts",
  ])("not: %s", (path) => {
    expect(run(path, ["+x"])).toEqual([]);
  });
});
