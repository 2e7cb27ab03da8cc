import type { Evidence } from "../../../shared/model/evidence";
import { formatBytes, formatCount } from "../../ui/format";

/** What can be read of an item. */
export type EvidenceView =
  | "cases"
  | "compare"
  | "findings"
  | "coverage"
  | "components"
  | "statements"
  | "log"
  | "picture"
  | "output"
  | "record"
  | "bytes";

/** The views an item has, the one to begin with first. */
export function viewsOf(item: Evidence): EvidenceView[] {
  const views: EvidenceView[] = [];
  if (item.file !== null && item.format !== null) views.push(...viewsOfLists(item));
  if (item.event !== null) views.push("output", "record");
  if (item.file !== null) views.push("bytes");
  return views;
}

function viewsOfLists(item: Evidence): EvidenceView[] {
  if (item.counts !== null) return ["cases", "compare"];
  switch (item.totals?.of) {
    case "findings":
      return ["findings"];
    case "check-runs":
      return ["cases"];
    case "coverage":
      return ["coverage"];
    case "components":
      return ["components"];
    case "statements":
      return ["statements"];
    case "log":
      return ["log"];
    case "image":
      return ["picture"];
    case undefined:
      return [];
  }
}

/** A view's name, with how much it holds. */
export function viewName(item: Evidence, view: EvidenceView): string {
  const { counts, totals } = item;
  switch (view) {
    case "cases":
      return counts === null ? "Cases" : `Cases ${formatCount(counts.passed + counts.failed + counts.skipped)}`;
    case "compare":
      return "Side by side";
    case "findings":
      return "Findings";
    case "coverage":
      return "Changed lines";
    case "components":
      return totals?.of === "components" ? `Components ${formatCount(totals.components)}` : "Components";
    case "statements":
      return "Statements";
    case "log":
      return "Log";
    case "picture":
      return "Picture";
    case "output":
      return "Output";
    case "record":
      return "Record";
    case "bytes":
      return item.file === null ? "Bytes" : `File ${formatBytes(item.file.bytes)}`;
  }
}
