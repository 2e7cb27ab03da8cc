import { err, ok } from "../../../shared/result";
import { ComponentList, componentsReport } from "../component-list";
import { FindingList } from "../findings-report";
import { numberAt, objectAt, objectsAt, readJsonObject, textAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { count, instantOf } from "../test-report";
import { maxXmlBytes, readXml, rootName } from "../xml";
import type { XmlElement } from "../xml";

/**
 * CycloneDX bills of materials, JSON and XML, versions 1.0 to 1.7. Components inside components count; the product itself
 * (`metadata.component`) is none of its parts. Vulnerabilities, where the file lists them, are findings: critical and high are
 * failures unless their analysis settled them.
 */
export const cyclonedx: EvidenceParser = {
  id: "cyclonedx",
  name: "CycloneDX",
  maxBytes: maxXmlBytes,
  recognises: ({ bytes }) => {
    const head = new TextDecoder().decode(bytes.subarray(0, 65_536));
    if (/^\ufeff?\s*\{/.test(head)) return /"bomFormat"\s*:\s*"CycloneDX"/.test(head);
    return localName(rootName(bytes) ?? "") === "bom" && head.includes("cyclonedx.org/schema/bom");
  },
  parse: (bytes) => {
    const first = bytes.subarray(0, 64).findIndex((byte) => byte === 0x7b || byte === 0x3c);
    return bytes[first] === 0x3c ? parseXml(bytes) : parseJson(bytes);
  },
};

function parseJson(bytes: Uint8Array): ReturnType<EvidenceParser["parse"]> {
  const read = readJsonObject(bytes);
  if (!read.ok) return read;
  const root = read.value;
  if (textAt(root, "bomFormat") !== "CycloneDX")
    return err({ code: "not-cyclonedx", message: "The file does not call itself CycloneDX." });
  const list = new ComponentList();
  // A list of work instead of recursion: nesting has no bound in the file.
  const open = objectsAt(root, "components").toReversed();
  for (let component = open.pop(); component !== undefined; component = open.pop()) {
    list.add(jsonComponent(component));
    for (const inner of objectsAt(component, "components").toReversed()) open.push(inner);
  }
  const metadata = objectAt(root, "metadata");
  const findings = vulnerabilities(root);
  const { errors, suppressed } = findings.counts;
  const { annotations, unlisted } = findings.listed();
  return ok(
    componentsReport(list, {
      producer: toolOf(metadata),
      producedAt: instantOf(textAt(metadata, "timestamp")),
      specification: `CycloneDX ${(textAt(root, "specVersion") ?? "").slice(0, 10)}`.trim(),
      result: errors > 0 || findings.worst >= 7 ? "failed" : "unknown",
      said:
        annotations.length === 0
          ? null
          : `${count(annotations.length + unlisted)} vulnerabilities (${count(errors)} critical or high${suppressed > 0 ? `, ${count(suppressed)} settled` : ""})`,
      annotations,
      truncated: unlisted > 0 ? `${count(unlisted)} more vulnerabilities are counted and not listed.` : null,
    }),
  );
}

function jsonComponent(component: ReportObject) {
  const group = textAt(component, "group") ?? "";
  const name = textAt(component, "name") ?? "";
  return {
    name: group === "" ? name : `${group}/${name}`,
    version: textAt(component, "version"),
    purl: textAt(component, "purl"),
    licenses: objectsAt(component, "licenses").map((choice) => {
      const license = objectAt(choice, "license");
      return textAt(choice, "expression") ?? textAt(license, "id") ?? textAt(license, "name") ?? "";
    }),
  };
}

function toolOf(metadata: ReportObject | null): string | null {
  // Up to 1.4 a list of tools, since 1.5 an object with components.
  const tool = objectsAt(metadata, "tools")[0] ?? objectsAt(objectAt(metadata, "tools"), "components")[0] ?? null;
  const name = textAt(tool, "name");
  return name === null || name.trim() === ""
    ? null
    : `${name.slice(0, 100)} ${(textAt(tool, "version") ?? "").slice(0, 40)}`.trim();
}

const levels: Readonly<Partial<Record<string, "error" | "warning" | "note">>> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
  none: "note",
};
const settled = new Set(["resolved", "resolved_with_pedigree", "false_positive", "not_affected"]);

function vulnerabilities(root: ReportObject): FindingList {
  const findings = new FindingList("CycloneDX");
  for (const entry of objectsAt(root, "vulnerabilities")) {
    const ratings = objectsAt(entry, "ratings").slice(0, 100);
    const scores = ratings.map((rating) => numberAt(rating, "score") ?? 0);
    const severities = ratings.map((rating) => levels[textAt(rating, "severity") ?? ""] ?? null);
    const level = (["error", "warning", "note"] as const).find((each) => severities.includes(each)) ?? "warning";
    const affected = objectsAt(entry, "affects").map((each) => textAt(each, "ref") ?? "");
    const id = textAt(entry, "id") ?? "(no id)";
    findings.add({
      path: null,
      line: null,
      endLine: null,
      column: null,
      level,
      rule: id,
      message: [textAt(entry, "description") ?? "", affected.join(", ")].filter((part) => part !== "").join(" - "),
      identity: affected.sort().join(" "),
      suppressed: settled.has(textAt(objectAt(entry, "analysis"), "state") ?? ""),
      severity: scores.length === 0 ? null : Math.min(10, Math.max(...scores)),
    });
  }
  return findings;
}

function parseXml(bytes: Uint8Array): ReturnType<EvidenceParser["parse"]> {
  const list = new ComponentList();
  const read = readXml(bytes, (element, around) => {
    if (localName(element.name) !== "component") return false;
    const parent = localName(around.at(-1)?.name ?? "");
    if (parent !== "components") return false;
    // Components of tools and of services' data describe how the bill was made, not what it lists.
    const ours = around.every((outer) => !["metadata", "annotations", "formulation"].includes(localName(outer.name)));
    if (ours) list.add(xmlComponent(element));
    return ours;
  });
  if (!read.ok) return read;
  const root = read.value;
  if (localName(root.name) !== "bom")
    return err({ code: "not-cyclonedx", message: `The root element is <${root.name.slice(0, 60)}>, not <bom>.` });
  const metadata = childOf(root, "metadata");
  const tools = childOf(metadata, "tools");
  const tool = childOf(tools, "tool") ?? childOf(childOf(tools, "components"), "component");
  const name = textOf(tool, "name");
  const space = [...root.attributes].find(([, value]) => value.includes("cyclonedx.org/schema/bom"))?.[1] ?? "";
  const version = /\/bom\/([\d.]{1,10})$/.exec(space)?.[1] ?? "";
  const unread = childOf(root, "vulnerabilities") ?? null;
  return ok(
    componentsReport(list, {
      producer: name.trim() === "" ? null : `${name.slice(0, 100)} ${textOf(tool, "version").slice(0, 40)}`.trim(),
      producedAt: instantOf(textOf(metadata, "timestamp")),
      specification: `CycloneDX ${version}`.trim(),
      truncated: unread === null ? null : `${count(unread.children.length)} vulnerabilities in the file were not read.`,
    }),
  );
}

function xmlComponent(element: XmlElement) {
  const group = textOf(element, "group");
  const name = textOf(element, "name");
  return {
    name: group === "" ? name : `${group}/${name}`,
    version: textOf(element, "version"),
    purl: textOf(element, "purl"),
    licenses: (childOf(element, "licenses")?.children ?? []).map((choice) =>
      localName(choice.name) === "expression" ? choice.text : textOf(choice, "id") || textOf(choice, "name"),
    ),
  };
}

function childOf(element: XmlElement | null, name: string): XmlElement | null {
  return element?.children.find((child) => localName(child.name) === name) ?? null;
}

function textOf(element: XmlElement | null, name: string): string {
  return childOf(element, name)?.text.trim() ?? "";
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
