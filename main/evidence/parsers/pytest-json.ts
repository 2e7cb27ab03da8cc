import { err, ok } from "../../../shared/result";
import { jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { cutMessage, instantOf, milliseconds, testReport } from "../test-report";
import type { TestRecord } from "../test-report";

/**
 * pytest-json-report: `tests[]` with `nodeid`, `outcome` and the stages setup, call and teardown; `collectors[]` with what could not
 * be collected. An xpassed test is told apart from a passed one; whether it fails the run depends on pytest's `xfail_strict`, which
 * writes "failed" itself.
 */
export const pytestJson: EvidenceParser = {
  id: "pytest-json",
  name: "pytest JSON",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    return (
      head !== null && head.has("exitcode") && head.has("root") && (head.has("summary") || head.has("environment"))
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const report = read.value;
    const summary = objectAt(report, "summary");
    if (summary === null) return err({ code: "not-pytest-json", message: "The file has no object summary." });
    const tests = objectsAt(report, "tests");
    const collectors = objectsAt(report, "collectors").filter((each) =>
      ["failed", "error"].includes(textAt(each, "outcome") ?? ""),
    );
    const stated = numberAt(summary, "total") ?? 0;
    return ok(
      testReport([...collectors.map(collectorRecord), ...tests.map(testRecord)], {
        producer: producerOf(report),
        producedAt: instantOf(numberAt(report, "created")),
        statedFailures: (numberAt(summary, "failed") ?? 0) + (numberAt(summary, "error") ?? 0),
        truncated:
          tests.length === 0 && stated > 0 ? `The report counts ${String(stated)} tests and lists none of them.` : null,
      }),
    );
  },
};

const stages = ["setup", "call", "teardown"] as const;

function testRecord(test: ReportObject): TestRecord {
  const nodeId = textAt(test, "nodeid") ?? "(unnamed)";
  // Parametrised names may hold "::" themselves; they begin with the first bracket.
  const bracket = nodeId.indexOf("[");
  const cut = nodeId.lastIndexOf("::", bracket < 0 ? nodeId.length : bracket);
  const said = textAt(test, "outcome") ?? "";
  const outcome =
    said === "passed" || said === "xpassed" ? "passed" : said === "failed" || said === "error" ? "failed" : "skipped";
  const times = stages.map((stage) => numberAt(objectAt(test, stage), "duration")).filter((value) => value !== null);
  return {
    suite: cut < 0 ? "" : nodeId.slice(0, cut).replaceAll("::", " / "),
    name: cut < 0 ? nodeId : nodeId.slice(cut + 2),
    outcome,
    durationMs: times.length === 0 ? null : milliseconds(times.reduce((sum, one) => sum + one, 0) * 1000),
    message:
      outcome === "failed"
        ? failureText(test)
        : said === "xpassed"
          ? "Passed, but was expected to fail (xfail)."
          : said === "xfailed"
            ? "Failed, as it was expected to (xfail)."
            : outcome === "skipped"
              ? skipText(test)
              : null,
  };
}

function failureText(test: ReportObject): string {
  const parts = stages.flatMap((name) => {
    const stage = objectAt(test, name);
    if (textAt(stage, "outcome") !== "failed") return [];
    const words = textAt(stage, "longrepr") ?? textAt(objectAt(stage, "crash"), "message") ?? "";
    return words === "" ? [] : [name === "call" ? words : `In ${name}: ${words}`];
  });
  return cutMessage(parts.length === 0 ? "The report gives no message." : parts.join("\n\n"));
}

function skipText(test: ReportObject): string | null {
  for (const name of stages) {
    const words = textAt(objectAt(test, name), "longrepr");
    if (words === null || words === "") continue;
    // The text form of Python's (file, line, reason).
    return cutMessage(/^\('.*', \d+, ['"](?:Skipped: )?(.*)['"]\)$/s.exec(words)?.[1] ?? words);
  }
  return null;
}

function collectorRecord(collector: ReportObject): TestRecord {
  const words = textAt(collector, "longrepr") ?? "";
  return {
    suite: textAt(collector, "nodeid") ?? "",
    name: "(collection)",
    outcome: "failed",
    durationMs: null,
    message: cutMessage(words === "" ? "It could not be collected; the report gives no message." : words),
  };
}

function producerOf(report: ReportObject): string {
  const version = textAt(objectAt(objectAt(report, "environment"), "Packages"), "pytest");
  return version === null ? "pytest" : `pytest ${version.slice(0, 40)}`;
}
