import type { AuditEntryView, AuditSignature } from "../../../shared/contract/audit";
import type { ShownBody } from "../../../shared/model/audit-entry";
import { bindingWords, keptWords } from "../../../shared/review/key-words";
import { VerdictMark } from "../../parts/VerdictMark";
import { Fact, Facts, PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { digestText } from "./entry-digest";

/** What is said of the signature of entries that are no decision of this log. */
const unsignedWords: Readonly<Partial<Record<ShownBody["kind"], string>>> = {
  "decision.received":
    "Signed in the other log, by its reviewer. Here the checkpoint covers it, no person of this log signs it.",
  unknown: "Whether a person signed it cannot be told: this version does not know its form. The checkpoint covers it.",
};

/** Who signed a decision, with which key, and whether that counts. */
export function SignatureSection({ view }: { readonly view: AuditEntryView }) {
  const { signed, signatures } = view;
  if (signed === null)
    return (
      <PanelSection title="Signature">
        <p className="mid">
          {unsignedWords[view.entry.body.kind] ?? "Not a decision: the checkpoint covers it, no person signs it."}
        </p>
      </PanelSection>
    );
  if (signed === "unsigned")
    return (
      <PanelSection title="Signature" aside={<VerdictMark verdict="unbacked">not signed</VerdictMark>}>
        <p className="mid">Recorded before decisions were signed. The checkpoints since then cover it.</p>
      </PanelSection>
    );
  return (
    <PanelSection
      title="Signature"
      aside={
        signed === "counts" ? (
          <VerdictMark verdict="backed">counts</VerdictMark>
        ) : (
          <VerdictMark verdict="contradicted">does not count</VerdictMark>
        )
      }
    >
      {signatures.map((signature) => (
        <Signature key={signature.keyid} signature={signature} />
      ))}
    </PanelSection>
  );
}

function Signature({ signature }: { readonly signature: AuditSignature }) {
  const { person, keyid, protection, counts, why } = signature;
  return (
    <Facts>
      <Fact name="Signed by">
        {person === null ? "a key that the log does not tell of" : <SafeText text={person.name} />}
      </Fact>
      {person === null ? null : (
        <Fact name="Identity">
          <SafeText text={bindingWords(person)} />
        </Fact>
      )}
      <Fact name="Key id" mono>
        <span title={keyid}>{digestText(keyid)}</span>
      </Fact>
      {protection === null ? null : <Fact name="Key kept">{keptWords[protection]}</Fact>}
      {counts ? null : (
        <Fact name="Not counted">
          <SafeText text={why ?? "no reason is told"} />
        </Fact>
      )}
    </Facts>
  );
}
