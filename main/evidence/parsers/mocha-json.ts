import { err, ok } from "../../../shared/result";
import { jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { cutMessage, instantOf, milliseconds, retryMessage, testReport } from "../test-report";
import type { TestRecord } from "../test-report";

/**
 * Mocha's `json` reporter: `passes[]`, `failures[]` and `pending[]`. `tests[]` lists each of them again without saying which it is,
 * and failed hooks are in `failures` alone.
 */
export const mochaJson: EvidenceParser = {
  id: "mocha-json",
  name: "Mocha JSON",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    return (
      head !== null &&
      head.has("stats.passes") &&
      head.has("stats.pending") &&
      head.has("tests") &&
      !head.has("results")
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const report = read.value;
    if (!Array.isArray(report["passes"]) || !Array.isArray(report["failures"]))
      return err({ code: "not-mocha-json", message: "The file has no lists passes and failures." });
    const stats = objectAt(report, "stats");
    const records = [
      ...objectsAt(report, "failures").map((test) => record(test, "failed")),
      ...objectsAt(report, "pending").map((test) => record(test, "skipped")),
      ...objectsAt(report, "passes").map((test) => record(test, "passed")),
    ];
    return ok(
      testReport(records, {
        tellsRetries: true,
        producer: "Mocha",
        producedAt: instantOf(textAt(stats, "end") ?? textAt(stats, "start")),
        statedFailures: numberAt(stats, "failures"),
      }),
    );
  },
};

function record(test: ReportObject, outcome: TestRecord["outcome"]): TestRecord {
  const name = textAt(test, "title") ?? textAt(test, "fullTitle") ?? "(unnamed)";
  const full = textAt(test, "fullTitle") ?? name;
  const above = full.endsWith(name) ? full.slice(0, full.length - name.length).trim() : "";
  const file = textAt(test, "file") ?? "";
  const error = objectAt(test, "err");
  const message = textAt(error, "message") ?? "";
  const stack = textAt(error, "stack") ?? "";
  const words = (stack.includes(message) ? stack : `${message}\n${stack}`).trim();
  const tries = numberAt(test, "currentRetry") ?? 0;
  const retried = outcome === "passed" && tries > 0;
  const told: TestRecord = {
    suite: [file, above].filter((part) => part !== "").join(" / "),
    name,
    outcome,
    durationMs: milliseconds(numberAt(test, "duration")),
    message:
      outcome === "failed"
        ? cutMessage(words === "" ? "The report gives no message." : words)
        : retried
          ? retryMessage(tries, words === "" ? null : cutMessage(words))
          : null,
  };
  return retried ? { ...told, retried } : told;
}
