import { dateWords, filterNames, isFilterName, searchFilters } from "../../../shared/search/filters";
import { parseSyntax, printPiece, printQuery } from "../../../shared/search/query-syntax";
import type { Output } from "../../../shared/contract/api";

export type KnownValues = Output<"search.values">;

/** What may be written next: what is shown, and the whole query with it. */
export interface Completion {
  readonly text: string;
  readonly says: string;
  readonly query: string;
}

const most = 8;

/** What the end of a query may become. In: the query as typed, what values occur. Out: nothing where its end is no beginning of a filter. */
export function completions(query: string, known: KnownValues | undefined): Completion[] {
  const found = /(?:^|\s)(-?)([a-z-]*)(:?)([^\s:"]*)$/iu.exec(query);
  if (found === null) return [];
  const [, sign = "", rawName = "", colon = "", typed = ""] = found;
  const name = rawName.toLowerCase();
  const head = query.slice(0, query.length - sign.length - rawName.length - colon.length - typed.length);
  if (colon === "") {
    if (name.length < 2) return [];
    return filterNames
      .filter((one) => one.startsWith(name))
      .map((one) => ({ text: `${sign}${one}:`, says: searchFilters[one].says, query: `${head}${sign}${one}:` }));
  }
  if (!isFilterName(name)) return [];
  const comma = typed.lastIndexOf(",");
  const before = typed.slice(0, comma + 1);
  const start = typed.slice(comma + 1).toLowerCase();
  const taken = new Set(before.split(","));
  return valuesOf(name, known)
    .filter((value) => value.toLowerCase().includes(start) && value.toLowerCase() !== start && !taken.has(value))
    .sort((a, b) => Number(b.toLowerCase().startsWith(start)) - Number(a.toLowerCase().startsWith(start)))
    .slice(0, most)
    .map((value) => ({
      text: value,
      says: searchFilters[name].says,
      query: `${head}${sign}${name}:${before}${/[\s,"]/u.test(value) ? JSON.stringify(value) : value} `,
    }));
}

function valuesOf(name: (typeof filterNames)[number], known: KnownValues | undefined): readonly string[] {
  switch (name) {
    case "runner":
      // What occurs here first, then what else there is.
      return [...new Set([...(known?.runners ?? []), ...(searchFilters.runner.values ?? [])])];
    case "tool":
      return known?.tools ?? [];
    case "repo":
      return known?.repositories ?? [];
    case "model":
      return known?.models ?? [];
    case "since":
    case "until":
      return dateWords;
    default:
      return searchFilters[name].values ?? [];
  }
}

/** A filter that is in force, and the query without it. */
export interface Chip {
  readonly text: string;
  readonly known: boolean;
  /** It is the last thing written. */
  readonly atEnd: boolean;
  readonly without: string;
}

/** The filters of a query, for taking them off one by one. */
export function filterChips(query: string): Chip[] {
  const { pieces } = parseSyntax(query);
  return pieces.flatMap((piece) =>
    piece.kind === "filter" && piece.values.length > 0
      ? {
          text: printPiece(piece),
          known: isFilterName(piece.name),
          atEnd: piece.end === query.length,
          without: printQuery(pieces.filter((other) => other !== piece)),
        }
      : [],
  );
}
