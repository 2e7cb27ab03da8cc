import { err, ok } from "../../../shared/result";
import { jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { commitsOf, cutMessage, instantOf, milliseconds, retryMessage, testReport } from "../test-report";
import type { TestRecord } from "../test-report";

const maxDepth = 64;

/**
 * Playwright's `json` reporter: `suites[]` nest, each `specs[]` has `tests[]` (one for each project) with `results[]` (one for each
 * try). A test is judged by the status it was expected to have; a test whose last try alone passed is a retry.
 */
export const playwrightJson: EvidenceParser = {
  id: "playwright-json",
  name: "Playwright JSON",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    return (
      head !== null &&
      head.has("config") &&
      (head.has("config.forbidOnly") || head.has("config.fullyParallel")) &&
      (head.has("config.rootDir") || head.has("config.projects"))
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const report = read.value;
    if (!Array.isArray(report["suites"]))
      return err({ code: "not-playwright-json", message: "The file has no list suites." });
    const records: TestRecord[] = [];
    for (const error of objectsAt(report, "errors")) {
      const message = cutMessage(errorText(error));
      records.push({ suite: "", name: "(run)", outcome: "failed", durationMs: null, message });
    }
    const skippedDeep = walkSuites(objectsAt(report, "suites"), [], records);
    const config = objectAt(report, "config");
    const version = textAt(config, "version");
    const metadata = objectAt(config, "metadata");
    const stats = objectAt(report, "stats");
    return ok(
      testReport(records, {
        tellsRetries: true,
        producer: version === null ? "Playwright" : `Playwright ${version.slice(0, 40)}`,
        producedAt: instantOf(textAt(stats, "startTime")),
        commits: commitsOf(
          textAt(objectAt(metadata, "gitCommit"), "hash"),
          textAt(objectAt(metadata, "ci"), "commitHash"),
          textAt(metadata, "revision.id"),
        ),
        statedFailures: numberAt(stats, "unexpected"),
        truncated: skippedDeep ? `Suites nested more than ${String(maxDepth)} deep were not read.` : null,
      }),
    );
  },
};

/** True where suites were too deep to be read. */
function walkSuites(suites: readonly ReportObject[], above: readonly string[], into: TestRecord[]): boolean {
  if (above.length > maxDepth) return suites.length > 0;
  let tooDeep = false;
  for (const suite of suites) {
    const path = [...above, textAt(suite, "title") ?? ""];
    for (const spec of objectsAt(suite, "specs")) readSpec(spec, path, into);
    if (walkSuites(objectsAt(suite, "suites"), path, into)) tooDeep = true;
  }
  return tooDeep;
}

function readSpec(spec: ReportObject, path: readonly string[], into: TestRecord[]): void {
  const name = textAt(spec, "title") ?? "(unnamed)";
  const tests = objectsAt(spec, "tests");
  for (const test of tests) {
    const project = textAt(test, "projectName") ?? textAt(test, "projectId") ?? "";
    const suite = [project === "" ? "" : `[${project}]`, ...path].filter((part) => part !== "").join(" / ");
    into.push({ suite, name, ...judge(test) });
  }
}

function judge(test: ReportObject): Omit<TestRecord, "suite" | "name"> {
  const all = objectsAt(test, "results");
  // A try that was interrupted by the run's end says nothing of the test.
  const tries = all.filter((one) => textAt(one, "status") !== "interrupted");
  const last = tries.at(-1) ?? null;
  const expected = textAt(test, "expectedStatus") ?? "passed";
  const status = textAt(last, "status") ?? "skipped";
  const durations = tries.map((one) => numberAt(one, "duration")).filter((value) => value !== null);
  const durationMs = durations.length === 0 ? null : milliseconds(durations.reduce((sum, one) => sum + one, 0));
  const failures = tries.filter((one) => !asExpected(textAt(one, "status"), expected));
  if (status === "skipped")
    return {
      outcome: "skipped",
      durationMs,
      message: all.length > tries.length ? "Interrupted before it ended." : skipReason(test),
    };
  if (!asExpected(status, expected)) {
    const words =
      expected === "failed" && status === "passed" ? "Passed, but was expected to fail." : resultText(last, status);
    return { outcome: "failed", durationMs, message: cutMessage(words) };
  }
  const retried = failures.some((one) => textAt(one, "status") !== "skipped" && one !== last);
  const judged: Omit<TestRecord, "suite" | "name"> = {
    outcome: "passed",
    durationMs,
    message: retried
      ? retryMessage(failures.length, cutMessage(resultText(failures[0] ?? null, "failed")))
      : expected === "failed"
        ? "Failed, as it was expected to."
        : null,
  };
  return retried ? { ...judged, retried } : judged;
}

function asExpected(status: string | null, expected: string): boolean {
  return status === expected;
}

function resultText(result: ReportObject | null, status: string): string {
  const errors = objectsAt(result, "errors");
  const one = objectAt(result, "error");
  const texts = (errors.length > 0 ? errors : one === null ? [] : [one]).map(errorText);
  return texts.length === 0 ? `The report gives the status ${status} and no message.` : texts.join("\n\n");
}

function errorText(error: ReportObject): string {
  const message = textAt(error, "message") ?? textAt(error, "value") ?? "";
  const stack = textAt(error, "stack") ?? "";
  return (stack.includes(message) ? stack : `${message}\n${stack}`).trim() || "The report gives no message.";
}

function skipReason(test: ReportObject): string | null {
  const reasons = objectsAt(test, "annotations")
    .filter((one) => ["skip", "fixme"].includes(textAt(one, "type") ?? ""))
    .map((one) => textAt(one, "description") ?? "")
    .filter((reason) => reason !== "");
  return reasons.length === 0 ? null : cutMessage(reasons.join("\n"));
}
