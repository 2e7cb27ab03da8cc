import type { ReactNode } from "react";
import { SafeText } from "../../ui/SafeText";

export interface CheckOption<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly what?: string | undefined;
  /** A figure beside it. */
  readonly count?: ReactNode | undefined;
}

export interface ExportChecksProps<T extends string> {
  readonly legend: string;
  readonly options: readonly CheckOption<T>[];
  readonly chosen: readonly T[];
  readonly onToggle: (value: T) => void;
  /** Said beneath the legend where nothing is ticked. */
  readonly none?: string | undefined;
  readonly columns?: 1 | 2 | undefined;
}

/** A group of boxes to tick. Labels can be other people's words. */
export function ExportChecks<T extends string>(props: ExportChecksProps<T>) {
  const { legend, options, chosen, onToggle, none, columns = 2 } = props;
  return (
    <fieldset className="export-checks">
      <legend className="meta">
        {legend}
        {none !== undefined && chosen.length === 0 ? <span className="dim">{` · ${none}`}</span> : null}
      </legend>
      <div className={`export-boxes export-boxes-${String(columns)}`}>
        {options.map(({ value, label, what, count }) => (
          <label key={value} className="export-box small">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={() => {
                onToggle(value);
              }}
            />
            <span className="export-box-words">
              <SafeText text={label} />
              {what === undefined ? null : <span className="dim">{` ${what}`}</span>}
            </span>
            {count === undefined ? null : <span className="export-box-count dim">{count}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
