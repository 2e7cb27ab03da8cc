import type { Policy, PolicyGates, PolicyOverride, RuleWeight } from "../../shared/model/policy";
import type { TierLevel } from "../../shared/model/tier";
import { atLeastLevel } from "../../shared/review/effective-tier";
import type { FlawAt } from "./policy-place";

/** A policy with what a repository adds, and what of that was refused. */
export interface Tightened {
  readonly policy: Policy;
  readonly refused: readonly FlawAt[];
}

type At = FlawAt["at"];

/** Collects what would loosen the policy: the rest of an override counts without it. */
class Refusals {
  readonly list: FlawAt[] = [];

  /** The wanted value where it asks for as much as the one that stands, or more; else the one that stands. */
  keep<T>(at: At, wanted: T | undefined, stands: T, tighter: boolean, said: (value: T) => string): T {
    if (wanted === undefined || wanted === stands) return stands;
    if (tighter) return wanted;
    this.list.push({
      at,
      code: "policy-loosened",
      message: `${at.join(".")} would be ${said(wanted)}; the policy says ${said(stands)}, and a repository cannot ask for less.`,
      remedy: "Leave it out, or change the policy of this machine.",
    });
    return stands;
  }

  level(at: At, wanted: TierLevel | undefined, stands: TierLevel): TierLevel {
    return this.keep(at, wanted, stands, wanted !== undefined && atLeastLevel(wanted, stands), String);
  }

  /** A gate that begins to count at a lower tier asks for more. */
  from(at: At, wanted: TierLevel | undefined, stands: TierLevel): TierLevel {
    const tighter = wanted !== undefined && atLeastLevel(stands, wanted);
    return this.keep(at, wanted, stands, tighter, (level) => `from ${level}`);
  }

  most(at: At, wanted: number | undefined, stands: number): number {
    return this.keep(at, wanted, stands, (wanted ?? 0) >= stands, String);
  }

  least(at: At, wanted: number | undefined, stands: number): number {
    return this.keep(at, wanted, stands, (wanted ?? 0) <= stands, String);
  }

  yes(at: At, wanted: boolean | undefined, stands: boolean): boolean {
    return this.keep(at, wanted, stands, wanted === true, (value) => (value ? "true" : "false"));
  }
}

/**
 * The policy with everything of a repository's own file that asks for more: higher levels, more points, more paths, more gates, an
 * earlier begin of a gate. What asks for less is refused, each with the key it stands at, and the rest counts all the same.
 */
export function tighten(base: Policy, override: PolicyOverride): Tightened {
  const to = new Refusals();
  const policy: Policy = {
    ...base,
    undeclared: {
      code: to.level(["undeclared", "code"], override.undeclared?.code, base.undeclared.code),
      documents: to.level(["undeclared", "documents"], override.undeclared?.documents, base.undeclared.documents),
    },
    rules: { ...base.rules, ...rulesOf(base, override, to) },
    paths: pathsOf(base, override, to),
    size: [...base.size, ...(override.size ?? [])],
    claims: {
      contradicted: claimOf("contradicted", base, override, to),
      stale: claimOf("stale", base, override, to),
      unbacked: claimOf("unbacked", base, override, to),
    },
    unexplained: [...base.unexplained, ...(override.unexplained ?? [])],
    points: pointsOf(base, override, to),
    // More people told is never less asked for.
    escalate: [...base.escalate, ...(override.escalate ?? [])],
    gates: gatesOf(base.gates, override.gates ?? {}, to),
  };
  return { policy, refused: to.list };
}

function rulesOf(base: Policy, { rules = {} }: PolicyOverride, to: Refusals): Record<string, RuleWeight> {
  const made: Record<string, RuleWeight> = {};
  for (const [id, wanted] of Object.entries(rules)) {
    const stands = base.rules[id] ?? { points: 0 };
    const at = (key: string): At => ["rules", id, key];
    const rule: RuleWeight = { ...stands, points: to.most(at("points"), wanted.points, stands.points) };
    for (const severity of ["note", "warning", "serious"] as const) {
      const level = wanted[severity];
      const before = stands[severity];
      if (level !== undefined) rule[severity] = before === undefined ? level : to.level(at(severity), level, before);
    }
    // Whom this machine's policy names stays named.
    if (wanted.escalate !== undefined && stands.escalate === undefined) rule.escalate = wanted.escalate;
    made[id] = rule;
  }
  return made;
}

