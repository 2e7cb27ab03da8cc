import { reportFormat } from "../format";

/** The report for programs: see `json-report.ts` for its schema. Keys stand in a fixed order, so that equal reports are equal bytes. */
export const json = reportFormat({
  id: "json",
  name: "JSON",
  extension: "json",
  *pieces({ attempts, ...document }) {
    yield* spacedPieces({
      format: "countersign-decision-report",
      version: 1,
      ...document,
      attempts: attempts.map(({ task, view, withheld }) => ({ task, view, withheld })),
    });
    yield "\n";
  },
});

/** What JSON.stringify(value, null, 2) gives, an item of its lists at a time. */
function* spacedPieces(value: Readonly<Record<string, unknown>>): Generator<string> {
  yield "{";
  let first = true;
  for (const [key, item] of Object.entries(value)) {
    yield `${first ? "" : ","}\n  ${JSON.stringify(key)}: `;
    first = false;
    if (!Array.isArray(item) || item.length === 0) yield spaced(item, "  ");
    else {
      for (const [at, one] of (item as readonly unknown[]).entries())
        yield `${at === 0 ? "[" : ","}\n    ${spaced(one, "    ")}`;
      yield "\n  ]";
    }
  }
  yield "\n}";
}

function spaced(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", `\n${indent}`);
}
