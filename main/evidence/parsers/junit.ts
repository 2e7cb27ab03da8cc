import type { TestCase } from "../../../shared/model/evidence";
import { err, ok } from "../../../shared/result";
import { maxCases, noLists } from "../parser";
import type { EvidenceParser, ParsedEvidence } from "../parser";
import { readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * JUnit XML, in the dialects tools write: Ant, Maven Surefire, pytest, jest-junit, gotestsum, nextest, PHPUnit, ESLint, GoogleTest.
 * There is no official standard; the nearest are the Jenkins xunit-plugin schema and Surefire's `surefire-test-report-3.0.xsd`.
 * The numbers in attributes are often wrong or missing, so cases are counted and the attributes are only compared.
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
    const read = readXml(bytes);
    if (!read.ok) return read;
    const root = read.value;
    if (root.name !== "testsuites" && root.name !== "testsuite") {
      return err({
        code: "not-junit",
        message: `The root element is <${root.name.slice(0, 60)}>, not <testsuites> or <testsuite>.`,
      });
    }
    const cases: Case[] = [];
    walkSuite(root, [], cases);
    return ok(summary(settleRetries(cases), statedFailures(root)));
  },
};

interface Case extends TestCase {
  /** Suite path, class name and name: what makes two records runs of one test. */
  readonly identity: string;
  readonly retried: boolean;
}

const messageLimit = 2_000;

function walkSuite(suite: XmlElement, above: readonly string[], into: Case[]): void {
  const name = suite.attributes.get("name") ?? "";
  // The name of <testsuites> is a title of the run, not a part of a test's identity.
  const path = suite.name === "testsuites" || name === "" ? above : [...above, name];
  const before = into.length;
  for (const child of suite.children) {
    if (child.name === "testsuite") walkSuite(child, path, into);
    else if (child.name === "testcase") into.push(readCase(child, path));
    else if (child.name === "failure" || child.name === "error") into.push(suiteFailure(path, failureMessage([child])));
  }
  // A file that failed to load has no cases; its suite says so in numbers alone.
  if (into.length === before && attributeCount(suite, "errors") + attributeCount(suite, "failures") > 0) {
    into.push(suiteFailure(path, "The suite reports an error and lists no test case: it did not run."));
  }
}

function suiteFailure(path: readonly string[], message: string): Case {
  const suite = path.join(" / ");
  return {
    suite,
    name: "(suite)",
    outcome: "failed",
    durationMs: null,
    message,
    identity: JSON.stringify([path, "(suite)"]),
    retried: false,
  };
}

function readCase(element: XmlElement, path: readonly string[]): Case {
  const name = element.attributes.get("name") ?? "(unnamed)";
  const className = element.attributes.get("classname") ?? element.attributes.get("class") ?? "";
  const failures = element.children.filter((child) => child.name === "failure" || child.name === "error");
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
  else if (outcome === "skipped") message = skipped === undefined ? null : cut(textOf(skipped)) || null;
  else if (flaky.length > 0) message = `Passed on retry; before that: ${failureMessage(flaky)}`;
  return {
    suite: suite.join(" / "),
    name,
    outcome,
    durationMs: seconds(element.attributes.get("time") ?? element.attributes.get("duration")),
    message,
    identity: JSON.stringify([path, className, name]),
    retried: outcome === "passed" && flaky.length > 0,
  };
}

/** GoogleTest and others state it in attributes: `status="notrun"`, `result="suppressed"`, `status="failed"`. */
function statedStatus(element: XmlElement): "failed" | "skipped" | null {
  const words = [element.attributes.get("status"), element.attributes.get("result")].map(
    (word) => word?.toLowerCase() ?? "",
  );
  if (words.some((word) => /^(?:failed|failure|fail|error|errored|broken)$/.test(word))) return "failed";
  if (words.some((word) => /^(?:notrun|skipped|suppressed|disabled|ignored|pending)$/.test(word))) return "skipped";
  return null;
}

function failureMessage(failures: readonly XmlElement[]): string {
  const first = failures[0];
  const said = first === undefined ? "" : textOf(first);
  const more = failures.length > 1 ? ` (and ${String(failures.length - 1)} more failures in this test)` : "";
  return cut(said === "" ? "The report gives no message." : said) + more;
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

function cut(text: string): string {
  return text.length <= messageLimit
    ? text
    : `${text.slice(0, messageLimit)} [${String(text.length - messageLimit)} more characters]`;
}

/**
 * Retries are written as several records of one test. Only failures that one single pass ends are taken as a retry; any other mix of
 * records with one name may be parametrised runs, so each is counted and a failure stays a failure.
 */
function settleRetries(cases: readonly Case[]): Case[] {
  const groups = new Map<string, Case[]>();
  for (const item of cases) {
    const group = groups.get(item.identity);
    if (group === undefined) groups.set(item.identity, [item]);
    else group.push(item);
  }
  const settled: Case[] = [];
  for (const group of groups.values()) {
    const last = group.at(-1);
    const earlier = group.slice(0, -1);
    if (last?.outcome === "passed" && earlier.length > 0 && earlier.every((item) => item.outcome === "failed")) {
      settled.push({
        ...last,
        retried: true,
        message: `Passed on retry, after ${String(earlier.length)} failed: ${earlier[0]?.message ?? ""}`,
      });
    } else settled.push(...group);
  }
  return settled;
}

function summary(cases: readonly Case[], stated: number): ParsedEvidence {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  let retried = 0;
  for (const item of cases) {
    counts[item.outcome] += 1;
    if (item.retried) retried += 1;
  }
  const order = { failed: 0, skipped: 1, passed: 2 } as const;
  const listed = [...cases]
    .sort((a, b) => order[a.outcome] - order[b.outcome])
    .slice(0, maxCases)
    .map(({ suite, name, outcome, durationMs, message }) => ({ suite, name, outcome, durationMs, message }));
  const parts = [`${count(counts.passed)} passed`, `${count(counts.failed)} failed`];
  if (counts.skipped > 0) parts.push(`${count(counts.skipped)} skipped`);
  if (retried > 0) parts.push(`${count(retried)} of the passed only on retry`);
  if (stated > 0 && counts.failed === 0 && retried === 0)
    parts.push(`the report's own total says ${count(stated)} failed`);
  const ran = counts.passed + counts.failed;
  const headline = cases.length === 0 ? "The report lists no test case" : parts.join(", ");
  // Nothing ran: that is neither a pass nor a failure.
  return {
    kind: "tests",
    result: counts.failed > 0 ? "failed" : ran > 0 ? "passed" : "unknown",
    counts,
    totals: null,
    headline,
    producer: null,
    producedAt: null,
    commits: [],
    lists: { ...noLists, cases: listed },
    truncated:
      cases.length > listed.length
        ? `${count(cases.length - listed.length)} more test cases are counted and not listed.`
        : null,
  };
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

/** Seconds to milliseconds. Old Surefire writes "1,234.5", some locales "1,5"; NaN and negative times are no time. */
function seconds(value: string | undefined): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  const plain = text.includes(".") ? text.replaceAll(",", "") : text.replace(",", ".");
  if (!/^[0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?$/i.test(plain)) return null;
  const parsed = Number(plain) * 1000;
  return Number.isFinite(parsed) ? Math.round(parsed * 1000) / 1000 : null;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
