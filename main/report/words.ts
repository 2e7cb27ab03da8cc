import type { ReportFilters } from "../../shared/model/report-choice";
import { decisionRule } from "../../shared/review/decision-catalog";
import type { Population, ReportDocument } from "./document";

/** 1482 as "1,482". */
function figure(value: number): string {
  return value.toLocaleString("en-US");
}

function counted(value: number, one: string, many = `${one}s`): string {
  return `${figure(value)} ${value === 1 ? one : many}`;
}

/** "From 2026-11-22 00:00:00 UTC until now". */
export function periodWords({ from, to }: ReportFilters): string {
  if (from === null && to === null) return "The whole log";
  return `${from === null ? "From the start" : `From ${second(from)}`} ${to === null ? "until now" : `until ${second(to)}`}`;
}

function second(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The filters that leave something out, one line each. */
export function filterLines(filters: ReportFilters): { label: string; values: string[] }[] {
  const lines = [
    { label: "Repository", values: filters.repositories },
    { label: "Reviewer", values: filters.reviewers },
    { label: "Owner now", values: filters.owners },
    { label: "Tier", values: filters.tiers },
    { label: "Decision", values: filters.kinds.map((kind) => decisionRule(kind).past) },
  ];
  return lines.filter(({ values }) => values.length > 0).map(({ label, values }) => ({ label, values: [...values] }));
}

/** Which decisions there were and which are here: the sentence that says whether a sample can be taken from this. */
export function populationWords(population: Population): string {
  const { contiguous, decisions, filteredOut, from, inPeriod, included, to, unknown } = population;
  const range = `entries [${figure(from)}, ${figure(to)}) of the log were read${contiguous ? ", contiguous, none missing" : ""}`;
  const whole = contiguous
    ? `Complete: ${range}`
    : unknown > 0
      ? `Not complete: ${range}, and ${unknownWords(unknown)}: what they say is not in this report`
      : `Not complete: ${range}, but not every entry holds`;
  return `${whole}. ${counted(decisions, "decision")} in the log, ${figure(inPeriod)} in the period, ${figure(filteredOut)} filtered out, ${figure(included)} in this report.`;
}

/** "2 entries are of kinds this version does not know, listed by index and digest" */
function unknownWords(unknown: number): string {
  return `${counted(unknown, "entry is of a kind", "entries are of kinds")} this version does not know, listed by index and digest`;
}

/** Whether the log holds, in words. */
export function logWords({ verified, problem, unknown }: ReportDocument["log"]): string {
  if (problem !== null) return `does not verify: ${problem}`;
  if (verified) return "verified";
  return unknown.length === 0
    ? "not every entry was checked"
    : `every entry is in the tree as it was recorded; ${unknownWords(unknown.length)}`;
}

/** A span of seconds: "45 s", "12 min", "5 h 02", "3 d 4 h". */
export function span(seconds: number): string {
  if (seconds < 60) return `${figure(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${figure(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${figure(hours)} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${figure(Math.floor(hours / 24))} d ${String(hours % 24)} h`;
}

/** The figures that every format shows, each with how it was counted. */
export function summaryLines({
  summary,
  population,
  log,
}: ReportDocument): { label: string; value: string; how: string }[] {
  const { quick, unopened, waited } = summary;
  const { included, textsWithheld } = population;
  return [
    { label: "Decisions", value: figure(included), how: "in this report" },
    {
      label: `Verdicts under ${String(quick.limitSeconds)} s`,
      value: `${figure(quick.under)} of ${figure(quick.timed)}`,
      how: `from the first file, hunk or evidence item that is recorded as opened in the attempt to the decision; ${figure(quick.unknown)} without a recorded opening are not counted`,
    },
    {
      label: "Approvals by who asked for it",
      value: figure(summary.selfApprovals),
      how: "the reviewer's name is the requester's, as far as spelling tells",
    },
    {
      label: "Gates overridden",
      value: figure(summary.overriddenGates),
      how: `${counted(summary.onOverride, "approval rests", "approvals rest")} on such a gate`,
    },
    { label: "Tiers lowered or set", value: figure(summary.loweredTiers), how: "decisions that set the tier by hand" },
    {
      label: "Decisions with unread files",
      value: `${figure(unopened.decisions)} of ${figure(included)}`,
      how: `${counted(unopened.files, "changed file")} not marked read`,
    },
    {
      label: "Time to decision",
      value: waited.medianSeconds === null ? "not recorded" : `median ${span(waited.medianSeconds)}`,
      how:
        waited.p90Seconds === null
          ? "no attempt with a recorded end"
          : `90 of 100 within ${span(waited.p90Seconds)}, from the attempt's end on the runner's clock; ${figure(waited.unknown)} unknown`,
    },
    { label: "Texts not here", value: figure(textsWithheld), how: "reasons and comments erased or not in this copy" },
    { label: "Clock anomalies", value: figure(log.clock.length), how: "in the whole log" },
    {
      label: "Not yet anchored",
      value: figure(log.notAnchored),
      how: log.anchors.length === 0 ? "no checkpoint left this machine" : "decisions newer than the last anchor",
    },
  ];
}

/** How a single decision of this log is verified by somebody else, from an exported bundle. */
export function verifyCommand({ log }: ReportDocument): string {
  // It is copied into a shell: nothing but what a key is written in.
  const key = (log.keys.findLast(({ role }) => role === "log")?.key ?? "LOG-KEY").replace(/[^A-Za-z0-9+/=._-]/g, "");
  return `node countersign-verify.mjs BUNDLE --log-key '${key}'`;
}
