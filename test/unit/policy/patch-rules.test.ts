import { describe, expect, it } from "vitest";
import { ciLoosened } from "../../../main/policy/rules/ci-loosened";
import { dependencyChanged } from "../../../main/policy/rules/dependency-changed";
import { hiddenUnicode } from "../../../main/policy/rules/hidden-unicode";
import { migration } from "../../../main/policy/rules/migration";
import { scopeBreach } from "../../../main/policy/rules/scope-breach";
import { secret } from "../../../main/policy/rules/secret";
import { sensitivePath } from "../../../main/policy/rules/sensitive-path";
import { unowned } from "../../../main/policy/rules/unowned";
import type { FindingRule } from "../../../main/policy/rule";
import { facts, filePatch } from "../../builders/facts";
import { contract, ownership, task } from "../../builders/task";

function run(
  rule: FindingRule,
  path: string,
  body: readonly string[],
  mode: "modified" | "added" | "deleted" = "modified",
) {
  return rule.run(facts({ patch: filePatch(path, body, mode) }));
}
const random = "q9Zt4LmX2vR8" + "bK1nWc7YdE5h";

describe("scope breach", () => {
  const bounded = task({ contract: contract({ allow: { paths: ["src/refunds/**", "migrations/", "*.md"] } }) });

  it("fires for a file outside, with the list", () => {
    expect(scopeBreach.run(facts({ patch: filePatch("config/openapi.yaml", ["+x"]), task: bounded }))).toMatchObject([
      {
        severity: "serious",
        path: "config/openapi.yaml",
        message: "config/openapi.yaml is outside the contract's paths: src/refunds/**, migrations/, *.md.",
      },
    ]);
  });

  it("sees both ends of a rename", () => {
    const patch =
      "diff --git a/src/other.ts b/src/refunds/other.ts\nsimilarity index 100%\nrename from src/other.ts\nrename to src/refunds/other.ts\n";
    expect(scopeBreach.run(facts({ patch, task: bounded }))).toHaveLength(1);
  });

  it("does not fire inside, for hidden files there, or without bounds", () => {
    for (const path of ["src/refunds/a/b.ts", "src/refunds/.hidden", "migrations/001.sql", "README.md"]) {
      expect(scopeBreach.run(facts({ patch: filePatch(path, ["+x"]), task: bounded }))).toEqual([]);
    }
    expect(run(scopeBreach, "anything.ts", ["+x"])).toEqual([]);
  });
});

describe("secret", () => {
  it.each([
    ["GitHub token", `+const t = "ghp_${"a1B2".repeat(9)}";`],
    ["Stripe live key", `+key: ${["sk", "live", "4eC39HqLyjWD".repeat(2)].join("_")}`],
    ["AWS access key id", `+aws = ${["AK", "IA", "QWERTYUI12345678"].join("")}`],
    ["private key", `+-----BEGIN RSA ${["PRIVATE", "KEY"].join(" ")}-----`],
    ["password in an address", "+url = postgres://svc:Tr0ub4dor-x9@db.internal/app"],
  ])("%s", (name, line) => {
    const found = run(secret, "src/x.ts", [line]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: "serious", line: 1, side: "new" });
    expect(found[0]?.message).toContain(name);
  });

  it("finds a random value behind a telling name, and shows four characters of it", () => {
    const found = run(secret, "src/x.ts", [`+  apiSecret: "${random}",`]);
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
    expect(run(secret, "src/x.ts", [line, " x"])).toEqual([]);
  });
});

describe("hidden Unicode", () => {
  it.each([
    "\u202e",
    "\u2066",
    "\u200b",
    "\u061c",
    "\u00ad",
    "\ufeff",
    "\u3164",
    "\u{e0041}",
    "\u2060",
    "\ufe0f",
    "\u0007",
  ])("fires on %j in a line", (char) => {
    expect(run(hiddenUnicode, "src/x.ts", [" a", `+let a${char} = 1;`])).toMatchObject([
      { line: 2, side: "new", path: "src/x.ts" },
    ]);
  });

  it("names the code point, and looks at file names", () => {
    expect(run(hiddenUnicode, "src/x.ts", ["+a\u202eb"])[0]?.message).toBe(
      "The line holds U+202E (right-to-left override).",
    );
    expect(run(hiddenUnicode, "src/a\u200bb.ts", ["+x"])[0]?.message).toContain("file's name holds U+200B");
  });

  it.each(["+const ok = '👩‍💻 ✔️';", "+می‌خواهم", "+שלום", "+naïve\tüñï", "-a\u202eb"])("not: %s", (line) => {
    expect(run(hiddenUnicode, "src/x.ts", [" a", line])).toEqual([]);
  });

  it("takes a byte order mark at a file's start for what it is", () => {
    expect(run(hiddenUnicode, "a.csv", ["+\ufeffid;name"], "added")).toEqual([]);
  });
});

