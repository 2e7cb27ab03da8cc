import { err, ok } from "../../../shared/result";
import { FindingList, findingsReport } from "../findings-report";
import { isReportObject, jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { SarifRules } from "../sarif-rules";
import { commitsOf, count, instantOf } from "../test-report";

/**
 * SARIF 2.1.0 (OASIS). A result without a level has that of its rule, else "warning"; `results` that are absent or null say that the
 * tool did not run, an empty list that it found nothing. A run that says it failed has failed, whatever it lists. Errors and
 * findings of CVSS 7 or more are failures; warnings alone are neither passed nor failed, since the file states no limit.
 */
export const sarif: EvidenceParser = {
  id: "sarif",
  name: "SARIF",
  maxBytes: 128 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    if (head?.has("runs") !== true) return false;
    return (
      /"\$schema"\s*:\s*"[^"]{0,300}sarif/i.test(new TextDecoder("latin1").decode(bytes.subarray(0, 65_536))) ||
      ["runs[].tool.driver", "runs[].tool", "runs[].results"].some((path) => head.has(path))
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    if (!Array.isArray(read.value["runs"]))
      return err({ code: "not-sarif", message: "The file has no list of runs: it is not SARIF 2.1.0." });
    return ok(report(objectsAt(read.value, "runs")));
  },
};

interface Seen {
  /** Results that say a rule was met or did not apply, and those that were only in a baseline. */
  met: number;
  absent: number;
  /** What tools said went wrong with themselves. */
  troubles: number;
}

function report(runs: readonly ReportObject[]) {
  const tools = [...new Set(runs.map(toolOf).filter((tool) => tool !== null))];
  const findings = new FindingList(tools.map(({ name }) => name).join(", "));
  const seen: Seen = { met: 0, absent: 0, troubles: 0 };
  let [silent, elsewhere, failing] = [0, 0, 0];
  for (const run of runs) {
    if (objectsAt(objectAt(run, "externalPropertyFileReferences"), "results").length > 0) elsewhere += 1;
    else if (!Array.isArray(run["results"])) silent += 1;
    if (hasFailed(run)) failing += 1;
    readRun(run, findings, seen);
  }
  const { errors, warnings } = findings.counts;
  const ran = runs.length - silent - elsewhere;
  const first = [
    failing > 0 ? said(failing, runs.length, "The tool says it failed", "tools say they failed") : null,
    silent > 0 || runs.length === 0
      ? said(silent, runs.length, "No list of results: the tool did not run", "tools list no results: they did not run")
      : null,
    elsewhere > 0 ? "Results are in another file that was not read" : null,
  ].filter((part) => part !== null);
  const result =
    failing > 0 || errors > 0 || findings.worst >= 7
      ? "failed"
      : ran < runs.length || runs.length === 0 || warnings > 0
        ? "unknown"
        : "passed";
  const parsed = findingsReport(findings, {
    result,
    producer:
      tools.length === 0
        ? null
        : tools
            .map(({ title }) => title)
            .join(", ")
            .slice(0, 300),
    producedAt: latest(runs),
    commits: commitsOf(
      ...runs
        .flatMap((run) => objectsAt(run, "versionControlProvenance").map((each) => textAt(each, "revisionId")))
        .slice(0, 1_000),
    ),
    first: first.length === 0 ? null : first.join("; "),
    last: last(seen),
    truncated: elsewhere > 0 ? "Results in other files that the report refers to were not read." : null,
  });
  return ran === 0 && findings.headline() === "No findings" && first.length > 0
    ? { ...parsed, headline: first.join("; ") }
    : parsed;
}

function said(some: number, all: number, alone: string, several: string): string {
  return all <= 1 ? alone : `${count(some)} of ${count(all)} ${several}`;
}

