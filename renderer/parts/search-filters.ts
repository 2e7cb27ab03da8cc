import { isInboxTerm } from "../../shared/review/inbox-terms";
import { isFilterName } from "../../shared/search/filters";
import { parseSyntax } from "../../shared/search/query-syntax";

/** Filters of the search that the inbox's own filter does not know: their presence says that the search is meant. */
export function searchOnlyFilters(query: string): string[] {
  return parseSyntax(query).pieces.flatMap((piece) =>
    piece.kind === "filter" && isFilterName(piece.name) && !isInboxTerm(piece.name) ? piece.name : [],
  );
}
