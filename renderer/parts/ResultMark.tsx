import type { Evidence } from "../../shared/model/evidence";
import { evidenceGlyph } from "./evidence-words";
import { VerdictMark } from "./VerdictMark";

const words: Readonly<Record<Evidence["result"], string>> = { passed: "Passed", failed: "Failed", unknown: "Unknown" };

/** What an evidence item shows, glyph and word: a pass made on another tree than the attempt's is a clock, never a green tick. */
export function ResultMark({ item }: { readonly item: Evidence }) {
  return <VerdictMark verdict={evidenceGlyph(item)}>{words[item.result]}</VerdictMark>;
}