function last(seen: Seen): string | null {
  const parts = [
    seen.met > 0 ? `${count(seen.met)} checks met or not applicable` : null,
    seen.absent > 0 ? `${count(seen.absent)} only in the tool's own baseline` : null,
    seen.troubles > 0
      ? `the tool reports ${count(seen.troubles)} ${seen.troubles === 1 ? "error" : "errors"} of its own`
      : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join("; ");
}

function readRun(run: ReportObject, findings: FindingList, seen: Seen): void {
  const rules = new SarifRules(objectAt(run, "tool"));
  for (const invocation of objectsAt(run, "invocations"))
    for (const list of ["toolExecutionNotifications", "toolConfigurationNotifications"])
      for (const told of objectsAt(invocation, list)) if (textAt(told, "level") === "error") seen.troubles += 1;
  for (const result of objectsAt(run, "results")) {
    const kind = textAt(result, "kind") ?? "fail";
    if (kind === "pass" || kind === "notApplicable") seen.met += 1;
    else if (textAt(result, "baselineState") === "absent") seen.absent += 1;
    else {
      const rule = rules.find(result);
      const id = textAt(result, "ruleId") ?? textAt(objectAt(result, "rule"), "id") ?? textAt(rule, "id");
      const place = placeOf(result, run);
      findings.add({
        ...place,
        level: levelOf(result, rule, kind),
        rule: id ?? "(no rule)",
        message:
          rules.message(objectAt(result, "message"), rule) ??
          textAt(objectAt(rule, "shortDescription"), "text") ??
          textAt(objectAt(rule, "fullDescription"), "text") ??
          "",
        identity: identityOf(result),
        suppressed: isSuppressed(result),
        severity: severityOf(result) ?? severityOf(rule),
      });
    }
  }
}

function levelOf(result: ReportObject, rule: ReportObject | null, kind: string): "error" | "warning" | "note" {
  // A result that is no failure (open, review, informational) has the level none unless it says otherwise.
  const byKind = kind === "fail" ? null : "none";
  const level =
    textAt(result, "level") ?? byKind ?? textAt(objectAt(rule, "defaultConfiguration"), "level") ?? "warning";
  if (level === "error" || level === "warning") return level;
  return level === "note" || level === "none" ? "note" : "warning";
}

/** GitHub's property with the CVSS score, a text in most tools and a number in some. */
function severityOf(owner: ReportObject | null): number | null {
  const properties = objectAt(owner, "properties");
  const number = numberAt(properties, "security-severity");
  if (number !== null) return number;
  const text = textAt(properties, "security-severity")?.trim() ?? "";
  return /^\d{1,2}(?:\.\d+)?$/.test(text) ? Number(text) : null;
}

/** Accepted by someone: a suppression under review or rejected does not count. */
function isSuppressed(result: ReportObject): boolean {
  const suppressions = objectsAt(result, "suppressions");
  const states = suppressions.map((each) => textAt(each, "status") ?? textAt(each, "state") ?? "accepted");
  return states.length > 0 && states.every((state) => state === "accepted");
}

function placeOf(result: ReportObject, run: ReportObject) {
  const physical = objectsAt(result, "locations")
    .map((location) => objectAt(location, "physicalLocation"))
    .find((location) => location !== null);
  const region = objectAt(physical ?? null, "region");
  const artifact = objectAt(physical ?? null, "artifactLocation") ?? objectAt(result, "analysisTarget");
  return {
    path: textAt(artifact, "uri") ?? indexedUri(artifact, run),
    line: numberAt(region, "startLine"),
    endLine: numberAt(region, "endLine"),
    column: numberAt(region, "startColumn"),
  };
}

/** A location may name its file by a number in the run's list of artifacts. */
function indexedUri(artifact: ReportObject | null, run: ReportObject): string | null {
  const artifacts: unknown = run["artifacts"];
  const entry: unknown = Array.isArray(artifacts) ? artifacts[numberAt(artifact, "index") ?? -1] : null;
  return isReportObject(entry) ? textAt(objectAt(entry, "location"), "uri") : null;
}

/** The tool's own fingerprints, whole before partial; parts of objects (some tools nest them) count too. */
function identityOf(result: ReportObject): string | null {
  for (const key of ["fingerprints", "partialFingerprints"]) {
    const prints = Object.entries(objectAt(result, key) ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const told = prints.map(([name, value]) => `${name}=${typeof value === "string" ? value : shallow(value)}`);
    if (told.length > 0) return `${key} ${told.join(" ").slice(0, 4_000)}`;
  }
  return null;
}

function shallow(value: unknown): string {
  if (!isReportObject(value)) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}:${isReportObject(inner) || Array.isArray(inner) ? "" : String(inner)}`)
    .join(",");
}

function hasFailed(run: ReportObject): boolean {
  return objectsAt(run, "invocations").some((invocation) => invocation["executionSuccessful"] === false);
}

function toolOf(run: ReportObject): { readonly name: string; readonly title: string } | null {
  const driver = objectAt(objectAt(run, "tool"), "driver");
  const name = (textAt(driver, "name") ?? "").trim().slice(0, 100);
  if (name === "") return null;
  const version = textAt(driver, "version") ?? textAt(driver, "semanticVersion") ?? "";
  return { name, title: `${name} ${version.slice(0, 40)}`.trim() };
}

function latest(runs: readonly ReportObject[]): string | null {
  const times = runs
    .flatMap((run) => objectsAt(run, "invocations"))
    .map((each) => instantOf(textAt(each, "endTimeUtc") ?? textAt(each, "startTimeUtc")))
    .filter((time) => time !== null);
  return times.sort().at(-1) ?? null;
}
