import { memo, useMemo } from "react";
import { formatClock, formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { countLanes, type LaneRows } from "./lane-rows";
import type { Strip } from "./strip";

/** What the lanes draw, as a table for readers. */
export const LaneTable = memo(function LaneTable({ strip, rows }: { readonly strip: Strip; readonly rows: LaneRows }) {
  const counts = useMemo(() => countLanes(strip, rows), [strip, rows]);
  const clock = (time: number | null) => (time === null ? "no time" : formatClock(new Date(time).toISOString()));
  return (
    <table className="only-read">
      <caption>Lanes: each agent’s events</caption>
      <thead>
        <tr>
          {["Agent", "From", "To", "Events", "Edits", "Checks passed", "Failed"].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {counts.map((one) => (
          <tr key={one.name}>
            <th scope="row">
              <SafeText text={one.name} />
            </th>
            <td>{clock(one.from)}</td>
            <td>{clock(one.to)}</td>
            <td>{formatCount(one.events)}</td>
            <td>{formatCount(one.edits)}</td>
            <td>{formatCount(one.passed)}</td>
            <td>{formatCount(one.failed)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
});
