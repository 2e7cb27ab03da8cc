import { expect, it } from "vitest";
import { lastRuns, sameCommand } from "../../../main/policy/evidence-for";
import type { Evidence } from "../../../shared/model/evidence";
import { evidence } from "../../builders/evidence";
import { createRandom } from "../../e2e/support/shell-random";

/** By the definition: no later run of the same command and kind. */
function plainly(items: readonly Evidence[]): Evidence[] {
  return items.filter(
    (item, index) =>
      item.event === null ||
      !items.some(
        (later, at) =>
          at > index && later.event !== null && later.kind === item.kind && sameCommand(later.producer, item.producer),
      ),
  );
}

it("of the runs of one command the last speaks, in the order of the runs; reports speak for themselves", () => {
  const random = createRandom(20261123);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (let round = 0; round < 300; round += 1) {
    const items = Array.from({ length: Math.floor(random() * 12) }, (_, at) =>
      evidence({
        id: String(at),
        kind: pick(["tests", "build"] as const),
        producer: pick(["npm test", " npm  test ", "make", "npm test x"]),
        event: random() < 0.3 ? null : { sessionId: "S-00001", seq: at + 1 },
      }),
    );
    expect(lastRuns(items).map(({ id }) => id)).toEqual(plainly(items).map(({ id }) => id));
  }
});

it("a session of a hundred thousand commands is looked at in one pass", () => {
  const items = Array.from({ length: 100_000 }, (_, at) =>
    evidence({ id: String(at), producer: `npm test ${String(at)}`, event: { sessionId: "S-00001", seq: at + 1 } }),
  );
  expect(lastRuns(items)).toHaveLength(items.length);
});
