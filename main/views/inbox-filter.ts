import type { InboxRow } from "../../shared/contract/review";

type Test = (row: InboxRow) => boolean;

const terms: Readonly<Record<string, (value: string) => Test | null>> = {
  tier: (value) => (["low", "medium", "high", "critical"].includes(value) ? (row) => row.tier === value : null),
  verdict: (value) => (row) => row.verdict.word === value || row.verdict.label.toLowerCase().includes(value),
  repo: (value) => (row) => row.repository.toLowerCase().includes(value),
  runner: (value) => (row) =>
    row.runners.some((runner) => runner.toLowerCase().replaceAll(" ", "-").includes(value.replaceAll(" ", "-"))),
  owner: (value) => (row) =>
    value === "none" ? row.owner === null : row.owner?.toLowerCase().includes(value) === true,
  is: (value) => (value === "new" ? (row) => row.isNew : value === "unowned" ? (row) => row.owner === null : null),
};

/**
 * Reads a filter such as `tier:high repo:payments refund`: all terms must hold; bare words are looked for in title, ref,
 * repository and cause. Out: the test, and the first term that was not understood.
 */
export function parseFilter(filter: string): { matches: Test; problem: string | null } {
  let problem: string | null = null;
  const tests = filter
    .trim()
    .split(/\s+/)
    .filter((term) => term !== "")
    .flatMap((term): Test[] => {
      const colon = term.indexOf(":");
      const name = term.slice(0, colon).toLowerCase();
      if (colon > 0 && Object.hasOwn(terms, name)) {
        const test = terms[name]?.(term.slice(colon + 1).toLowerCase()) ?? null;
        if (test !== null) return [test];
        problem ??= `“${term}” is not understood: ${name} does not take that value.`;
        return [];
      }
      const word = term.toLowerCase();
      return [
        (row) =>
          [row.title, row.ref ?? "", row.repository, row.taskId, row.verdict.label, row.verdict.cause].some((text) =>
            text.toLowerCase().includes(word),
          ),
      ];
    });
  return { matches: (row) => tests.every((test) => test(row)), problem };
}
