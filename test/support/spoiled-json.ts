const odd: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 53,
  "",
  " ",
  "text",
  "\u0000",
  "\ud800",
  "‮",
  "<command-name>/x</command-name>",
  "*** Begin Patch\n*** Update File: a",
  '{"output":5}',
  "x".repeat(5000),
  [],
  [[]],
  [null],
  ["a", 1, {}],
  {},
  { a: {} },
  { type: null },
  { type: "text" },
  { type: "tool_result", tool_use_id: "t" },
  { type: "tool_use", id: "t", name: 5, input: [] },
  { __proto__: null, constructor: 1, toString: "x", hasOwnProperty: false },
  "2026-11-20T01:00:00.000Z",
  "2026-02-30T00:00:00Z",
  "exec",
  "__proto__",
];

/** Replaces one value somewhere in a JSON tree by an odd one, takes it out, or adds one. */
export function spoiled(value: unknown, next: () => number): unknown {
  const pick = (): unknown => odd[Math.floor(next() * odd.length)];
  if (typeof value !== "object" || value === null || next() < 0.08) return pick();
  if (Array.isArray(value)) {
    if (value.length === 0) return [pick()];
    const at = Math.floor(next() * value.length);
    return value.map((item: unknown, index) => (index === at ? spoiled(item, next) : item));
  }
  const entries = Object.entries(value);
  const at = Math.floor(next() * entries.length);
  const way = next();
  if (way < 0.12) return Object.fromEntries(entries.filter((_, index) => index !== at));
  if (way < 0.2) return Object.fromEntries([...entries, ["__proto__", pick()], ["extra", pick()]]);
  return Object.fromEntries(entries.map(([key, item], index) => [key, index === at ? spoiled(item, next) : item]));
}
