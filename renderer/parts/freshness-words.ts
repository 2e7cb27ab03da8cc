import type { Freshness, FreshnessStep } from "../../shared/model/attempt";
import { formatList, formatPlural } from "../ui/format";
import type { GlyphKind } from "./VerdictMark";

type CheckStep = Extract<FreshnessStep, { kind: "check" }>;

const checkNames: Readonly<Record<CheckStep["checkType"], string>> = {
  tests: "Tests",
  build: "Build",
  "static-analysis": "Static analysis",
  coverage: "Coverage",
};

const resultWords: Readonly<Record<CheckStep["result"], string>> = {
  passed: "passed",
  failed: "failed",
  masked: "ran, but the command hides the result",
  "no-result": "started and has no result",
  unknown: "ran and shows no result",
};

/** The glyph of a check: the same shapes as verdicts have everywhere. */
export const resultGlyphs: Readonly<Record<CheckStep["result"], GlyphKind>> = {
  passed: "backed",
  failed: "contradicted",
  masked: "unverifiable",
  "no-result": "unbacked",
  unknown: "unbacked",
};

/** The judgement's sentence tells times in UTC; so do its steps. */
function at(instant: string | null): string {
  return instant === null ? "" : `, ${new Date(instant).toISOString().slice(11, 16)} UTC`;
}

/** One step in words: what happened, when, and where. */
export function stepWords(step: FreshnessStep): string {
  switch (step.kind) {
    case "edits": {
      const more = step.files - step.paths.length;
      const names = formatList([...step.paths, ...(more > 0 ? [formatPlural(more, "other file")] : [])]);
      return `${formatPlural(step.edits, "edit")}${at(step.at)}: ${names}`;
    }
    case "check": {
      const { passed, failed, skipped } = step.counts ?? { passed: null, failed: null, skipped: null };
      const counts = [
        failed === null ? "" : `${String(failed)} failed`,
        passed === null ? "" : `${String(passed)} passed`,
        skipped === null || skipped === 0 ? "" : `${String(skipped)} skipped`,
      ].filter((part) => part !== "");
      const only = step.only.length === 0 ? "" : `, restricted to ${formatList(step.only)}`;
      return `${checkNames[step.checkType]} ${resultWords[step.result]}${at(step.at)}${counts.length === 0 ? "" : ` (${counts.join(", ")})`}${only}: ${step.command}`;
    }
    case "commands":
      return step.commands === 1
        ? `A command may have changed files${at(step.at)} (${step.how}): ${step.command}`
        : `${String(step.commands)} commands may have changed files${at(step.at)}, the last (${step.how}): ${step.command}`;
  }
}

/** The place of the first step that may have changed files after the last pass, -1 where no pass or no such step is. */
export function unseenFrom({ steps, lastPass }: Freshness): number {
  if (lastPass === null) return -1;
  const { sessionId, seq } = lastPass.event;
  const pass = steps.findIndex(
    (step) => step.kind === "check" && step.to.sessionId === sessionId && step.to.seq === seq,
  );
  // A pass that is not among the steps lies before all of them.
  return steps.findIndex((step, place) => place > pass && step.kind !== "check");
}

/** Steps that are not drawn, counted: those before the record's first, and those for which there is no room. */
export function earlierWords({ earlier }: Freshness, hidden: readonly FreshnessStep[]): string {
  const sums = { edits: earlier?.edits ?? 0, checks: earlier?.checks ?? 0, commands: earlier?.commands ?? 0 };
  for (const step of hidden) {
    if (step.kind === "edits") sums.edits += step.edits;
    else if (step.kind === "check") sums.checks += 1;
    else sums.commands += step.commands;
  }
  const parts = [
    sums.edits === 0 ? "" : formatPlural(sums.edits, "edit"),
    sums.checks === 0 ? "" : formatPlural(sums.checks, "check"),
    sums.commands === 0 ? "" : formatPlural(sums.commands, "command"),
  ].filter((part) => part !== "");
  return `Earlier: ${formatList(parts)}`;
}
