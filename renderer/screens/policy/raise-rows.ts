import type { Policy } from "../../../shared/model/policy";
import type { TierLevel } from "../../../shared/model/tier";
import { formatCount, formatPlural } from "../../ui/format";

/** One thing beside the rules that raises the tier. */
export interface RaiseRow {
  readonly key: string;
  readonly what: string;
  /** Globs, or how it is counted. */
  readonly detail: string;
  readonly level: TierLevel;
  readonly points: number;
}

/** What raises the tier apart from findings: what was declared, paths, size, claims, unexplained lines, history. */
export function raiseRows(policy: Policy): RaiseRow[] {
  const { undeclared, paths, size, claims, unexplained, history } = policy;
  return [
    {
      key: "undeclared code",
      what: "Nobody declared the risk",
      detail: "code changed",
      level: undeclared.code,
      points: 0,
    },
    {
      key: "undeclared documents",
      what: "Nobody declared the risk",
      detail: "only documents changed",
      level: undeclared.documents,
      points: 0,
    },
    ...paths.map((one) => ({
      key: `path ${one.class}`,
      what: one.title,
      detail: one.globs.join(", "),
      level: one.level,
      points: one.points,
    })),
    ...size.map((step, index) => ({
      key: `size ${String(index)}`,
      what: "Size of the change",
      detail: [
        step.lines === undefined ? null : `more than ${formatPlural(step.lines, "line")}`,
        step.files === undefined ? null : `more than ${formatPlural(step.files, "file")}`,
      ]
        .filter((part) => part !== null)
        .join(" or "),
      level: step.level,
      points: step.points,
    })),
    ...(["contradicted", "stale", "unbacked"] as const).map((verdict) => ({
      key: `claims ${verdict}`,
      what: "A claim",
      detail: `is ${verdict}`,
      level: claims[verdict].level,
      points: claims[verdict].points,
    })),
    ...unexplained.map((one, index) => ({
      key: `unexplained ${String(index)}`,
      what: "Lines no event explains",
      detail: `${formatCount(one.percent)} % or more of the changed lines`,
      level: one.level,
      points: one.points,
    })),
    ...(history === undefined
      ? []
      : [
          {
            key: "history decisions",
            what: "History",
            detail: `${formatPlural(history.decisions.atLeast, "decision")} or more against work on the same paths in ${formatPlural(history.days, "day")}`,
            level: history.decisions.level,
            points: history.decisions.points,
          },
          {
            key: "history accuracy",
            what: "History",
            detail: `fewer than ${formatCount(history.accuracy.below)} % of this runner and model's claims were backed in ${formatPlural(history.days, "day")}, where ${formatCount(history.accuracy.claims)} or more could be checked`,
            level: history.accuracy.level,
            points: history.accuracy.points,
          },
        ]),
  ];
}

/** "medium from 20 points, high from 50 points"; null where points raise nothing. */
export function pointsSentence({ points }: Policy): string | null {
  const steps = (["medium", "high", "critical"] as const).flatMap((level) => {
    const from = points[level];
    return from === undefined ? [] : [`${level} from ${formatPlural(from, "point")}`];
  });
  return steps.length === 0 ? null : steps.join(", ");
}