describe("dependency changed", () => {
  it.each([
    ["package.json", '+    "left-pad": "^1.3.0",'],
    ["package.json", '+    "x": "git+ssh://git.example.com/x.git",'],
    ["requirements.txt", "+requests==2.32.0"],
    ["go.mod", "+\tgithub.com/pkg/errors v0.9.1"],
    ["Cargo.toml", '+serde = { version = "1", features = ["derive"] }'],
    ["pyproject.toml", '+  "httpx>=0.27",'],
    ["package-lock.json", '+  "x": 1'],
  ])("%s %s", (path, line) => {
    expect(run(dependencyChanged, path, [" a", line])).toHaveLength(1);
  });

  it.each([
    ["package.json", '+    "test": "node --test"'],
    ["package.json", '+  "version": "1.2.3",'],
    ["pyproject.toml", '+version = "1.2.3"'],
    ["src/package.ts", '+    "left-pad": "^1.3.0",'],
  ])("not: %s %s", (path, line) => {
    expect(run(dependencyChanged, path, [" a", line])).toEqual([]);
  });
});

describe("checks loosened", () => {
  it.each<[string, string[]]>([
    [".github/workflows/ci.yml", ["+        continue-on-error: true"]],
    [".github/workflows/ci.yml", ["-      - run: npm test", "+      - run: echo ok"]],
    [".github/workflows/ci.yml", ["-      - run: npm test", "+      - run: npm test || true"]],
    ["tsconfig.json", ['-    "strict": true,', '+    "strict": false,']],
    ["eslint.config.js", ['+      "no-unused-vars": "off",']],
    ["vitest.config.ts", ["-      lines: 90,", "+      lines: 60,"]],
    ["package.json", ['-    "test": "vitest"', '+    "test": "vitest || true"']],
  ])("%s", (path, body) => {
    expect(run(ciLoosened, path, body).map((finding) => finding.severity)).toContain("serious");
  });

  it("only notes a change that loosens nothing, and a raised threshold", () => {
    expect(
      run(ciLoosened, ".github/workflows/ci.yml", ["+      - run: npm run lint"]).map((finding) => finding.severity),
    ).toEqual(["note"]);
    expect(
      run(ciLoosened, "vitest.config.ts", ["-      lines: 60,", "+      lines: 90,"]).map(
        (finding) => finding.severity,
      ),
    ).toEqual(["note"]);
  });

  it("does not fire on other files or on other lines of package.json", () => {
    expect(run(ciLoosened, "src/x.ts", ["+  strict: false"])).toEqual([]);
    expect(run(ciLoosened, "package.json", ['+    "left-pad": "^1.3.0"'])).toEqual([]);
  });
});

describe("migration", () => {
  it("notes a migration and takes removed data seriously", () => {
    expect(
      run(migration, "migrations/014_refunds.sql", ["+ALTER TABLE refunds ADD COLUMN key text;"], "added").map(
        (f) => f.severity,
      ),
    ).toEqual(["note"]);
    expect(run(migration, "db/migrate/014.sql", ["+DROP TABLE refunds;"], "added").map((f) => f.severity)).toEqual([
      "note",
      "serious",
    ]);
  });

  it("does not fire on documents about migrations or code elsewhere", () => {
    expect(run(migration, "docs/migrations/guide.md", ["+DROP TABLE refunds;"])).toEqual([]);
    expect(run(migration, "src/migration-list.ts", ["+x"])).toEqual([]);
  });
});

describe("sensitive path", () => {
  it.each([
    "src/auth/session.ts",
    "src/refunds/retry.js",
    "lib/PaymentGateway.java",
    "app/permissions.py",
    "src/webhooks/signingKeys.js",
  ])("%s", (path) => {
    expect(run(sensitivePath, path, ["+x"])).toHaveLength(1);
  });

  it.each([
    "src/author/list.ts",
    "test/auth/login.test.ts",
    "docs/auth.md",
    "src/styles/tokens.css",
    "src/tokenizer.ts",
  ])("not: %s", (path) => {
    expect(run(sensitivePath, path, ["+x"])).toEqual([]);
  });
});

describe("unowned", () => {
  it("fires without an owner and not with one", () => {
    expect(unowned.run(facts({ ownership: ownership({ owner: null, ground: "none" }) }))).toHaveLength(1);
    expect(unowned.run(facts())).toEqual([]);
  });
});
