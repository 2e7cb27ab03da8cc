import type { ReportDocument } from "./document";

/**
 * Turns a report into one file. A format is pure and gives the same text for the same document. To add one: a file in `formats/`
 * and one line in the list of plugins.
 */
export interface ReportFormat {
  /** Stable name, as in `report.write`. */
  readonly id: "html";
  /** As people call it, e.g. "HTML". */
  readonly name: string;
  /** Without the dot. */
  readonly extension: string;
  /** The whole file as text, to be written as UTF-8. */
  render(document: ReportDocument): string;
}
