import type { DecisionRecord } from "../../../shared/contract/review";
import { decisionRule } from "../../../shared/review/decision-catalog";
import { isOwnerKind } from "../../../shared/review/owner-kinds";
import type { OpenTask, ReportAttempt, ReportDecision, ReportDocument, ReportIngest } from "../document";
import { commentsPart } from "./comments";
import { excused } from "./excuses";
import { goneText, shownReason } from "../../../shared/review/shown-reason";
import { readLines } from "../../../shared/review/read-lines";
import { counted, h, instant, longText, number, said } from "./markup";
import type { Markup } from "./markup";
import { brandMark, completenessMark, decisionStandingMark, gateMark, tierMark } from "./marks";
import { periodWords } from "../words";
import { changeTable } from "./change-table";

/** Paths and names listed before the rest is counted. */
const maxListed = 100;

/** Title, period and when it was made. */
export function head(document: ReportDocument): Markup {
  return h`<header class="top"><p class="who">${brandMark}Countersign <span class="dim">${document.appVersion}</span></p><h1>Decision report</h1><p class="mid">${periodWords(document.filters)}. Made ${instant(document.generatedAt)}, on this machine's clock. Times are in UTC.</p></header>`;
}

/** How many decisions of each kind, and how many of them are not in force. */
export function countsSection(document: ReportDocument): Markup {
  const cells = document.counts.map(({ kind, count, notInForce }) => {
    const lapsed = notInForce === 0 ? null : h`<span class="amber">${number(notInForce)} not in force</span>`;
    return h`<td><span class="figure">${number(count)}</span><span>${decisionRule(kind).past}</span>${lapsed}</td>`;
  });
  return h`<section><h2>Decisions <span class="n">${number(document.decisions.length)}</span></h2><table class="figures"><tbody><tr>${cells}</tr></tbody></table></section>`;
}

/** The decisions as a table, each leading to its own section. */
export function* decisionList(decisions: readonly DecisionRecord[]): Generator<Markup> {
  if (decisions.length === 0) {
    yield h`<p class="none">No decision was recorded in this period.</p>`;
    return;
  }
  yield h`<table class="rows"><thead><tr><th class="num">Entry</th><th>Recorded</th><th>Person</th><th>Kind</th><th>On</th><th>Tier</th><th>Standing now</th><th>Hash</th></tr></thead><tbody>`;
  for (const { seq, recordedAt, leafHash, decision, standing } of decisions)
    yield h`<tr><td class="num mono"><a href="#entry-${seq}">${number(seq)}</a></td><td class="nw">${instant(recordedAt)}</td><td><bdi>${decision.reviewer.name}</bdi></td><td class="m nw">${decisionRule(decision.kind).past}</td><td>${subject(decision)}</td><td>${tierMark(decision.tier)}</td><td>${decisionStandingMark(standing)}</td><td class="mono">${leafHash.slice(0, 7)}</td></tr>`;
  yield h`</tbody></table>`;
}

function subject(decision: DecisionRecord["decision"]): Markup {
  const attempt = decision.attemptLetter === null ? null : h`, attempt ${decision.attemptLetter}`;
  return h`<span class="mono">${decision.taskRef ?? decision.taskId}</span> ${said(decision.taskTitle)}${attempt}`;
}

