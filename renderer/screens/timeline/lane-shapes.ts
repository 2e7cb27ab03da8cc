import type { TimeScale } from "./time-scale";

/** Pixels: where the first lane begins, and how high each is. */
export const laneTop = 40;
export const laneHeight = 22;
/** Room at left for the lanes' names, at right for the last mark. */
export const laneLeft = 152;
const laneRight = 16;

/** Pixels for time in a drawing of a width. */
export function laneRoom(width: number): number {
  return Math.max(0, width - laneLeft - laneRight);
}

export type LaneShape = "edit" | "tick" | "passed" | "failed" | "unknown" | "person" | "denied";

/** A mark, and how many events it stands for. */
export interface LaneMark {
  readonly x: number;
  readonly shape: LaneShape;
  /** Position of the event that it leads to. */
  readonly index: number;
  readonly count: number;
}

export interface Lane {
  readonly name: string;
  readonly lane: number | null;
  readonly bars: readonly { readonly x: number; readonly width: number }[];
  readonly marks: readonly LaneMark[];
}

export interface LaneModel {
  readonly scale: TimeScale;
  readonly lanes: readonly Lane[];
  /** Stretches in which the main agent did nothing. */
  readonly idle: readonly { readonly x: number; readonly width: number; readonly text: string }[];
  /** Where the last lane ends, and the whole drawing, in px. */
  readonly bottom: number;
  readonly height: number;
  /** Joins the last passing check to the final edit made after it. */
  readonly bracket: {
    readonly from: number;
    readonly fromY: number;
    readonly to: number;
    readonly toY: number;
    readonly text: string;
    readonly textX: number;
    readonly anchor: "start" | "end";
  } | null;
  /** The mark drawn nearest to a point; null where there is none. */
  readonly nearest: (x: number, y: number) => LaneMark | null;
}

/** Words for a shape, for what is shown of a mark under the pointer. */
export const shapeWords: Readonly<Record<LaneShape, string>> = {
  edit: "edit",
  tick: "tool",
  passed: "check passed",
  failed: "failed",
  unknown: "check, result not shown",
  person: "person",
  denied: "denied by a person",
};

const at = (x: number, y: number) => `M${x.toFixed(1)} ${y.toFixed(1)}`;

/** Outlines of each shape around a point, to be joined into one path. */
export const shapePaths: Readonly<Record<LaneShape, (x: number, y: number) => string>> = {
  edit: (x, y) => `${at(x, y - 5)}l5 5-5 5-5-5z`,
  tick: (x, y) => `${at(x - 0.75, y - 4)}h1.5v8h-1.5z`,
  passed: (x, y) => `${at(x - 6.5, y)}a6.5 6.5 0 1 1 13 0a6.5 6.5 0 1 1-13 0z`,
  failed: (x, y) => `${at(x - 2.7, y - 6.5)}h5.4l3.8 3.8v5.4l-3.8 3.8h-5.4l-3.8-3.8v-5.4z`,
  unknown: (x, y) => `${at(x - 5.5, y)}a5.5 5.5 0 1 1 11 0a5.5 5.5 0 1 1-11 0z`,
  person: (x, y) => `${at(x - 5, y - 5)}h10v10h-10z`,
  denied: (x, y) => `${at(x - 5, y - 5)}h10v10h-10zm0 0l10 10`,
};

/** What is cut into a filled shape: the second carrier of its meaning. */
export const shapeCuts: Readonly<Partial<Record<LaneShape, (x: number, y: number) => string>>> = {
  passed: (x, y) => `${at(x - 3, y)}l2.2 2.3L${(x + 3).toFixed(1)} ${(y - 2.1).toFixed(1)}`,
  failed: (x, y) => `${at(x - 2.5, y - 2.5)}l5 5m0-5l-5 5`,
};
