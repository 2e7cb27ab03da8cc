import { describe, expect, it } from "vitest";
import { distinctPeople, samePerson } from "../../../main/policy/same-person";

describe("the same person", () => {
  it.each([
    ["Ilse Vogt", "ilse  VOGT "],
    ["Ilse Vogt", "ilse.vogt"],
    ["Vogt, Ilse", "Ilse Vogt"],
    ["Ilse Vögt", "ilse vogt"],
    ["Ilse Vogt <ilse@example.org>", "I. V. <ILSE@example.org>"],
    ["Ilse Vogt <ilse@example.org>", "Ilse Vogt <ilse@elsewhere.example>"],
    ["ilse.vogt@example.org", "Ilse Vogt"],
    ["@ilse-v", "ilse.v"],
    ["ilse+review@example.org", "ilse@example.org"],
    ["12345+ilse-v@users.noreply.github.com", "ilse-v@users.noreply.github.com"],
    ["Ｉlse Vogt", "Ilse Vogt"],
  ])("%s is %s", (a, b) => {
    expect(samePerson(a, b)).toBe(true);
    expect(samePerson(b, a)).toBe(true);
  });

  it.each([
    ["Ilse Vogt", "Ilse Voigt"],
    ["Ilse", "Ilse Vogt"],
    ["ilse@example.org", "ilse@elsewhere.example"],
    ["Tomas", "Ilse"],
    ["", "Ilse"],
    ["", ""],
  ])("%s is not known to be %s", (a, b) => {
    expect(samePerson(a, b)).toBe(false);
  });

  it("is counted once", () => {
    expect(distinctPeople(["Ilse Vogt", "Tomas", "ilse.vogt", "TOMAS", "Marit"])).toEqual([
      "Ilse Vogt",
      "Tomas",
      "Marit",
    ]);
  });
});
