import { err, ok } from "../../../shared/result";
import { jsonHead, numberAt, objectsAt, readJsonObject, textAt, textsAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { cutMessage, instantOf, milliseconds, retryMessage, testReport } from "../test-report";
import type { TestRecord } from "../test-report";

/**
 * JSON of Jest (`--json`) and of Vitest's `json` reporter, which writes Jest's shape: `testResults[]` is a file each, with
 * `assertionResults[]`. A file that could not be loaded has status "failed", a message and no assertion.
 */
export const vitestJson: EvidenceParser = {
  id: "vitest-json",
  name: "Vitest or Jest JSON",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    return (
      head !== null &&
      (head.has("numTotalTests") || head.has("numPassedTests")) &&
      (head.has("testResults") || head.has("numTotalTestSuites"))
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const report = read.value;
    if (!Array.isArray(report["testResults"]))
      return err({ code: "not-vitest-json", message: "The file has no list testResults." });
    const files = objectsAt(report, "testResults");
    return ok(
      testReport(files.flatMap(fileRecords), {
        tellsRetries: true,
        producer: producerOf(report, files),
        producedAt: instantOf(numberAt(report, "startTime")),
        statedFailures:
          (numberAt(report, "numFailedTests") ?? 0) + (numberAt(report, "numRuntimeErrorTestSuites") ?? 0),
      }),
    );
  },
};

function fileRecords(file: ReportObject): TestRecord[] {
  const path = textAt(file, "name") ?? textAt(file, "testFilePath") ?? "(unnamed file)";
  const assertions = objectsAt(file, "assertionResults");
  const records = assertions.map((assertion) => assertionRecord(assertion, path));
  const message = textAt(file, "message") ?? textAt(file, "failureMessage") ?? "";
  // Vitest says "failed" of a file whose hook failed although every test in it passed.
  if (textAt(file, "status") === "failed" && !records.some((record) => record.outcome === "failed")) {
    records.push({
      suite: path,
      name: "(file)",
      outcome: "failed",
      durationMs: null,
      message: cutMessage(message === "" ? "The file failed and the report gives no message." : message),
    });
  }
  return records;
}

function assertionRecord(assertion: ReportObject, path: string): TestRecord {
  const status = textAt(assertion, "status") ?? "";
  const outcome = status === "passed" ? "passed" : status === "failed" ? "failed" : "skipped";
  const failures = textsAt(assertion, "failureMessages");
  const reasons = textsAt(assertion, "retryReasons");
  // Of a test that passed at last, Vitest keeps the failures, Jest the number of its runs and sometimes the reasons.
  const earlier = reasons.length > 0 ? reasons : failures;
  const runs = numberAt(assertion, "invocations") ?? 1;
  const title = textAt(assertion, "title") ?? textAt(assertion, "fullName") ?? "(unnamed)";
  const retried = outcome === "passed" && (earlier.length > 0 || runs > 1);
  const record: TestRecord = {
    suite: [path, ...textsAt(assertion, "ancestorTitles").filter((name) => name !== "")].join(" / "),
    name: title,
    outcome,
    durationMs: milliseconds(numberAt(assertion, "duration")),
    message:
      outcome === "failed"
        ? cutMessage(failures.length === 0 ? "The report gives no message." : failures.join("\n\n"))
        : retried
          ? retryMessage(Math.max(earlier.length, runs - 1), cutMessage(earlier[0] ?? ""))
          : outcome === "skipped" && status === "todo"
            ? "To be written (todo)."
            : null,
  };
  return retried ? { ...record, retried } : record;
}

/** Neither names itself; Jest alone writes counts of files that failed to run. */
function producerOf(report: ReportObject, files: readonly ReportObject[]): string | null {
  if (numberAt(report, "numRuntimeErrorTestSuites") !== null || "openHandles" in report) return "Jest";
  return files.some((file) => objectsAt(file, "assertionResults").some((each) => "meta" in each)) ? "Vitest" : null;
}
