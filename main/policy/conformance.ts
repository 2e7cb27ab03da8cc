import type { Attempt, Judgement } from "../../shared/model/attempt";
import type {
  AttemptConformance,
  ConformanceCell,
  ConformanceLink,
  ConformanceState,
  Requirement,
} from "../../shared/model/conformance";
import type { Contract } from "../../shared/model/contract";
import type { Evidence } from "../../shared/model/evidence";
import { evidenceForCheck, lastRuns, onThisTree, said } from "./evidence-for";
import { pathMatcher } from "./glob-list";
import { boundRules, requirementsOf } from "./requirements";
import { untouchedPaths } from "./untouched-paths";

export interface ConformanceInput {
  readonly contract: Contract;
  readonly attempt: Attempt;
  readonly judgement: Judgement;
  /** Said when sessions were not read completely; what was not read may hold a breach. */
  readonly ingestNote: string | null;
  /** The exit code a check's own command ended with, by the id of its evidence item, where a record holds it. */
  readonly exitCodes: ReadonlyMap<string, number>;
}

const maxLinks = 100;

type Held = Pick<ConformanceCell, "state" | "ground"> & { readonly links?: readonly ConformanceLink[] };

/**
 * Each requirement of the contract against what an attempt shows. Nothing is met because nothing speaks against it: a sentence
 * that no record can be held against has no evidence.
 */
export function conformanceOf(input: ConformanceInput): AttemptConformance {
  const requirements = requirementsOf(input.contract);
  const cells = requirements
    .filter(({ group }) => group !== "objective")
    .map((requirement) => cellOf(requirement, hold(requirement, input)));
  const objective = cellOf({ field: "objective" }, holdObjective(input.contract, cells));
  const all = requirements.map((requirement) => cells.find((cell) => cell.field === requirement.field) ?? objective);
  const count = (state: ConformanceState): number => all.filter((cell) => cell.state === state).length;
  return {
    attemptId: input.attempt.id,
    letter: input.attempt.letter,
    cells: all,
    counts: {
      met: count("met"),
      notMet: count("not-met"),
      conflicting: count("conflicting"),
      noEvidence: count("no-evidence"),
    },
  };
}

function cellOf({ field }: Pick<Requirement, "field">, { state, ground, links = [] }: Held): ConformanceCell {
  return { field, state, ground, links: links.slice(0, maxLinks), more: Math.max(0, links.length - maxLinks) };
}

function hold({ field, group, text }: Requirement, input: ConformanceInput): Held {
  switch (group) {
    case "constraint":
      return holdConstraint(text, input);
    case "acceptance":
      return holdCheck(Number(/\d+/.exec(field)?.[0]), input);
    case "evidence":
      return holdRequired(field.slice("evidence.".length), input);
    case "bound":
      return holdBound(field, input);
    case "objective":
      throw new Error("the objective is held against its checks");
  }
}

/** The contract's own word: the acceptance checks show whether the objective is met. Nothing else can. */
function holdObjective({ acceptance }: Contract, cells: readonly ConformanceCell[]): Held {
  const checks = cells.filter((cell) => cell.field.startsWith("acceptance["));
  if (checks.length === 0)
    return {
      state: "no-evidence",
      ground: "The contract names no acceptance check: whether it is reached is for the reader to judge.",
    };
  const named = (state: ConformanceState): string[] =>
    checks.flatMap((cell, index) => (cell.state === state ? (acceptance[index]?.name ?? []) : []));
  const links = (state: ConformanceState) => checks.flatMap((cell) => (cell.state === state ? cell.links : []));
  const of = `of ${String(checks.length)} acceptance checks`;
  for (const [state, words] of [
    ["not-met", "not met"],
    ["conflicting", "conflicting"],
  ] as const) {
    const names = named(state);
    if (names.length > 0)
      return { state, ground: `${String(names.length)} ${of} ${words}: ${names.join(", ")}.`, links: links(state) };
  }
  const open = named("no-evidence");
  if (open.length > 0)
    return { state: "no-evidence", ground: `${String(open.length)} ${of} without evidence: ${open.join(", ")}.` };
  return {
    state: "met",
    ground:
      checks.length === 1
        ? "Backed by its one acceptance check."
        : `Backed by all ${String(checks.length)} acceptance checks.`,
    links: links("met"),
  };
}

