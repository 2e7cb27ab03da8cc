import type { Evidence, SignatureCheck, Statement } from "../../../shared/model/evidence";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

const mostStatements = 100;

/** Who signed an item, and what became of each signature. */
export function Signatures({ item }: { readonly item: Evidence }) {
  const { signatures } = item;
  if (signatures.length === 0) return <p className="evidence-more">Nobody signed this item.</p>;
  return (
    <ul className="evidence-signatures" aria-label="Signatures">
      {signatures.map((signature, index) => (
        <li key={index}>
          <VerdictGlyph kind={glyphs[signature.outcome]} />
          <span>
            <span className="medium">{outcomeWords[signature.outcome]}</span>{" "}
            {signature.by === null ? null : (
              <>
                by <SafeText text={signature.by} />{" "}
              </>
            )}
            {signature.keyId === null ? null : (
              <span className="mid">
                key <SafeText code text={signature.keyId} />
              </span>
            )}
            {signature.note === null ? null : (
              <span className="evidence-signature-note mid">
                <SafeText text={signature.note} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const glyphs: Readonly<Record<SignatureCheck["outcome"], GlyphKind>> = {
  verified: "backed",
  wrong: "contradicted",
  "unknown-key": "unverifiable",
  "not-checked": "unverifiable",
};
const outcomeWords: Readonly<Record<SignatureCheck["outcome"], string>> = {
  verified: "Verified, signed",
  wrong: "Does not verify",
  "unknown-key": "Signed with a key nobody here trusts",
  "not-checked": "Not checked",
};

/** What a file attests, statement by statement, under the signatures over it. */
export function StatementsView({ attemptId, item }: { readonly attemptId: string; readonly item: Evidence }) {
  const asked = useQuery("evidence.statements", { attemptId, evidenceId: item.id, offset: 0, limit: mostStatements });
  if (asked.value === undefined) {
    return asked.problem === undefined ? (
      <LoadingMessage thing="the statements" slow={asked.slow} />
    ) : (
      <FailedMessage thing="the statements" problem={asked.problem} onRetry={asked.reload} />
    );
  }
  const { statements, total } = asked.value;
  return (
    <div className="evidence-scroll" tabIndex={0} role="group" aria-label="Statements">
      <Signatures item={item} />
      {statements.map((statement, index) => (
        <StatementPart key={index} statement={statement} />
      ))}
      {total > statements.length ? (
        <p className="evidence-more">{`${formatPlural(total - statements.length, "more statement")} in the file.`}</p>
      ) : null}
    </div>
  );
}

function StatementPart({ statement }: { readonly statement: Statement }) {
  return (
    <section className="evidence-statement">
      <h3 className="mono">
        <SafeText code text={statement.predicateType} />
      </h3>
      <dl className="evidence-facts">
        {statement.facts.map(({ label, value }, index) => (
          <FactPair key={index} label={label} value={value} />
        ))}
        {statement.subjects.slice(0, 50).map((subject, index) => (
          <FactPair
            key={`subject ${String(index)}`}
            label="Subject"
            value={`${subject.name ?? "without a name"}  ${Object.entries(subject.digests)
              .map(([algorithm, digest]) => `${algorithm}:${digest}`)
              .join(" ")}`}
          />
        ))}
      </dl>
      {statement.subjects.length > 50 ? (
        <p className="evidence-more">{`${formatPlural(statement.subjects.length - 50, "more subject")}.`}</p>
      ) : null}
    </section>
  );
}

function FactPair({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <>
      <dt>
        <SafeText text={label} />
      </dt>
      <dd className="mono">
        <SafeText code text={value} />
      </dd>
    </>
  );
}
