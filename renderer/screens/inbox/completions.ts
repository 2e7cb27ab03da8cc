import {
  inboxTermNames,
  inboxTerms,
  isInboxTerm,
  offeredValues,
  type InboxTermName,
} from "../../../shared/review/inbox-terms";
import type { QueryRow } from "../../../shared/review/inbox-query";
import type { FilterOffer } from "../../parts/FilterCombobox";

const most = 10;

/**
 * What the end of a filter may become: terms by their beginning, then values that occur, most tasks first, each counted.
 * In: the filter as typed, the rows that are here. Out: nothing where its end is no beginning of a term.
 */
export function completions(query: string, rows: readonly QueryRow[]): FilterOffer[] {
  const found = /(?:^|\s)(-?)([a-z-]*)(:?)([^\s:"]*)$/iu.exec(query);
  if (found === null) return [];
  const [, sign = "", rawName = "", colon = "", typed = ""] = found;
  const name = rawName.toLowerCase();
  const head = query.slice(0, query.length - sign.length - rawName.length - colon.length - typed.length);
  if (colon === "") {
    if (name === "") return [];
    return inboxTermNames
      .filter((one) => one.startsWith(name))
      .map((one) => ({
        text: `${sign}${one}:`,
        says: inboxTerms[one].says,
        count: null,
        filter: `${head}${sign}${one}:`,
      }));
  }
  if (!isInboxTerm(name)) return [];
  const before = typed.slice(0, typed.lastIndexOf(",") + 1);
  const rest = typed.slice(before.length);
  const compare = inboxTerms[name].compares ? (/^[<>]?=?/u.exec(rest)?.[0] ?? "") : "";
  const start = rest.slice(compare.length).toLowerCase();
  const taken = new Set(before.toLowerCase().split(","));
  const counts = countsOf(name, rows);
  return valuesOf(name, counts)
    .filter((value) => value.toLowerCase().includes(start) && value.toLowerCase() !== start)
    .filter((value) => !taken.has(value.toLowerCase()))
    .sort(
      (a, b) =>
        Number(b.toLowerCase().startsWith(start)) - Number(a.toLowerCase().startsWith(start)) ||
        (closed(name) ? 0 : (counts.get(b) ?? 0) - (counts.get(a) ?? 0)),
    )
    .slice(0, most)
    .map((value) => ({
      text: value,
      says: inboxTerms[name].says,
      count: counts.size === 0 ? null : (counts.get(value) ?? 0),
      filter: `${head}${sign}${name}:${before}${compare}${/[\s,"]/u.test(value) ? JSON.stringify(value) : value} `,
    }));
}

function closed(name: InboxTermName): boolean {
  return inboxTerms[name].values !== null;
}

/** How many rows have each value of a term; empty where values are not counted. */
function countsOf(name: InboxTermName, rows: readonly QueryRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows)
    for (const value of new Set(valuesOfRow(name, row))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function valuesOfRow(name: InboxTermName, row: QueryRow): readonly string[] {
  switch (name) {
    case "tier":
      return [row.tier];
    case "verdict":
      return [row.verdict.word];
    case "repo":
      return [row.repository];
    case "runner":
      return row.runners;
    case "owner":
      return [row.owner ?? "none"];
    case "from":
      return [row.entryPoint, row.requester].filter((value) => value !== null);
    case "state":
      return [
        { "your-turn": "open", waiting: "waiting", done: "done" }[row.turn],
        ...(row.turn === "waiting" && row.decided === "snooze" ? ["snoozed"] : []),
      ];
    case "is":
      return [
        ...(row.isNew ? ["new"] : []),
        ...(row.owner === null ? ["unowned"] : []),
        ...(row.escalation?.state === "missed" ? ["overdue"] : []),
      ];
    case "escalated":
      return row.escalation === null
        ? []
        : row.escalation.state === "asked"
          ? ["agent"]
          : row.escalation.state === "to-raise"
            ? ["policy"]
            : [row.escalation.to, "any"];
    default:
      return [];
  }
}

function valuesOf(name: InboxTermName, counts: ReadonlyMap<string, number>): readonly string[] {
  if (closed(name)) return offeredValues(name);
  // Runners that never ran here are not offered; without any task the known ones teach what may be typed.
  if (counts.size > 0 && name === "runner") return [...counts.keys()];
  return [...new Set([...counts.keys(), ...offeredValues(name)])];
}
