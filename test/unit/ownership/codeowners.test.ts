import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readCodeowners } from "../../../main/ownership/codeowners";
import { indexCodeowners } from "../../../main/ownership/codeowners-index";
import { matchesPattern } from "../../../main/ownership/codeowners-pattern";
import { corpus, hasCorpus, overCorpus } from "../../support/corpus";

/** Owners of a path by a file's text; null where no line matches. */
function owners(text: string, file: string): readonly string[] | null {
  return indexCodeowners(readCodeowners(text))(file)?.owners ?? null;
}

/** The lines of the example on GitHub's page on code owners, in its order, comments in our words. */
const documented = `# A comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #inline
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
`;

describe("GitHub's documented examples", () => {
  it.each([
    ["README.md", ["@global-owner1", "@global-owner2"]],
    ["src/deep/down/a.rs", ["@global-owner1", "@global-owner2"]],
    ["src/index.js", ["@js-owner"]],
    ["index.js", ["@js-owner"]],
    ["cmd/main.go", ["docs@example.com"]],
    ["notes/a.txt", ["@octo-org/octocats"]],
    ["scripts/a/b.sh", ["@doctocat", "@octocat"]],
    ["scripts/logs/b.sh", ["@octocat"]],
    ["deeply/nested/logs/x", ["@octocat"]],
    ["build/logs/today/x", ["@octocat"]],
    ["other/apps/x/y.rb", ["@octocat"]],
    ["apps/web/x.rb", ["@octocat"]],
    ["apps/github/x.rb", []],
    ["apps/github", []],
    ["docs/a.md", ["@doctocat"]],
    ["docs/build-app/a.md", ["@doctocat"]],
  ])("%s", (file, expected) => {
    expect(owners(documented, file)).toEqual(expected);
  });

  it("each line alone matches what the page says of it, and nothing it rules out", () => {
    const one = (pattern: string, file: string): boolean => owners(`${pattern} @a`, file) !== null;
    expect(one("/build/logs/", "build/logs/deep/x")).toBe(true);
    expect(one("/build/logs/", "src/build/logs/x")).toBe(false);
    expect(one("docs/*", "docs/getting-started.md")).toBe(true);
    expect(one("docs/*", "docs/build-app/troubleshooting.md")).toBe(false);
    expect(one("apps/", "a/b/apps/c/d")).toBe(true);
    expect(one("apps/", "apps")).toBe(false);
    expect(one("/docs/", "docs/a/b")).toBe(true);
    expect(one("/docs/", "a/docs/b")).toBe(false);
    expect(one("**/logs", "build/logs")).toBe(true);
    expect(one("**/logs", "build/logs/x/y")).toBe(true);
    expect(one("**/logs", "build/mylogs/x")).toBe(false);
  });

  it("an owner on a later line takes a folder out of another's", () => {
    const text = "/apps/ @octocat\n/apps/github @doctocat\n";
    expect(owners(text, "apps/github/x")).toEqual(["@doctocat"]);
    expect(owners(text, "apps/githubx")).toEqual(["@octocat"]);
    expect(owners("/apps/ @octocat\n", "README.md")).toBeNull();
  });

  it("several owners stand on one line; on two lines the last counts", () => {
    expect(owners("*.rs @a @b\n", "x.rs")).toEqual(["@a", "@b"]);
    expect(owners("*.rs @a\n*.rs @b\n", "x.rs")).toEqual(["@b"]);
  });

  it("paths are case sensitive", () => {
    expect(owners("/Docs/ @a\n", "docs/x")).toBeNull();
    expect(owners("*.MD @a\n", "x.md")).toBeNull();
  });
});

