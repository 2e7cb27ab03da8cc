import { err, ok } from "../../../shared/result";
import type { EvidenceParser } from "../parser";
import { cutMessage, instantOf, maxTests, secondsText, testReport, tooManyTests } from "../test-report";
import type { TestRecord } from "../test-report";
import { readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * NUnit's own XML: version 3 (`<test-run>`, with `result`, `label` and `fullname`) and version 2 (`<test-results>`, with `executed`
 * and `success`). Inconclusive tests showed nothing and are counted with the skipped ones.
 */
export const nunit: EvidenceParser = {
  id: "nunit",
  name: "NUnit XML",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const root = rootName(bytes);
    return root === "test-run" || root === "test-results";
  },
  parse: (bytes) => {
    const records: TestRecord[] = [];
    const read = readXml(bytes, (element, around) => {
      if (element.name !== "test-case") return false;
      if (records.length >= maxTests) return tooManyTests;
      records.push(readCase(element, around));
      return true;
    });
    if (!read.ok) return read;
    const root = read.value;
    if (root.name !== "test-run" && root.name !== "test-results")
      return err({
        code: "not-nunit",
        message: `The root element is <${root.name.slice(0, 60)}>, not <test-run> or <test-results>.`,
      });
    const setUps = root.children.flatMap((suite) => suiteFailures(suite, []));
    // A failed set-up fails the tests below it too; it is told only where nothing else is.
    const failed = records.some((record) => record.outcome === "failed");
    return ok(
      testReport(failed ? records : [...setUps, ...records], {
        producer: producerOf(root),
        producedAt: producedAt(root),
        statedFailures: stated(root),
      }),
    );
  },
};

function readCase(element: XmlElement, around: readonly XmlElement[]): TestRecord {
  const outcome = outcomeOf(element);
  const name = element.attributes.get("name") ?? element.attributes.get("fullname") ?? "(unnamed)";
  const full = element.attributes.get("fullname") ?? "";
  const suites = around
    .filter((each) => each.name === "test-suite")
    .map((each) => each.attributes.get("name") ?? "")
    .filter((each) => each !== "");
  const words = wordsOf(element);
  return {
    suite: full.endsWith(`.${name}`) ? full.slice(0, -name.length - 1) : suites.join(" / "),
    name,
    outcome,
    durationMs: secondsText(element.attributes.get("duration") ?? element.attributes.get("time")),
    message:
      outcome === "failed"
        ? cutMessage(words === "" ? "The report gives no message." : words)
        : outcome === "skipped" && words !== ""
          ? cutMessage(words)
          : null,
    key: `${full}\u0000${element.attributes.get("id") ?? ""}`,
  };
}

function outcomeOf(element: XmlElement): TestRecord["outcome"] {
  const result = element.attributes.get("result")?.toLowerCase() ?? "";
  if (/^(?:passed|success|warning)$/.test(result)) return "passed";
  if (/^(?:failed|failure|error|cancelled)$/.test(result)) return "failed";
  if (result !== "") return "skipped";
  if (element.attributes.get("executed")?.toLowerCase() === "false") return "skipped";
  return element.attributes.get("success")?.toLowerCase() === "true" ? "passed" : "failed";
}

function wordsOf(element: XmlElement): string {
  const parts = element.children.filter((each) => each.name === "failure" || each.name === "reason");
  return parts
    .flatMap((part) => part.children)
    .filter((each) => each.name === "message" || each.name === "stack-trace")
    .map((each) => each.text.trim())
    .filter((text) => text !== "")
    .join("\n");
}

/** Suites that failed in their own set-up or tear-down: no test case may say so. */
function suiteFailures(suite: XmlElement, above: readonly string[]): TestRecord[] {
  if (suite.name !== "test-suite") return [];
  const path = [...above, suite.attributes.get("name") ?? ""];
  const own =
    suite.attributes.get("result") === "Failed" && /^(?:SetUp|TearDown)$/.test(suite.attributes.get("site") ?? "");
  const below = suite.children.flatMap((each) => suiteFailures(each, path));
  if (!own) return below;
  const words = wordsOf(suite);
  const message = cutMessage(words === "" ? "Its set-up or tear-down failed." : words);
  return [{ suite: path.join(" / "), name: "(suite)", outcome: "failed", durationMs: null, message }, ...below];
}

function producerOf(root: XmlElement): string {
  const environment = root.children.find((each) => each.name === "environment");
  const version = root.attributes.get("engine-version") ?? environment?.attributes.get("nunit-version") ?? "";
  return version === "" ? "NUnit" : `NUnit ${version.slice(0, 40)}`;
}

function producedAt(root: XmlElement): string | null {
  const ended = root.attributes.get("end-time") ?? root.attributes.get("start-time") ?? "";
  const whole = instantOf(ended.replace(/Z$/, "").trim());
  if (whole !== null) return whole;
  const date = root.attributes.get("run-date") ?? root.attributes.get("date") ?? "";
  return instantOf(`${date} ${root.attributes.get("start-time") ?? root.attributes.get("time") ?? ""}`);
}

function stated(root: XmlElement): number {
  return ["failed", "failures", "errors"].reduce((sum, name) => {
    const value = Number.parseInt(root.attributes.get(name) ?? "0", 10);
    return sum + (Number.isSafeInteger(value) && value > 0 ? value : 0);
  }, 0);
}
