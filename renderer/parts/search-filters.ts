import { isFilterName } from "../../shared/search/filters";
import { parseSyntax } from "../../shared/search/query-syntax";

/** Filters of the search that the inbox's own filter does not know: their presence says that the search is meant. */
export function searchOnlyFilters(query: string): string[] {
  const ofInbox = new Set(["tier", "verdict", "repo", "runner", "owner", "is"]);
  return parseSyntax(query).pieces.flatMap((piece) =>
    piece.kind === "filter" && isFilterName(piece.name) && !ofInbox.has(piece.name) ? piece.name : [],
  );
}
