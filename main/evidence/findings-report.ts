import { hash } from "node:crypto";
import type { Annotation, Evidence } from "../../shared/model/evidence";
import type { EvidenceKind } from "../../shared/model/contract";
import { maxAnnotations, noLists, type EvidenceLists, type ParsedEvidence } from "./parser";
import { count } from "./test-report";

const messageLimit = 1_000;
const nameLimit = 1_000;

/** A finding as a parser reads it; places that are no line or column, and texts without an end, are mended here. */
export interface FoundFinding extends Omit<Annotation, "fingerprint"> {
  /** What tells the finding from others of the same rule and file, wherever it moved; null takes the message. */
  readonly identity: string | null;
}

/** Findings of a report: all are counted, the first `maxAnnotations` are kept, errors before warnings before notes. */
export class FindingList {
  readonly counts = { errors: 0, warnings: 0, notes: 0, suppressed: 0 };
  readonly #kept: Record<"error" | "warning" | "note" | "suppressed", Annotation[]> = {
    error: [],
    warning: [],
    note: [],
    suppressed: [],
  };
  readonly #tool: string;
  /** The highest CVSS among findings that nobody accepted. */
  worst = 0;

  /** In: the tool's name, part of every fingerprint. */
  constructor(tool: string) {
    this.#tool = tool;
  }

  add({ identity, ...found }: FoundFinding): void {
    const group = found.suppressed ? "suppressed" : found.level;
    if (group === "suppressed") this.counts.suppressed += 1;
    else {
      this.counts[`${group}s`] += 1;
      this.worst = Math.max(this.worst, found.severity ?? 0);
    }
    const kept = this.#kept[group];
    if (kept.length >= maxAnnotations) return;
    const line = place(found.line);
    const endLine = place(found.endLine);
    kept.push({
      path: found.path === null || found.path === "" ? null : found.path.slice(0, nameLimit),
      line,
      endLine: line !== null && endLine !== null && endLine >= line ? endLine : null,
      column: line === null ? null : place(found.column),
      level: found.level,
      rule: found.rule.slice(0, nameLimit),
      message: cut(found.message.trim()),
      fingerprint: fingerprint([this.#tool, found.rule, found.path ?? "", identity ?? `message ${found.message}`]),
      suppressed: found.suppressed,
      severity: found.severity !== null && found.severity >= 0 && found.severity <= 10 ? found.severity : null,
    });
  }

  /** Those that are kept, in the order of a list, and how many are not. */
  listed(): { annotations: Annotation[]; unlisted: number } {
    const { error, warning, note, suppressed } = this.#kept;
    const { counts } = this;
    const annotations = [...error, ...warning, ...note, ...suppressed].slice(0, maxAnnotations);
    return {
      annotations,
      unlisted: counts.errors + counts.warnings + counts.notes + counts.suppressed - annotations.length,
    };
  }

  /** "2 errors, 1 warning", or "No findings". */
  headline(): string {
    const { errors, warnings, notes, suppressed } = this.counts;
    const parts = [
      number(errors, "error"),
      number(warnings, "warning"),
      number(notes, "note"),
      suppressed > 0 ? `${count(suppressed)} suppressed` : null,
    ].filter((part) => part !== null);
    if (parts.length === 0) return "No findings";
    return errors + warnings + notes === 0 ? `No findings, ${parts.join(", ")}` : parts.join(", ");
  }
}

/** What a report of findings says about itself, beside them. */
export interface FindingsFacts {
  readonly kind?: EvidenceKind;
  readonly result: Evidence["result"];
  readonly producer: string | null;
  readonly producedAt?: string | null;
  readonly commits?: readonly string[];
  /** Said before the counts: that the tool failed, or did not run. */
  readonly first?: string | null;
  /** Said after them. */
  readonly last?: string | null;
  readonly truncated?: string | null;
  readonly lists?: Partial<EvidenceLists>;
}

/** What a report of static analysis shows, counted from its findings. */
export function findingsReport(findings: FindingList, facts: FindingsFacts): ParsedEvidence {
  const { annotations, unlisted } = findings.listed();
  const truncated = [
    facts.truncated ?? null,
    unlisted > 0 ? `${count(unlisted)} more findings are counted and not listed.` : null,
  ].filter((note) => note !== null);
  return {
    kind: facts.kind ?? "static-analysis",
    result: facts.result,
    counts: null,
    totals: { of: "findings", ...findings.counts },
    headline: [facts.first ?? null, findings.headline(), facts.last ?? null].filter((part) => part !== null).join("; "),
    producer: facts.producer,
    producedAt: facts.producedAt ?? null,
    commits: facts.commits ?? [],
    lists: { ...noLists, ...facts.lists, annotations },
    truncated: truncated.length === 0 ? null : truncated.join(" "),
  };
}

/** A short stand-in for what a finding is known by; texts of tools have no bound. */
function fingerprint(parts: readonly string[]): string {
  return hash("sha256", JSON.stringify(parts), "hex").slice(0, 32);
}

function place(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 1 ? value : null;
}

function cut(text: string): string {
  if (text.length <= messageLimit) return text === "" ? "The tool gives no message." : text;
  const end = /[\ud800-\udbff]/.test(text.charAt(messageLimit - 1)) ? messageLimit - 1 : messageLimit;
  return `${text.slice(0, end)} [${count(text.length - end)} more characters]`;
}

function number(value: number, word: string): string | null {
  return value === 0 ? null : `${count(value)} ${value === 1 ? word : `${word}s`}`;
}
