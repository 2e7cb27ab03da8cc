import { describe, expect, it } from "vitest";
import { secret } from "../../../../main/policy/rules/secret";
import { facts, filePatch } from "../../../builders/facts";

function run(path: string, body: readonly string[], mode: "modified" | "added" | "deleted" = "modified") {
  return secret.run(facts({ patch: filePatch(path, body, mode) }));
}
const random = "q9Zt4LmX2vR8" + "bK1nWc7YdE5h";

describe("secret", () => {
  it.each([
    ["GitHub token", `+const t = "ghp_${"a1B2".repeat(9)}";`],
    ["Stripe live key", `+key: ${["sk", "live", "4eC39HqLyjWD".repeat(2)].join("_")}`],
    ["AWS access key id", `+aws = ${["AK", "IA", "QWERTYUI12345678"].join("")}`],
    ["private key", `+-----BEGIN RSA ${["PRIVATE", "KEY"].join(" ")}-----`],
    ["password in an address", "+url = postgres://svc:Tr0ub4dor-x9@db.internal/app"],
  ])("%s", (name, line) => {
    const found = run("src/x.ts", [line]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: "serious", line: 1, side: "new" });
    expect(found[0]?.message).toContain(name);
  });

  it("finds a random value behind a telling name, and shows four characters of it", () => {
    const found = run("src/x.ts", [`+  apiSecret: "${random}",`]);
    expect(found[0]?.message).toBe("apiSecret is set to a value that looks random: q9Zt… (24 characters).");
  });

  it.each([
    "+const token = process.env.TOKEN;",
    '+apiKey: "your-api-key-goes-here-123"',
    '+password: "${DB_PASSWORD}"',
    `+tokenDigest: "${random}"`,
    '+secretName: "refund-service-signing-key-v1"',
    "+aws = AKIAIOSFODNN7EXAMPLE",
    "+url = postgres://postgres:postgres@localhost/app",
    `+  integrity: "sha512-${random}${random}"`,
    `-const t = "ghp_${"a1B2".repeat(9)}";`,
  ])("not: %s", (line) => {
    expect(run("src/x.ts", [line, " x"])).toEqual([]);
  });
});
