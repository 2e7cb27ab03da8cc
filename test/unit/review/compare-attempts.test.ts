import { describe, expect, it } from "vitest";
import { compareAttempts, findingsByPath, type ComparedAttempt } from "../../../shared/review/compare-attempts";

const none = new Map<string, number>();

/** An attempt with files by path and digest. */
function of(id: string, files: Readonly<Record<string, string>>, findings: ReadonlyMap<string, number> = none) {
  return {
    id,
    files: Object.entries(files).map(([path, digest]) => ({ path, digest, added: 2, removed: 1 })),
    findings,
  } satisfies ComparedAttempt;
}

const statesOf = (attempts: readonly ComparedAttempt[], baseline?: string) =>
  Object.fromEntries(
    compareAttempts(attempts, baseline).map(({ path, cells }) => [
      path,
      cells.map(({ state, letter }) => `${state}${letter === null ? "" : ` ${letter}`}`),
    ]),
  );

const three = [
  of("A", { "src/keys.ts": "k1", "src/retry.ts": "r1", "openapi.yaml": "o1" }),
  of("B", { "src/keys.ts": "k1", "src/retry.ts": "r2", "src/locks.ts": "l1" }),
  of("C", { "src/retry.ts": "r2", "src/locks.ts": "l2" }),
];

describe("attempts side by side", () => {
  it("are held against the first, and equal changes share a letter whatever the baseline is", () => {
    expect(statesOf(three)).toEqual({
      "openapi.yaml": ["only-here", "absent", "absent"],
      "src/keys.ts": ["baseline p", "same p", "absent"],
      "src/locks.ts": ["absent", "differs", "differs"],
      "src/retry.ts": ["baseline", "differs q", "differs q"],
    });
  });

  it("are held against another one where it is the baseline", () => {
    expect(statesOf(three, "C")).toEqual({
      "openapi.yaml": ["only-here", "absent", "absent"],
      "src/keys.ts": ["differs p", "differs p", "absent"],
      "src/locks.ts": ["absent", "differs", "baseline"],
      "src/retry.ts": ["differs", "same q", "baseline q"],
    });
  });

  it("are the same where git named the same content afterwards, whatever was changed to get there", () => {
    const file = (digest: string, content?: string) => ({ path: "a.ts", digest, added: 2, removed: 1, content });
    const row = (...files: ReturnType<typeof file>[]) =>
      compareAttempts(files.map((each, at) => ({ id: String(at), files: [each], findings: none })))[0]?.cells.map(
        ({ state, letter }) => `${state}${letter === null ? "" : ` ${letter}`}`,
      );
    expect(row(file("d1", "100644 aa"), file("d2", "100644 aa"))).toEqual(["baseline p", "same p"]);
    expect(row(file("d1", "100644 aa"), file("d2", "100755 aa"))).toEqual(["baseline", "differs"]);
    expect(row(file("d1"), file("d2"))).toEqual(["baseline", "differs"]);
    expect(row(file("d1"), file("d2", "100644 aa"), file("d3"), file("d1", "100644 aa"))).toEqual([
      "baseline p",
      "same p",
      "differs",
      "same p",
    ]);
  });

  it("fall back to the first where the baseline is none of them, and one alone is its own baseline", () => {
    expect(statesOf(three, "Z")).toEqual(statesOf(three));
    expect(statesOf([of("A", { "a.ts": "x" })])).toEqual({ "a.ts": ["baseline"] });
    expect(compareAttempts([])).toEqual([]);
  });

  it("keep lines and findings of each cell, also where the file is absent", () => {
    const [row] = compareAttempts([of("A", { x: "1" }), of("B", {}, new Map([["x", 2]]))]);
    expect(row?.cells).toEqual([
      { attemptId: "A", state: "only-here", added: 2, removed: 1, letter: null, findings: 0 },
      { attemptId: "B", state: "absent", added: 0, removed: 0, letter: null, findings: 2 },
    ]);
  });

  it("are twelve at once, with six groups of equals in a row, each with a letter of its own", () => {
    const twelve = Array.from({ length: 12 }, (_, at) => of(String(at), { "src/a.ts": `d${String(at % 6)}` }));
    const [row] = compareAttempts(twelve, "7");
    expect(row?.cells.map(({ state }) => state)).toEqual(
      Array.from({ length: 12 }, (_, at) => (at === 7 ? "baseline" : at === 1 ? "same" : "differs")),
    );
    const letters = row?.cells.map(({ letter }) => letter) ?? [];
    expect(new Set(letters).size).toBe(6);
    expect(letters.slice(0, 6)).toEqual(letters.slice(6));
  });

  it("are compared in a breath with twelve attempts of 3,000 files", () => {
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [`src/file-${String(at)}.ts`, String(at)]),
    );
    const many = Array.from({ length: 12 }, (_, at) => of(String(at), files));
    const from = performance.now();
    expect(compareAttempts(many, "5")).toHaveLength(3_000);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

it("findings are counted by path, those of no file left out", () => {
  expect([...findingsByPath([{ path: "a" }, { path: null }, { path: "a" }, { path: "b" }])]).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});
