import type { Annotation, Component, Evidence } from "../../shared/model/evidence";
import { noLists, type ParsedEvidence } from "./parser";
import { count } from "./test-report";

/** Components that are listed one by one; all are counted. */
const maxComponents = 100_000;
const textLimit = 1_000;
const licensesListed = 20;

/** Parts of a software bill of materials: counted, bounded, in the order of the file. */
export class ComponentList {
  total = 0;
  readonly components: Component[] = [];

  /** In: a component as the file states it; empty texts are absent ones. */
  add(component: {
    readonly name: string;
    readonly version: string | null;
    readonly purl: string | null;
    readonly licenses: readonly string[];
  }): void {
    this.total += 1;
    if (this.components.length >= maxComponents) return;
    const licenses = [...new Set(component.licenses.map((text) => text.trim().slice(0, textLimit)).filter(stated))];
    this.components.push({
      name: component.name.trim().slice(0, textLimit) || "(no name)",
      version: filled(component.version),
      purl: filled(component.purl),
      licenses: licenses.slice(0, licensesListed),
    });
  }
}

/** What a bill of materials says about itself, beside its components. */
export interface ComponentFacts {
  readonly producer: string | null;
  readonly producedAt: string | null;
  /** The specification's name and version. */
  readonly specification: string;
  /** Vulnerabilities that the file lists; a bill without a failure among them has no verdict. */
  readonly result?: Evidence["result"];
  readonly said?: string | null;
  readonly annotations?: readonly Annotation[];
  readonly truncated?: string | null;
}

/** What a bill of materials shows. It lists what there is and has no verdict: the result is unknown unless facts say else. */
export function componentsReport(list: ComponentList, facts: ComponentFacts): ParsedEvidence {
  const unlisted = list.total - list.components.length;
  const truncated = [
    facts.truncated ?? null,
    unlisted > 0 ? `${count(unlisted)} more components are counted and not listed.` : null,
  ].filter((note) => note !== null);
  const headline = [
    list.total === 0 ? "No component" : `${count(list.total)} ${list.total === 1 ? "component" : "components"}`,
    facts.said ?? null,
    facts.specification,
  ].filter((part) => part !== null);
  return {
    kind: "sbom",
    result: facts.result ?? "unknown",
    counts: null,
    totals: { of: "components", components: list.total },
    headline: headline.join(", "),
    producer: facts.producer,
    producedAt: facts.producedAt,
    commits: [],
    lists: { ...noLists, components: list.components, annotations: facts.annotations ?? [] },
    truncated: truncated.length === 0 ? null : truncated.join(" "),
  };
}

/** Words that say that nothing is said. */
function stated(license: string): boolean {
  return license !== "" && license !== "NOASSERTION" && license !== "NONE";
}

function filled(text: string | null): string | null {
  const plain = text?.trim() ?? "";
  return plain === "" || plain === "NOASSERTION" || plain === "NONE" ? null : plain.slice(0, textLimit);
}
