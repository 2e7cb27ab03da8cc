import type { Comparison } from "../../../shared/contract/audit";
import { VerdictGlyph, type GlyphKind } from "../../parts/VerdictMark";
import { Button } from "../../ui/Button";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { dropComparison } from "./opened-bundle";
import "./bundle.css";

const glyphs: Readonly<Record<Comparison["state"], { readonly glyph: GlyphKind; readonly tone: string }>> = {
  consistent: { glyph: "backed", tone: "green" },
  diverged: { glyph: "contradicted", tone: "red" },
  "other-log": { glyph: "unverifiable", tone: "violet" },
  "not-comparable": { glyph: "unverifiable", tone: "violet" },
};

/** What holding this log against an earlier bundle came to: sizes and roots side by side. */
export function CompareResult({ comparison }: { readonly comparison: Comparison }) {
  const { state, here, there, rootHereAtTo, firstOther, sentence } = comparison;
  const { glyph, tone } = glyphs[state];
  const same = rootHereAtTo === there.root;
  return (
    <section className="integrity bundle" aria-label="Comparison">
      <div className="integrity-top">
        <h2 className={tone} role={tone === "red" ? "alert" : "status"}>
          <VerdictGlyph kind={glyph} size={16} />
          <SafeText text={sentence} />
        </h2>
        <Button small onClick={dropComparison}>
          Put away
        </Button>
      </div>
      <table className="bundle-compare">
        <thead>
          <tr>
            <th scope="col">Log</th>
            <th scope="col">Entries</th>
            <th scope="col">Root</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">The bundle</th>
            <td>{`${formatCount(there.from)} to ${formatCount(there.to - 1)}`}</td>
            <td className="mono">{there.root}</td>
          </tr>
          <tr>
            <th scope="row">This log where the bundle ends</th>
            <td>{rootHereAtTo === null ? "it is shorter" : `0 to ${formatCount(there.to - 1)}`}</td>
            <td className={rootHereAtTo === null ? "dim" : same ? "mono green" : "mono red"}>
              {rootHereAtTo === null ? "none" : `${rootHereAtTo} ${same ? "(the same)" : "(another)"}`}
            </td>
          </tr>
          <tr>
            <th scope="row">This log now</th>
            <td>{here.size === 0 ? "none" : `0 to ${formatCount(here.size - 1)}`}</td>
            <td className="mono">{here.root}</td>
          </tr>
        </tbody>
      </table>
      {firstOther === null ? null : (
        <p className="integrity-follows">{`Entry ${formatCount(firstOther)} is the first that is another one here.`}</p>
      )}
    </section>
  );
}
