import type { ParsedPatch } from "../../shared/diff/parse-patch";
import { addedLines, isDocument } from "./patch-lines";
import { groundOf, type ClaimFinding, type StatedClaim } from "./stated-claim";

const keyword =
  "(?:function\\*?|class|def|defp|defmodule|defmacro|fn|func|fun|struct|interface|type|enum|trait|const|let|var|val|module|namespace|macro_rules!|record|object|protocol|sub|impl|static|rpc|message|service|public|private|protected|internal|async|export)";

/**
 * Looks for the definition of a name among the added lines. Contradicted only where the patch is whole and none of its added lines
 * has the name at all. In: the claim, the patch, whether it holds everything that was changed.
 */
export function judgeSymbolClaim(stated: StatedClaim, patch: ParsedPatch, complete: boolean): ClaimFinding {
  if (patch.files.length === 0)
    return { verdict: "unverifiable", why: "The attempt has no patch to compare with.", events: [] };
  const full = stated.symbols[0] ?? "";
  const name = full.split(/[.#:]+/).at(-1) ?? full;
  const word = name.replace(/[$]/g, "\\$&");
  const edge = `(?<![\\w$])${word}(?![\\w$])`;
  const anywhere = new RegExp(edge);
  const defined = new RegExp(
    `\\b${keyword}\\b(?: ?\\([^)]{0,80}\\))?[^=;(]{0,80}?${edge}|^\\s*(?:[\\w<>\\[\\],.?*& ]{0,80}\\s)?${edge}\\s*(?:<[^>]{0,80}>)?\\([^)]*\\)?[^;]*(?:\\{|=>|:)\\s*$|^\\s*(?:this\\.|self\\.|exports\\.|module\\.exports\\.)?${edge}\\s*[:=]\\s*(?!=)`,
  );
  let used: { path: string; line: string } | null = null;
  for (const { path, line } of addedLines(patch)) {
    if (line.length > 2000 || !anywhere.test(line)) continue;
    if (!isDocument(path) && defined.test(line))
      return {
        verdict: "backed",
        why: `${path} defines ${name} in an added line.`,
        events: [],
        ground: [groundOf({ path, line: line.trim() })],
      };
    used ??= { path, line: line.trim() };
  }
  if (used !== null)
    return {
      verdict: "unverifiable",
      why: `Added lines of ${used.path} name ${name}, and none of them defines it in a form that is known.`,
      events: [],
      ground: [groundOf(used)],
    };
  return complete
    ? { verdict: "contradicted", why: `No added line of the patch has ${name}.`, events: [] }
    : { verdict: "unbacked", why: `No recorded edit adds ${name}.`, events: [] };
}
