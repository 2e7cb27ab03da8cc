import { createHash } from "node:crypto";
import type { Finding } from "../../shared/model/finding";
import { atOnce } from "../../shared/steps";
import { contactSteps } from "./contacted-hosts";
import { fileReadSteps } from "./files-read";
import { commandSteps } from "./run-commands";
import { directionSteps } from "./texts-read";
import { sighting, type AttemptFacts, type FindingRule, type LookedAt, type Sighting } from "./rule";

/** Findings one rule may show before the rest is only counted. */
const maxPerRule = 100;
const weight: Readonly<Record<Finding["severity"], number>> = { serious: 0, warning: 1, note: 2 };

/**
 * Runs every rule over the facts of an attempt.
 * In: the list of rules, the facts. Out: findings, most severe first, each with an id that is the same as long as the rule, the
 * place and the message are. A rule that throws becomes a finding of its own: what it looks for was not checked.
 */
export function runRules(rules: readonly FindingRule[], facts: AttemptFacts): Finding[] {
  return atOnce(ruleSteps(rules, facts));
}

/** The same in steps: what several rules look at is gathered first, then each rule is a step. */
export function* ruleSteps(rules: readonly FindingRule[], facts: AttemptFacts): Generator<void, Finding[]> {
  yield* commandSteps(facts);
  yield* contactSteps(facts);
  yield* fileReadSteps(facts);
  yield* directionSteps(facts);
  const findings: Finding[] = [];
  const used = new Map<string, number>();
  for (const rule of rules) {
    for (const seen of sightings(rule, facts)) {
      const key = [rule.id, seen.path, seen.line, seen.side, seen.event?.sessionId, seen.event?.seq, seen.message].join(
        "\u0000",
      );
      const digest = createHash("sha256").update(key).digest("hex").slice(0, 10);
      const times = (used.get(digest) ?? 0) + 1;
      used.set(digest, times);
      findings.push({
        id: `${rule.id}-${digest}${times === 1 ? "" : `-${times}`}`,
        rule: rule.id,
        title: rule.title,
        ...seen,
      });
    }
    yield;
  }
  return findings.sort((a, b) => weight[a.severity] - weight[b.severity]);
}

function sightings(rule: FindingRule, facts: AttemptFacts): readonly Sighting[] {
  try {
    const all = rule.run(facts);
    if (all.length <= maxPerRule) return all;
    return [...all.slice(0, maxPerRule), sighting("warning", `${all.length - maxPerRule} more places are not listed.`)];
  } catch (error) {
    return [
      sighting(
        "warning",
        `This rule failed and checked nothing: ${error instanceof Error ? error.message : String(error)}.`,
      ),
    ];
  }
}

/** How much of each thing there was for the rules to look at: it is said beside what they found. */
export function lookedAt({
  task,
  patch,
  events,
}: Pick<AttemptFacts, "task" | "patch" | "events">): Record<LookedAt, number> {
  const counts: Record<LookedAt, number> = {
    files: patch.files.length,
    "added-lines": 0,
    "removed-lines": 0,
    edits: 0,
    commands: 0,
    checks: 0,
    messages: 0,
    "tool-results": 0,
    contract: task.contract === null ? 0 : 1,
  };
  for (const file of patch.files) {
    counts["added-lines"] += file.added;
    counts["removed-lines"] += file.removed;
  }
  for (const { event } of events) {
    const { detail } = event;
    if (detail.kind === "file-edit") counts.edits += 1;
    else if (detail.kind === "message") counts.messages += 1;
    else if (detail.kind === "tool-result" || (detail.kind === "tool-call" && detail.result !== null))
      counts["tool-results"] += 1;
    else if (detail.kind === "command" || detail.kind === "check") counts.commands += 1;
    // A check is a command too.
    if (detail.kind === "check") counts.checks += 1;
  }
  return counts;
}
