import { describe, expect, it } from "vitest";
import { readFromCore, readResult } from "../../../main/electron/preload-wire";
import { fromCoreSchema, responseSchema } from "../../../shared/contract/wire";
import { createRandom } from "../../e2e/support/shell-random";

const resultSchema = responseSchema.shape.result;

// Values near the shapes that count: each key is often right, at times wrong, missing or one too many.
function nearMessage(random: () => number): unknown {
  const pick = (...values: unknown[]): unknown => values[Math.floor(random() * values.length)];
  const odd = () =>
    pick(undefined, null, 0, 1, -1, 1.5, 2 ** 53, NaN, Infinity, "", "text", true, [], {}, [1], { ok: true });
  const mostly = (value: unknown) => (random() < 0.85 ? value : odd());
  const problem = () =>
    record({
      code: mostly("code"),
      message: mostly("message"),
      place: pick("place", undefined, odd()),
      remedy: pick("remedy", odd()),
    });
  const result = () =>
    pick(record({ ok: mostly(true), value: odd() }), record({ ok: mostly(false), error: mostly(problem()) }));
  const record = (value: Record<string, unknown>): Record<string, unknown> => {
    const entries = Object.entries(value).filter(() => random() < 0.93);
    if (random() < 0.07) entries.push(["extra", odd()]);
    return Object.fromEntries(entries);
  };
  return pick(
    record({ type: mostly("response"), id: mostly(pick(0, 7)), result: mostly(result()) }),
    record({ type: mostly("answer"), id: mostly(pick(0, 7)), json: mostly("{}") }),
    record({ type: mostly("publication"), topic: mostly("changed"), payload: odd() }),
    odd(),
  );
}

describe("the guards of the preload script", () => {
  it("agree with the schemas of the wire over 20,000 messages, and both verdicts are met often", () => {
    const random = createRandom(20261122);
    let accepted = 0;
    for (let count = 0; count < 20_000; count += 1) {
      const message = nearMessage(random);
      const wanted = fromCoreSchema.safeParse(message);
      const got = readFromCore(message);
      expect({ message, accepted: got !== null }).toEqual({ message, accepted: wanted.success });
      if (wanted.success) {
        accepted += 1;
        expect(got).toEqual(wanted.data);
      }
    }
    expect(accepted).toBeGreaterThan(2000);
    expect(accepted).toBeLessThan(18_000);
  });

  it("agree with the schema of a result", () => {
    for (const value of [
      { ok: true },
      { ok: true, value: 1, error: {} },
      { ok: false, error: null },
      { ok: "true", value: 1 },
    ]) {
      expect({ value, accepted: readResult(value) !== null }).toEqual({
        value,
        accepted: resultSchema.safeParse(value).success,
      });
    }
  });
});
