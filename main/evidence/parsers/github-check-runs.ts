import type { Annotation, TestCase } from "../../../shared/model/evidence";
import { err, ok } from "../../../shared/result";
import { FindingList } from "../findings-report";
import { isReportObject, jsonHead, numberAt, objectAt, objectsAt, readJson, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import { maxCases, noLists } from "../parser";
import type { EvidenceParser, ParsedEvidence } from "../parser";
import { commitsOf, count, cutMessage, instantOf, milliseconds } from "../test-report";

/**
 * What GitHub's REST API answers for a commit: check runs, commit statuses, a check run's annotations; as one answer, as pages in a
 * list, or several in one list. Of runs with one name of one app the latest counts, of statuses with one context too.
 * Neutral and skipped runs hold nothing up and count as passed; all of them alone show nothing.
 */
export const githubCheckRuns: EvidenceParser = {
  id: "github-check-runs",
  name: "GitHub check runs",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    if (head === null) return false;
    const at = ["", "[].", "[][]."].find((prefix) => head.has(`${prefix}check_runs`) || head.has(`${prefix}statuses`));
    if (at !== undefined) return head.has(`${at}total_count`) || head.has(`${at}state`) || head.has(`${at}check_runs`);
    return ["", "[].", "[][]."].some(
      (prefix) =>
        (head.has(`${prefix}head_sha`) && head.has(`${prefix}conclusion`) && head.has(`${prefix}status`)) ||
        (head.has(`${prefix}annotation_level`) && head.has(`${prefix}start_line`)) ||
        (head.has(`${prefix}context`) && head.has(`${prefix}state`) && head.has(`${prefix}target_url`)),
    );
  },
  parse: (bytes) => {
    const read = readJson(bytes);
    if (!read.ok) return read;
    const found: Found = { runs: [], statuses: [], annotations: [], commits: [], stated: 0 };
    gather(read.value, found);
    const empty = found.runs.length + found.statuses.length + found.annotations.length === 0;
    if (empty && !found.commits.includes(emptyAnswer))
      return err({ code: "not-check-runs", message: "The file holds no check run, status or annotation of GitHub." });
    return ok(report(found));
  },
};

interface Found {
  readonly runs: ReportObject[];
  readonly statuses: ReportObject[];
  readonly annotations: { readonly run: string; readonly told: ReportObject }[];
  readonly commits: string[];
  /** How many runs the answers say there are. */
  stated: number;
}

/** Marks an answer that lists nothing: a commit without any check. */
const emptyAnswer = "";

function gather(value: unknown, found: Found): void {
  // Pages are at most lists of lists; what is nested deeper is no answer of the API.
  const entries: unknown[] = Array.isArray(value) ? value.flat(1) : [value];
  for (const entry of entries) {
    if (!isReportObject(entry)) continue;
    if (Array.isArray(entry["check_runs"]) || Array.isArray(entry["statuses"])) {
      for (const run of objectsAt(entry, "check_runs")) found.runs.push(run);
      for (const status of objectsAt(entry, "statuses")) found.statuses.push(status);
      found.commits.push(textAt(entry, "sha") ?? emptyAnswer, emptyAnswer);
      const stated = numberAt(entry, "total_count") ?? 0;
      // Each page of one answer states the same total.
      if (Array.isArray(entry["check_runs"])) found.stated = Math.max(found.stated, stated);
    } else if (textAt(entry, "annotation_level") !== null) found.annotations.push({ run: "check run", told: entry });
    else if (textAt(entry, "head_sha") !== null) found.runs.push(entry);
    else if (textAt(entry, "context") !== null) found.statuses.push(entry);
  }
  for (const run of found.runs)
    for (const told of [...objectsAt(run, "annotations"), ...objectsAt(objectAt(run, "output"), "annotations")])
      found.annotations.push({ run: textAt(run, "name") ?? "check run", told });
}

type State = "passed" | "failed" | "waiting";

interface Check {
  readonly app: string;
  readonly name: string;
  readonly state: State;
  /** Ran to its end: a run that was skipped shows nothing. */
  readonly shows: boolean;
  readonly word: string;
  readonly message: string | null;
  readonly durationMs: number | null;
  readonly key: string;
  readonly order: readonly [number, number];
}

function report(found: Found): ParsedEvidence {
  const all = [...found.runs.map(checkOf), ...found.statuses.map(statusOf)];
  const checks = latestOnly(all);
  const counts = { passed: 0, failed: 0, waiting: 0 };
  for (const check of checks) counts[check.state] += 1;
  const annotations = annotationsOf(found);
  const missing = Math.max(0, found.stated - found.runs.length);
  const shown = checks.some((check) => check.state === "passed" && check.shows);
  const unlisted = checks.length - Math.min(checks.length, maxCases);
  const unsent = found.runs.reduce((sum, run) => {
    const output = objectAt(run, "output");
    const sent = objectsAt(run, "annotations").length + objectsAt(output, "annotations").length;
    return sum + Math.max(0, (numberAt(output, "annotations_count") ?? 0) - sent);
  }, 0);
  const truncated = [
    missing > 0
      ? `The answer says there are ${count(found.stated)} check runs and lists ${count(found.runs.length)}.`
      : null,
    unsent > 0 ? `${count(unsent)} annotations of these runs are not in the file.` : null,
    unlisted > 0 ? `${count(unlisted)} more checks are counted and not listed.` : null,
  ].filter((note) => note !== null);
  const times = all.map((check) => check.order[0]).filter((time) => time > 0);
  return {
    kind: "check-run",
    result: counts.failed > 0 ? "failed" : counts.waiting > 0 || missing > 0 || !shown ? "unknown" : "passed",
    counts: null,
    totals: { of: "check-runs", ...counts },
    headline: headline(checks, counts, annotations.length),
    producer: producerOf(found),
    producedAt: times.length === 0 ? null : instantOf(times.reduce((latest, time) => Math.max(latest, time))),
    commits: commitsOf(
      ...new Set([...found.runs.map((run) => textAt(run, "head_sha")), ...found.commits].slice(0, 10_000)),
    ),
    lists: { ...noLists, cases: casesOf(checks), annotations },
    truncated: truncated.length === 0 ? null : truncated.join(" "),
  };
}

