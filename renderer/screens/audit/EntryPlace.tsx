import type { AuditEntryView } from "../../../shared/contract/audit";
import { VerdictMark } from "../../parts/VerdictMark";
import { formatClock, formatCount, formatDay, formatPlural } from "../../ui/format";
import { Fact, Facts, PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import type { EntryProof } from "./entry-proof";
import { ProofPath, ProofSteps } from "./ProofPath";

interface PlaceProps {
  readonly view: AuditEntryView;
  /** What the page found out; null while it does. */
  readonly proof: EntryProof | null;
  /** It stands in another person's log. */
  readonly foreign: boolean;
}

/** Where an entry stands in the tree, and the proof of it as this page recomputed it. */
export function PlaceSection({ view, proof, foreign }: PlaceProps) {
  const now = useNow();
  const { entry, place, clockSuspect } = view;
  const { body, leafHash } = entry;
  const walk = proof?.walk ?? null;
  return (
    <PanelSection title="Place in the tree" aside={<Verified proof={proof} />}>
      {proof?.holds === false ? (
        <p className="red" role="alert">
          {proof.sentence}
        </p>
      ) : null}
      <Facts>
        <Fact name="Recorded">
          {body.recordedAt === null
            ? "not told in a form this version knows"
            : `${formatDay(body.recordedAt, now)}, ${formatClock(body.recordedAt, true)}, by ${foreign ? "the clock of the machine that recorded it" : "this machine’s clock"}`}
          {clockSuspect ? (
            <span className="amber">, which is suspect: no trusted time since it was found wrong</span>
          ) : null}
        </Fact>
        <Fact name="Leaf hash" mono>
          {leafHash}
        </Fact>
        {place === null ? (
          <Fact name="Checkpoint">none yet: the next entry makes one</Fact>
        ) : (
          <>
            <Fact name="Entry">{`${formatCount(body.seq)}, leaf ${formatCount(body.seq + 1)} of ${formatCount(place.size)}`}</Fact>
            <Fact name="Proof">{formatPlural(place.proof.length, "hash", "hashes")}</Fact>
            <Fact name="Root" mono>
              {place.root}
            </Fact>
            <Fact name="Checkpoint">{`over ${formatPlural(place.size, "entry", "entries")}, signed by the log’s key`}</Fact>
          </>
        )}
      </Facts>
      {place === null || walk === null ? null : (
        <>
          <ProofPath walk={walk} seq={body.seq} size={place.size} />
          <ProofSteps walk={walk} />
        </>
      )}
      {place === null ? null : (
        <details className="entry-bytes">
          <summary>Checkpoint note</summary>
          <div className="entry-code" tabIndex={0} role="region" aria-label="Checkpoint note">
            <SafeText text={place.note} code lines />
          </div>
        </details>
      )}
    </PanelSection>
  );
}

function Verified({ proof }: { readonly proof: EntryProof | null }) {
  if (proof === null) return <span className="dim">verifying</span>;
  return proof.holds ? (
    <VerdictMark verdict="backed">verified here</VerdictMark>
  ) : (
    <VerdictMark verdict="contradicted">does not hold</VerdictMark>
  );
}
