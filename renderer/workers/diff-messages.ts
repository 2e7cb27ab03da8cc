import type { Moves } from "../../shared/diff/moves";
import type { PatchRows } from "../../shared/diff/rows";
import type { SpaceChanges } from "../../shared/diff/whitespace";

/** Ranges of rows `[firstRow, endRow)`: row r has entries `[index[r - firstRow], index[r - firstRow + 1])` of `data`. */
export interface RowSpans {
  readonly firstRow: number;
  readonly endRow: number;
  /** Entry positions, one more than there are rows. */
  readonly syntaxIndex: Uint32Array<ArrayBuffer>;
  /** Three numbers an entry: start and end in the line's text, syntax class. */
  readonly syntax: Uint32Array<ArrayBuffer>;
  readonly wordIndex: Uint32Array<ArrayBuffer>;
  /** Two numbers an entry: start and end of the words that differ from the line's partner. */
  readonly words: Uint32Array<ArrayBuffer>;
}

/** What the page asks of the diff worker. `id` names the patch; an answer to an older one is dropped. */
export type ToDiffWorker =
  | { readonly type: "open"; readonly id: number; readonly text: string; readonly colours: boolean }
  | { readonly type: "colour"; readonly id: number; readonly from: number; readonly to: number }
  | { readonly type: "find"; readonly id: number; readonly run: number; readonly query: string }
  /** Which lines differ in white space only. */
  | { readonly type: "space"; readonly id: number; readonly mode: SpaceChanges["mode"] }
  /** Which blocks moved. */
  | { readonly type: "moves"; readonly id: number }
  /** The colours of a text that is no row: lines of a file that the patch leaves out. */
  | {
      readonly type: "source";
      readonly id: number;
      readonly key: string;
      readonly path: string;
      readonly text: string;
    };

export type FromDiffWorker =
  | { readonly type: "opened"; readonly id: number; readonly rows: PatchRows }
  | {
      readonly type: "coloured";
      readonly id: number;
      readonly from: number;
      readonly to: number;
      readonly parts: readonly RowSpans[];
    }
  /** Rows with a hit, ascending, and the number of hits; `more` where the search stopped early. */
  | {
      readonly type: "found";
      readonly id: number;
      readonly run: number;
      readonly rows: Uint32Array<ArrayBuffer>;
      readonly hits: number;
      readonly more: boolean;
    }
  | { readonly type: "spaced"; readonly id: number; readonly changes: SpaceChanges }
  | { readonly type: "moved"; readonly id: number; readonly moves: Moves }
  | { readonly type: "sourced"; readonly id: number; readonly key: string; readonly spans: RowSpans }
  | { readonly type: "failed"; readonly id: number; readonly message: string };
