import { describe, expect, it } from "vitest";
import { jsonFault } from "../../../main/evidence/json-fault";
import { seededRandom } from "../../support/seeded-random";

describe("jsonFault", () => {
  it.each([
    ['{"a":}', 5],
    ['{"a" 1}', 5],
    ["[1,]", 3],
    ["[1 2]", 3],
    ["{a:1}", 1],
    ['{"a":1,}', 7],
    ["[01]", 1],
    ["[1.]", 1],
    ["[tru]", 1],
    ['["\\x"]', 2],
    ['["\n"]', 2],
    ["[1]]", 3],
    ["<html>", 0],
    ["[", 1],
    ['["a', 3],
    ["", 0],
  ])("%j at %i", (text, offset) => {
    expect(jsonFault(text)).toBe(offset);
  });

  it("finds none in valid JSON, and names a place up to which broken JSON could have gone on", () => {
    const whole = JSON.stringify({ a: [1, -2.5e-7, true, null, '\u2028 " \\ \u0001 😀'], b: { c: {} }, d: [] });
    expect(jsonFault(whole)).toBe(whole.length);
    const next = seededRandom(11);
    for (let round = 0; round < 2_000; round += 1) {
      const at = Math.floor(next() * whole.length);
      const text = whole.slice(0, at) + '{}[],:"x1\\'.charAt(Math.floor(next() * 10)) + whole.slice(at + 1);
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      const fault = jsonFault(text);
      expect(fault, text).toBeGreaterThanOrEqual(Math.min(at - 8, text.length));
      if (valid) expect(fault, text).toBe(text.length);
    }
  });

  it("is linear", () => {
    const started = performance.now();
    for (const part of ["[", '{"a":', '"\\', "1", "[1,", " "]) jsonFault(part.repeat(500_000));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