function holdConstraint(text: string, { attempt }: ConformanceInput): Held {
  const globs = untouchedPaths(text);
  if (globs === null)
    return { state: "no-evidence", ground: "A sentence that no check can be held against: for the reader to judge." };
  const list = globs.join(", ");
  if (attempt.patchSource === "none")
    return { state: "no-evidence", ground: `No patch is known: whether ${list} changed cannot be seen.` };
  const matches = pathMatcher(globs);
  const touched = attempt.files.filter(
    (file) => matches(file.path) || (file.oldPath !== null && matches(file.oldPath)),
  );
  if (touched.length === 0)
    return {
      state: "met",
      ground: `None of ${counted(attempt.files.length, "changed file")} matches ${list}.`,
    };
  return {
    state: "not-met",
    ground: `${counted(touched.length, "changed file")} ${touched.length === 1 ? "matches" : "match"} ${list}.`,
    links: touched.map(({ path }) => ({ to: "diff", path, line: null, label: path })),
  };
}

function holdCheck(index: number, { contract, judgement, exitCodes }: ConformanceInput): Held {
  const check = contract.acceptance[index];
  if (check === undefined) throw new Error(`the contract has no acceptance check ${String(index)}`);
  const wanted = check.expect.exitCode;
  const items = evidenceForCheck(contract, check, judgement.evidence);
  const result = (item: Evidence): Evidence["result"] => {
    const exit = exitCodes.get(item.id);
    if (exit !== undefined) return exit === wanted ? "passed" : "failed";
    return wanted === 0 || expectedIn(item) === wanted ? item.result : "unknown";
  };
  const held = weigh([...recordsOf(items, result), ...ciRecords(check, judgement.evidence)]);
  if (held !== null) return held;
  if (wanted !== 0 && items.length > 0)
    return {
      state: "no-evidence",
      ground: `Exit code ${String(wanted)} is expected, and no record on this tree holds the command's exit code.`,
      links: items.map(toItem),
    };
  return nothing(items, check.command, judgement.freshness.sentence);
}

/** The exit code that a pack's item was held against where its maker expected another than 0, as its headline says it. */
function expectedIn({ file, counts, headline }: Evidence): number | null {
  if (file === null) return null;
  // Behind a report's counts the words are the reader's own; behind a log they may be the log's.
  const words = /^exit code -?\d+ where (\d{1,3}) is expected(?:,|$)/.exec(headline);
  const behind = counts === null ? null : /, exit code -?\d+ where (\d{1,3}) is expected$/.exec(headline);
  const stated = (words ?? behind)?.[1];
  return stated === undefined ? null : Number(stated);
}

/** Runs of a CI on this tree that bear the check's name or id. */
function ciRecords(check: Contract["acceptance"][number], evidence: readonly Evidence[]): TreeRecord[] {
  const names = new Set([check.name, check.id].map(plainName));
  return evidence
    .filter((item) => item.kind === "check-run" && solid(item))
    .flatMap((item) =>
      item.cases.flatMap((run): TreeRecord[] =>
        run.outcome !== "skipped" && names.has(plainName(run.name))
          ? [
              {
                passed: run.outcome === "passed",
                label: `CI check ${run.name.replace(/\s+/g, " ").trim()}: ${run.outcome} (${item.standing})`,
                link: toItem(item),
              },
            ]
          : [],
      ),
    );
}

function plainName(name: string): string {
  return name.replace(/\s+/g, " ").trim().toLowerCase();
}

function holdRequired(kind: string, { judgement }: ConformanceInput): Held {
  const items = judgement.evidence.filter((item) => item.kind === kind);
  const held = weigh(recordsOf(items, (item) => item.result));
  if (held !== null) return held;
  // What shows no result (a log, a picture, a bill of materials) is there or it is not.
  const there = items.filter((item) => solid(item) && item.event === null);
  const first = there[0];
  if (first !== undefined)
    return {
      state: "met",
      ground: `It is there: ${said(first)} (${first.standing}). It shows no result.`,
      links: there.map(toItem),
    };
  return nothing(items, kind, null);
}

/** One record that shows a pass or a failure on the attempt's own tree. */
interface TreeRecord {
  readonly passed: boolean;
  readonly label: string;
  readonly link: ConformanceLink;
}

function solid(item: Evidence): boolean {
  return item.standing !== "claimed" && onThisTree(item);
}

