import { err, ok } from "../../../shared/result";
import type { EvidenceParser } from "../parser";
import { cutMessage, instantOf, maxTests, milliseconds, testReport, tooManyTests } from "../test-report";
import type { TestRecord } from "../test-report";
import { readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * TRX, which `dotnet test --logger trx` and Visual Studio write (schema TeamTest/2010): `UnitTestResult` with an outcome each, the
 * class of a test in `TestDefinitions`. Rows of a data-driven test are inner results; the test around them is not counted again.
 */
export const trx: EvidenceParser = {
  id: "trx",
  name: "TRX",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => rootName(bytes) === "TestRun",
  parse: (bytes) => {
    const results: { readonly testId: string; readonly record: TestRecord }[] = [];
    const definitions = new Map<string, Definition>();
    const inner = new Map<XmlElement, { failed: boolean }>();
    const read = readXml(bytes, (element, around) => {
      if (element.name === "UnitTestResult") {
        if (results.length >= maxTests) return tooManyTests;
        const record = readResult(element);
        const outer = around.findLast((each) => each.name === "UnitTestResult");
        const rows = inner.get(element);
        inner.delete(element);
        if (rows === undefined || (record.outcome === "failed" && !rows.failed))
          results.push({ testId: element.attributes.get("testId") ?? "", record });
        if (outer !== undefined)
          inner.set(outer, { failed: inner.get(outer)?.failed === true || record.outcome === "failed" });
        return true;
      }
      if (element.name !== "UnitTest") return false;
      if (definitions.size >= maxTests) return tooManyTests;
      const definition = readDefinition(element);
      definitions.set(element.attributes.get("id") ?? "", definition);
      return true;
    });
    if (!read.ok) return read;
    const root = read.value;
    if (root.name !== "TestRun")
      return err({ code: "not-trx", message: `The root element is <${root.name.slice(0, 60)}>, not <TestRun>.` });
    const records = results.map(({ testId, record }) => inClass(record, definitions.get(testId)));
    const summary = child(root, "ResultSummary");
    const crash = runFailure(summary, records);
    const times = child(root, "Times");
    const adapter = [...definitions.values()].find((each) => each.adapter !== null)?.adapter ?? null;
    return ok(
      testReport(crash === null ? records : [crash, ...records], {
        producer: adapter === null ? null : `${adapter} (VSTest)`,
        producedAt: instantOf(times?.attributes.get("finish") ?? times?.attributes.get("start")),
        statedFailures: statedFailures(summary),
      }),
    );
  },
};

interface Definition {
  readonly className: string;
  readonly adapter: string | null;
}

function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name);
}

const passed = new Set(["passed", "completed"]);
const failed = new Set(["failed", "error", "timeout", "aborted", "passedbutrunaborted", "disconnected"]);

function readResult(element: XmlElement): TestRecord {
  const said = element.attributes.get("outcome") ?? "";
  const word = said.toLowerCase();
  // A result without an outcome is what the schema's default makes of it: an error.
  const outcome = passed.has(word) ? "passed" : failed.has(word) || word === "" ? "failed" : "skipped";
  const output = child(element, "Output");
  const error = child(output, "ErrorInfo");
  const words = [child(error, "Message")?.text ?? "", child(error, "StackTrace")?.text ?? ""]
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .join("\n");
  return {
    suite: "",
    name: element.attributes.get("testName") ?? "(unnamed)",
    outcome,
    durationMs: span(element.attributes.get("duration")),
    message:
      outcome === "passed"
        ? null
        : outcome === "failed"
          ? cutMessage(words === "" ? `The report gives the outcome ${said.slice(0, 40)} and no message.` : words)
          : cutMessage(words === "" && word !== "notexecuted" ? `Ended as ${said.slice(0, 40)}.` : words) || null,
  };
}

function readDefinition(element: XmlElement): Definition {
  const method = child(element, "TestMethod");
  // Old versions write "Name.Space.Class, Assembly, Version=...".
  const className = (method?.attributes.get("className") ?? "").split(",")[0] ?? "";
  const adapter = /^executor:\/\/([\w.-]+)/i.exec(method?.attributes.get("adapterTypeName") ?? "")?.[1];
  return { className, adapter: adapter?.slice(0, 60) ?? null };
}

function inClass(record: TestRecord, definition: Definition | undefined): TestRecord {
  const className = definition?.className ?? "";
  if (className === "") return record;
  const { name } = record;
  return {
    ...record,
    suite: className,
    name: name.startsWith(`${className}.`) ? name.slice(className.length + 1) : name,
  };
}

/** A test host that crashed fails no test; the run says so. */
function runFailure(summary: XmlElement | undefined, records: readonly TestRecord[]): TestRecord | null {
  const outcome = summary?.attributes.get("outcome")?.toLowerCase() ?? "";
  if (!["failed", "error", "aborted", "timeout"].includes(outcome)) return null;
  if (records.some((record) => record.outcome === "failed")) return null;
  const said = (child(summary, "RunInfos")?.children ?? [])
    .filter((info) => info.attributes.get("outcome")?.toLowerCase() === "error")
    .map((info) => child(info, "Text")?.text.trim() ?? "")
    .filter((text) => text !== "");
  const message = cutMessage(said.length === 0 ? `The run ended as ${outcome}.` : said.join("\n"));
  return { suite: "", name: "(run)", outcome: "failed", durationMs: null, message };
}

function statedFailures(summary: XmlElement | undefined): number {
  const counters = child(summary, "Counters");
  return ["failed", "error", "timeout", "aborted"].reduce((sum, name) => {
    const value = Number.parseInt(counters?.attributes.get(name) ?? "0", 10);
    return sum + (Number.isSafeInteger(value) && value > 0 ? value : 0);
  }, 0);
}

/** .NET's "[d.]hh:mm:ss[.fffffff]" in milliseconds. */
function span(text: string | undefined): number | null {
  const match = /^(?:(\d{1,6})\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,9})?)$/.exec(text ?? "");
  if (match === null) return null;
  const [, days = "0", hours = "0", minutes = "0", seconds = "0"] = match;
  return milliseconds((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000);
}
