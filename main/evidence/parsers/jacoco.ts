import { err, ok } from "../../../shared/result";
import { coverageReport } from "../coverage-report";
import { attributeNumber, CoverageTable } from "../coverage-table";
import type { EvidenceParser } from "../parser";
import { instantOf } from "../test-report";
import { maxXmlBytes, readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * JaCoCo XML (report.dtd 1.1): groups, packages and source files with their lines. JaCoCo counts instructions, not runs: a line of
 * which any instruction ran has run once here. The counters are sums of the lines and are not read.
 */
export const jacoco: EvidenceParser = {
  id: "jacoco",
  name: "JaCoCo XML",
  maxBytes: maxXmlBytes,
  recognises: ({ bytes }) => {
    if (rootName(bytes) !== "report") return false;
    const head = new TextDecoder().decode(bytes.subarray(0, 65_536));
    return /JACOCO\/\/DTD|<sessioninfo\s|<(?:package|group)\s|<counter\s+type="(?:INSTRUCTION|LINE|METHOD|CLASS)"/.test(
      head,
    );
  },
  parse: (bytes) => {
    const table = new CoverageTable();
    const read = readXml(bytes, (element, around) => take(table, element, around));
    if (!read.ok) return read;
    const root = read.value;
    if (root.name !== "report")
      return err({ code: "not-jacoco", message: `The root element is <${root.name.slice(0, 60)}>, not <report>.` });
    const ended = root.children
      .filter((child) => child.name === "sessioninfo")
      .map((child) => attributeNumber(child.attributes.get("dump")) ?? 0);
    return ok(
      coverageReport(
        table.files((key) => key.slice(key.indexOf(separator) + 1)),
        {
          producer: "JaCoCo",
          producedAt: instantOf(ended.reduce((latest, time) => Math.max(latest, time), 0)),
          unread: table.unread,
        },
      ),
    );
  },
};

/** Between the groups a file lies in and its path: modules may have files of the same path. */
const separator = "\u0000";

function take(table: CoverageTable, element: XmlElement, around: readonly XmlElement[]): boolean {
  if (element.name === "sourcefile") {
    table.file(keyOf([...around, element]));
    return true;
  }
  if (element.name !== "line") return /^(?:counter|method|class|package|group)$/.test(element.name);
  const key = keyOf(around);
  const number = (name: string): number => attributeNumber(element.attributes.get(name)) ?? 0;
  const covered = number("ci");
  // Without an instruction there is nothing that could run.
  if (covered + number("mi") <= 0) return true;
  const line = attributeNumber(element.attributes.get("nr"));
  table.line(key, line, covered > 0 ? 1 : 0);
  table.branches(key, line, number("cb"), number("mb") + number("cb"));
  return true;
}

function keyOf(around: readonly XmlElement[]): string {
  const named = (name: string): string =>
    around
      .filter((element) => element.name === name)
      .map((element) => element.attributes.get("name") ?? "")
      .join("/");
  const path = [named("package"), named("sourcefile")].filter((part) => part !== "").join("/");
  return `${named("group")}${separator}${path}`;
}
