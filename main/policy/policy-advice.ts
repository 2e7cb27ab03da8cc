import type { Policy, PolicyOverride } from "../../shared/model/policy";
import type { TierLevel } from "../../shared/model/tier";
import { atLeastLevel } from "../../shared/review/effective-tier";
import type { FlawAt } from "./policy-place";

const code = "policy-invalid";

/** What a schema cannot say: rules that there are none of, names given twice, steps that contradict each other. */
export function problemsInside(policy: Policy | PolicyOverride, rules: readonly string[] | null): FlawAt[] {
  return [...(rules === null ? [] : unknownRules(policy, rules)), ...twice(policy), ...againstOrder(policy)];
}

function unknownRules({ rules = {} }: Policy | PolicyOverride, known: readonly string[]): FlawAt[] {
  return Object.keys(rules)
    .filter((rule) => !known.includes(rule))
    .map((rule) => ({
      at: ["rules", rule],
      code,
      message: `There is no rule ${JSON.stringify(rule)}.`,
      remedy: "countersign policy rules lists them.",
    }));
}

function twice({ paths = [], gates }: Policy | PolicyOverride): FlawAt[] {
  const classes = paths.flatMap((one, index) =>
    paths.findIndex((other) => other.class === one.class) === index
      ? []
      : [
          {
            at: ["paths", index, "class"],
            code,
            message: `Two kinds of paths are called ${JSON.stringify(one.class)}.`,
            remedy: "Give each its own name, or put the globs together.",
          },
        ],
  );
  const evidence = gates?.evidence ?? [];
  const kinds = evidence.flatMap((one, index) =>
    evidence.findIndex((other) => other.kind === one.kind) === index
      ? []
      : [
          {
            at: ["gates", "evidence", index, "kind"],
            code,
            message: `Evidence of ${one.kind} is asked for twice.`,
            remedy: "Keep the one that asks for more.",
          },
        ],
  );
  return [...classes, ...kinds];
}

const levels = ["medium", "high", "critical"] as const;

/** A higher tier never asks for less than a lower one. */
function againstOrder({ points = {}, gates }: Policy | PolicyOverride): FlawAt[] {
  const flaws: FlawAt[] = [];
  let last: { level: TierLevel; points: number } | null = null;
  for (const level of levels) {
    const here = points[level];
    if (here === undefined) continue;
    if (last !== null && here <= last.points)
      flaws.push({
        at: ["points", level],
        code,
        message: `${level} begins at ${String(here)} points, and ${last.level} at ${String(last.points)}.`,
        remedy: "Give the higher level the higher number.",
      });
    last = { level, points: here };
  }
  return [
    ...flaws,
    ...steps(gates?.reviewers ?? [], "reviewers", (a, b) => b.count < a.count, "Ask for as many reviewers or more."),
    ...steps(gates?.expiry ?? [], "expiry", (a, b) => b.days > a.days, "Give the higher tier as many days or fewer."),
  ];
}

function steps<T extends { readonly from: TierLevel }>(
  list: readonly T[],
  key: string,
  less: (lower: T, higher: T) => boolean,
  remedy: string,
): FlawAt[] {
  return list.flatMap((step, index) => {
    const lower = list.find((other) => other !== step && !atLeastLevel(other.from, step.from) && less(other, step));
    return lower === undefined
      ? []
      : [
          {
            at: ["gates", key, index],
            code,
            message: `From ${step.from} on less is asked for than from ${lower.from} on.`,
            remedy,
          },
        ];
  });
}
