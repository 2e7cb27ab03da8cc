import { readFileSync } from "node:fs";
import type { EvidenceParser, ParsedEvidence } from "../../main/evidence/parser";

/** A file below the fixtures of evidence. */
export function evidenceFixture(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/evidence/${name}`, import.meta.url));
}

/** What a parser reads of bytes, or of a value written as JSON. Throws where it cannot be read. */
export function parseEvidence(parser: EvidenceParser, source: Uint8Array | object): ParsedEvidence {
  const bytes = source instanceof Uint8Array ? source : new TextEncoder().encode(JSON.stringify(source));
  const read = parser.parse(bytes);
  if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
  return read.value;
}
