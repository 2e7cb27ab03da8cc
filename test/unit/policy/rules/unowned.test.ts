import { describe, expect, it } from "vitest";
import { unowned } from "../../../../main/policy/rules/unowned";
import { facts } from "../../../builders/facts";
import { ownership } from "../../../builders/task";

describe("unowned", () => {
  it("fires without an owner and not with one", () => {
    expect(unowned.run(facts({ ownership: ownership({ owner: null, ground: "none" }) }))).toHaveLength(1);
    expect(unowned.run(facts())).toEqual([]);
  });
});
