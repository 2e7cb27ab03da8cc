import type { Policy } from "../../../shared/model/policy";
import { tierOrder } from "../../../shared/review/effective-tier";
import { TierMark, tierNames } from "../../parts/TierMark";
import { gateRows } from "./gate-rows";

/** What has to be shown before an approval, at each tier. */
export function GatesTable({ policy }: { readonly policy: Policy }) {
  const rows = gateRows(policy);
  if (rows.length === 0) return <p className="policy-note">This policy asks for nothing before an approval.</p>;
  return (
    <>
      <table className="policy-table policy-gates" aria-label="Gates by tier">
        <thead>
          <tr>
            <th scope="col">Before an approval</th>
            {tierOrder.map((level) => (
              <th key={level} scope="col">
                <span className="policy-level">
                  <TierMark level={level} word={false} />
                  <span aria-hidden="true">{tierNames[level]}</span>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.title}</th>
              {tierOrder.map((level) => (
                <td key={level}>{row.at[level] ?? <span className="dim">{row.otherwise}</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="policy-note mid">
        A gate that is not met can be overridden by a decision with a reason; every report lists it.
      </p>
    </>
  );
}
