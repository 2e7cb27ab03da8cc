import type { PolicyRule } from "../../../shared/contract/policy";
import type { Policy } from "../../../shared/model/policy";
import type { TierLevel } from "../../../shared/model/tier";
import { looksAtWords } from "../../parts/looked-words";
import { TierMark, tierNames } from "../../parts/TierMark";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { pointsSentence, raiseRows } from "./raise-rows";

export interface RulesTableProps {
  readonly policy: Policy;
  readonly rules: readonly PolicyRule[];
}

/** Every rule with the level that one finding of each severity asks for, its points and why it is there. */
export function RulesTable({ policy, rules }: RulesTableProps) {
  const points = pointsSentence(policy);
  return (
    <>
      <table className="policy-table" aria-label="Rules">
        <thead>
          <tr>
            <th scope="col">{formatPlural(rules.length, "rule")}</th>
            <th scope="col">Serious</th>
            <th scope="col">Warning</th>
            <th scope="col">Note</th>
            <th scope="col" className="policy-points">
              Points
            </th>
            <th scope="col" className="policy-looks">
              Looks at
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <RuleRow key={rule.id} rule={rule} />
          ))}
        </tbody>
      </table>
      <table className="policy-table policy-raises" aria-label="What else raises the tier">
        <thead>
          <tr>
            <th scope="col">What else raises the tier</th>
            <th scope="col">Where</th>
            <th scope="col">Asks for</th>
            <th scope="col" className="policy-points">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {raiseRows(policy).map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <SafeText text={row.what} />
              </th>
              <td className="mid policy-detail">
                <SafeText text={row.detail} code />
              </td>
              <td>
                <Level level={row.level} />
              </td>
              <td className="policy-points">{row.points === 0 ? "" : `+${formatCount(row.points)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="policy-note mid">
        {points === null
          ? "The highest level that was asked for is the tier; points raise nothing."
          : `The highest level that was asked for is the tier. Points of all matches raise it too: ${points}.`}
      </p>
    </>
  );
}

function RuleRow({ rule }: { readonly rule: PolicyRule }) {
  const { weight } = rule;
  return (
    <tr>
      <th scope="row">
        <details className="policy-why">
          <summary>
            <SafeText text={rule.title} />
          </summary>
          <p>
            <SafeText text={rule.rationale} />
          </p>
          <p className="mono dim">{rule.id}</p>
        </details>
      </th>
      <td>
        <Level level={weight?.serious} />
      </td>
      <td>
        <Level level={weight?.warning} />
      </td>
      <td>
        <Level level={weight?.note} />
      </td>
      <td className="policy-points">
        {weight === null || weight.points === 0 ? "" : `+${formatCount(weight.points)}`}
      </td>
      <td className="mid policy-looks">{looksAtWords(rule.looksAt)}</td>
    </tr>
  );
}

function Level({ level }: { readonly level: TierLevel | undefined }) {
  return level === undefined ? (
    <span className="dim nowrap">nothing</span>
  ) : (
    <span className="policy-level">
      <TierMark level={level} word={false} />
      <span aria-hidden="true">{tierNames[level]}</span>
    </span>
  );
}