describe("patterns", () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ["*", ["a", "a/b", ".x/y"], []],
    ["**", ["a", "a/b"], []],
    ["/*", ["a", ".a"], ["a/b"]],
    ["/**", ["a", "a/b"], []],
    ["**/", ["a/b", "a/b/c"], ["a"]],
    ["a/**", ["a/b", "a/b/c"], ["a", "x/a/b"]],
    ["a/**/", ["a/b/c"], ["a/b", "a"]],
    ["a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/x/b/c"], ["x/a/b", "a/xb"]],
    ["/a/*/c", ["a/b/c", "a/b/c/d"], ["a/c", "a/b/x/c"]],
    ["a/b", ["a/b", "a/b/c"], ["x/a/b"]],
    ["**/a/b", ["a/b", "x/a/b", "x/y/a/b/c"], ["a/x/b"]],
    ["docs/**/*", ["docs/a", "docs/a/b"], ["docs", "x/docs/a"]],
    ["docs/*.md", ["docs/a.md"], ["docs/x/a.md", "docs/a.mdx"]],
    ["*.min.js", ["a.min.js", "x/y/b.min.js"], ["a.js", "min.js"]],
    ["?.c", ["a.c", "x/é.c", "😀.c"], ["ab.c", ".c"]],
    ["a*b*c", ["abc", "aXbYc", "x/abbcc"], ["ab", "acb"]],
    ["foo**bar", ["foobar", "fooxbar"], ["foo/bar"]],
    ["with\\ blank/", ["with blank/x"], ["with/x"]],
    ["/\\[slug\\].tsx", ["[slug].tsx"], ["s.tsx"]],
    ["a#b", ["a#b"], ["a"]],
  ])("%s", (pattern, yes, no) => {
    const { rules, problems } = readCodeowners(`${pattern} @a`);
    expect(problems).toEqual([]);
    const matcher = rules[0]?.matcher;
    if (matcher === undefined) throw new Error("no rule");
    for (const file of yes) expect([file, matchesPattern(matcher, file.split("/"))]).toEqual([file, true]);
    for (const file of no) expect([file, matchesPattern(matcher, file.split("/"))]).toEqual([file, false]);
  });

  it("none is slow, whatever it says", () => {
    const pattern = `${"*a".repeat(1500)}b`;
    const folders = `${"**/a/".repeat(700)}b`;
    const text = `${pattern} @a\n${folders} @a\n`;
    const began = performance.now();
    expect(owners(text, "a".repeat(4000))).toBeNull();
    expect(owners(text, "a/".repeat(2000).slice(0, -1))).toBeNull();
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe("lines", () => {
  it("a line with anything wrong is skipped as a whole, and named", () => {
    const text = [
      "* @all",
      "!keep.md @a",
      "src/[ab].ts @a",
      "\\#file @a",
      "***/*.rb @monalisa",
      "/ @a",
      "a//b @a",
      "x.ts monalisa",
      "y.ts @a docs@",
      "z.ts @a#b",
      "end\\",
    ].join("\r\n");
    const { rules, problems } = readCodeowners(text);
    expect(rules.map((rule) => rule.pattern)).toEqual(["*"]);
    expect(problems.map(({ line, column, kind }) => [line, column, kind])).toEqual([
      [2, 1, "pattern"],
      [3, 1, "pattern"],
      [4, 1, "pattern"],
      [5, 1, "pattern"],
      [6, 1, "pattern"],
      [7, 1, "pattern"],
      [8, 6, "owner"],
      [9, 9, "owner"],
      [10, 6, "owner"],
      [11, 1, "pattern"],
    ]);
    expect(problems[3]?.remedy).toBe("Did you mean **/*.rb?");
    expect(problems[4]?.remedy).toBe("Did you mean *?");
    expect(problems[6]?.remedy).toBe("Did you mean @monalisa?");
    expect(problems[8]?.remedy).toBe("Put a space before the comment.");
    expect(owners(text, "y.ts")).toEqual(["@all"]);
  });

  it("comments, blanks, a mark of byte order and repeated owners change nothing", () => {
    const text = "\uFEFF# first\n\n   \n\t*.ts\t@a  @a @org/team a.b@example.org # @c\n";
    const { rules, problems } = readCodeowners(text);
    expect(problems).toEqual([]);
    expect(rules).toMatchObject([{ line: 4, pattern: "*.ts", owners: ["@a", "@org/team", "a.b@example.org"] }]);
  });
});

describe("the index", () => {
  it("answers as going through all lines does", () => {
    const words = ["a", "b", "src", "*", "*.ts", "**", "c?", "x.ts", "docs"];
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
    const word = (): string => words[next(words.length)] ?? "a";
    const text = Array.from({ length: 300 }, (_, n) => {
      const parts = Array.from({ length: 1 + next(4) }, word).join("/");
      return `${next(2) === 0 ? "/" : ""}${parts}${next(3) === 0 ? "/" : ""} @o${String(n)}`;
    }).join("\n");
    const file = readCodeowners(text);
    expect(file.problems).toEqual([]);
    const lookup = indexCodeowners(file);
    const names = ["a", "b", "src", "x.ts", "y.ts", "c1", "docs", "z"];
    let matched = 0;
    for (let n = 0; n < 3000; n += 1) {
      const place = Array.from({ length: 1 + next(5) }, () => names[next(names.length)] ?? "a");
      const last = file.rules.findLast((rule) => matchesPattern(rule.matcher, place)) ?? null;
      expect(lookup(place.join("/"))).toBe(last);
      if (last !== null) matched += 1;
    }
    expect(matched).toBeGreaterThan(1000);
  });
});

const real = hasCorpus ? realFiles(corpus) : [];
const overReal =
  hasCorpus && real.length === 0 ? "real files (skipped: the corpus holds none)" : overCorpus("real files");

describe(overReal, () => {
  it.skipIf(real.length === 0)("are read, and every path that their lines name has its line or a later one", () => {
    for (const file of real) {
      const read = readCodeowners(readFileSync(file, "utf8"));
      expect(read.rules.length).toBeGreaterThan(read.problems.length);
      const lookup = indexCodeowners(read);
      for (const { pattern, line } of read.rules)
        if (/^\/[\w./-]+[\w-]$/.test(pattern)) expect(lookup(pattern.slice(1))?.line).toBeGreaterThanOrEqual(line);
    }
  });
});

function realFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) === "CODEOWNERS")
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile());
}
