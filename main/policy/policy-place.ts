import type { Problem } from "../../shared/result";
import { dotted, placeOf, type LocatedProblem } from "../yaml/located-problems";
import type { OpenYaml } from "../yaml/open-yaml";

export type PolicyProblemFound = Problem & Partial<LocatedProblem>;

/** What is wrong at a key, before its place is known. */
export interface FlawAt {
  readonly at: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A flaw as a problem at the line and column of its value; of the nearest one above, where it is not in the file. */
export function placed({ at, code, message, remedy }: FlawAt, opened: OpenYaml, path: string): PolicyProblemFound {
  const place = placeOf(offsetOf(at, opened), { lines: opened.lines, path });
  return { code, message, remedy, field: dotted(at), place };
}

function offsetOf(at: readonly (string | number)[], { document }: OpenYaml): number {
  for (let length = at.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(at.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
      const start: unknown = node.range[0];
      if (typeof start === "number") return start;
    }
  }
  return 0;
}
