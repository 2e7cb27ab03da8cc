import { memo, type ReactNode, type Ref } from "react";
import { LineRow, type LineRowProps } from "./LineRow";

interface Place {
  readonly index: number;
  /** Pixels from the first screen line. */
  readonly start: number;
  /** Null where the height is not certain: the element has the height of what is in it, and is measured. */
  readonly height: number | null;
  readonly selected: boolean;
  readonly measure: Ref<HTMLDivElement>;
}

/** A screen line at its place. */
export function PaneRow({
  index,
  start,
  height,
  selected,
  measure,
  children,
}: Place & { readonly children: ReactNode }) {
  return (
    <div
      className={`${height === null ? "diff-row diff-row-measured" : "diff-row"}${selected ? " diff-row-selected" : ""}`}
      data-index={index}
      ref={height === null ? measure : undefined}
      style={{ transform: `translateY(${start}px)`, ...(height === null ? {} : { height }) }}
    >
      {children}
    </div>
  );
}

/** A line of the patch at its place: while others scroll by, it is left as it is. */
export const PaneLine = memo(function PaneLine({
  index,
  start,
  height,
  selected,
  measure,
  ...line
}: Place & LineRowProps) {
  return (
    <PaneRow index={index} start={start} height={height} selected={selected} measure={measure}>
      <LineRow {...line} />
    </PaneRow>
  );
});
