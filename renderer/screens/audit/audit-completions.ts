import type { AuditRow } from "../../../shared/contract/audit";
import {
  auditTermNames,
  auditTerms,
  isAuditTerm,
  offeredAuditValues,
  type AuditTermName,
} from "../../../shared/review/audit-terms";
import type { FilterOffer } from "../../parts/FilterCombobox";

const most = 12;

/**
 * What the end of a filter may become: terms by their beginning, then values. In: the filter as typed, the rows that are here.
 * Out: nothing where its end is no beginning of a term.
 */
export function auditOffers(filter: string, rows: Iterable<AuditRow>): FilterOffer[] {
  const found = /(?:^|\s)(-?)([a-z-]*)(:?)([^\s:"]*)$/iu.exec(filter);
  if (found === null) return [];
  const [, sign = "", rawName = "", colon = "", typed = ""] = found;
  const name = rawName.toLowerCase();
  const head = filter.slice(0, filter.length - sign.length - rawName.length - colon.length - typed.length);
  if (colon === "") {
    if (name === "") return [];
    return auditTermNames
      .filter((one) => one.startsWith(name))
      .map((one) => ({
        text: `${sign}${one}:`,
        says: auditTerms[one].says,
        count: null,
        filter: `${head}${sign}${one}:`,
      }));
  }
  if (!isAuditTerm(name)) return [];
  const before = typed.slice(0, typed.lastIndexOf(",") + 1);
  const start = typed.slice(before.length).toLowerCase();
  const taken = new Set(before.toLowerCase().split(","));
  return valuesOf(name, rows)
    .filter((value) => {
      const folded = value.toLowerCase();
      return folded.includes(start) && folded !== start && !taken.has(folded);
    })
    .sort((a, b) => Number(b.toLowerCase().startsWith(start)) - Number(a.toLowerCase().startsWith(start)))
    .slice(0, most)
    .map((value) => ({
      text: value,
      says: auditTerms[name].says,
      count: null,
      filter: `${head}${sign}${name}:${before}${/[\s,"]/u.test(value) ? JSON.stringify(value) : value} `,
    }));
}

function valuesOf(name: AuditTermName, rows: Iterable<AuditRow>): readonly string[] {
  const known = offeredAuditValues(name);
  if (name !== "person" && name !== "repo") return known;
  const seen = new Set(known);
  for (const row of rows) {
    const value = name === "person" ? row.person : row.repository;
    if (value !== null && value !== "") seen.add(value);
  }
  return [...seen];
}

/** The number of the entry that a filter asks for: "#1466", "# 1,466". Null for anything else. */
export function entryAskedFor(filter: string): number | null {
  const found = /^\s*#\s*([0-9][0-9,]{0,14})\s*$/u.exec(filter);
  const seq = Number(found?.[1]?.replaceAll(",", ""));
  return found !== null && Number.isSafeInteger(seq) ? seq : null;
}

/** The kind a filter keeps, where it names exactly one; null where it names none, several or leaves some out. */
export function kindAskedFor(filter: string): string | null {
  const found = [...filter.matchAll(/(?:^|\s)(-?)kind:(\S+)/giu)];
  const [first] = found;
  return found.length === 1 && first?.[1] === "" && !(first[2] ?? "").includes(",") ? (first[2] ?? "") : null;
}

/** The filter with another kind, or none. */
export function withKind(filter: string, kind: string | null): string {
  const rest = filter
    .replaceAll(/(?:^|\s)-?kind:\S*/giu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim();
  const own = kind === null ? "" : `kind:${kind}`;
  return [own, rest].filter((part) => part !== "").join(" ");
}
