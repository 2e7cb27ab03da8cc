import type { Evidence, Standing } from "../../../shared/model/evidence";
import type { Verdict } from "../../../shared/model/claim";
import type { DecisionStanding } from "../../../shared/model/decision";
import type { Finding } from "../../../shared/model/finding";
import type { TierLevel } from "../../../shared/model/tier";
import { h } from "./markup";
import type { Markup } from "./markup";

/** A glyph is always beside its word, so readers of a page without pictures or colours lose nothing. */
function glyph(drawing: Markup): Markup {
  return h`<svg class="gly" viewBox="0 0 16 16" aria-hidden="true">${drawing}</svg>`;
}

const tick = glyph(
  h`<circle cx="8" cy="8" r="7" fill="currentColor"/><path class="cutout" d="M4.8 8.2 7 10.5l4.2-4.8"/>`,
);
const cross = glyph(
  h`<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor"/><path class="cutout" d="m5.5 5.5 5 5m0-5-5 5"/>`,
);
const clock = glyph(h`<circle class="ln" cx="8" cy="8" r="6.2"/><path class="ln" d="M8 4.5V8l2.4 1.7"/>`);
const dash = glyph(h`<circle class="ln" cx="8" cy="8" r="6.2"/><path class="ln" d="M5.3 8h5.4"/>`);
const question = glyph(
  h`<circle class="ln dashed" cx="8" cy="8" r="6.2"/><path class="ln" d="M6.3 6.3a1.7 1.7 0 1 1 2.6 1.6c-.6.4-.9.6-.9 1.3"/><circle cx="8" cy="11.3" r=".9" fill="currentColor"/>`,
);
const flag = glyph(h`<path d="M3 15V2h9.5L10 5.5 12.5 9H4.5" fill="currentColor"/>`);

const verdicts: Readonly<Record<Verdict, Markup>> = {
  backed: h`<span class="v green">${tick}Backed</span>`,
  contradicted: h`<span class="v red">${cross}Contradicted</span>`,
  stale: h`<span class="v amber">${clock}Stale</span>`,
  unbacked: h`<span class="v mid">${dash}Unbacked</span>`,
  unverifiable: h`<span class="v violet">${question}Unverifiable here</span>`,
};

export function verdictMark(verdict: Verdict): Markup {
  return verdicts[verdict];
}

const standingsNow: Readonly<Record<DecisionStanding, Markup>> = {
  "in-force": h`<span class="v green">${tick}In force</span>`,
  stale: h`<span class="v amber">${clock}Stale, tree moved</span>`,
  expired: h`<span class="v amber">${clock}Expired</span>`,
  superseded: h`<span class="v mid">${dash}Superseded</span>`,
  "evidence-changed": h`<span class="v amber">${clock}Evidence changed</span>`,
  "self-approved": h`<span class="v violet">${question}Self-approved</span>`,
};

export function decisionStandingMark(standing: DecisionStanding): Markup {
  return standingsNow[standing];
}

const standings: Readonly<Record<Standing, Markup>> = {
  claimed: h`<span class="st">${glyph(h`<circle class="ln dashed" cx="8" cy="8" r="6.5"/>`)}claimed</span>`,
  observed: h`<span class="st">${glyph(h`<circle class="ln" cx="8" cy="8" r="6.5"/>`)}observed</span>`,
  attested: h`<span class="st">${glyph(h`<circle class="ln" cx="8" cy="8" r="6.5"/><circle class="ln" cx="8" cy="8" r="3.2"/>`)}attested</span>`,
  "re-run": h`<span class="st">${glyph(h`<circle cx="8" cy="8" r="7" fill="currentColor"/>`)}re-run</span>`,
};

export function standingMark(standing: Standing): Markup {
  return standings[standing];
}

const results: Readonly<Record<Evidence["result"], Markup>> = {
  passed: h`<span class="v green">${tick}Passed</span>`,
  failed: h`<span class="v red">${cross}Failed</span>`,
  unknown: h`<span class="v violet">${question}Unknown</span>`,
};

export function resultMark(result: Evidence["result"]): Markup {
  return results[result];
}

export function gateMark(met: boolean, overridden = false): Markup {
  if (met) return h`<span class="v green">${tick}Met</span>`;
  return overridden ? h`<span class="v amber">${dash}Overridden</span>` : h`<span class="v mid">${dash}Not met</span>`;
}

export function logMark({
  verified,
  problem,
}: {
  readonly verified: boolean;
  readonly problem: string | null;
}): Markup {
  if (verified) return h`<span class="v green">${tick}Verified</span>`;
  return problem === null
    ? h`<span class="v violet">${question}Not verified whole</span>`
    : h`<span class="v red">${cross}Does not verify</span>`;
}

/** Whether every record of the sources was understood. */
export function completenessMark(whole: boolean): Markup {
  return whole ? h`<span class="v green">${tick}Complete</span>` : h`<span class="v amber">${clock}Incomplete</span>`;
}

const severities: Readonly<Record<Finding["severity"], Markup>> = {
  serious: h`<span class="v red">${flag}Serious</span>`,
  warning: h`<span class="v amber">${flag}Warning</span>`,
  note: h`<span class="v mid">${flag}Note</span>`,
};

export function severityMark(severity: Finding["severity"]): Markup {
  return severities[severity];
}

const tiers: Readonly<Record<TierLevel, Markup>> = {
  low: tier(h`<circle class="tl" cx="9" cy="9" r="7.4"/><text class="tlx" x="9" y="12.6">L</text>`, "Low"),
  medium: tier(
    h`<rect class="tm" x="1.6" y="1.6" width="14.8" height="14.8" rx="3.5"/><text class="tmx" x="9" y="12.6">M</text>`,
    "Medium",
  ),
  high: tier(h`<path class="th" d="M9 .6 17.4 9 9 17.4.6 9z"/><text class="tsx" x="9" y="12.6">H</text>`, "High"),
  critical: tier(
    h`<path class="tc" d="M5.5.7h7L17.3 5.5v7l-4.8 4.8h-7L.7 12.5v-7z"/><text class="tsx" x="9" y="12.6">C</text>`,
    "Critical",
  ),
};

function tier(drawing: Markup, name: string): Markup {
  return h`<span class="tr"><svg class="tier" viewBox="0 0 18 18" aria-hidden="true">${drawing}</svg>${name}</span>`;
}

export function tierMark(level: TierLevel): Markup {
  return tiers[level];
}

/** The mark of the program: a tick over a line. */
export const brandMark = h`<svg class="brand" viewBox="0 0 16 16" aria-hidden="true"><path class="bm" d="M2.5 9.5 6 13l7.5-9"/><path class="bm" d="M9 13.5h4.5"/></svg>`;
