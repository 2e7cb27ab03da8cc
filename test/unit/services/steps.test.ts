import { expect, it } from "vitest";
import { inSteps } from "../../../main/services/steps";

/** Work of a few milliseconds in two steps. */
function* work(): Generator<void, number> {
  const until = performance.now() + 5;
  while (performance.now() < until);
  yield;
  return 1;
}

it("answers requests between many short pieces of work that follow each other", async () => {
  let answered = 0;
  let ended = false;
  const request = () => {
    answered += 1;
    if (!ended) setImmediate(request);
  };
  setImmediate(request);
  for (let n = 0; n < 12; n += 1) expect(await inSteps(work(), () => false)).toBe(1);
  ended = true;
  // Sixty milliseconds of work, interrupted after twelve at most and the piece that was under way.
  expect(answered).toBeGreaterThanOrEqual(3);
});

it("does nothing more once it was cancelled", async () => {
  let steps = 0;
  function* long(): Generator<void, number> {
    for (;;) {
      steps += 1;
      const until = performance.now() + 15;
      while (performance.now() < until);
      yield;
    }
  }
  expect(await inSteps(long(), () => steps >= 2)).toBeNull();
  expect(steps).toBe(2);
});
