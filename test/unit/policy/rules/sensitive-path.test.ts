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

it.each<[string, string]>([
  ["src/session.ts", "sessions"],
  ["lib/sessionStore.js", "sessions"],
  ["app/middleware/session_cookie.rb", "sessions"],
  ["src/crypto/hash.rs", "cryptography"],
  ["internal/api_keys/rotate.go", "secrets"],
  ["src/accessToken.ts", "authentication"],
])("%s is about %s", (path, area) => {
  expect(run(path, ["+x"])).toMatchObject([{ severity: "note", message: `${path} is about ${area}.` }]);
});

it.each([
  "src/session-list.ts",
  "src/ui/sessionsView.tsx",
  "styles/login.css",
  "package-lock.json",
  "src/authoring.ts",
])("not: %s", (path) => {
  expect(run(path, ["+x"])).toEqual([]);
});
