/** Does work that comes in steps, all at once. In: the steps. Out: what the last of them came to. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
