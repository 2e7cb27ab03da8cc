import type { DecisionRecord } from "../../../shared/contract/review";
import { h, instant, longText, number, said } from "./markup";
import type { Markup } from "./markup";
import { decisionStandingMark, tierMark } from "./marks";

/**
 * What decisions let pass: tiers lowered and gates overridden. Stands in every report, also where there is none, and takes in
 * what was recorded before the period as long as it is on an attempt of the report.
 */
export function* excusesSection(excuses: readonly DecisionRecord[]): Generator<Markup> {
  const heading = h`<h2>Overridden gates and lowered tiers <span class="n">${number(excuses.length)}</span></h2>`;
  if (excuses.length === 0) {
    yield h`<section>${heading}<p class="none">No gate was overridden and no tier was lowered.</p></section>`;
    return;
  }
  yield h`<section>${heading}<table class="rows"><thead><tr><th class="num">Entry</th><th>Recorded</th><th>Person</th><th>On</th><th>What passes</th><th>Reason</th><th>Standing now</th></tr></thead><tbody>`;
  for (const { seq, recordedAt, decision, standing } of excuses)
    yield h`<tr><td class="num mono" id="excuse-${seq}">${number(seq)}</td><td class="nw">${instant(recordedAt)}</td><td><bdi>${decision.reviewer.name}</bdi></td><td><span class="mono">${decision.taskRef ?? decision.taskId}</span> ${said(decision.taskTitle)}${decision.attemptLetter === null ? null : h`, attempt ${decision.attemptLetter}`}</td><td>${excused(decision)}</td><td>${longText(decision.reason, 2_000)}</td><td>${decisionStandingMark(standing)}</td></tr>`;
  yield h`</tbody></table></section>`;
}

/** What one decision lets pass, as it stood when it was recorded. */
export function excused(decision: DecisionRecord["decision"]): Markup {
  if (decision.level !== undefined) return h`Tier ${tierMark(decision.tier)} set to ${tierMark(decision.level)}`;
  if (decision.gate === undefined) return h`<span class="dim">not recorded</span>`;
  return h`Gate “<bdi>${decision.gate.title}</bdi>” not met: ${said(decision.gate.why)}`;
}