/** Of the runs of one command in the sessions the last one speaks. */
function recordsOf(items: readonly Evidence[], result: (item: Evidence) => Evidence["result"]): TreeRecord[] {
  return lastRuns(items).flatMap((item) => {
    const shown = solid(item) ? result(item) : "unknown";
    return shown === "unknown" ? [] : [{ passed: shown === "passed", label: named(item), link: toItem(item) }];
  });
}

/** What records say together. All passed is met, all failed is not met; where they differ nothing is averaged. Null for none. */
function weigh(records: readonly TreeRecord[]): Held | null {
  const passed = records.filter((record) => record.passed);
  const failed = records.filter((record) => !record.passed);
  const links = [...failed, ...passed].map(({ link }) => link);
  const [pass, fail] = [passed[0], failed[0]];
  if (pass !== undefined && fail !== undefined)
    return {
      state: "conflicting",
      ground: `On the same tree: failed in ${fail.label}, passed in ${pass.label}.`,
      links,
    };
  if (fail !== undefined) return { state: "not-met", ground: `Failed: ${fail.label}.`, links };
  if (pass !== undefined) return { state: "met", ground: `${pass.label}.`, links };
  return null;
}

function nothing(items: readonly Evidence[], what: string, freshness: string | null): Held {
  const links = items.map(toItem);
  const state = "no-evidence";
  const solid = items.filter((item) => item.standing !== "claimed");
  const stale = solid.filter((item) => item.tree === "stale").at(-1);
  const other = solid.filter((item) => item.tree === "mismatch" || item.tree === "unknown").at(-1);
  const silent = solid.at(-1);
  if (items.length === 0) return { state, ground: `Nothing on record shows ${what}.` };
  if (silent === undefined) return { state, ground: "Only stated; no record shows it.", links };
  if (stale !== undefined)
    return { state, ground: `Stale: ${named(stale)}, before the final edit. ${freshness ?? ""}`.trim(), links };
  if (other !== undefined && !onThisTree(other))
    return {
      state,
      ground:
        other.tree === "mismatch"
          ? `Made on another tree: ${named(other)}.`
          : `It is not known on which tree it was made: ${named(other)}.`,
      links,
    };
  return { state, ground: `It does not show whether it passed: ${named(silent)}.`, links };
}

function holdBound(field: string, { attempt, judgement, ingestNote }: ConformanceInput): Held {
  const bound = boundRules.get(field);
  if (bound === undefined) return { state: "no-evidence", ground: "No record says where the attempt ran." };
  const findings = judgement.findings.filter((finding) => finding.rule === bound.rule);
  // What a rule says of itself (it failed, or lists no more) is no breach.
  const breaches = findings.filter((finding) => finding.severity === "serious");
  if (breaches.length > 0) {
    const links = breaches.flatMap(({ event, path, line, message }): ConformanceLink[] => {
      const label = message.replace(/\s+/g, " ").trim();
      if (event !== null) return [{ to: "event", event, label }];
      return path === null ? [] : [{ to: "diff", path, line, label }];
    });
    return { state: "not-met", ground: `${counted(breaches.length, "breach", "breaches")}.`, links };
  }
  const [trouble] = findings;
  if (trouble !== undefined) return { state: "no-evidence", ground: trouble.message };
  if (judgement.rulesRun === 0) return { state: "no-evidence", ground: "The attempt was not judged yet." };
  if (field === "allow.paths")
    return attempt.patchSource === "none"
      ? { state: "no-evidence", ground: "No patch is known: what changed cannot be seen." }
      : { state: "met", ground: `${bound.kept}: ${counted(attempt.files.length, "changed file")}, all inside.` };
  if (attempt.sessions.length === 0)
    return { state: "no-evidence", ground: "No session was read: what was used is not on record." };
  if (ingestNote !== null)
    return { state: "no-evidence", ground: `${bound.kept} in what was read, but not all was: ${ingestNote}` };
  return { state: "met", ground: `${bound.kept} in ${counted(attempt.sessions.length, "session")}.` };
}

function toItem(item: Evidence): ConformanceLink {
  return { to: "evidence", id: item.id, kind: item.kind, label: named(item) };
}

/** What an item says, who says it and how solid that is, in one line. */
function named(item: Evidence): string {
  return `${item.producer.replace(/\s+/g, " ").trim()}: ${said(item)} (${item.standing})`;
}

function counted(count: number, what: string, many = `${what}s`): string {
  return `${String(count)} ${count === 1 ? what : many}`;
}
