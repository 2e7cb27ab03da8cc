import { describe, expect, it } from "vitest";
import {
  boundFields,
  entryOptions,
  evidenceOptions,
  numberOrText,
  problemsOf,
  riskOptions,
} from "../../../renderer/screens/contract/form-words";
import { contractProblemSchema } from "../../../shared/contract/contracts";
import { contractSchema, evidenceKindSchema } from "../../../shared/model/contract";

const problem = (field: string | null) =>
  contractProblemSchema.parse({ code: "x", message: "m", remedy: null, field, line: 1, column: 1 });

describe("the contract form", () => {
  it("shows a problem beside the field it is about, and beside the group of what is under it", () => {
    const all = ["acceptance[0].command", "acceptance[1]", "allow.paths[2]", "risk", "riskier", null].map(problem);
    const fields = (field: string) => problemsOf(all, field).map((one) => one.field);
    expect(fields("acceptance[0]")).toEqual(["acceptance[0].command"]);
    expect(fields("acceptance")).toEqual(["acceptance[0].command", "acceptance[1]"]);
    expect(fields("allow.paths")).toEqual(["allow.paths[2]"]);
    expect(fields("risk")).toEqual(["risk"]);
    expect(fields("allow.hosts")).toEqual([]);
  });

  it("offers every word the contract knows", () => {
    expect(evidenceOptions.map(({ value }) => value)).toEqual(evidenceKindSchema.options);
    expect(boundFields.map(({ key }) => key).sort()).toEqual(
      Object.keys(
        contractSchema.parse({
          version: 1,
          id: "A",
          title: "t",
          objective: "o",
          allow: { paths: [], tools: [], commands: [], hosts: [] },
        }).allow,
      ).sort(),
    );
    expect(riskOptions.map(({ value }) => value)).toEqual(["", "low", "medium", "high", "critical"]);
    expect(entryOptions[0]).toEqual({ value: "", name: "Not said" });
  });

  it("takes a number for a number and leaves what is none to be named as a problem", () => {
    expect(["3", " 0 ", "", "three", "-1", "1.5", "99999999"].map(numberOrText)).toEqual([
      3,
      0,
      null,
      "three",
      "-1",
      "1.5",
      "99999999",
    ]);
  });
});
