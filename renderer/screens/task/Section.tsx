import type { ReactNode } from "react";
import type { AttemptView } from "../../../shared/contract/review";

export interface SectionRow {
  readonly key: string;
  readonly head: ReactNode;
  /** At the right end of the head: "required", "acceptance". */
  readonly note?: string | undefined;
  /** Cell of one attempt; or one cell over all of them where `whole` is given. */
  readonly cell?: ((view: AttemptView) => ReactNode) | undefined;
  readonly whole?: ReactNode | undefined;
  /** Cells that may take more than one line. */
  readonly tall?: boolean | undefined;
}

export interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly note?: ReactNode | undefined;
  readonly rows: readonly SectionRow[];
  readonly attempts: readonly AttemptView[];
  readonly focusId: string;
  /** Stands where there is no row. */
  readonly empty?: ReactNode | undefined;
}

/** A group of rows of the attempts table under a heading. */
export function Section({ id, title, note, rows, attempts, focusId, empty }: SectionProps) {
  const span = attempts.length + 1;
  return (
    <tbody id={`task-${id}`} className="task-section">
      <tr className="task-section-head">
        <th scope="rowgroup" colSpan={span}>
          <div className="task-section-line">
            <b>{title}</b>
            {note === undefined ? null : <span>{note}</span>}
          </div>
        </th>
      </tr>
      {rows.length === 0 && empty !== undefined ? (
        <tr>
          <td colSpan={span} className="task-empty">
            {empty}
          </td>
        </tr>
      ) : null}
      {rows.map((row) => (
        <tr key={row.key} className={row.tall === true ? "task-tall" : undefined}>
          <th scope="row">
            <div className="task-row-head">
              <span className="grow task-row-name">{row.head}</span>
              {row.note === undefined ? null : <span className="meta nowrap">{row.note}</span>}
            </div>
          </th>
          {row.cell === undefined ? (
            <td colSpan={attempts.length}>{row.whole}</td>
          ) : (
            attempts.map((view) => (
              <td
                key={view.attempt.id}
                className={attempts.length > 1 && view.attempt.id === focusId ? "task-focused" : undefined}
              >
                {row.cell?.(view)}
              </td>
            ))
          )}
        </tr>
      ))}
    </tbody>
  );
}
