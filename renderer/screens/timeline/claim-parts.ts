import type { TimelineRow } from "../../../shared/contract/timeline";

export type RowClaim = TimelineRow["claims"][number];

export interface ClaimPart {
  readonly text: string;
  readonly claim: RowClaim | null;
}

const special = /[.*+?^${}()|[\]\\]/gu;

/** The sentence as it stands in the text: runs of white space and line ends may differ. */
function sentencePattern(sentence: string): RegExp | null {
  const words = sentence
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== "");
  if (words.length === 0) return null;
  return new RegExp(words.map((word) => word.replace(special, "\\$&")).join("\\s+"), "u");
}

/** Cuts a message at the claims it makes. In: the text, claims said in it. Out: parts that joined are the text again. */
export function claimParts(text: string, claims: readonly RowClaim[]): ClaimPart[] {
  const found = claims
    .flatMap((claim) => {
      const match = sentencePattern(claim.sentence)?.exec(text);
      return match === null || match === undefined
        ? []
        : [{ claim, start: match.index, end: match.index + match[0].length }];
    })
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: ClaimPart[] = [];
  let at = 0;
  for (const { claim, start, end } of found) {
    // A claim inside another's sentence is underlined with it and listed beneath.
    if (start < at) continue;
    if (start > at) parts.push({ text: text.slice(at, start), claim: null });
    parts.push({ text: text.slice(start, end), claim });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), claim: null });
  return parts;
}
