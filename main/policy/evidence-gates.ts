import type { Attempt, Judgement } from "../../shared/model/attempt";
import type { Contract, EvidenceKind } from "../../shared/model/contract";
import type { Evidence, Standing } from "../../shared/model/evidence";
import type { Gate } from "../../shared/model/gate";
import type { PolicyGates } from "../../shared/model/policy";
import type { TierLevel } from "../../shared/model/tier";
import { evidenceForCheck, kindNames, lastRuns, onThisTree, said, standings } from "./evidence-for";
import { isDocumentPath } from "./path-class";

/** A gate before it is known whether a decision overrides it. */
export type FoundGate = Omit<Gate, "overridden">;

interface EvidenceInput {
  readonly contract: Contract | null;
  readonly attempt: Attempt;
  readonly judgement: Judgement;
  readonly level: TierLevel;
}

interface Asked {
  readonly standing: Standing;
  readonly fresh: boolean;
}

/** Kinds that end well or badly; the others are there or not. */
const passes: ReadonlySet<EvidenceKind> = new Set(["tests", "build", "static-analysis", "check-run"]);

/** The gate of one kind of evidence that the policy asks for. */
export function evidenceGate(asked: PolicyGates["evidence"][number], input: EvidenceInput): FoundGate {
  const { kind, documents } = asked;
  const { attempt, judgement, level } = input;
  const name = kindNames[kind];
  const gate = {
    id: kind === "tests" ? "tests-shown" : `evidence:${kind}`,
    title: kind === "tests" ? "Tests shown to pass" : `Required evidence: ${name}`,
    target: { to: "evidence" as const, kind },
  };
  const items = judgement.evidence.filter((item) => item.kind === kind);
  const shown = passes.has(kind) ? shownToPass(items, asked) : shownAtAll(items, asked);
  if (shown.best !== null) return { ...gate, ...met(shown.best) };
  const onlyDocuments = attempt.files.length > 0 && attempt.files.every((file) => isDocumentPath(file.path));
  if (!documents && level === "low" && onlyDocuments)
    return {
      ...gate,
      met: true,
      standing: null,
      why:
        kind === "tests"
          ? "Only documents changed: there is nothing to test."
          : `Only documents changed: ${name} is not asked for.`,
      remedy: null,
    };
  const freshness = kind === "tests" ? judgement.freshness.sentence : null;
  return { ...gate, ...notMet(name, shown.nearest, asked, freshness) };
}

/** A gate for each acceptance check of the contract. */
export function acceptanceGates(asked: NonNullable<PolicyGates["acceptance"]>, input: EvidenceInput): FoundGate[] {
  const { contract, judgement } = input;
  if (contract === null) return [];
  return contract.acceptance.map((check) => {
    const gate = {
      id: `acceptance:${check.id}`,
      title: check.name,
      target: { to: "evidence" as const, kind: check.shows },
    };
    const want = { standing: asked.standing, fresh: true };
    const shown = shownToPass(evidenceForCheck(contract, check, judgement.evidence), want);
    if (shown.best !== null) return { ...gate, ...met(shown.best) };
    const missing = notMet(check.command, shown.nearest, want, null);
    return { ...gate, ...missing, remedy: `Have \`${check.command}\` run on the final tree so that it passes.` };
  });
}

/** A gate for each kind of evidence that the contract asks for and the policy does not. */
export function contractEvidenceGates(input: EvidenceInput, already: ReadonlySet<EvidenceKind>): FoundGate[] {
  const { contract, judgement } = input;
  return [...new Set(contract?.evidence ?? [])].flatMap((kind) => {
    if (already.has(kind)) return [];
    const asked: Asked = { standing: "observed", fresh: true };
    const items = judgement.evidence.filter((item) => item.kind === kind);
    const shown = shownAtAll(items, asked);
    const gate = {
      id: `evidence:${kind}`,
      title: `Required evidence: ${kindNames[kind]}`,
      target: { to: "evidence" as const, kind },
    };
    return shown.best === null
      ? { ...gate, ...notMet(kindNames[kind], shown.nearest, asked, null) }
      : { ...gate, ...met(shown.best) };
  });
}

interface Shown {
  readonly best: Evidence | null;
  /** What comes closest, to say what is wrong with it. */
  readonly nearest: Evidence | null;
}

function atLeast(item: Evidence, { standing }: Asked): boolean {
  return standings.indexOf(item.standing) >= standings.indexOf(standing);
}

function solid(items: readonly Evidence[], asked: Asked): Evidence[] {
  return lastRuns(items)
    .filter((item) => item.standing !== "claimed" && (!asked.fresh || onThisTree(item)))
    .sort((a, b) => standings.indexOf(b.standing) - standings.indexOf(a.standing));
}

/** The best item that shows a pass. A failure of the same or a better standing outweighs it. */
function shownToPass(items: readonly Evidence[], asked: Asked): Shown {
  const all = solid(items, asked);
  const top = all[0]?.standing;
  const failed = all.find((item) => item.standing === top && item.result === "failed");
  const passed = all.find((item) => item.standing === top && item.result === "passed");
  if (failed !== undefined) return { best: null, nearest: failed };
  if (passed !== undefined) return { best: atLeast(passed, asked) ? passed : null, nearest: passed };
  return { best: null, nearest: all[0] ?? items.find((item) => item.standing !== "claimed") ?? items[0] ?? null };
}

/** The best item that is there and did not fail. */
function shownAtAll(items: readonly Evidence[], asked: Asked): Shown {
  const [first] = solid(items, asked);
  if (first !== undefined && first.result !== "failed" && atLeast(first, asked)) return { best: first, nearest: first };
  const others = lastRuns(items).filter((item) => item.standing !== "claimed");
  return { best: null, nearest: first ?? others[0] ?? items[0] ?? null };
}

function met(item: Evidence): Pick<FoundGate, "met" | "standing" | "why" | "remedy"> {
  return { met: true, standing: item.standing, why: `${said(item)} (${item.standing}).`, remedy: null };
}

function notMet(
  what: string,
  nearest: Evidence | null,
  { standing }: Asked,
  freshness: string | null,
): Pick<FoundGate, "met" | "standing" | "why" | "remedy"> {
  const how =
    standing === "observed"
      ? "with its result on record"
      : standing === "attested"
        ? "and signed by a trusted key"
        : "by Countersign itself";
  return {
    met: false,
    standing: nearest?.standing ?? null,
    why: missing(what, nearest, standing, freshness),
    remedy: `Have ${what} made on the final tree, ${how}, and read in again.`,
  };
}

function missing(what: string, nearest: Evidence | null, standing: Standing, freshness: string | null): string {
  const more = freshness === null ? "" : ` ${freshness}`;
  if (nearest === null) return `No evidence of ${what}.${more}`;
  if (nearest.standing === "claimed") return `Only stated (${said(nearest)}); no record shows it.`;
  if (nearest.result === "failed") return `Failed: ${said(nearest)}.`;
  if (nearest.tree === "stale") return `Stale: ${said(nearest)}, before the final edit.${more}`;
  if (nearest.tree === "mismatch") return `Made on another tree: ${said(nearest)}.`;
  if (!onThisTree(nearest)) return `It is not known on which tree it was made: ${said(nearest)}.`;
  if (!atLeast(nearest, { standing, fresh: true }))
    return `${said(nearest)} is ${nearest.standing}; at least ${standing} is asked for.`;
  return `It does not show whether it passed: ${said(nearest)}.`;
}
