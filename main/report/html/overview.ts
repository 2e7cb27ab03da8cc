import { decisionRule } from "../../../shared/review/decision-catalog";
import { effectStateWords } from "../../../shared/review/effect-words";
import type { ReportDocument } from "../document";
import { redactionNames } from "../redact";
import { filterLines, populationWords, summaryLines } from "../words";
import { barChart } from "./charts";
import { counted, h, instant, number, said, type Markup } from "./markup";
import { logMark } from "./marks";

/** Which decisions there were, and which of them are here. */
export function populationSection({ population, filters, redactions }: ReportDocument): Markup {
  const chosen = filterLines(filters).map(
    ({ label, values }) =>
      h`<dt>${label}</dt><dd>${values.map((value, index) => h`${index === 0 ? null : "; "}${said(value)}`)}</dd>`,
  );
  const left = redactions.map(
    ({ rule, count }) =>
      h`<tr><td class="mono nw">${rule}</td><td>${redactionNames[rule]}</td><td class="num">${number(count)}</td></tr>`,
  );
  return h`<section><h2>Population</h2><p class="mid">${populationWords(population)}</p>${
    population.first === null || population.last === null
      ? null
      : h`<p class="mid">First decision of the period: entry ${number(population.first)}; last: entry ${number(population.last)}.</p>`
  }${chosen.length === 0 ? null : h`<h3 class="hd">Filters</h3><dl class="kv">${chosen}</dl>`}${
    left.length === 0
      ? h`<p class="dim note">Nothing was left out by a rule of redaction.</p>`
      : h`<h3 class="hd">Left out before this was drawn</h3><table class="rows"><thead><tr><th>Rule</th><th>What it leaves out</th><th class="num">Times</th></tr></thead><tbody>${left}</tbody></table>`
  }</section>`;
}

/** Figures and charts over the decisions of the report. */
export function summarySection(document: ReportDocument): Markup {
  const { summary } = document;
  const lines = summaryLines(document).map(
    ({ label, value, how }) => h`<tr><td>${label}</td><td class="num m">${value}</td><td class="mid">${how}</td></tr>`,
  );
  const people = summary.reviewers.map(
    ({ name, decisions, approvals, timed, underLimit }) =>
      h`<tr><td>${said(name)}</td><td class="num">${number(decisions)}</td><td class="num">${number(approvals)}</td><td class="num">${number(underLimit)} of ${number(timed)}</td></tr>`,
  );
  return h`<section><h2>Summary</h2><table class="rows summary"><thead><tr><th>Figure</th><th class="num">Value</th><th>How it is counted</th></tr></thead><tbody>${lines}</tbody></table><div class="charts">${barChart("Decisions by tier", "Tier", summary.tiers)}${barChart(
    "Claims of the attempts decided on, by verdict",
    "Verdict",
    summary.verdicts,
  )}${barChart("Time to decision", "Time", summary.waited.buckets, `${number(summary.waited.known)} known, ${number(summary.waited.unknown)} unknown.`)}${barChart(
    "Decisions by day of recording, UTC",
    "Day",
    summary.days,
  )}</div>${
    people.length === 0
      ? null
      : h`<h3 class="hd">By reviewer</h3><table class="rows"><thead><tr><th>Reviewer</th><th class="num">Decisions</th><th class="num">Approvals</th><th class="num">Under ${summary.quick.limitSeconds} s</th></tr></thead><tbody>${people}</tbody></table>`
  }</section>`;
}

