import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { editContract } from "../../../main/evidence/contract-edit";
import { openContract, readContract } from "../../../main/evidence/contract-file";
import { formOf } from "../../../main/evidence/contract-form";
import { contractFormSchema, type ContractEdit } from "../../../shared/contract/contracts";
import { seededRandom } from "../../support/seeded-random";

const marit = readFileSync(new URL("../../../resources/sample/packs/pay-118-a/contract.yaml", import.meta.url), "utf8");

function edited(text: string, path: ContractEdit["path"], value: ContractEdit["value"]): string {
  const result = editContract(text, { path, value });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Lines that are in one of the texts only. */
function changed(before: string, after: string): { gone: string[]; came: string[] } {
  const [old, now] = [before.split("\n"), after.split("\n")];
  return { gone: old.filter((line) => !now.includes(line)), came: now.filter((line) => !old.includes(line)) };
}

const small = `# Why: the thread in #payments.
version: 1
id: PAY-1 # the ticket
title: "Retry"

# What must hold
objective: Pay once
constraints:
  # from the audit
  - Keep the key. # not the amount
  - Keep the API.
# the end
`;

describe("an edit of the form", () => {
  it("changes the lines of its key and no other byte", () => {
    expect(edited(small, ["title"], "Retry once")).toBe(small.replace('"Retry"', '"Retry once"'));
    expect(edited(small, ["id"], "PAY-2")).toBe(small.replace("PAY-1", "PAY-2"));
    expect(edited(small, ["constraints"], ["Keep the key.", "Keep the API.", "One call."])).toBe(
      small.replace("  - Keep the API.\n", "  - Keep the API.\n  - One call.\n"),
    );
    expect(edited(small, ["constraints"], ["Keep the key."])).toBe(small.replace("  - Keep the API.\n", ""));
  });

  it("leaves everything else of a person's contract alone, folded text included", () => {
    expect(changed(marit, edited(marit, ["risk"], "critical"))).toEqual({
      gone: ["risk: high"],
      came: ["risk: critical"],
    });
    expect(changed(marit, edited(marit, ["acceptance", 0, "command"], "npm test"))).toEqual({
      gone: ["    command: npm run test:ci"],
      came: ["    command: npm test"],
    });
    expect(changed(marit, edited(marit, ["evidence"], ["tests"]))).toEqual({
      gone: ["evidence: [tests, static-analysis]"],
      came: ["evidence: [tests]"],
    });
    expect(changed(marit, edited(marit, ["allow", "hosts"], ["api.invalid"])).gone).toEqual(["  hosts: []"]);
  });

  it("puts a new key where contracts have it", () => {
    expect(edited(small, ["risk"], "low")).toBe(small.replace("  - Keep the API.\n", "  - Keep the API.\nrisk: low\n"));
    const order = (text: string) => [...text.matchAll(/^\w+(?=:)/gm)].map(([key]) => key);
    const more = edited(edited(marit, ["network"], "listed"), ["escalation", "to"], "ilse");
    expect(order(more).slice(5)).toEqual(
      [
        "acceptance",
        "allow",
        "network",
        "isolation",
        "risk",
        "evidence",
        "owner",
        "onCall",
        "escalation",
        "requester",
        "links",
      ].slice(0),
    );
    expect(readContract(more, "c.yaml").contract).toMatchObject({ network: "listed", escalation: { to: "ilse" } });
  });

  it("adds, changes and removes acceptance checks", () => {
    const one = edited(small, ["acceptance", 0], { id: "unit", name: "Unit: all", command: "npm test" });
    const two = edited(one, ["acceptance", 1], { id: "lint", name: "Lint", command: "npm run lint" });
    const exit = edited(two, ["acceptance", 1, "expect", "exitCode"], 2);
    expect(readContract(exit, "c.yaml").contract?.acceptance).toMatchObject([
      { id: "unit", name: "Unit: all" },
      { id: "lint", expect: { exitCode: 2 } },
    ]);
    expect(edited(exit, ["acceptance", 1, "expect", "exitCode"], null)).toBe(two);
    expect(readContract(edited(two, ["acceptance", 0], null), "c.yaml").contract?.acceptance).toHaveLength(1);
  });

  it("takes away what is emptied, with the mapping it stood in", () => {
    const with1 = edited(small, ["escalation", "to"], "ilse");
    expect(edited(with1, ["escalation", "to"], null)).toBe(small);
    expect(edited(small, ["constraints"], null)).not.toContain("constraints");
    expect(edited(small, ["owner"], null)).toBe(small);
  });

  it("writes any text so that it reads back the same", () => {
    for (const value of [
      "a: b",
      "- x",
      "# no comment",
      "yes",
      "12",
      "  led",
      "two\nlines",
      "two\n\nparts\n",
      '"',
      "é\u202e",
      "'",
      "a #b",
      "&a",
      "{",
      "%",
    ]) {
      const { contract } = readContract(edited(marit, ["objective"], value), "c.yaml");
      expect(contract?.objective, JSON.stringify(value)).toBe(value);
      expect(readContract(edited(small, ["constraints"], [value]), "c.yaml").contract?.constraints).toEqual([value]);
    }
  });

  it("begins with nothing, in JSON, and with CRLF lines", () => {
    expect(edited("", ["id"], "A")).toBe("id: A\n");
    expect(edited("# only this\n", ["id"], "A")).toBe("# only this\nid: A\n");
    expect(edited('{"version": 1, "id": "A"}', ["id"], "B")).toMatch(/^\{ ?"version": 1, "id": "B" ?\}\n$/);
    const crlf = small.replaceAll("\n", "\r\n");
    expect(edited(crlf, ["title"], "Once")).toBe(crlf.replace('"Retry"', '"Once"'));
    expect(edited("id: A", ["title"], "T")).toBe("id: A\ntitle: T\n");
  });

  it("keeps every comment and every other key through hundreds of changes", () => {
    const random = seededRandom(11);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] ?? (list[0] as T);
    const texts = ["", "x", "a: b", "# no", "two\nlines", "- item", "'quoted'", "ünï", "long ".repeat(60).trim()];
    const lists = [[], ["a"], ["a", "b: c"], ["x", "a", "# z"], texts.filter((text) => text !== "")];
    const changes: (() => ContractEdit)[] = [
      () => ({ path: [pick(["title", "objective", "owner", "onCall", "id"])], value: pick(texts) }),
      () => ({ path: [pick(["owner", "onCall", "network", "attempts"])], value: null }),
      () => ({ path: ["allow", pick(["paths", "tools", "hosts", "commands"])], value: pick([...lists, null]) }),
      () => ({ path: ["constraints"], value: pick([...lists, null]) }),
      () => ({ path: ["acceptance", 0, pick(["name", "command"])], value: pick(texts) }),
      () => ({ path: ["escalation", pick(["to", "when"])], value: pick([...texts, null]) }),
      () => ({ path: ["attempts"], value: 3 }),
    ];
    let text = marit
      .replace("risk: high", "# why: money\nrisk: high # agreed")
      .replace("owner: marit", "# the owner\nowner: marit");
    for (let round = 0; round < 400; round += 1) {
      const edit = pick(changes)();
      const key = edit.path[0];
      const before = parse(text) as Record<string, unknown>;
      text = edited(text, edit.path, edit.value);
      const after = parse(text) as Record<string, unknown>;
      const rest = (all: Record<string, unknown>) =>
        JSON.stringify(Object.entries(all).filter(([name]) => name !== key));
      expect(rest(after), JSON.stringify(edit)).toBe(rest(before));
      for (const comment of ["# Written by Marit", "# why: money\n", "# agreed\n", "# the owner\n"])
        expect(text).toContain(comment);
      expect(text).toContain("risk: high # agreed\n");
    }
  });

  it("refuses what does not fit, and text that is no YAML", () => {
    expect(editContract("- a\n", { path: ["id"], value: "A" })).toMatchObject({ ok: false });
    expect(editContract("allow: no\n", { path: ["allow", "paths"], value: ["a"] })).toMatchObject({
      ok: false,
      error: { code: "contract-edit" },
    });
    expect(editContract("a: [\n", { path: ["id"], value: "A" })).toMatchObject({
      ok: false,
      error: { code: "contract-yaml", place: expect.stringContaining("contract.yaml:") as unknown },
    });
    expect(editContract(small, { path: ["acceptance", 7], value: { id: "x" } })).toMatchObject({ ok: false });
  });

  it("goes by the whole document where an alias crosses keys", () => {
    const aliased = "version: 1\nid: &ref PAY-1\ntitle: *ref\nobjective: o\n";
    expect(readContract(edited(aliased, ["objective"], "p"), "c.yaml").contract).toMatchObject({
      title: "PAY-1",
      objective: "p",
    });
    const list = "version: 1\nid: A\ntitle: t\nobjective: o\nconstraints: &c [x]\nlinks: *c\n";
    expect(readContract(edited(list, ["constraints"], ["x", "y"]), "c.yaml").contract?.constraints).toEqual(["x", "y"]);
  });
});

describe("the form", () => {
  const form = (text: string) => {
    const opened = openContract(text, "c.yaml");
    return opened.ok ? formOf(opened.value.document) : null;
  };
  it("shows a contract", () => {
    expect(contractFormSchema.parse(form(marit))).toMatchObject({
      id: "PAY-118",
      acceptance: [{ command: "npm run test:ci", exitCode: "" }, {}],
      allow: { paths: ["src/refunds/**", "migrations/**", "test/**"], tools: null, hosts: [] },
      entryPoint: "slack",
      network: "",
    });
  });

  it("shows what it can of one that is not valid, and nothing of what is no mapping", () => {
    expect(
      contractFormSchema.parse(form("id: 12\nrisk: hihg\nallow: no\nacceptance: [1, {name: x}]\nextra: 1\n")),
    ).toMatchObject({
      id: "12",
      risk: "hihg",
      allow: { paths: null },
      acceptance: [{ name: "" }, { name: "x" }],
    });
    expect(contractFormSchema.parse(form(""))).toMatchObject({ id: "", acceptance: [] });
    expect(form("- 1\n")).toBeNull();
    expect(form("text")).toBeNull();
    expect(form("a: [")).toBeNull();
  });
});
