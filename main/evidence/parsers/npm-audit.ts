import type { Annotation } from "../../../shared/model/evidence";
import { err, ok } from "../../../shared/result";
import { isReportObject, jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import { maxAnnotations, noLists } from "../parser";
import type { EvidenceParser } from "../parser";
import { count, cutMessage } from "../test-report";

/**
 * `npm audit --json`: version 2 (npm 7 and later: `vulnerabilities`, one entry a package) and version 1 (npm 6 and pnpm:
 * `advisories`). Critical and high are errors, moderate is a warning, the rest are notes. Of a package that only depends on a
 * vulnerable one the entry says through which.
 */
export const npmAudit: EvidenceParser = {
  id: "npm-audit",
  name: "npm audit JSON",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    return (
      head !== null &&
      (head.has("auditReportVersion") ||
        (head.has("advisories") && head.has("actions")) ||
        head.has("actions[].resolves"))
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const report = read.value;
    const packages = objectAt(report, "vulnerabilities");
    const advisories = objectAt(report, "advisories");
    if (packages === null && advisories === null)
      return err({
        code: "not-npm-audit",
        message: "The file has neither vulnerabilities nor advisories.",
        remedy: "npm audit may have failed: run it again with a lockfile and a registry that answers.",
      });
    const found = [
      ...Object.entries(packages ?? {}).flatMap(([name, entry]) =>
        isReportObject(entry) ? packageEntry(name, entry) : [],
      ),
      ...Object.values(advisories ?? {}).flatMap((entry) => (isReportObject(entry) ? advisory(entry) : [])),
    ];
    const levels = { error: 0, warning: 0, note: 0 };
    for (const { level } of found) levels[level] += 1;
    const order = { error: 0, warning: 1, note: 2 } as const;
    const listed = [...found].sort((a, b) => order[a.level] - order[b.level]).slice(0, maxAnnotations);
    const stated = statedTotal(report);
    const parts =
      found.length === 0
        ? ["No vulnerabilities"]
        : [`${count(levels.error)} high or critical, ${count(levels.warning)} moderate, ${count(levels.note)} lower`];
    if (stated !== null && found.length === 0 && stated > 0)
      parts.push(`the report's own total says ${count(stated)} vulnerabilities`);
    return ok({
      kind: "static-analysis",
      result: levels.error > 0 ? "failed" : found.length === 0 && (stated ?? 0) > 0 ? "unknown" : "passed",
      counts: null,
      totals: { of: "findings", errors: levels.error, warnings: levels.warning, notes: levels.note, suppressed: 0 },
      headline: parts.join(", "),
      producer: "npm audit",
      producedAt: null,
      commits: [],
      lists: { ...noLists, annotations: listed },
      truncated:
        found.length > listed.length
          ? `${count(found.length - listed.length)} more findings are counted and not listed.`
          : null,
    });
  },
};

function levelOf(severity: string | null): Annotation["level"] {
  if (severity === "critical" || severity === "high") return "error";
  return severity === "moderate" ? "warning" : "note";
}

/** `via` names the package's own advisories as objects and the packages it is vulnerable through as texts. */
function packageEntry(name: string, entry: ReportObject): Annotation {
  const own = objectsAt(entry, "via");
  const via: unknown = entry["via"];
  const through = Array.isArray(via) ? via.filter((each) => typeof each === "string") : [];
  const ids = own.map((each) => advisoryId(textAt(each, "url"), numberAt(each, "source"))).filter((id) => id !== "");
  const scores = own.map((each) => numberAt(objectAt(each, "cvss"), "score") ?? 0);
  const best = Math.max(0, ...scores);
  const severity = textAt(entry, "severity");
  const words = [
    ...own.map((each) => `${textAt(each, "title") ?? "No title"} (${textAt(each, "url") ?? "no address"})`),
    ...(through.length === 0 ? [] : [`Depends on vulnerable ${through.join(", ")}`]),
  ];
  return {
    path: null,
    line: null,
    endLine: null,
    column: null,
    level: levelOf(severity),
    rule: ids[0] ?? name,
    message: cutMessage(
      `${name} ${textAt(entry, "range") ?? ""}: ${severity ?? "severity not stated"}. ${words.join("; ")}`,
    ),
    fingerprint: `npm-audit:${name}:${[...ids, ...through].sort().join(",")}`.slice(0, 1_000),
    suppressed: false,
    severity: best > 0 && best <= 10 ? best : null,
  };
}

function advisory(entry: ReportObject): Annotation {
  const name = textAt(entry, "module_name") ?? "(unnamed package)";
  const severity = textAt(entry, "severity");
  const address = textAt(entry, "url");
  const id = textAt(entry, "github_advisory_id") ?? advisoryId(address, numberAt(entry, "id"));
  const score = numberAt(objectAt(entry, "cvss"), "score");
  return {
    path: null,
    line: null,
    endLine: null,
    column: null,
    level: levelOf(severity),
    rule: id === "" ? name : id,
    message: cutMessage(
      `${name} ${textAt(entry, "vulnerable_versions") ?? ""}: ${severity ?? "severity not stated"}. ${textAt(entry, "title") ?? "No title"} (${address ?? "no address"})`,
    ),
    fingerprint: `npm-audit:${name}:${id}`.slice(0, 1_000),
    suppressed: false,
    severity: score !== null && score > 0 && score <= 10 ? score : null,
  };
}

function advisoryId(address: string | null, source: number | null): string {
  const named = /\/(GHSA(?:-[a-z0-9]{4}){3})$/i.exec(address ?? "")?.[1];
  return named ?? (source === null ? "" : String(source));
}

/** The report's own total: a number in version 2, one for each severity in version 1. */
function statedTotal(report: ReportObject): number | null {
  const counts = objectAt(objectAt(report, "metadata"), "vulnerabilities");
  if (counts === null) return null;
  const total = numberAt(counts, "total");
  if (total !== null) return total;
  return ["info", "low", "moderate", "high", "critical"].reduce((sum, name) => sum + (numberAt(counts, name) ?? 0), 0);
}
