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

describe("secrets by their issuers' shapes", () => {
  const body = (length: number) => "q9Zt4LmX2vR8bK1nWc7YdE5hT0uJ3sGa".repeat(4).slice(0, length);
  it.each<[string, string]>([
    ["GitHub token", `github_pat_${body(70)}`],
    ["GitLab token", `glpat-${body(20)}`],
    ["Slack token", `xoxb-${body(30)}`],
    ["Anthropic key", `sk-ant-${body(60)}`],
    ["OpenAI key", `sk-proj-${body(60)}`],
    ["Google API key", `AIza${body(35)}`],
    ["npm token", `npm_${body(36)}`],
    ["PyPI token", `pypi-AgEI${body(60)}`],
    ["SendGrid key", `SG.${body(22)}.${body(43)}`],
    ["Azure storage key", `DefaultEndpointsProtocol=https;AccountKey=${body(86)}==`],
    ["JSON web token", `eyJ${body(20)}.eyJ${body(40)}.${body(43)}`],
  ])("%s, in a test and in a document too, and never whole", (name, value) => {
    for (const path of ["src/a.ts", "test/a.test.ts", "docs/a.md"]) {
      const [seen] = run(path, [`+const key = "${value}";`]);
      expect(seen?.message, path).toContain(name);
      expect(seen?.message).not.toContain(value.slice(0, 12));
    }
  });

  it("a value without quotes in a settings file, and a short password of several kinds of characters", () => {
    expect(run(".env", [`+API_TOKEN=${random}`])).toHaveLength(1);
    expect(run("config/app.yml", ["+  password: 'vK8#mQ2!xZ'"])).toHaveLength(1);
  });

  it.each<[string, string]>([
    ["a made-up value in a test", `test/a.test.ts +  token: "${random}",`],
    ["a settings file to be filled in", `.env.example +API_TOKEN=${random}`],
    ["a lock file", `package-lock.json +      "token": "${random}",`],
    ["a UUID", 'src/a.ts +  token: "3f2b8c1e-9d4a-4e6f-8a7b-1c2d3e4f5a6b",'],
    ["a stand-in of an issuer's shape", `src/a.ts +const key = "sk-ant-${"x".repeat(40)}";`],
    ["a printed example", 'src/a.ts +const key = "AKIAIOSFODNN7EXAMPLE";'],
    ["code that looks for a key", 'src/a.ts +const head = "-----BEGIN RSA PRIVATE KEY-----";'],
    ["a number of tokens", 'src/a.ts +  max_tokens: "40960000000000000000a",'],
    ["a name", 'src/a.ts +  secretKey: "refund-service-signing-key-v1",'],
    ["a password of words", 'src/a.ts +  password: "correcthorsebattery",'],
    ["a test password", 'src/a.ts +  password: "Test1234!",'],
    ["an address with a stand-in", "src/a.ts +  url: 'postgres://user:password@db.example.net/app'"],
  ])("not: %s", (_, text) => {
    const [path = "", ...rest] = text.split(" ");
    expect(run(path, [rest.join(" "), " x"])).toEqual([]);
  });
});
