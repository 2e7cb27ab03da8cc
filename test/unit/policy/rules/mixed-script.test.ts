import { describe, expect, it } from "vitest";
import { mixedScript } from "../../../../main/policy/rules/mixed-script";
import { seenBy } from "../../../support/seen-by";

describe("mixed scripts", () => {
  it.each<[string, string]>([
    [
      "+const p\u0430ypal = 1;",
      "p\u0430ypal holds a letter of the Cyrillic alphabet that looks like another: \u0430 (U+0430).",
    ],
    ["+function \u0441lass() {", "\u0441lass holds a letter of the Cyrillic"],
    ["+let \u0421onfig;", "\u0421onfig holds a letter of the Cyrillic"],
    ["+let l\u043eg\u0456n;", "Cyrillic"],
    ["+import g\u03bf\u03bfgle;", "Greek"],
    ["+fetch('https://\u0430pi.example.com/x');", "Cyrillic"],
    ["+fetch('https://\u0430\u0440\u0440\u04cf\u0435.com/x');", "Cyrillic"],
  ])("%s", (line, told) => {
    const seen = seenBy(mixedScript, ["src/a.ts", [line]]);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatch(/^serious src\/a\.ts:1 /);
    expect(seen[0]).toContain(told);
  });

  it("looks at file names", () => {
    expect(seenBy(mixedScript, ["src/\u0430uth.ts", ["+x"]])[0]).toContain("The file's name: \u0430uth holds");
  });
});

describe("other scripts on their own", () => {
  it.each([
    "+// \u043f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440",
    "+const \u0438\u043c\u044f = 'x';",
    "+const \u0394t = 1;",
    "+const \u03b1_max = 2, \u03c3x = 3;",
    "+const \u03bcs = 1000;",
    "+// API-\u043a\u043b\u044e\u0447 \u0438 USB\u043a\u0430\u0431\u0435\u043b\u044c",
    "+const \u540d\u524d = 'x'; const \u540d\u524dId = 1;",
    "+const na\u00efve = 'caf\u00e9';",
    "-const p\u0430ypal = 1;",
  ])("%s", (line) => {
    expect(seenBy(mixedScript, ["src/a.ts", [line, " x"]])).toEqual([]);
  });
});
