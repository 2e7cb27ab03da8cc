import type { AttemptView } from "../../../shared/contract/review";
import type { Claim } from "../../../shared/model/claim";
import type { Evidence } from "../../../shared/model/evidence";
import type { Finding } from "../../../shared/model/finding";
import { runnerNames } from "../../../shared/model/runner";
import { evidenceNames } from "../../../shared/review/evidence-names";
import type { ReportAttempt } from "../document";
import { patchSection } from "./diff";
import type { DrawingRoom } from "./diff";
import { counted, h, instant, longText, number, said } from "./markup";
import type { Markup } from "./markup";
import { resultMark, severityMark, standingMark, tierMark, verdictMark } from "./marks";
import { attemptAnchor } from "./sections";

const maxSummary = 6_000;
const maxRows = 200;
const maxFailures = 20;

/** One attempt: what its agent says, what was found to that, the evidence, and the patch. */
export function attemptSection(item: ReportAttempt, room: DrawingRoom): Markup {
  const { attempt, judgement } = item.view;
  const made = h`${runnerNames[attempt.runner]}${attempt.runnerName === runnerNames[attempt.runner] ? null : h` (${said(attempt.runnerName)})`}${attempt.model === null ? null : h`, ${said(attempt.model)}`}`;
  return h`<article class="entry" id="attempt-${attemptAnchor(item)}"><h3><span class="mono dim">${item.task.ref ?? item.task.id}</span> ${said(item.task.title)}: attempt ${attempt.letter} ${tierMark(item.view.effective.level)}</h3><dl class="kv wide"><dt>Attempt</dt><dd class="mono">${attempt.id}</dd><dt>Made by</dt><dd>${made}</dd><dt>Ran</dt><dd>${instant(attempt.startedAt)} until ${instant(attempt.finishedAt)}</dd><dt>Base, head</dt><dd class="mono wrap">${attempt.base ?? "unknown"}, ${attempt.head ?? "unknown"}</dd><dt>Tier</dt><dd>${tierReasons(judgement.tier, item.view.effective)}</dd><dt>Freshness</dt><dd>${judgement.freshness.stale ? h`<span class="amber"><bdi>${judgement.freshness.sentence}</bdi></span>` : said(judgement.freshness.sentence)}</dd>${
    judgement.escalation === null
      ? null
      : h`<dt>Escalated</dt><dd class="red"><bdi>${judgement.escalation.text.slice(0, 2_000)}</bdi></dd>`
  }</dl>${agentSays(attempt.summary)}${claimTable(judgement.claims)}${findingTable(judgement)}${evidenceTable(judgement.evidence)}${patchPart(item, room)}</article>`;
}

function tierReasons(tier: AttemptView["judgement"]["tier"], effective: AttemptView["effective"]): Markup {
  const { lowered, limit } = effective;
  const decided =
    lowered === null
      ? null
      : h`<div class="amber">Lowered from ${tierMark(effective.machine)} to ${tierMark(effective.level)} by <bdi>${lowered.person}</bdi>, entry ${number(lowered.seq)}: ${said(lowered.reason)}</div>`;
  const noLonger = limit === null ? null : h`<div class="amber">${said(limit)}</div>`;
  if (tier.matched.length === 0)
    return h`${decided}${noLonger}${tierMark(tier.level)} <span class="dim">no rule matched</span>`;
  return h`${decided}${noLonger}<div class="dim">${number(tier.points)} points, policy <bdi>${tier.policy.id}</bdi> ${number(tier.policy.version)} (${tier.policy.source})</div>${tier.matched.slice(0, maxRows).map((match) => h`<div>${tierMark(match.level)} <span class="dim">+${number(match.weight)}</span> <span class="mono">${match.rule}</span> ${said(match.why)}</div>`)}`;
}

/** Drawn in a frame of its own: these words are the agent's, whatever they imitate. */
function agentSays(summary: string | null): Markup {
  if (summary === null) return h`<h4 class="hd">Agent says</h4><p class="none">No summary was recorded.</p>`;
  return h`<h4 class="hd">Agent says</h4><blockquote>${longText(summary, maxSummary)}</blockquote>`;
}

function claimTable(claims: readonly Claim[]): Markup {
  if (claims.length === 0)
    return h`<h4 class="hd">Claims</h4><p class="none">No checkable claim was found in the summary.</p>`;
  const rows = claims
    .slice(0, maxRows)
    .map(
      (claim) =>
        h`<tr><td class="nw">${verdictMark(claim.verdict)}</td><td>${said(claim.sentence)}</td><td class="mid">${said(claim.why)}</td></tr>`,
    );
  return h`<h4 class="hd">Claims <span class="n">${number(claims.length)}</span></h4><table class="rows thirds"><tbody>${rows}</tbody></table>${rest(claims.length)}`;
}