/** Origin, head, keys, anchors and what happened to the log; the threat statement with it. */
export function* logSection({ log, threatStatement }: ReportDocument): Generator<Markup> {
  const keys = log.keys.map(
    (key) =>
      h`<tr><td class="num mono">${number(key.seq)}</td><td>${key.role === "log" ? "Log" : "Reviewer"}, ${key.action}</td><td>${key.person === null ? h`<span class="dim">the log itself</span>` : said(key.person)}</td><td>${key.binding ?? ""}${key.account === null ? null : h` ${said(key.account)}`}</td><td>${protectionWords[key.protection] ?? key.protection}</td><td class="mono wrap">${said(key.key)}</td></tr>`,
  );
  const anchors = log.anchors.map(
    (anchor) =>
      h`<tr><td class="num mono">${number(anchor.seq)}</td><td>${anchor.type}</td><td class="nw">${instant(anchor.recordedAt)}</td><td class="num">${number(anchor.size)}</td><td class="mono wrap">${anchor.root}</td><td>${said(anchor.detail)}</td></tr>`,
  );
  const told = [
    ...log.clock.map(({ seq, recordedAt, message }) => ({ seq, recordedAt, what: "Clock anomaly", text: message })),
    ...log.recoveries.map(({ seq, recordedAt, message }) => ({ seq, recordedAt, what: "Recovery", text: message })),
    ...log.erased.map(({ seq, recordedAt, commitment, reason }) => ({
      seq,
      recordedAt,
      what: "Text erased",
      text: `${commitment.slice(0, 12)}: ${reason}`,
    })),
    ...log.effects.map(({ seq, recordedAt, operation, target, state, decision, detail }) => ({
      seq,
      recordedAt,
      what: "Effect",
      text: `${effectStateWords[state]}: ${operation} to ${target}${decision === null ? "" : `, of entry ${number(decision)}`}${detail === "" ? "" : `: ${detail}`}`,
    })),
    ...log.received.map(({ seq, recordedAt, person, binding, kind, taskRef, taskId, from, at }) => ({
      seq,
      recordedAt,
      what: "Received",
      text: `${decisionRule(kind).past} by ${person} (${binding}): ${taskRef ?? taskId}, entry ${number(at)} of ${from}`,
    })),
    ...log.policies.map(({ seq, recordedAt, id, version, digest }) => ({
      seq,
      recordedAt,
      what: "Policy",
      text: `${id}, version ${number(version)}, ${digest.slice(0, 12)}`,
    })),
  ].toSorted((a, b) => a.seq - b.seq);
  yield h`<section class="band"><h2>Audit log ${logMark(log)}</h2>${
    log.problem === null ? null : h`<p class="red"><bdi>${log.problem}</bdi></p>`
  }${
    log.unknown.length === 0
      ? null
      : h`<p>${counted(log.unknown.length, "entry is of a kind", "entries are of kinds")} this version does not know. They are in the tree as they were recorded; what they say is not in this report.</p>`
  }<dl class="kv"><dt>Origin</dt><dd class="mono">${log.origin}</dd><dt>Entries</dt><dd>${number(log.entries)}</dd><dt>Root</dt><dd class="mono wrap">${log.root}</dd><dt>Checkpoint</dt><dd>${
    log.checkpoint === null
      ? h`<span class="dim">none signed yet</span>`
      : h`signed at size ${number(log.checkpoint.size)}`
  }</dd><dt>Unreadable</dt><dd>${log.unreadable.length === 0 ? "none" : counted(log.unreadable.length, "entry", "entries")}</dd><dt>Of kinds not known</dt><dd>${log.unknown.length === 0 ? "none" : counted(log.unknown.length, "entry", "entries")}</dd></dl><p class="threat">${threatStatement.join(" ")}</p></section>${unknownEntries(log)}<section><h2>Keys and anchors</h2>${
    keys.length === 0
      ? h`<p class="none">The log names no key: nothing in it is signed.</p>`
      : h`<table class="rows"><thead><tr><th class="num">Entry</th><th>Key</th><th>Person</th><th>Identity</th><th>Kept by</th><th>Public key</th></tr></thead><tbody>${keys}</tbody></table>`
  }<h3 class="hd">Anchors</h3>${
    anchors.length === 0
      ? h`<p class="none">No checkpoint of this log is anchored elsewhere.</p>`
      : h`<table class="rows"><thead><tr><th class="num">Entry</th><th>Type</th><th>Recorded</th><th class="num">Size</th><th>Root</th><th>Detail</th></tr></thead><tbody>${anchors}</tbody></table>`
  }<h3 class="hd">Clock anomalies, recoveries, erased texts, policies, effects, decisions of other logs</h3>`;
  if (told.length === 0) yield h`<p class="none">None in this log.</p>`;
  else {
    yield h`<table class="rows"><thead><tr><th class="num">Entry</th><th>What</th><th>Recorded</th><th>Text</th></tr></thead><tbody>`;
    for (const { seq, recordedAt, what, text } of told)
      yield h`<tr><td class="num mono">${number(seq)}</td><td class="nw">${what}</td><td class="nw">${instant(recordedAt)}</td><td>${said(text)}</td></tr>`;
    yield h`</tbody></table>`;
  }
  yield h`</section>`;
}

/** Entries of kinds that this version does not know, each by its index and digest; nothing where there are none. */
function unknownEntries({ unknown }: ReportDocument["log"]): Markup | null {
  if (unknown.length === 0) return null;
  const rows = unknown.map(
    ({ seq, recordedAt, v, kind, leafHash }) =>
      h`<tr><td class="num mono">${number(seq)}</td><td>${kind === "" ? h`<span class="dim">no name</span>` : said(kind)}</td><td class="num">${number(v)}</td><td class="nw">${recordedAt === null ? h`<span class="dim">not known</span>` : instant(recordedAt)}</td><td class="mono wrap">${leafHash}</td></tr>`,
  );
  return h`<section><h2>Entries of kinds this version does not know</h2><table class="rows"><thead><tr><th class="num">Entry</th><th>Kind</th><th class="num">Form</th><th>Recorded</th><th>Leaf hash</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

const protectionWords: Readonly<Record<string, string>> = {
  keychain: "the system's keychain",
  passphrase: "a passphrase",
  file: "the rights of a file alone",
  basic_text: "a password everybody knows (basic_text)",
  none: "nothing",
};