function headline(checks: readonly Check[], counts: Record<State, number>, annotations: number): string {
  if (checks.length === 0) return annotations > 0 ? `${count(annotations)} annotations of a check run` : "No check ran";
  const skipped = checks.filter((check) => check.state === "passed" && !check.shows).length;
  return [
    `${count(counts.passed)} passed`,
    `${count(counts.failed)} failed`,
    counts.waiting > 0 ? `${count(counts.waiting)} not finished` : null,
    skipped > 0 ? `${count(skipped)} of the passed skipped or neutral` : null,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

function producerOf(found: Found): string {
  const apps = new Set(found.runs.map((run) => textAt(objectAt(run, "app"), "name")).filter((name) => name !== null));
  return [...apps].slice(0, 5).join(", ").slice(0, 300).trim() || "GitHub";
}

/** Every conclusion that is none of these, a new one too, is a failure: a check is never taken as better than it says. */
const goodConclusions = new Set(["success", "neutral", "skipped"]);

function checkOf(run: ReportObject): Check {
  const status = textAt(run, "status") ?? "completed";
  const conclusion = textAt(run, "conclusion");
  const state =
    status !== "completed" || conclusion === null ? "waiting" : goodConclusions.has(conclusion) ? "passed" : "failed";
  const output = objectAt(run, "output");
  const [started, ended] = [moment(run, "started_at"), moment(run, "completed_at")];
  const app = textAt(objectAt(run, "app"), "slug") ?? textAt(objectAt(run, "app"), "name") ?? "";
  const name = textAt(run, "name") ?? "(unnamed)";
  return {
    app,
    name,
    state,
    shows: conclusion === "success",
    word: state === "waiting" ? status : (conclusion ?? status),
    message: words(textAt(output, "title"), textAt(output, "summary")),
    durationMs: started > 0 && ended >= started ? milliseconds(ended - started) : null,
    key: JSON.stringify(["run", textAt(run, "head_sha"), app, name]),
    order: [Math.max(started, ended), numberAt(run, "id") ?? 0],
  };
}

function statusOf(status: ReportObject): Check {
  const word = textAt(status, "state") ?? "pending";
  const name = textAt(status, "context") ?? "(no context)";
  return {
    app: "commit status",
    name,
    state: word === "success" ? "passed" : word === "pending" ? "waiting" : "failed",
    shows: word === "success",
    word,
    message: textAt(status, "description"),
    durationMs: null,
    key: JSON.stringify(["status", name]),
    order: [Math.max(moment(status, "updated_at"), moment(status, "created_at")), numberAt(status, "id") ?? 0],
  };
}

/** A check that was run again is told several times; the latest stands, by time and then by id. */
function latestOnly(all: readonly Check[]): Check[] {
  const byKey = new Map<string, Check>();
  for (const check of all) {
    const known = byKey.get(check.key);
    if (known === undefined || isLater(check, known)) byKey.set(check.key, check);
  }
  return [...byKey.values()];
}

function isLater(one: Check, other: Check): boolean {
  const [time, id] = one.order;
  const [otherTime, otherId] = other.order;
  // A run that has not begun has no time; its number is higher than those before it.
  return time > 0 && otherTime > 0 && time !== otherTime ? time > otherTime : id > otherId;
}

function casesOf(checks: readonly Check[]): TestCase[] {
  const order = { failed: 0, waiting: 1, passed: 2 } as const;
  return [...checks]
    .sort((a, b) => order[a.state] - order[b.state])
    .slice(0, maxCases)
    .map((check) => ({
      suite: check.app,
      name: check.name,
      outcome: check.state === "failed" ? "failed" : check.state === "passed" && check.shows ? "passed" : "skipped",
      durationMs: check.durationMs,
      message:
        check.shows && check.message === null
          ? null
          : cutMessage(check.message === null ? check.word : `${check.word}: ${check.message}`),
    }));
}

function annotationsOf(found: Found): Annotation[] {
  const findings = new FindingList("GitHub");
  for (const { run, told } of found.annotations) {
    const level = textAt(told, "annotation_level");
    findings.add({
      path: textAt(told, "path"),
      line: numberAt(told, "start_line"),
      endLine: numberAt(told, "end_line"),
      column: numberAt(told, "start_column"),
      level: level === "failure" ? "error" : level === "warning" ? "warning" : "note",
      rule: textAt(told, "title") ?? run,
      message: textAt(told, "message") ?? "",
      identity: null,
      suppressed: false,
      severity: null,
    });
  }
  return findings.listed().annotations;
}

function words(title: string | null, summary: string | null): string | null {
  const parts = [title ?? "", summary ?? ""].map((part) => part.trim()).filter((part) => part !== "");
  return parts.length === 0 ? null : parts.join("\n");
}

function moment(record: ReportObject, key: string): number {
  const at = instantOf(textAt(record, key));
  return at === null ? 0 : Date.parse(at);
}
