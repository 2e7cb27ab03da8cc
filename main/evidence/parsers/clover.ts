import { err, ok } from "../../../shared/result";
import { coverageReport } from "../coverage-report";
import { attributeNumber, CoverageTable } from "../coverage-table";
import type { EvidenceParser } from "../parser";
import { instantOf } from "../test-report";
import { maxXmlBytes, readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * Clover XML, as PHPUnit, Istanbul and OpenClover write it. Statements and conditions are lines; the line of a method says how often
 * it was called and is none of its own. The metrics are sums and are not read.
 */
export const clover: EvidenceParser = {
  id: "clover",
  name: "Clover XML",
  maxBytes: maxXmlBytes,
  recognises: ({ bytes }) => {
    if (rootName(bytes) !== "coverage") return false;
    const head = new TextDecoder().decode(bytes.subarray(0, 65_536));
    return /<coverage\s[^>]*\bgenerated\s*=|<project[\s>]/.test(head);
  },
  parse: (bytes) => {
    const table = new CoverageTable();
    const read = readXml(bytes, (element, around) => take(table, element, around));
    if (!read.ok) return read;
    const root = read.value;
    if (root.name !== "coverage")
      return err({ code: "not-clover", message: `The root element is <${root.name.slice(0, 60)}>, not <coverage>.` });
    const version = root.attributes.get("clover")?.trim().slice(0, 40) ?? "";
    return ok(
      coverageReport(table.files(), {
        producer: version === "" ? null : `Clover ${version}`,
        producedAt: instantOf(attributeNumber(root.attributes.get("generated"))),
        unread: table.unread,
      }),
    );
  },
};

function take(table: CoverageTable, element: XmlElement, around: readonly XmlElement[]): boolean {
  // Coverage of the tests' own files stands beside that of the project.
  const ofTests = around.some((outer) => outer.name === "testproject");
  if (element.name === "file") {
    const path = pathOf(element);
    if (!ofTests && path !== "") table.file(path);
    return true;
  }
  if (element.name !== "line") return element.name === "metrics" || element.name === "class";
  const owner = around.findLast((outer) => outer.name === "file");
  const type = element.attributes.get("type");
  if (ofTests || type === "method") return true;
  const path = owner === undefined ? "" : pathOf(owner);
  if (path === "") {
    table.unread += 1;
    return true;
  }
  const line = attributeNumber(element.attributes.get("num"));
  const held = attributeNumber(element.attributes.get("truecount"));
  const failed = attributeNumber(element.attributes.get("falsecount"));
  const count = attributeNumber(element.attributes.get("count"));
  table.line(path, line, count ?? (held === null && failed === null ? null : (held ?? 0) + (failed ?? 0)));
  if (type === "cond" && (held !== null || failed !== null))
    table.branches(path, line, ((held ?? 0) > 0 ? 1 : 0) + ((failed ?? 0) > 0 ? 1 : 0), 2);
  return true;
}

/** OpenClover gives the name and the whole path, PHPUnit the whole path as name. */
function pathOf(file: XmlElement): string {
  return file.attributes.get("path") ?? file.attributes.get("name") ?? "";
}
