import type { Verdict } from "../../shared/model/claim";
import { verdictNames, VerdictGlyph, VerdictMark } from "./VerdictMark";
import { formatCount } from "../ui/format";
import { SafeText } from "../ui/SafeText";
import { claimParts, type SaidClaim } from "./claim-parts";
import "./claimed-text.css";

/** A message with its claims underlined: green thin where backed, red thick where contradicted, dashed where nothing backs it. */
export function ClaimedText({ text, claims }: { readonly text: string; readonly claims: readonly SaidClaim[] }) {
  return claimParts(text, claims).map((part, at) =>
    part.claim === null ? (
      <SafeText key={at} text={part.text} lines />
    ) : (
      <span
        key={at}
        className={`claim claim-${part.claim.verdict}`}
        title={`${verdictNames[part.claim.verdict]}: ${part.claim.why}`}
      >
        <SafeText text={part.text} lines />
      </span>
    ),
  );
}

const order: readonly Verdict[] = ["contradicted", "stale", "unbacked", "unverifiable"];

/** What the events say to a message's claims: each that does not hold with why, and the count of those that do. */
export function ClaimVerdicts({ claims }: { readonly claims: readonly SaidClaim[] }) {
  const backed = claims.filter((claim) => claim.verdict === "backed").length;
  const others = claims
    .filter((claim) => claim.verdict !== "backed")
    .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return (
    <ul className="claim-verdicts">
      {others.map((claim) => (
        <li key={claim.id}>
          <VerdictGlyph kind={claim.verdict} name={verdictNames[claim.verdict]} />
          <span>
            <span className={`medium glyph-${claim.verdict}`}>
              “<SafeText text={claim.sentence} />”
            </span>{" "}
            <SafeText text={claim.why} />
          </span>
        </li>
      ))}
      {backed === 0 ? null : (
        <li>
          <VerdictMark verdict="backed">{`${formatCount(backed)} backed`}</VerdictMark>
        </li>
      )}
    </ul>
  );
}
