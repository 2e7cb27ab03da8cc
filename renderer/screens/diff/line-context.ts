import type { PatchRows } from "../../../shared/diff/rows";
import type { LineCover } from "./line-marks";
import type { RowOrigins } from "./line-origins";
import type { Expansion, GapOffer } from "./use-context-lines";

/** Where a moved block's other end is. */
export interface MoveNote {
  /** "moved from src/a.ts:12, 8 lines, indented differently". */
  readonly text: string;
  /** The first row of the other end. */
  readonly to: number;
  readonly from: boolean;
}

/** What lines share: given once, so that a line is drawn again only when something of its own changed. */
export interface LineContext {
  readonly rows: PatchRows;
  readonly textOf: (row: number) => string;
  /** Whether and how an added line ran, where a report says so. */
  readonly coverOf: (row: number) => LineCover | undefined;
  /** Who wrote a line. */
  readonly origins: RowOrigins;
  readonly onOrigin: (row: number) => void;
  readonly query: string;
  /** Lines drawn as unchanged because only their white space differs, see `SpaceChanges`; null where every change is drawn. */
  readonly same: Int32Array | null;
  /** Whether a row belongs to a block that moved. */
  readonly isMoved: (row: number) => boolean;
  /** Where the block that begins with a row came from or went to. */
  readonly moveOf: (row: number) => MoveNote | null;
  readonly onJump: (row: number) => void;
  /** What can be shown above a hunk. */
  readonly offer: (hunk: number) => GapOffer | null;
  readonly onExpand: (row: number, how: Expansion) => void;
  readonly tabs: number;
  readonly onShow: (row: number) => void;
  readonly onCursor: (row: number) => void;
  /** Whether comments stand under a row. */
  readonly isNoted: (row: number) => boolean;
}
