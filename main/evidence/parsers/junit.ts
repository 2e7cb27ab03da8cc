import { err, ok } from "../../../shared/result";
import type { EvidenceParser } from "../parser";
import { commitsOf, cutMessage, instantOf, maxTests, secondsText, testReport, tooManyTests } from "../test-report";
import type { TestRecord } from "../test-report";
import { readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * JUnit XML, in the dialects tools write: Ant, Maven Surefire, pytest, jest-junit, gotestsum, nextest, PHPUnit, ESLint, GoogleTest,
 * node:test. There is no official standard; the nearest are the Jenkins xunit-plugin schema and Surefire's
 * `surefire-test-report-3.0.xsd`. The numbers in attributes are often wrong or missing, so cases are counted and the attributes are
 * only compared.
 */
export const junit: EvidenceParser = {
  id: "junit",
  name: "JUnit XML",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const root = rootName(bytes);
    return root === "testsuites" || root === "testsuite";
  },
  parse: (bytes) => {
    const records: TestRecord[] = [];
    const suites = new SuiteNotes();
    const read = readXml(bytes, (element, around) => {
      if (!isSuite(around.at(-1))) return false;
      if (records.length >= maxTests) return tooManyTests;
      if (element.name === "testcase") records.push(readCase(element, suites.path(around)));
      else if (element.name === "failure" || element.name === "error")
        records.push(suiteFailure(suites.path(around), failureMessage([element])));
      else if (element.name === "testsuite") {
        suites.end(element, around, records);
        // Its records are told; its numbers are still needed.
        return false;
      } else return element.name === "system-out" || element.name === "system-err";
      suites.counted(around);
      return true;
    });
    if (!read.ok) return read;
    const root = read.value;
    if (!isSuite(root)) {
      return err({
        code: "not-junit",
        message: `The root element is <${root.name.slice(0, 60)}>, not <testsuites> or <testsuite>.`,
      });
    }
    suites.end(root, [], records);
    return ok(
      testReport(records, {
        statedFailures: statedFailures(root),
        producer: producerOf(root),
        producedAt: instantOf(firstAttribute(root, "timestamp")),
        commits: commitsOf(...propertyValues(root, /(?:^|[._-])(?:commit|revision|sha)(?:[._-]?(?:id|sha|hash))?$/i)),
      }),
    );
  },
};

function isSuite(element: XmlElement | undefined): boolean {
  return element?.name === "testsuites" || element?.name === "testsuite";
}

/** Which suites have listed a case, and the path of names to each. */
class SuiteNotes {
  readonly #listed = new WeakSet<XmlElement>();
  readonly #paths = new WeakMap<XmlElement, readonly string[]>();

  counted(around: readonly XmlElement[]): void {
    for (const suite of around) this.#listed.add(suite);
  }

  /** The names of the suites around a case. The name of <testsuites> is a title of the run, not a part of a test's identity. */
  path(around: readonly XmlElement[]): readonly string[] {
    const inner = around.at(-1);
    if (inner === undefined) return [];
    let path = this.#paths.get(inner);
    if (path === undefined) {
      path = around.flatMap((suite) => {
        const name = suite.attributes.get("name") ?? "";
        return suite.name === "testsuites" || name === "" ? [] : [name];
      });
      this.#paths.set(inner, path);
    }
    return path;
  }