/** One decision, whole: what was said, what was bound, what the reviewer had not opened. */
export function decisionSection(record: ReportDecision, attempts: ReadonlyMap<string, ReportAttempt>): Markup {
  const { decision, seq } = record;
  const { bound } = decision;
  const attempt = (decision.attemptId === null ? undefined : attempts.get(decision.attemptId)) ?? null;
  const person =
    decision.person === null ? null : h`<dt>${personLabel(decision)}</dt><dd><bdi>${decision.person}</bdi></dd>`;
  const about =
    decision.escalation === undefined
      ? null
      : "seq" in decision.escalation
        ? h`<dt>About</dt><dd><a href="#entry-${decision.escalation.seq}">entry ${number(decision.escalation.seq)}</a></dd>`
        : h`<dt>About</dt><dd>what the agent asked</dd>`;
  const target =
    decision.target === undefined
      ? null
      : h`<dt>Moved to</dt><dd><span class="mono">${decision.target.taskId}</span> ${decision.target.own ? "a task of its own" : said(decision.target.title)}</dd>`;
  const withdraws =
    decision.withdraws === undefined
      ? null
      : h`<dt>Withdraws</dt><dd><a href="#entry-${decision.withdraws.seq}">entry ${number(decision.withdraws.seq)}</a>, ${decisionRule(decision.withdraws.kind).past} <span class="mono">${decision.withdraws.leafHash.slice(0, 12)}</span></dd>`;
  const withdrawn =
    record.withdrawn === undefined
      ? null
      : h`<dt>Withdrawn</dt><dd>${instant(record.withdrawn.at)} by <bdi>${record.withdrawn.person}</bdi>, <a href="#entry-${record.withdrawn.seq}">entry ${number(record.withdrawn.seq)}</a>${record.withdrawn.reason === "" ? null : h`: ${said(record.withdrawn.reason)}`}</dd>`;
  const several =
    decision.batch === undefined
      ? null
      : h`<dt>One act</dt><dd>on ${number(decision.batch.count)} tasks, <span class="mono">${decision.batch.id.slice(0, 8)}</span></dd>`;
  const passes =
    decision.level === undefined && decision.gate === undefined
      ? null
      : h`<dt>Passes</dt><dd>${excused(decision)}</dd>`;
  const until = decision.until === null ? null : h`<dt>Until</dt><dd>${instant(decision.until)}</dd>`;
  return h`<article class="entry" id="entry-${seq}"><h3><span class="mono dim">${number(seq)}</span> ${decisionRule(decision.kind).past}: ${said(decision.taskTitle)} ${decisionStandingMark(record.standing)}</h3><div class="two"><div><dl class="kv"><dt>Recorded</dt><dd>${instant(record.recordedAt)}</dd><dt>Reviewer</dt><dd><bdi>${decision.reviewer.name}</bdi> <span class="tag">${record.signed?.binding ?? decision.reviewer.binding}</span></dd><dt>Task</dt><dd><span class="mono">${decision.taskRef ?? decision.taskId}</span> in <bdi>${decision.repository}</bdi></dd><dt>Attempt</dt><dd>${attemptLine(decision, attempt)}</dd><dt>Tier</dt><dd>${tierMark(decision.tier)}${tierNote(decision)}</dd>${withdraws}${withdrawn}${several}${passes}${person}${about}${target}${until}<dt>Reason</dt><dd>${reasonPart(record)}</dd>${opened(decision)}<dt>Not marked read</dt><dd>${notOpened(decision)}</dd><dt>Ingest</dt><dd>${decision.ingestNote === null ? "Read completely" : said(decision.ingestNote)}</dd></dl></div><div><h4 class="hd">Bound to</h4><dl class="kv digests"><dt>Base</dt><dd>${digest(bound.base)}</dd><dt>Head</dt><dd>${digest(bound.head)}</dd><dt>Patch</dt><dd>${digest(bound.patch)}</dd><dt>Contract</dt><dd>${digest(bound.contract)}</dd><dt>Evidence</dt><dd>${digest(bound.evidence)}</dd><dt>Judgement</dt><dd>${digest(bound.judgement)}</dd><dt>Considered</dt><dd>${considered(bound.considered)}</dd><dt>Entry hash</dt><dd>${digest(record.leafHash)}</dd></dl></div></div>${commentsPart(decision)}${gates(decision, attempt)}${changeTable(record)}</article>`;
}

function reasonPart(record: ReportDecision): Markup {
  if (goneText(record.texts) !== null) return h`<span class="amber">${shownReason(record)}</span>`;
  return record.decision.reason === ""
    ? h`<span class="dim">none given</span>`
    : longText(record.decision.reason, 20_000);
}

/** Where the tier was another than the rules said, and the policy it is from. */
function tierNote({ machineTier, policy }: DecisionRecord["decision"]): Markup {
  return h`${machineTier === undefined ? null : h` <span class="amber">lowered; the rules said ${machineTier}</span>`}${policy === undefined ? null : h` <span class="dim">policy <bdi>${policy.id}</bdi> ${number(policy.version)}, ${policy.digest.slice(0, 12)}</span>`}`;
}

