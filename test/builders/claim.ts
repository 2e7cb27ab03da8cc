import type { ClaimInput } from "../../main/provenance/claims";
import { parsePatch } from "../../shared/diff/parse-patch";
import type { Statement } from "../../shared/model/claim";

/** A text in which somebody says what was done; a final message that is no event. */
export function statement(text: string, over: Partial<Statement> = {}): Statement {
  return { source: "final-message", text, event: null, ref: null, ...over };
}

/** One statement, a whole patch from the repository that holds nothing yet, and no events. */
export function claimInput(text: string, over: Partial<ClaimInput> = {}): ClaimInput {
  return {
    statements: [statement(text)],
    events: [],
    files: [],
    patch: parsePatch(""),
    patchSource: "repository",
    evidence: [],
    ...over,
  };
}
