import { isSecondKind } from "../model/audit-entry";
import { counted } from "./counted";

/** What is not known of such an entry, its own name for its kind first: that is what somebody wrote. In: its form and that name. */
export function unknownKindWords({ v, named }: { readonly v: number; readonly named: string }): string {
  const name = named === "" ? "No name" : `“${named}”`;
  if (v !== 2) return `${name}, of form ${String(v)}: a later one than this version knows`;
  return isSecondKind(named)
    ? `${name}, which says more than this version knows of that kind`
    : `${name}, a kind this version does not know`;
}

/** Why nothing is recorded in a log that holds such entries; null where there are none. In: how many. */
export function unknownKindsSentence(unknown: number): string | null {
  return unknown === 0
    ? null
    : `The log holds ${counted(unknown, "entry", "entries")} of ${unknown === 1 ? "a kind" : "kinds"} this version does not know: a later Countersign wrote ${unknown === 1 ? "it" : "them"}.`;
}
