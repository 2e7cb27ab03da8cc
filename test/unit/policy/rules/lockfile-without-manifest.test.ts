import { describe, expect, it } from "vitest";
import { lockfileWithoutManifest } from "../../../../main/policy/rules/lockfile-without-manifest";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

const changed = ["-a", "+b"];

it.each([
  "package-lock.json",
  "yarn.lock",
  "web/pnpm-lock.yaml",
  "Cargo.lock",
  "go.sum",
  "poetry.lock",
  "uv.lock",
  "Pipfile.lock",
  "Gemfile.lock",
  "composer.lock",
  "packages.lock.json",
])("%s alone", (path) => {
  expect(seenBy(lockfileWithoutManifest, [path, changed], ["src/a.ts", changed])).toEqual([
    `warning ${path} ${path} changed (1 lines added, 1 removed), and no manifest beside it did.`,
  ]);
});

it("a manifest of another language, or of another folder, is not beside it", () => {
  expect(seenBy(lockfileWithoutManifest, ["package-lock.json", changed], ["Cargo.toml", changed])).toHaveLength(1);
  expect(seenBy(lockfileWithoutManifest, ["web/yarn.lock", changed], ["api/package.json", changed])).toHaveLength(1);
});

describe("with its manifest", () => {
  it.each<[string, PatchedFile[]]>([
    [
      "beside it",
      [
        ["package-lock.json", changed],
        ["package.json", changed],
      ],
    ],
    [
      "of a package below it",
      [
        ["pnpm-lock.yaml", changed],
        ["packages/a/package.json", changed],
      ],
    ],
    [
      "Rust workspace",
      [
        ["Cargo.lock", changed],
        ["crates/a/Cargo.toml", changed],
      ],
    ],
    [
      "Python",
      [
        ["uv.lock", changed],
        ["pyproject.toml", changed],
      ],
    ],
    ["the manifest alone", [["package.json", changed]]],
    [
      "a change of package manager",
      [
        ["yarn.lock", ["-a"], "deleted"],
        ["package.json", changed],
        ["pnpm-lock.yaml", ["+a"], "added"],
      ],
    ],
    ["data of the tests", [["test/fixtures/a/package-lock.json", changed]]],
  ])("%s", (_, files) => {
    expect(seenBy(lockfileWithoutManifest, ...files)).toEqual([]);
  });
});
