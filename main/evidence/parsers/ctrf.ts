import { err, ok } from "../../../shared/result";
import { jsonHead, numberAt, objectAt, objectsAt, readJsonObject, textAt, textsAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { commitsOf, cutMessage, instantOf, milliseconds, retryMessage, testReport } from "../test-report";
import type { TestRecord } from "../test-report";

/**
 * CTRF (Common Test Report Format) JSON. Older producers leave out `reportFormat` and `specVersion`, write `suite` as one text and
 * times in seconds: where the summary's `start` is below 10^11 it is seconds, and then durations are too.
 */
export const ctrf: EvidenceParser = {
  id: "ctrf",
  name: "CTRF JSON",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = jsonHead(bytes);
    return (
      head !== null &&
      head.has("results") &&
      head.has("results.tool") &&
      (head.has("results.summary") || head.has("results.tests"))
    );
  },
  parse: (bytes) => {
    const read = readJsonObject(bytes);
    if (!read.ok) return read;
    const results = objectAt(read.value, "results");
    if (results === null || !Array.isArray(results["tests"]))
      return err({ code: "not-ctrf", message: "The file has no list results.tests." });
    const summary = objectAt(results, "summary");
    const start = numberAt(summary, "start");
    const unit = start !== null && start > 0 && start < 1e11 ? 1000 : 1;
    const tool = objectAt(results, "tool");
    const environment = objectAt(results, "environment");
    return ok(
      testReport(
        objectsAt(results, "tests").map((test) => testRecord(test, unit)),
        {
          tellsRetries: true,
          producer: toolName(tool),
          producedAt:
            instantOf(numberAt(summary, "stop")) ?? instantOf(start) ?? instantOf(textAt(read.value, "timestamp")),
          commits: commitsOf(textAt(environment, "commit")),
          statedFailures: numberAt(summary, "failed"),
        },
      ),
    );
  },
};

function testRecord(test: ReportObject, unit: number): TestRecord {
  const status = textAt(test, "status") ?? "other";
  const outcome = status === "passed" ? "passed" : status === "failed" ? "failed" : "skipped";
  const one = textAt(test, "suite");
  const suites = one === null ? textsAt(test, "suite") : [one];
  const file = textAt(test, "filePath") ?? textAt(test, "file_path") ?? "";
  const suite = [file, ...suites].filter((part, index, all) => part !== "" && part !== all[index - 1]).join(" / ");
  const words = [textAt(test, "message") ?? "", textAt(test, "trace") ?? ""].filter((part) => part !== "");
  const [message = "", trace = ""] = words;
  const said = trace.includes(message) && trace !== "" ? trace : words.join("\n");
  const tries = numberAt(test, "retries") ?? 0;
  const retried = outcome === "passed" && test["flaky"] === true;
  const duration = numberAt(test, "duration");
  const record: TestRecord = {
    suite,
    name: textAt(test, "name") ?? "(unnamed)",
    outcome,
    durationMs: milliseconds(duration === null ? null : duration * unit),
    message:
      outcome === "failed"
        ? cutMessage(said === "" ? "The report gives no message." : said)
        : retried
          ? retryMessage(Math.max(1, tries), cutMessage(said))
          : outcome === "skipped"
            ? cutMessage(said === "" && status === "other" ? `Ended as ${statusWord(test)}.` : said) || null
            : null,
  };
  return retried ? { ...record, retried } : record;
}

function statusWord(test: ReportObject): string {
  return (textAt(test, "rawStatus") ?? "other").slice(0, 60);
}

function toolName(tool: ReportObject | null): string | null {
  const name = textAt(tool, "name");
  const version = textAt(tool, "version");
  if (name === null || name === "") return null;
  return `${name}${version === null || version === "" ? "" : ` ${version}`}`.slice(0, 120);
}
