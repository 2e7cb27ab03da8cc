import { expect, it } from "vitest";
import { unowned } from "../../../../main/policy/rules/unowned";
import { facts, filePatch } from "../../../builders/facts";
import { contract, ownership, task } from "../../../builders/task";

const nobody = ownership({ owner: null, ground: "none" });
const code = filePatch("src/a.ts", ["+x"]);
const document = filePatch("docs/a.md", ["+x"]);

it("fires without an owner and not with one", () => {
  expect(unowned.run(facts({ ownership: nobody, patch: code }))).toHaveLength(1);
  expect(unowned.run(facts({ ownership: nobody, patch: document + code }))).toHaveLength(1);
  expect(unowned.run(facts({ patch: code }))).toEqual([]);
});

it("asks for no owner of documents alone, unless the contract declares more than low risk", () => {
  const declared = (risk: "low" | "high") => task({ contract: contract({ risk }) });
  expect(unowned.run(facts({ ownership: nobody, patch: document }))).toEqual([]);
  expect(unowned.run(facts({ ownership: nobody, patch: document, task: declared("low") }))).toEqual([]);
  expect(unowned.run(facts({ ownership: nobody, patch: document, task: declared("high") }))).toHaveLength(1);
});
