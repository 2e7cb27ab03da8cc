import { err, ok } from "../../../shared/result";
import { ComponentList, componentsReport } from "../component-list";
import { decodeReport, isReportObject, objectAt, objectsAt, readJsonObject, textAt, textsAt } from "../json-report";
import type { ReportObject } from "../json-report";
import type { EvidenceParser } from "../parser";
import { instantOf } from "../test-report";

/**
 * SPDX bills of materials: 2.x as JSON (also wrapped in `sbom`, as GitHub exports it) and as tag and value, 3.0 as JSON-LD.
 * Packages are the components; files and snippets are not.
 */
export const spdx: EvidenceParser = {
  id: "spdx",
  name: "SPDX",
  maxBytes: 64 * 1024 * 1024,
  recognises: ({ bytes }) => {
    const head = decodeReport(bytes.subarray(0, 65_536)).replace(/^\ufeff/, "");
    if (/^\s*\{/.test(head))
      return /"spdxVersion"\s*:\s*"SPDX-/.test(head) || /"@context"\s*:[^{}]{0,400}spdx\.org\/rdf\/3/.test(head);
    return /^(?:\s*#[^\n]*\n|\s*\n)*\s*SPDXVersion:\s*SPDX-/.test(head);
  },
  parse: (bytes) => {
    const first = bytes.subarray(0, 64).find((byte) => byte > 0x20 && byte < 0x7f);
    return first === 0x7b ? parseJson(bytes) : parseTags(bytes);
  },
};

function parseJson(bytes: Uint8Array): ReturnType<EvidenceParser["parse"]> {
  const read = readJsonObject(bytes);
  if (!read.ok) return read;
  const root = objectAt(read.value, "sbom") ?? read.value;
  const graph = objectsAt(root, "@graph");
  if (graph.length > 0) return ok(parseGraph(graph));
  const version = textAt(root, "spdxVersion");
  if (version === null) return err({ code: "not-spdx", message: "The file names no version of SPDX." });
  const list = new ComponentList();
  for (const each of objectsAt(root, "packages")) {
    const concluded = textAt(each, "licenseConcluded") ?? "";
    list.add({
      name: textAt(each, "name") ?? "",
      version: textAt(each, "versionInfo"),
      purl: purlOf(objectsAt(each, "externalRefs")),
      licenses: isSaid(concluded) ? [concluded] : [textAt(each, "licenseDeclared") ?? ""],
    });
  }
  const creation = objectAt(root, "creationInfo");
  return ok(
    componentsReport(list, {
      producer: toolOf(textsAt(creation, "creators")),
      producedAt: instantOf(textAt(creation, "created")),
      specification: version.slice(0, 20),
    }),
  );
}

function purlOf(references: readonly ReportObject[]): string | null {
  const found = references.find((each) => textAt(each, "referenceType") === "purl");
  return textAt(found ?? null, "referenceLocator");
}

/** SPDX 3.0: elements in one graph, types with the prefix of their profile. */
function parseGraph(graph: readonly ReportObject[]) {
  const list = new ComponentList();
  const typeOf = (element: ReportObject): string => textAt(element, "type") ?? textAt(element, "@type") ?? "";
  for (const element of graph) {
    if (typeOf(element) !== "software_Package") continue;
    list.add({
      name: textAt(element, "name") ?? "",
      version: textAt(element, "software_packageVersion"),
      purl: textAt(element, "software_packageUrl"),
      licenses: [],
    });
  }
  const creation = graph.find((element) => typeOf(element) === "CreationInfo") ?? null;
  const tool = graph.find((element) => typeOf(element) === "Tool") ?? null;
  return componentsReport(list, {
    producer: textAt(tool, "name")?.trim().slice(0, 140) || null,
    producedAt: instantOf(textAt(creation, "created")),
    specification: `SPDX-${(textAt(creation, "specVersion") ?? "3.0").slice(0, 10)}`,
    truncated: graph.some((element) => isReportObject(element) && typeOf(element).includes("License"))
      ? "Licences of SPDX 3.0 were not read."
      : null,
  });
}

/** Tag and value: one `Tag: value` a line, longer values between <text> marks; a PackageName begins a package. */
function parseTags(bytes: Uint8Array): ReturnType<EvidenceParser["parse"]> {
  const text = decodeReport(bytes).replace(/<text>[\s\S]*?(?:<\/text>|$)/g, (long) =>
    long
      .replace(/<\/?text>/g, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
  const list = new ComponentList();
  const creators: string[] = [];
  let [version, created] = ["", ""];
  let open: { name: string; version: string | null; purl: string | null; concluded: string; declared: string } | null =
    null;
  const close = (): void => {
    if (open === null) return;
    list.add({ ...open, licenses: [isSaid(open.concluded) ? open.concluded : open.declared] });
    open = null;
  };
  for (const line of text.split("\n")) {
    const at = line.indexOf(":");
    if (at < 0 || line.startsWith("#")) continue;
    const value = line.slice(at + 1).trim();
    const tag = line.slice(0, at).trim();
    if (tag === "SPDXVersion") version = value;
    else if (tag === "Created") created = value;
    else if (tag === "Creator") creators.push(value);
    else if (tag === "PackageName") {
      close();
      open = { name: value, version: null, purl: null, concluded: "", declared: "" };
    } else if (tag === "FileName" || tag === "SnippetSPDXID" || tag === "LicenseID") close();
    else if (open !== null) {
      if (tag === "PackageVersion") open.version = value;
      else if (tag === "PackageLicenseConcluded") open.concluded = value;
      else if (tag === "PackageLicenseDeclared") open.declared = value;
      else if (tag === "ExternalRef") open.purl = /^PACKAGE[-_]MANAGER\s+purl\s+(\S+)/.exec(value)?.[1] ?? open.purl;
    }
  }
  close();
  if (!version.startsWith("SPDX-")) return err({ code: "not-spdx", message: "The file names no version of SPDX." });
  return ok(
    componentsReport(list, {
      producer: toolOf(creators),
      producedAt: instantOf(created),
      specification: version.slice(0, 20),
    }),
  );
}

function toolOf(creators: readonly string[]): string | null {
  const tool = creators.map((creator) => /^Tool:\s*(.+)$/.exec(creator)?.[1]).find((name) => name !== undefined);
  return tool?.trim().slice(0, 140) || null;
}

function isSaid(license: string): boolean {
  return license !== "" && license !== "NOASSERTION" && license !== "NONE";
}
