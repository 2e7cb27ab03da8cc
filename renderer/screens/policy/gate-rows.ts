import type { Policy } from "../../../shared/model/policy";
import type { TierLevel } from "../../../shared/model/tier";
import { atLeastLevel, tierOrder } from "../../../shared/review/effective-tier";
import { evidenceNames } from "../../../shared/review/evidence-names";
import { formatCount, formatPlural } from "../../ui/format";

/** A gate of the policy, and what it asks for at each tier; null where it asks for nothing there. */
export interface GateRow {
  readonly key: string;
  readonly title: string;
  readonly at: Readonly<Record<TierLevel, string | null>>;
  /** What stands where it asks for nothing. */
  readonly otherwise: string;
}

function row(key: string, title: string, from: TierLevel | undefined, asks: string): GateRow {
  return steps(key, title, from === undefined ? [] : [{ from, asks }]);
}

/** A gate that asks for more at a higher tier: the last step that is reached counts. */
function steps(
  key: string,
  title: string,
  each: readonly { readonly from: TierLevel; readonly asks: string }[],
  otherwise = "not asked for",
): GateRow {
  const at = (level: TierLevel): string | null =>
    each
      .filter((step) => atLeastLevel(level, step.from))
      .toSorted((a, b) => tierOrder.indexOf(a.from) - tierOrder.indexOf(b.from))
      .at(-1)?.asks ?? null;
  return {
    key,
    title,
    otherwise,
    at: { low: at("low"), medium: at("medium"), high: at("high"), critical: at("critical") },
  };
}

/** Every gate by tier, in the order that a reviewer meets them. Gates that the policy does not know are left out. */
export function gateRows({ gates }: Policy): GateRow[] {
  const rows = [
    row("owner", "An owner answers for it", gates.owner?.from, "asked for"),
    ...gates.evidence.map((one, index) =>
      row(
        `evidence ${String(index)}`,
        `Evidence: ${evidenceNames[one.kind]}`,
        one.from,
        `${one.standing} or better${one.fresh ? ", on this tree" : ""}${one.documents ? ", documents too" : ""}`,
      ),
    ),
    row(
      "acceptance",
      "The contract's acceptance checks",
      gates.acceptance?.from,
      `${gates.acceptance?.standing ?? "observed"} or better`,
    ),
    row("contract evidence", "Evidence the contract requires", gates.contractEvidence?.from, "asked for"),
    row("contradicted", "No claim contradicted", gates.contradicted?.from, "asked for"),
    row("reading", "Changed files read", gates.reading?.from, `${formatCount(gates.reading?.percent ?? 100)} %`),
    row(
      "separation",
      "Separation of duties",
      gates.separation?.from,
      [
        gates.separation?.requester === true ? "not who asked for it" : null,
        gates.separation?.contractOwner === true ? "not who owns the contract" : null,
      ]
        .filter((part) => part !== null)
        .join(", "),
    ),
    row("findings", "No serious finding", gates.findings?.from, "asked for"),
    steps(
      "reviewers",
      "Reviewers",
      gates.reviewers.map(({ from, count }) => ({ from, asks: formatPlural(count, "person", "people") })),
    ),
    steps(
      "rerun",
      "Run again by Countersign",
      gates.rerun.map(({ from, grade }) => ({ from, asks: `grade ${grade}` })),
    ),
    steps(
      "expiry",
      "An approval lasts",
      gates.expiry.map(({ from, days }) => ({ from, asks: formatPlural(days, "day") })),
      "without end",
    ),
  ];
  return rows.filter(({ at }) => tierOrder.some((level) => at[level] !== null));
}