  /** A file that failed to load has no cases; its suite says so in numbers alone. */
  end(suite: XmlElement, around: readonly XmlElement[], into: TestRecord[]): void {
    if (this.#listed.has(suite) || attributeCount(suite, "errors") + attributeCount(suite, "failures") === 0) return;
    into.push(
      suiteFailure(this.path([...around, suite]), "The suite reports an error and lists no test case: it did not run."),
    );
    this.counted([...around, suite]);
  }
}

function suiteFailure(path: readonly string[], message: string): TestRecord {
  return { suite: path.join(" / "), name: "(suite)", outcome: "failed", durationMs: null, message };
}

function readCase(element: XmlElement, path: readonly string[]): TestRecord {
  const name = element.attributes.get("name") ?? "(unnamed)";
  const className = element.attributes.get("classname") ?? element.attributes.get("class") ?? "";
  // node:test writes the failure of a test that is still to be written beside the mark that says so.
  const toDo = element.children.some((child) => child.name === "skipped" && child.attributes.get("type") === "todo");
  const failures = toDo ? [] : element.children.filter((child) => child.name === "failure" || child.name === "error");
  const skipped = element.children.find((child) => child.name === "skipped" || child.name === "disabled");
  const flaky = element.children.filter((child) => child.name === "flakyFailure" || child.name === "flakyError");
  const suite = className !== "" && className !== path.at(-1) ? [...path, className] : path;
  const status = statedStatus(element);
  const outcome =
    failures.length > 0 || status === "failed"
      ? "failed"
      : skipped !== undefined || status === "skipped"
        ? "skipped"
        : "passed";
  let message: string | null = null;
  if (outcome === "failed")
    message = failures.length > 0 ? failureMessage(failures) : "The report gives the status failed and no message.";
  else if (outcome === "skipped") message = skipped === undefined ? null : cutMessage(textOf(skipped)) || null;
  else if (flaky.length > 0) message = `Passed on retry; before that: ${failureMessage(flaky)}`;
  const retried = outcome === "passed" && flaky.length > 0;
  return {
    suite: suite.join(" / "),
    name,
    outcome,
    durationMs: secondsText(element.attributes.get("time") ?? element.attributes.get("duration")),
    message,
    // A class that is named like its suite is left out of the path, and is not the same as none.
    ...(className === "" ? { key: `${suite.join(" / ")}\u0000` } : {}),
    ...(retried ? { retried } : {}),
  };
}

/** GoogleTest and others state it in attributes: `status="notrun"`, `result="suppressed"`, `status="failed"`. */
function statedStatus(element: XmlElement): "failed" | "skipped" | null {
  for (const name of ["status", "result"]) {
    const word = element.attributes.get(name)?.toLowerCase();
    if (word === undefined) continue;
    if (/^(?:failed|failure|fail|error|errored|broken)$/.test(word)) return "failed";
  }
  for (const name of ["status", "result"]) {
    const word = element.attributes.get(name)?.toLowerCase();
    if (word !== undefined && /^(?:notrun|skipped|suppressed|disabled|ignored|pending)$/.test(word)) return "skipped";
  }
  return null;
}

function failureMessage(failures: readonly XmlElement[]): string {
  const first = failures[0];
  const said = first === undefined ? "" : textOf(first);
  const more = failures.length > 1 ? ` (and ${String(failures.length - 1)} more failures in this test)` : "";
  return cutMessage(said === "" ? "The report gives no message." : said) + more;
}

/** The message and the text beneath it: some tools put "Failed" in one and everything worth reading in the other. */
function textOf(element: XmlElement): string {
  const message = (element.attributes.get("message") ?? "").trim();
  const body =
    element.text.trim() ||
    element.children
      .map((child) => child.text.trim())
      .join("\n")
      .trim();
  if (message === "") return body;
  return body === "" || body.includes(message) ? body || message : `${message}\n${body}`;
}

function statedFailures(root: XmlElement): number {
  const own = attributeCount(root, "failures") + attributeCount(root, "errors");
  const suites = root.children
    .filter((child) => child.name === "testsuite")
    .reduce((sum, child) => sum + statedFailures(child), 0);
  return Math.max(own, suites);
}

function attributeCount(element: XmlElement, name: string): number {
  const value = Number.parseInt(element.attributes.get(name) ?? "0", 10);
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** The value of an attribute at the root, else at the first suite that has it. */
function firstAttribute(root: XmlElement, name: string): string | null {
  return (
    root.attributes.get(name) ??
    root.children.find((child) => child.name === "testsuite" && child.attributes.has(name))?.attributes.get(name) ??
    null
  );
}

/** Few dialects name their tool; where a suite's or run's title is a tool's own fixed word, that is it. */
const toolTitles: readonly (readonly [RegExp, string])[] = [
  [/^pytest(?: tests)?$/i, "pytest"],
  [/^vitest tests$/i, "Vitest"],
  [/^jest tests$/i, "Jest"],
  [/^nextest-run$/i, "nextest"],
  [/^mocha tests$/i, "Mocha"],
  [/^eslint$/i, "ESLint"],
  [/^org\.eslint\b/i, "ESLint"],
];

function producerOf(root: XmlElement): string | null {
  const titles = [root, ...root.children].flatMap((element) => [
    element.attributes.get("name") ?? "",
    element.attributes.get("package") ?? "",
  ]);
  for (const [pattern, tool] of toolTitles) if (titles.some((title) => pattern.test(title))) return tool;
  return null;
}

function propertyValues(root: XmlElement, name: RegExp): string[] {
  return [root, ...root.children]
    .flatMap((suite) => suite.children.filter((child) => child.name === "properties"))
    .flatMap((list) => list.children)
    .filter((property) => name.test(property.attributes.get("name") ?? ""))
    .map((property) => property.attributes.get("value") ?? property.text);
}
