import { err, ok } from "../../../shared/result";
import { FindingList, findingsReport } from "../findings-report";
import { jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { count } from "../test-report";

/**
 * `semgrep --json` (and Opengrep). Files that could not be analysed are in `errors`: an error of the level "error" means that the
 * tool failed, others are said. Warnings alone are neither passed nor failed, since the file states no limit.
 */
export const semgrepJson: EvidenceParser = {
  id: "semgrep-json",
  name: "Semgrep JSON",
  maxBytes: 128 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    if (head === null) return false;
    return head.has("results[].check_id") || (head.has("results") && (head.has("paths.scanned") || scans(head)));
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    if (!Array.isArray(read.value["results"]))
      return err({ code: "not-semgrep", message: "The file has no list of results as Semgrep writes it." });
    return ok(report(read.value));
  },
};

function scans(head: { has(path: string): boolean }): boolean {
  return head.has("errors") && head.has("paths") && head.has("version");
}

function report(root: ReportObject) {
  const findings = new FindingList("Semgrep");
  for (const result of objectsAt(root, "results")) {
    const extra = objectAt(result, "extra");
    const start = objectAt(result, "start");
    const own = textAt(extra, "fingerprint");
    findings.add({
      path: textAt(result, "path"),
      line: numberAt(start, "line"),
      endLine: numberAt(objectAt(result, "end"), "line"),
      column: numberAt(start, "col"),
      level: levels[textAt(extra, "severity")?.toUpperCase() ?? ""] ?? "warning",
      rule: textAt(result, "check_id") ?? "(no rule)",
      message: textAt(extra, "message") ?? "",
      // Without an account the tool writes "requires login" in its place.
      identity: own === null || own.includes("login") ? null : own,
      suppressed: extra?.["is_ignored"] === true,
      severity: null,
    });
  }
  const troubles = objectsAt(root, "errors");
  const failed = troubles.filter((each) => textAt(each, "level")?.toLowerCase() === "error");
  const paths = objectAt(root, "paths");
  const scanned = paths?.["scanned"];
  const none = Array.isArray(scanned) && scanned.length === 0;
  const { errors, warnings } = findings.counts;
  const version = textAt(root, "version")?.slice(0, 40) ?? "";
  return findingsReport(findings, {
    result:
      failed.length > 0 || errors > 0 ? "failed" : none || warnings > 0 || troubles.length > 0 ? "unknown" : "passed",
    producer: `Semgrep ${version}`.trim(),
    first:
      failed.length > 0
        ? `The tool reports ${count(failed.length)} ${failed.length === 1 ? "error" : "errors"} of its own`
        : none
          ? "No file was scanned"
          : null,
    truncated:
      troubles.length === 0
        ? null
        : `Semgrep could not analyse everything: ${count(troubles.length)} problems, the first: ${(textAt(troubles[0] ?? null, "message") ?? "not stated").slice(0, 300)}`,
  });
}

const levels: Readonly<Partial<Record<string, "error" | "warning" | "note">>> = {
  CRITICAL: "error",
  HIGH: "error",
  ERROR: "error",
  MEDIUM: "warning",
  WARNING: "warning",
  LOW: "note",
  INFO: "note",
  INVENTORY: "note",
  EXPERIMENT: "note",
};
