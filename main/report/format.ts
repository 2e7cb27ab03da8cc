import type { ReportFormatId } from "../../shared/model/report-choice";
import type { ReportDocument } from "./document";

/** A format without what every format has from its pieces. */
interface FormatSpec {
  /** Stable name, as in `report.write`. */
  readonly id: Exclude<ReportFormatId, "pdf">;
  /** As people call it, e.g. "HTML". */
  readonly name: string;
  /** Without the dot. */
  readonly extension: string;
  /** Put before the dot, where two formats share an extension: "-attempts". */
  readonly suffix?: string;
  /** The file's text in pieces, each made when it is asked for: a long report is written while others have their turn. */
  pieces(document: ReportDocument): Iterable<string>;
}

/**
 * Turns a report into one file. A format is pure and gives the same text for the same document. To add one: a file in `formats/`
 * and one line in the list of plugins.
 */
export interface ReportFormat extends FormatSpec {
  /** The whole file as text, to be written as UTF-8. */
  render(document: ReportDocument): string;
}

/** A format from what it is called and the pieces of its text. */
export function reportFormat(spec: FormatSpec): ReportFormat {
  return { ...spec, render: (document) => [...spec.pieces(document)].join("") };
}
