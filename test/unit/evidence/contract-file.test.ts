import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contractDigest, parseContract, readContract } from "../../../main/evidence/contract-file";

const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const containing = (text: string): unknown => expect.stringContaining(text);
const good = readFileSync(new URL("../../fixtures/packs/refund-retry/contract.yaml", import.meta.url), "utf8");

describe("contract file", () => {
  it("reads a contract and fills in what may be left out", () => {
    const read = parseContract(good, "contract.yaml");
    expect(read).toMatchObject({
      ok: true,
      value: { id: "PAY-118", risk: "high", links: [], acceptance: [{ id: "unit", expect: { exitCode: 0 } }] },
    });
  });

  it("takes a byte order mark, CRLF lines and JSON", () => {
    const read = parseContract(good, "contract.yaml");
    expect(parseContract(`\ufeff${good}`, "contract.yaml")).toEqual(read);
    expect(parseContract(good.replaceAll("\n", "\r\n"), "contract.yaml")).toEqual(read);
    expect(parseContract('{"version":1,"id":"A","title":"t","objective":"o"}', "contract.json")).toMatchObject({
      ok: true,
    });
  });

  it("names every problem at its line and column, in the order of the file", () => {
    const text = `version: 1
id: ""
title: Retry
objective: Pay once
acceptence: []
acceptance:
  - id: unit
    name: Unit
    comand: pytest
allow:
  path: [src/**]
risk: hihg
requester: { name: Mara, entryPoint: carrier pigeon }
`;
    const { contract, problems } = readContract(text, "c.yaml");
    expect(contract).toBeNull();
    const seen = problems.map((problem) => `${problem.place ?? ""} ${problem.message} ${problem.remedy ?? ""}`.trim());
    expect(seen).toEqual([
      matching(/^c\.yaml:2:5 id: too small/),
      'c.yaml:5:1 Unknown key "acceptence". Did you mean "acceptance"?',
      'c.yaml:7:5 acceptance[0].command is missing. Add "command": the command line, run from the repository\'s root.',
      'c.yaml:9:5 Unknown key "comand" in acceptance[0]. Did you mean "command"?',
      'c.yaml:11:3 Unknown key "path" in allow. Did you mean "paths"?',
      matching(/^c\.yaml:12:7 risk: invalid option.* Did you mean "high"\?$/),
      matching(/^c\.yaml:13:38 requester\.entryPoint: invalid option.* One of: slack, issue, web/),
    ]);
  });

  it("says everything in the one error of a Result, and where the first problem is", () => {
    const read = parseContract("version: 2\nid: A\n", "dir/c.yaml");
    expect(read).toMatchObject({ ok: false, error: { code: "contract-invalid", place: "dir/c.yaml:1:1" } });
    if (!read.ok)
      expect(read.error.message).toMatch(
        /^3 problems in the contract\. 1:1 title is missing\. Add "title": .* 1:1 objective is missing\. .* 1:10 version/,
      );
  });

  it("lists known keys where no known key is near", () => {
    const { problems } = readContract(`${good}zzzzzzzz: 1\n`, "c.yaml");
    expect(problems[0]?.remedy).toMatch(/^Known keys: version, id, title, objective/);
  });

  it("refuses what is not one mapping with distinct keys", () => {
    expect(readContract(`${good}id: B\n`, "c.yaml").problems[0]).toMatchObject({
      code: "contract-yaml",
      message: containing("unique"),
      place: "c.yaml:20:1",
      remedy: "Keep one of the two.",
    });
    expect(readContract("a: [\n", "c.yaml").problems[0]).toMatchObject({
      code: "contract-yaml",
      place: matching(/^c\.yaml:\d+:\d+$/),
    });
    for (const text of ["", "null", "- 1", "just text", "a: 1\n---\nb: 2\n"])
      expect(readContract(text, "c.yaml").contract, JSON.stringify(text)).toBeNull();
  });

  it("bounds aliases, nesting and size", () => {
    const laughs = [
      "a: &a [x, x, x, x, x, x, x, x, x]",
      ...Array.from(
        { length: 8 },
        (_, i) =>
          `b${String(i)}: &b${String(i)} [${Array(9)
            .fill(i === 0 ? "*a" : `*b${String(i - 1)}`)
            .join(", ")}]`,
      ),
    ].join("\n");
    const started = performance.now();
    expect(readContract(laughs, "c.yaml").problems[0]).toMatchObject({
      code: "contract-yaml",
      message: containing("Aliases"),
    });
    expect(readContract("[".repeat(100_000), "c.yaml").contract).toBeNull();
    const keys = Array.from({ length: 1_450 }, (_, i) => `k${String(i)}: 1`);
    for (const text of [
      keys.join("\n"),
      `{${keys.join(", ")}}`,
      `a: [${"*b,".repeat(1_450)}]`,
      "- ".repeat(30_000),
      "? ".repeat(30_000),
      `a: ${"[".repeat(60)}`,
    ]) {
      expect(readContract(text, "c.yaml").contract).toBeNull();
    }
    expect(readContract(" ".repeat(300_000), "c.yaml").problems[0]?.code).toBe("contract-too-large");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it("constructs nothing from tags and keeps prototype keys unknown", () => {
    expect(readContract("!!js/function 'x'", "c.yaml").contract).toBeNull();
    const { problems } = readContract(`${good}__proto__: { owner: me }\nconstructor: 1\n`, "c.yaml");
    expect(problems.map((problem) => problem.message)).toEqual([
      'Unknown key "__proto__".',
      'Unknown key "constructor".',
    ]);
  });

  it("digests the bytes as they are", () => {
    expect(contractDigest(new TextEncoder().encode("abc"))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
