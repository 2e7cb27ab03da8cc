import { err, ok } from "../../../shared/result";
import { FindingList, findingsReport } from "../findings-report";
import { isReportObject, jsonHead, numberAt, objectsAt, readJson, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { count } from "../test-report";

/**
 * ESLint's `json` and `json-with-metadata` formatters. Severity 2 is an error, 1 a warning; messages that a comment disables are
 * listed apart and count as suppressed. As for ESLint itself, warnings alone pass.
 */
export const eslintJson: EvidenceParser = {
  id: "eslint-json",
  name: "ESLint JSON",
  maxBytes: 128 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    if (head === null) return false;
    return ["[]", "results[]"].some((list) => head.has(`${list}.filePath`) && head.has(`${list}.messages`));
  },
  parse: (bytes) => {
    const read = readJson(bytes);
    if (!read.ok) return read;
    const list = isReportObject(read.value) ? read.value["results"] : read.value;
    if (!Array.isArray(list))
      return err({ code: "not-eslint", message: "The file holds no list of files as ESLint writes it." });
    return ok(report(list.filter(isReportObject)));
  },
};

function report(files: readonly ReportObject[]) {
  const findings = new FindingList("ESLint");
  for (const file of files) {
    const path = textAt(file, "filePath");
    for (const message of objectsAt(file, "messages")) add(findings, path, message, false);
    for (const message of objectsAt(file, "suppressedMessages")) add(findings, path, message, true);
  }
  const { errors } = findings.counts;
  return findingsReport(findings, {
    result: errors > 0 ? "failed" : files.length > 0 ? "passed" : "unknown",
    producer: "ESLint",
    last:
      files.length === 0 ? "no file was looked at" : `${count(files.length)} ${files.length === 1 ? "file" : "files"}`,
  });
}

function add(findings: FindingList, path: string | null, message: ReportObject, suppressed: boolean): void {
  const fatal = message["fatal"] === true;
  const rule = textAt(message, "ruleId");
  findings.add({
    // Text from standard input has no file.
    path: path === "<text>" ? null : path,
    line: numberAt(message, "line"),
    endLine: numberAt(message, "endLine"),
    column: numberAt(message, "column"),
    level: fatal || numberAt(message, "severity") === 2 ? "error" : "warning",
    rule: rule ?? (fatal ? "(does not parse)" : "(no rule)"),
    message: textAt(message, "message") ?? "",
    identity: null,
    suppressed,
    severity: null,
  });
}