function findingTable({ findings, rulesRun }: AttemptView["judgement"]): Markup {
  if (findings.length === 0)
    return h`<h4 class="hd">Findings</h4><p class="none">No findings. ${counted(rulesRun, "rule")} ran.</p>`;
  const rows = findings
    .slice(0, maxRows)
    .map(
      (finding) =>
        h`<tr><td class="nw">${severityMark(finding.severity)}</td><td>${said(finding.title)} <span class="mono dim">${finding.rule}</span></td><td class="mid">${said(finding.message)}${findingPlace(finding)}</td></tr>`,
    );
  return h`<h4 class="hd">Findings <span class="n">${number(findings.length)}</span></h4><table class="rows thirds"><tbody>${rows}</tbody></table>${rest(findings.length)}`;
}

function findingPlace(finding: Finding): Markup | null {
  if (finding.path !== null)
    return h` <span class="mono dim"><bdi>${finding.path}</bdi>${finding.line === null ? null : `:${String(finding.line)}`}</span>`;
  if (finding.event !== null)
    return h` <span class="mono dim">${finding.event.sessionId} event ${number(finding.event.seq)}</span>`;
  return null;
}

const trees: Readonly<Record<Evidence["tree"], Markup>> = {
  match: h`this tree`,
  mismatch: h`<span class="amber">another tree</span>`,
  stale: h`<span class="amber">before the final edit</span>`,
  unknown: h`<span class="dim">tree unknown</span>`,
};

function evidenceTable(evidence: readonly Evidence[]): Markup {
  if (evidence.length === 0) return h`<h4 class="hd">Evidence</h4><p class="none">No evidence.</p>`;
  const rows = evidence.slice(0, maxRows).map((item) => {
    const failures = item.cases.filter((testCase) => testCase.outcome === "failed");
    const more = failures.length - maxFailures;
    const failed = failures
      .slice(0, maxFailures)
      .map((testCase) => h`<li><bdi>${testCase.suite === "" ? "" : `${testCase.suite} / `}${testCase.name}</bdi></li>`);
    const list =
      failures.length === 0
        ? null
        : h`<ul class="paths red">${failed}${more > 0 ? h`<li>and ${number(more)} more</li>` : null}</ul>`;
    const note = item.note === null ? null : h`<div class="dim"><bdi>${item.note}</bdi></div>`;
    const source =
      item.file === null
        ? null
        : h`<div class="mono dim"><bdi>${item.file.path}</bdi> ${item.file.digest.slice(0, 12)}</div>`;
    return h`<tr><td class="nw">${evidenceNames[item.kind]}</td><td class="nw">${resultMark(item.result)}</td><td class="nw">${standingMark(item.standing)}</td><td>${said(item.headline.slice(0, 500))}<div class="mono mid"><bdi>${item.producer.slice(0, 500)}</bdi></div>${source}${note}${list}</td><td class="nw">${trees[item.tree]}</td><td class="nw">${instant(item.producedAt)}</td></tr>`;
  });
  return h`<h4 class="hd">Evidence <span class="n">${number(evidence.length)}</span></h4><table class="rows"><thead><tr><th>Kind</th><th>Result</th><th>Standing</th><th>What it shows</th><th>Made on</th><th>Made</th></tr></thead><tbody>${rows}</tbody></table>${rest(evidence.length)}`;
}

const patchSources: Readonly<Record<ReportAttempt["view"]["attempt"]["patchSource"], string>> = {
  pack: "From the evidence pack.",
  "pull-request": "From the pull request, as GitHub gave it.",
  repository: "Read from the repository that the session worked in.",
  runner: "As the runner itself states it.",
  "recorded-edits": "Put together from recorded edits.",
  none: "",
};

function patchPart({ patch, view, withheld }: ReportAttempt, room: DrawingRoom): Markup {
  const { attempt } = view;
  const files = attempt.files.length;
  const added = attempt.files.reduce((sum, file) => sum + file.added, 0);
  const removed = attempt.files.reduce((sum, file) => sum + file.removed, 0);
  const source = patchSources[attempt.patchSource];
  const title = h`<h4 class="hd">Patch <span class="n">${counted(files, "file")}, +${number(added)} −${number(removed)}</span></h4>`;
  const patchNote = attempt.patchNote === null ? null : h` <span class="amber"><bdi>${attempt.patchNote}</bdi></span>`;
  if (withheld) return h`${title}<p class="held">Left out of this report by the rule for patches.</p>`;
  if (patch === null || patch === "")
    return h`${title}<p class="none">${noPatch(attempt.patchSource, patch)}${patchNote}</p>`;
  return h`${title}<p class="mid">${source} ${attempt.patchDigest === null ? null : h`<span class="mono wrap">sha256:${attempt.patchDigest}</span>`}${patchNote}</p>${patchSection(patch, room)}`;
}

/** Nothing to draw is three different things, and none of them may look like another. */
function noPatch(source: ReportAttempt["view"]["attempt"]["patchSource"], patch: string | null): string {
  if (source === "none") return "No patch is known for this attempt.";
  return patch === null ? "The patch could not be read from the archive, so it is not shown." : "No changes.";
}

function rest(total: number): Markup | null {
  return total > maxRows ? h`<p class="held">And ${number(total - maxRows)} more.</p>` : null;
}
