import type { RedactionRule, ReportFilters, ReportFormatId } from "../../../shared/model/report-choice";

export type Period = "day" | "week" | "month" | "last-month" | "all" | "own";

export const periods: readonly { readonly value: Period; readonly label: string }[] = [
  { value: "day", label: "24 hours" },
  { value: "week", label: "7 days" },
  { value: "month", label: "30 days" },
  { value: "last-month", label: "Last month" },
  { value: "all", label: "Whole log" },
  { value: "own", label: "Own" },
];

export const formatNames: Readonly<Record<ReportFormatId, { readonly name: string; readonly what: string }>> = {
  html: { name: "HTML", what: "one file without script, for reading and paper" },
  pdf: { name: "PDF", what: "the same on A4" },
  json: { name: "JSON", what: "every field, for programs" },
  csv: { name: "CSV, decisions", what: "a row for each decision" },
  "csv-attempts": { name: "CSV, attempts", what: "a row for each attempt decided on" },
  markdown: { name: "Markdown", what: "for a wiki, without patches" },
};
export const formatIds = Object.keys(formatNames) as ReportFormatId[];

export const redactionNames: Readonly<Record<RedactionRule, string>> = {
  reasons: "Reasons",
  comments: "Comments",
  names: "Names of people",
  "agent-texts": "Agents' texts",
  code: "Patches",
  paths: "Paths",
  hosts: "Hosts, addresses",
  emails: "E-mail addresses",
  secrets: "Secrets found",
};
export const redactionIds = Object.keys(redactionNames) as RedactionRule[];

const dayMs = 86_400_000;

/** A day as a person types it, in UTC: "2026-11-21". Null where it is none. */
export function dayOf(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return Number.isNaN(time) ? null : time;
}

/** From (included) and to (excluded) of a period. Own days are UTC days, both included; null where one is not a day, or they are turned round. */
export function periodOf(
  period: Period,
  own: { readonly from: string; readonly to: string },
  now: number,
): Pick<ReportFilters, "from" | "to"> | null {
  const at = (time: number): string => new Date(time).toISOString();
  if (period === "all") return { from: null, to: null };
  if (period === "day") return { from: at(now - dayMs), to: null };
  if (period === "week") return { from: at(now - 7 * dayMs), to: null };
  if (period === "month") return { from: at(now - 30 * dayMs), to: null };
  if (period === "last-month") {
    const today = new Date(now);
    const month = (back: number): number => Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1);
    return { from: at(month(1)), to: at(month(0)) };
  }
  const from = own.from === "" ? null : dayOf(own.from);
  const to = own.to === "" ? null : dayOf(own.to);
  if ((own.from !== "" && from === null) || (own.to !== "" && to === null)) return null;
  if (from !== null && to !== null && to < from) return null;
  return { from: from === null ? null : at(from), to: to === null ? null : at(to + dayMs) };
}

/** A list with a word put in or taken out. */
export function toggled<T extends string>(list: readonly T[], word: T): T[] {
  return list.includes(word) ? list.filter((one) => one !== word) : [...list, word];
}
