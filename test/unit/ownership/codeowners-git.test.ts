import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readPattern, matchesPattern } from "../../../main/ownership/codeowners-pattern";
import { tempFolder } from "../../support/temp-home";

const names = ["a", "b", "ab", "docs", "x.ts", "y.min.js", ".hid", "c1"];
const words = ["a", "b", "docs", "*", "*.ts", "a*", "?", "**", "c?", ".*", "*.min.js", "x.ts"];

/** Every path of up to three names. */
const paths = [
  ...names,
  ...names.flatMap((one) => names.map((two) => `${one}/${two}`)),
  ...names.flatMap((one) =>
    ["a", "docs", "x.ts"].flatMap((two) => ["b", "x.ts", "c1"].map((three) => `${one}/${two}/${three}`)),
  ),
];

/** What git's own matcher says of paths by one pattern: those that it would ignore. */
function ignored(folder: string, pattern: string): ReadonlySet<string> {
  writeFileSync(path.join(folder, ".gitignore"), `${pattern}\n`);
  try {
    const out = execFileSync("git", ["check-ignore", "--no-index", "--stdin", "-z"], {
      cwd: folder,
      input: `${paths.join("\0")}\0`,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    });
    return new Set(out.split("\0").filter((one) => one !== ""));
  } catch (error) {
    // Exit code 1: it ignores none of them.
    if (error instanceof Error && "status" in error && error.status === 1) return new Set();
    throw error;
  }
}

/** A last part of `*` means another thing to GitHub beneath a folder: it is compared by the examples of GitHub's page instead. */
const meansAnother = "/*";

function patterns(): string[] {
  const made = new Set<string>();
  for (const one of words)
    for (const form of [one, `/${one}`, `${one}/`, `/${one}/`, `**/${one}`, `a/${one}`, `a/${one}/`, `**/${one}/b`])
      made.add(form);
  for (const one of ["a", "docs", "*", "**"])
    for (const two of ["*.ts", "**", "b", "a*"])
      for (const three of ["x.ts", "b", "?"]) made.add(`${one}/${two}/${three}`);
  for (const one of ["a/**", "/a/**", "a/**/", "docs/**/x.ts", "/**", "**/", "\\a", "a\\*", "a**b"]) made.add(one);
  return [...made].filter((one) => !one.endsWith(meansAnother));
}

describe("patterns against git's own matcher", () => {
  // A process of git for each pattern.
  it("agree on every pair where CODEOWNERS and gitignore mean the same", { timeout: 120_000 }, () => {
    const folder = tempFolder();
    execFileSync("git", ["init", "--quiet", folder]);
    const apart: string[] = [];
    let pairs = 0;
    let matched = 0;
    for (const pattern of patterns()) {
      const read = readPattern(pattern);
      if (!read.ok) throw new Error(`${pattern}: ${read.error.message}`);
      const theirs = ignored(folder, pattern);
      for (const one of paths) {
        pairs += 1;
        const ours = matchesPattern(read.value, one.split("/"));
        if (ours) matched += 1;
        if (ours !== theirs.has(one)) apart.push(`${pattern} ${one}: ${ours ? "only here" : "only in git"}`);
      }
    }
    expect(apart).toEqual([]);
    expect(pairs).toBeGreaterThan(15_000);
    expect(matched).toBeGreaterThan(2000);
  });
});
