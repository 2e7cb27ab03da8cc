import { describe, expect, it } from "vitest";
import { lintLoosened } from "../../../../main/policy/rules/lint-loosened";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

describe("loosened lint", () => {
  it.each<[string, readonly string[], string]>([
    [
      "eslint.config.js",
      ["   rules: {", '-      "no-eval": "error",', '+      "no-eval": "off",'],
      "serious eslint.config.js:2 The lint rule no-eval was turned off",
    ],
    [
      "eslint.config.js",
      ["   rules: {", '+      "no-unused-vars": "off",'],
      "serious eslint.config.js:2 The lint rule no-unused-vars was turned off",
    ],
    [
      ".eslintrc.json",
      ['-    "eqeqeq": "error",', '+    "eqeqeq": "warn",'],
      "serious .eslintrc.json:1 The lint rule eqeqeq was turned down",
    ],
    [
      ".eslintrc.json",
      ['     "semi": "error",', '-    "eqeqeq": "error",'],
      "serious .eslintrc.json:2- The lint rule eqeqeq is no longer set",
    ],
    [
      "eslint.config.js",
      ["-  { ignores: ['dist'] },", "+  { ignores: ['dist', 'src/legacy'] },"],
      "serious eslint.config.js:1 Lint leaves more out",
    ],
    [
      "eslint.config.js",
      [" export default [", "+  { rules: { semi: 'error', 'no-eval': 'off' } },"],
      "serious eslint.config.js:2 The lint rule no-eval was turned off",
    ],
    [".eslintignore", [" dist", "+src/legacy"], "serious .eslintignore:2 src/legacy is no longer linted."],
    [
      "ruff.toml",
      ['-ignore = ["E501"]', '+ignore = ["E501", "F401"]'],
      "serious ruff.toml:1 Lint leaves more out under ignore",
    ],
    [
      "pyproject.toml",
      [" [tool.ruff.lint]", '-select = ["E", "F", "B"]', '+select = ["E"]'],
      "serious pyproject.toml:2 Lint no longer asks for F, B",
    ],
    [
      ".flake8",
      [" [flake8]", "-ignore = E203", "+ignore = E203,F401"],
      "serious .flake8:2 Lint leaves more out under ignore",
    ],
    [
      ".golangci.yml",
      [" linters:", "   disable:", "+    - gosec"],
      "serious .golangci.yml:3 Lint leaves more out under disable",
    ],
    [
      ".rubocop.yml",
      [" Style/Eval:", "+  Enabled: false"],
      "serious .rubocop.yml:2 The lint rule Style/Eval was turned off",
    ],
    [
      "package.json",
      ['-    "lint": "eslint . --max-warnings 0"', '+    "lint": "eslint . --max-warnings 50"'],
      "serious package.json:1 Lint passes with up to 50 warnings",
    ],
    [
      "src/a.ts",
      ["+// eslint-disable-next-line no-eval", "+eval(x);"],
      "warning src/a.ts:1 Lint is told to look away here: // eslint-disable-next-line no-eval",
    ],
    ["src/a.ts", ["+// biome-ignore lint/a: later"], "warning src/a.ts:1 Lint is told to look away here"],
    ["a.py", ["+import os  # noqa: F401"], "warning a.py:1 Lint is told to look away here: # noqa: F401"],
    ["a.py", ["+# pylint: disable=broad-except"], "warning a.py:1 Lint is told to look away here"],
    ["a.go", ["+\tx() //nolint:errcheck"], "warning a.go:1 Lint is told to look away here: //nolint:errcheck"],
    [
      "src/a.rs",
      ["+#[allow(clippy::unwrap_used)]"],
      "warning src/a.rs:1 Lint is told to look away here: #[allow(clippy::unwrap_used)]",
    ],
    ["A.java", ['+    @SuppressWarnings("unused")'], "warning A.java:1 Lint is told to look away here"],
    ["a.rb", ["+  x # rubocop:disable Style/Eval"], "warning a.rb:1 Lint is told to look away here"],
    ["A.cs", ["+#pragma warning disable CS0168"], "warning A.cs:1 Lint is told to look away here"],
    ["a.php", ["+// phpcs:ignore"], "warning a.php:1 Lint is told to look away here"],
    ["a.sh", ["+# shellcheck disable=SC2086"], "warning a.sh:1 Lint is told to look away here"],
  ])("%s %j", (path, body, told) => {
    const seen = seenBy(lintLoosened, [path, body]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain(told);
  });
});

describe("not loosened lint", () => {
  it.each<[string, PatchedFile]>([
    ["a rule turned up", ["eslint.config.js", ['-      "no-eval": "warn",', '+      "no-eval": "error",']]],
    ["a rule more", [".eslintrc.json", ['+    "eqeqeq": "error",']]],
    [
      "a rule with another option",
      ["eslint.config.js", ['-      "quotes": ["error", "single"],', '+      "quotes": ["error", "double"],']],
    ],
    ["a new configuration", ["eslint.config.js", ['+      "no-eval": "off",'], "added"]],
    ["a shorter list", ["ruff.toml", ['-ignore = ["E501", "F401"]', '+ignore = ["E501"]']]],
    ["more rules asked for", ["ruff.toml", ['-select = ["E"]', '+select = ["E", "F"]']]],
    ["a comment taken away", ["src/a.ts", ["-// eslint-disable-next-line no-eval", "-eval(x);"]]],
    [
      "a comment that moved",
      ["src/a.ts", ["-// eslint-disable-next-line no-eval", " x();", "+  // eslint-disable-next-line no-eval"]],
    ],
    ["a comment written anew", ["a.py", ["-import os  # noqa", "+import os, sys  # noqa: F401"]]],
    ["a text that speaks of it", ["src/a.ts", ["+const mark = '// eslint-disable-next-line';"]]],
    ["a document", ["docs/lint.md", ["+# noqa is used for"]]],
    ["a setting of another tool", ["pyproject.toml", [" [tool.pytest.ini_options]", '+ignore = ["a"]']]],
    ["generated code", ["src/generated/a.ts", ["+/* eslint-disable */"]]],
  ])("%s", (_, file) => {
    expect(seenBy(lintLoosened, file)).toEqual([]);
  });
});
