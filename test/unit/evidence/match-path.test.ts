import { describe, expect, it } from "vitest";
import { matchPaths } from "../../../main/evidence/match-path";

const tree = [
  "README.md",
  "setup.py",
  "src/index.ts",
  "src/refunds/charge.ts",
  "src/with space/päge.ts",
  "packages/a/src/index.ts",
  "packages/b/src/index.ts",
  "packages/b/src/only.ts",
  "app/src/main/java/com/example/Foo.java",
];

function match(...names: string[]): Record<string, string | null> {
  const { matched } = matchPaths(names, tree);
  return Object.fromEntries(names.map((name) => [name, matched.get(name) ?? null]));
}

describe("matchPaths", () => {
  it.each([
    ["src/index.ts", "src/index.ts"],
    ["./src/refunds/../index.ts", "src/index.ts"],
    ["/home/runner/work/app/app/src/refunds/charge.ts", "src/refunds/charge.ts"],
    ["/srv/build/packages/b/src/index.ts", "packages/b/src/index.ts"],
    ["file:///home/runner/work/app/src/with%20space/p%C3%A4ge.ts", "src/with space/päge.ts"],
    ["file:///C:/agent/_work/1/s/src/refunds/charge.ts", "src/refunds/charge.ts"],
    ["C:\\agent\\_work\\1\\s\\src\\refunds\\charge.ts", "src/refunds/charge.ts"],
    ["src\\refunds\\charge.ts", "src/refunds/charge.ts"],
    ["%SRCROOT%/src/refunds/charge.ts", "src/refunds/charge.ts"],
    ["${workspaceFolder}/src/refunds/charge.ts", "src/refunds/charge.ts"],
    ["webpack://shop/./src/refunds/charge.ts", "src/refunds/charge.ts"],
    ["github.com/shop/app/src/refunds/charge.ts", "src/refunds/charge.ts"],
    ["com/example/Foo.java", "app/src/main/java/com/example/Foo.java"],
    ["refunds/charge.ts", "src/refunds/charge.ts"],
  ])("finds %s", (name, path) => {
    expect(match(name)).toEqual({ [name]: path });
  });

  it.each([
    ["the name could be either", "only/src/nothing.ts"],
    ["other people's code of the same name", "/w/app/node_modules/x/src/index.ts"],
    ["an installed package's file like one in the root", "/usr/lib/python3/site-packages/x/setup.py"],
    ["a lone file name somewhere on the machine", "/opt/tool/README.md"],
    ["a folder", "src"],
    ["nothing", ""],
    ["a broken escape", "file:///src/%E0%A4%A"],
  ])("leaves alone: %s", (_, name) => {
    const { matched, unmatched } = matchPaths([name], tree);
    expect([...matched]).toEqual([]);
    expect(unmatched).toEqual([name]);
  });

  it("takes a root file once its folder is shared by others", () => {
    const names = ["/w/app/README.md", "/w/app/src/refunds/charge.ts", "/elsewhere/setup.py"];
    expect(match(...names)).toEqual({
      "/w/app/README.md": "README.md",
      "/w/app/src/refunds/charge.ts": "src/refunds/charge.ts",
      "/elsewhere/setup.py": null,
    });
  });

  it("does not take a file beneath the repository for one that ends like it", () => {
    const changed = ["src/index.ts", "src/refunds/charge.ts"];
    const names = ["/w/app/src/index.ts", "/w/app/packages/a/src/index.ts", "/w/app/src/refunds/charge.ts"];
    expect(matchPaths(names, changed, "some")).toEqual({
      matched: new Map([
        ["/w/app/src/index.ts", "src/index.ts"],
        ["/w/app/src/refunds/charge.ts", "src/refunds/charge.ts"],
      ]),
      unmatched: ["/w/app/packages/a/src/index.ts"],
      ambiguous: [],
    });
    expect(matchPaths(["src/refunds/charge.ts", "packages/a/src/index.ts"], changed, "some").unmatched).toEqual([
      "packages/a/src/index.ts",
    ]);
  });

  it("of some paths, tells by the end of a name only packages of the JVM", () => {
    const changed = ["core/src/main/java/com/shop/Refund.java", "packages/a/src/index.ts"];
    expect([...matchPaths(["com/shop/Refund.java", "src/index.ts", "Refund.java"], changed, "some").matched]).toEqual([
      ["com/shop/Refund.java", "core/src/main/java/com/shop/Refund.java"],
    ]);
  });

  it("counts what could be several files and guesses none", () => {
    expect(matchPaths(["b/src/index.ts", "only.ts", "lib.ts"], [...tree, "x/lib.ts", "y/lib.ts"])).toEqual({
      matched: new Map([
        ["b/src/index.ts", "packages/b/src/index.ts"],
        ["only.ts", "packages/b/src/only.ts"],
      ]),
      unmatched: [],
      ambiguous: ["lib.ts"],
    });
  });

  it("gives one file to one name: the literal one, else none", () => {
    expect(matchPaths(["src/index.ts", "/x/src/index.ts"], tree)).toMatchObject({
      matched: new Map([["src/index.ts", "src/index.ts"]]),
      ambiguous: ["/x/src/index.ts"],
    });
    expect(matchPaths(["/x/src/index.ts", "/y/src/index.ts"], tree)).toMatchObject({
      matched: new Map(),
      ambiguous: ["/x/src/index.ts", "/y/src/index.ts"],
    });
  });
});
