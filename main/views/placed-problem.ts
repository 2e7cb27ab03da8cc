import type { Problem } from "../../shared/result";

/** A problem as an editor shows it: its place is a line of the text that is shown, null where it has none. */
export function placedProblem({ code, message, remedy, place, field }: Problem & { readonly field?: string }) {
  const [, line, column] = /:(\d+):(\d+)$/.exec(place ?? "") ?? [];
  return {
    code,
    message,
    remedy: remedy ?? null,
    field: field ?? null,
    line: line === undefined ? null : Number(line),
    column: column === undefined ? null : Number(column),
  };
}
