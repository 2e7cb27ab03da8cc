import type { Claim } from "../../shared/model/claim";

/** What of a claim is shown where it was made. */
export type SaidClaim = Pick<Claim, "id" | "sentence" | "span" | "verdict" | "why">;

export interface ClaimPart {
  readonly text: string;
  readonly claim: SaidClaim | null;
}

const special = /[.*+?^${}()|[\]\\]/gu;

function spaced(text: string): string {
  const words = text.split(/\s+/u).map((word) => word.replace(special, "\\$&"));
  return words.join("\\s+");
}

/** Where the words that make the claim stand in the text: runs of white space and line ends of the sentence may differ there. */
function placeIn(text: string, { sentence, span }: SaidClaim): { start: number; end: number } | null {
  if (sentence.trim() === "") return null;
  const [before, said, after] = [
    sentence.slice(0, span.start),
    sentence.slice(span.start, span.end),
    sentence.slice(span.end),
  ];
  const match = new RegExp(`(${spaced(before)})(${spaced(said)})${spaced(after)}`, "u").exec(text);
  if (match === null) return null;
  const start = match.index + (match[1]?.length ?? 0);
  return { start, end: start + (match[2]?.length ?? 0) };
}

/** Cuts a message at the words that make its claims. In: the text, claims said in it. Out: parts that joined are the text again. */
export function claimParts(text: string, claims: readonly SaidClaim[]): ClaimPart[] {
  const found = claims
    .flatMap((claim) => {
      const place = placeIn(text, claim);
      return place === null || place.start === place.end ? [] : [{ claim, ...place }];
    })
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const parts: ClaimPart[] = [];
  let at = 0;
  for (const { claim, start, end } of found) {
    // A claim inside another's words is underlined with it and listed beneath.
    if (start < at) continue;
    if (start > at) parts.push({ text: text.slice(at, start), claim: null });
    parts.push({ text: text.slice(start, end), claim });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), claim: null });
  return parts;
}