function attemptLine(decision: DecisionRecord["decision"], attempt: ReportAttempt | null): Markup {
  if (decision.attemptId === null) return h`<span class="dim">on the task</span>`;
  if (attempt === null) return h`${decision.attemptLetter} <span class="dim">no longer known here</span>`;
  const moved = attempt.view.attempt.patchDigest !== decision.bound.patch;
  return h`<a href="#attempt-${attemptAnchor(attempt)}">${decision.attemptLetter}, ${attempt.view.attempt.id}</a>${moved ? h` <span class="amber">The patch shown there is not the one decided on.</span>` : null}`;
}

/** Ids are letters, digits and a hyphen by their schema; anything else would not be an id. */
export function attemptAnchor({ view }: ReportAttempt): Markup {
  return h`${view.attempt.id.replace(/[^A-Z0-9-]/g, "")}`;
}

/** What the reviewer had opened of the attempt; entries from before that was kept say nothing. */
function opened({ read }: DecisionRecord["decision"]): Markup | null {
  if (read === undefined) return null;
  const lines = readLines(read).map((line) => line.text);
  return h`<dt>Opened</dt><dd>${lines.length === 0 ? "Nothing: there was nothing to open" : lines.join(", ")}</dd>`;
}

function notOpened({ attemptId, notOpened: paths }: DecisionRecord["decision"]): Markup {
  if (paths.length === 0 && attemptId === null) return h`<span class="dim">decided on the task, not on a patch</span>`;
  if (paths.length === 0) return h`Nothing: every changed file was marked read`;
  const rest = paths.length - maxListed;
  return h`<span class="amber">${counted(paths.length, "file")}</span><ul class="paths">${paths.slice(0, maxListed).map((path) => h`<li class="mono"><bdi>${path}</bdi></li>`)}${rest > 0 ? h`<li>and ${number(rest)} more</li>` : null}</ul>`;
}

function digest(value: string | null): Markup {
  return value === null ? h`<span class="dim">none</span>` : h`<span class="mono wrap">${value}</span>`;
}

function considered(others: DecisionRecord["decision"]["bound"]["considered"]): Markup {
  if (others.length === 0) return h`<span class="dim">no other attempt</span>`;
  return h`${others.slice(0, maxListed).map((other) => h`<div>${other.letter} <span class="mono">${other.patch === null ? "no patch" : other.patch.slice(0, 12)}</span>${other.head === undefined || other.head === null ? null : h` <span class="dim">head</span> <span class="mono">${other.head.slice(0, 12)}</span>`}</div>`)}`;
}

/** Met or not is as recorded, and so is what it is called where the entry says it; why comes from the rules as they are now. */
function gates(decision: DecisionRecord["decision"], attempt: ReportAttempt | null): Markup | null {
  if (decision.gates.length === 0) return null;
  const met = decision.gates.filter((gate) => gate.met).length;
  const rows = decision.gates.map((gate) => {
    const now = attempt?.view.gates.find((candidate) => candidate.id === gate.id);
    const changed =
      now !== undefined && now.met !== gate.met
        ? h` <span class="amber">now ${now.met ? "met" : "not met"}</span>`
        : null;
    const by =
      gate.overridden === undefined ? null : h` <span class="amber">by entry ${number(gate.overridden)}</span>`;
    const title = gate.title ?? now?.title ?? gate.id;
    return h`<tr><td class="nw">${gateMark(gate.met, gate.overridden !== undefined)}</td><td>${said(title)}${by}${changed}</td><td class="mid">${now === undefined ? null : said(now.why)}</td></tr>`;
  });
  return h`<h4 class="hd">Gates when it was recorded: ${number(met)} of ${number(decision.gates.length)} met</h4><table class="rows gates"><tbody>${rows}</tbody></table>`;
}

