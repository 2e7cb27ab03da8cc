import type { Output } from "../../../shared/contract/api";
import { formatPlural } from "../../ui/format";
import { laneRows } from "./lane-rows";
import { laneHeight, laneTop } from "./lane-shapes";
import { noStrip } from "./strip";
import "./lanes.css";

/** Stands where the lanes will, as tall as they will be: what is below does not move when they come. */
export function LanesToCome({ summary }: { readonly summary: Output<"timeline.summary"> }) {
  const agents = Math.min(5, summary.sessions.filter(({ kind }) => kind === "sub-agent").length);
  const rows = laneRows(noStrip, summary.sessions).rows.length + agents;
  return (
    <div className="lanes lanes-to-come" role="status" style={{ height: laneTop + rows * laneHeight + 6 }}>
      {`Putting ${formatPlural(summary.total, "event")} on a clock`}
    </div>
  );
}
