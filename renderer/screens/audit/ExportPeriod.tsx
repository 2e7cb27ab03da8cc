import { Segmented } from "../../ui/Segmented";
import { periods, type Period } from "./export-choices";

export interface ExportPeriodProps {
  readonly period: Period;
  readonly onPeriod: (period: Period) => void;
  readonly own: { readonly from: string; readonly to: string };
  readonly onOwn: (own: { readonly from: string; readonly to: string }) => void;
  readonly wrong: boolean;
}

/** Which time the report is about: a preset, or days of one's own. */
export function ExportPeriod({ period, onPeriod, own, onOwn, wrong }: ExportPeriodProps) {
  return (
    <div className="export-period">
      <span className="meta">Period</span>
      <Segmented small label="Period" value={period} options={periods} onChange={onPeriod} />
      {period === "own" ? (
        <div className="export-days small">
          <label>
            <span className="mid">From </span>
            <input
              type="date"
              className="export-day"
              value={own.from}
              aria-invalid={wrong ? true : undefined}
              onChange={(event) => {
                onOwn({ ...own, from: event.target.value });
              }}
            />
          </label>
          <label>
            <span className="mid">to </span>
            <input
              type="date"
              className="export-day"
              value={own.to}
              aria-invalid={wrong ? true : undefined}
              onChange={(event) => {
                onOwn({ ...own, to: event.target.value });
              }}
            />
          </label>
          <span className="meta">UTC days, both included</span>
        </div>
      ) : null}
    </div>
  );
}