/** Tasks that the period left without a decision. */
export function* openSection(tasks: readonly OpenTask[]): Generator<Markup> {
  const heading = h`<h2>Without a decision in this period <span class="n">${number(tasks.length)}</span></h2>`;
  if (tasks.length === 0) {
    yield h`<section>${heading}<p class="none">Every known task has a decision in this period.</p></section>`;
    return;
  }
  yield h`<section>${heading}<table class="rows"><thead><tr><th>Tier</th><th>Task</th><th>Title</th><th>Repository</th><th>State</th><th>Owner</th><th class="num">Attempts</th><th>First seen</th></tr></thead><tbody>`;
  for (const task of tasks)
    yield h`<tr><td>${tierMark(task.tier)}</td><td class="mono nw">${task.ref ?? task.id}</td><td>${said(task.title)}</td><td>${said(task.repository)}</td><td><span class="m">${task.verdict.label}</span> <bdi class="mid">${task.verdict.cause}</bdi></td><td>${task.owner === null ? h`<span class="amber">Unowned</span>` : said(task.owner)}</td><td class="num">${number(task.attempts)}</td><td class="nw">${instant(task.firstSeenAt)}</td></tr>`;
  yield h`</tbody></table></section>`;
}

/** How completely the sources were read, and what of them was not. */
export function ingestSection(ingest: ReportIngest): Markup {
  const whole = ingest.recognised === ingest.records;
  const sentence = h`${number(ingest.recognised)} of ${counted(ingest.records, "record")} in ${counted(ingest.sessions, "session")} were recognised.`;
  const parts = [
    ingest.malformed > 0 ? counted(ingest.malformed, "record could not be read", "records could not be read") : null,
    ingest.shortened > 0
      ? counted(
          ingest.shortened,
          "payload was shortened; the archived source keeps it whole",
          "payloads were shortened; the archived sources keep them whole",
        )
      : null,
    ingest.withheldReasoning > 0
      ? counted(
          ingest.withheldReasoning,
          "piece of reasoning was withheld by its runner",
          "pieces of reasoning were withheld by their runners",
        )
      : null,
    ingest.unanswered > 0
      ? counted(ingest.unanswered, "tool call never got a result", "tool calls never got a result")
      : null,
  ].filter((part) => part !== null);
  const unknown = ingest.unknown
    .slice(0, maxListed)
    .map(
      ({ type, count }) => h`<tr><td class="mono"><bdi>${type}</bdi></td><td class="num">${number(count)}</td></tr>`,
    );
  const more = ingest.unknown.length - maxListed;
  const incomplete = ingest.incomplete
    .slice(0, maxListed)
    .map(
      (session) =>
        h`<tr><td class="mono nw">${session.sessionId}</td><td>${said(session.title ?? "untitled")}</td><td class="num nw">${number(session.recognised)} of ${number(session.records)}</td><td class="num">${number(session.malformed)}</td></tr>`,
    );
  return h`<section><h2>How completely the sources were read ${completenessMark(whole)}</h2><p class="${whole ? h`mid` : h`amber`}">${sentence}</p>${
    parts.length === 0 ? null : h`<ul class="plain">${parts.map((part) => h`<li>${part}.</li>`)}</ul>`
  }${ingest.unknown.length === 0 ? null : h`<h4 class="hd">Unknown record types</h4><table class="rows narrow"><thead><tr><th>Type</th><th class="num">Records</th></tr></thead><tbody>${unknown}</tbody></table>`}${
    more > 0 ? h`<p class="held">And ${number(more)} more types.</p>` : null
  }${ingest.incomplete.length === 0 ? null : h`<h4 class="hd">Sessions not read completely</h4><table class="rows"><thead><tr><th>Session</th><th>Title</th><th class="num">Recognised</th><th class="num">Unreadable</th></tr></thead><tbody>${incomplete}</tbody></table>`}</section>`;
}

/** What a reader must not take from the report. */
export function notProvedSection(sentences: readonly string[]): Markup {
  return h`<section><h2>What this does not prove</h2><ul class="plain limits">${sentences.map((sentence) => h`<li>${sentence}</li>`)}</ul></section>`;
}

/** What the person of a decision is to it. */
function personLabel({ kind, escalation }: DecisionRecord["decision"]): string {
  if (isOwnerKind(kind)) return "New owner";
  return escalation === undefined ? "To" : "Word of";
}
