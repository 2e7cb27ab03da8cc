import { describe, expect, it } from "vitest";
import { typesLoosened } from "../../../../main/policy/rules/types-loosened";
import { seenBy, type PatchedFile } from "../../../support/seen-by";

describe("loosened types", () => {
  it.each<[string, readonly string[], string]>([
    [
      "tsconfig.json",
      ['-    "strict": true,', '+    "strict": false,'],
      "serious tsconfig.json:1 strict went from true to false",
    ],
    [
      "tsconfig.base.json",
      ['-    "noImplicitAny": true,', '     "target": "es2022"'],
      "serious tsconfig.base.json:1- noImplicitAny is no longer set",
    ],
    ["tsconfig.json", ['+    "skipLibCheck": true,'], "serious tsconfig.json:1 skipLibCheck is true"],
    [
      "tsconfig.json",
      ['-  "exclude": ["dist"]', '+  "exclude": ["dist", "src/legacy"]'],
      "serious tsconfig.json:1 Fewer files or errors are checked",
    ],
    [
      "mypy.ini",
      [" [mypy]", "-disallow_untyped_defs = True", "+disallow_untyped_defs = False"],
      "serious mypy.ini:2 disallow_untyped_defs went from True to False",
    ],
    ["pyproject.toml", [" [tool.mypy]", "+ignore_errors = true"], "serious pyproject.toml:2 ignore_errors is true"],
    ["pyproject.toml", [" [tool.mypy]", "-strict = true"], "serious pyproject.toml:2- strict is no longer set"],
    [
      "pyrightconfig.json",
      ['-  "typeCheckingMode": "strict",', '+  "typeCheckingMode": "basic",'],
      "serious pyrightconfig.json:1 typeCheckingMode went from strict to basic",
    ],
    [
      "App.csproj",
      ["-    <Nullable>enable</Nullable>", "+    <Nullable>disable</Nullable>"],
      "serious App.csproj:1 Nullable went from enable to disable",
    ],
    ["phpstan.neon", ["-    level: 8", "+    level: 5"], "serious phpstan.neon:1 level went from 8 to 5"],
    [
      "src/a.ts",
      ["+  // @ts-ignore", "+  x();"],
      "warning src/a.ts:1 The type checker is told to look away here: // @ts-ignore",
    ],
    ["src/a.ts", ["+  // @ts-expect-error later"], "warning src/a.ts:1"],
    ["src/a.ts", ["+// @ts-nocheck"], "warning src/a.ts:1"],
    ["a.py", ["+x = y()  # type: ignore[attr-defined]"], "warning a.py:1"],
    ["a.py", ["+x = y()  # pyright: ignore"], "warning a.py:1"],
    ["a.php", ["+// @phpstan-ignore-next-line"], "warning a.php:1"],
    ["a.rb", ["-# typed: strict", "+# typed: false"], "warning a.rb:1"],
    ["a.php", ["-declare(strict_types=1);", " x();"], "serious a.php:1- The file asked to be checked strictly"],
  ])("%s %j", (path, body, told) => {
    const seen = seenBy(typesLoosened, [path, body]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain(told);
  });
});

describe("not loosened types", () => {
  it.each<[string, PatchedFile]>([
    ["a stricter flag", ["tsconfig.json", ['-    "strict": false,', '+    "strict": true,']]],
    ["another flag", ["tsconfig.json", ['-    "target": "es2020",', '+    "target": "es2022",']]],
    ["a flag that moved", ["tsconfig.json", ['-    "strict": true,', '     "a": 1,', '+    "strict": true,']]],
    ["a new configuration", ["tsconfig.json", ['+    "strict": false,'], "added"]],
    ["fewer files left out", ["tsconfig.json", ['-  "exclude": ["dist", "src/legacy"]', '+  "exclude": ["dist"]']]],
    ["a cast", ["src/a.ts", ["+const x = y as any;"]]],
    ["a comment taken away", ["src/a.ts", ["-  // @ts-ignore", "-  x();", "+  x();"]]],
    [
      "a comment written anew",
      ["src/a.ts", ["-  // @ts-ignore", "+  // @ts-expect-error the library's types are wrong"]],
    ],
    ["a text that speaks of it", ["src/a.ts", ['+const mark = "// @ts-ignore";']]],
    ["a document", ["docs/types.md", ["+    // @ts-ignore"]]],
    ["a setting of another tool", ["pyproject.toml", [" [tool.ruff]", "+strict = false"]]],
  ])("%s", (_, file) => {
    expect(seenBy(typesLoosened, file)).toEqual([]);
  });
});