function pathsOf(base: Policy, { paths = [] }: PolicyOverride, to: Refusals): Policy["paths"] {
  const merged = base.paths.map((stands) => {
    const index = paths.findIndex((one) => one.class === stands.class);
    const wanted = paths[index];
    if (wanted === undefined) return stands;
    return {
      ...stands,
      globs: [...new Set([...stands.globs, ...wanted.globs])],
      level: to.level(["paths", index, "level"], wanted.level, stands.level),
      points: to.most(["paths", index, "points"], wanted.points, stands.points),
    };
  });
  const added = paths.filter((one) => base.paths.every((other) => other.class !== one.class));
  return [...merged, ...added.map((one) => ({ ...one, level: one.level ?? "low", points: one.points ?? 0 }))];
}

type ClaimKey = keyof Policy["claims"];

function claimOf(key: ClaimKey, base: Policy, { claims }: PolicyOverride, to: Refusals): Policy["claims"][ClaimKey] {
  const stands = base.claims[key];
  const wanted = claims?.[key];
  return {
    level: to.level(["claims", key, "level"], wanted?.level, stands.level),
    points: to.most(["claims", key, "points"], wanted?.points, stands.points),
  };
}

function pointsOf(base: Policy, { points = {} }: PolicyOverride, to: Refusals): Policy["points"] {
  const made: Policy["points"] = {};
  for (const level of ["medium", "high", "critical"] as const) {
    const stands = base.points[level];
    const wanted = points[level];
    if (stands !== undefined) made[level] = to.least(["points", level], wanted, stands);
    else if (wanted !== undefined) made[level] = wanted;
  }
  return made;
}

const standingOrder = ["observed", "attested", "re-run"] as const;
type LeastStanding = (typeof standingOrder)[number];

function standingOf(at: At, wanted: LeastStanding | undefined, stands: LeastStanding, to: Refusals): LeastStanding {
  const tighter = wanted !== undefined && standingOrder.indexOf(wanted) >= standingOrder.indexOf(stands);
  return to.keep(at, wanted, stands, tighter, String);
}

function gatesOf(stands: PolicyGates, wanted: NonNullable<PolicyOverride["gates"]>, to: Refusals): PolicyGates {
  const made: PolicyGates = { ...stands };
  for (const key of ["owner", "contractEvidence", "contradicted", "findings"] as const) {
    const gate = wanted[key];
    const before = stands[key];
    if (gate !== undefined)
      made[key] = before === undefined ? gate : { from: to.from(["gates", key, "from"], gate.from, before.from) };
  }
  const { acceptance, reading, separation } = wanted;
  if (acceptance !== undefined) {
    const before = stands.acceptance ?? { from: acceptance.from, standing: "observed" };
    made.acceptance = {
      from: to.from(["gates", "acceptance", "from"], acceptance.from, before.from),
      standing: standingOf(["gates", "acceptance", "standing"], acceptance.standing, before.standing, to),
    };
  }
  if (reading !== undefined) {
    const before = stands.reading ?? reading;
    made.reading = {
      from: to.from(["gates", "reading", "from"], reading.from, before.from),
      percent: to.most(["gates", "reading", "percent"], reading.percent, before.percent),
    };
  }
  if (separation !== undefined) {
    const before = stands.separation ?? { from: separation.from, requester: false, contractOwner: false };
    const at = (key: string): At => ["gates", "separation", key];
    made.separation = {
      from: to.from(at("from"), separation.from, before.from),
      requester: to.yes(at("requester"), separation.requester, before.requester),
      contractOwner: to.yes(at("contractOwner"), separation.contractOwner, before.contractOwner),
    };
  }
  made.evidence = evidenceOf(stands.evidence, wanted.evidence ?? [], to);
  // More steps can only ask for more: of all that count at a tier, the strictest does.
  made.reviewers = [...stands.reviewers, ...(wanted.reviewers ?? [])];
  made.expiry = [...stands.expiry, ...(wanted.expiry ?? [])];
  return made;
}

function evidenceOf(
  stands: PolicyGates["evidence"],
  wanted: NonNullable<NonNullable<PolicyOverride["gates"]>["evidence"]>,
  to: Refusals,
): PolicyGates["evidence"] {
  const merged = stands.map((before) => {
    const index = wanted.findIndex((one) => one.kind === before.kind);
    const gate = wanted[index];
    if (gate === undefined) return before;
    const at = (key: string): At => ["gates", "evidence", index, key];
    return {
      kind: before.kind,
      from: to.from(at("from"), gate.from, before.from),
      standing: standingOf(at("standing"), gate.standing, before.standing, to),
      fresh: to.yes(at("fresh"), gate.fresh, before.fresh),
      documents: gate.documents || before.documents,
    };
  });
  const added = wanted.filter((one) => stands.every((other) => other.kind !== one.kind));
  return [
    ...merged,
    ...added.map((one) => ({ ...one, standing: one.standing ?? "observed", fresh: one.fresh ?? true })),
  ];
}
