import { ChevronDown, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { AttemptView } from "../../../shared/contract/review";
import { setFolded, useFolded } from "../../state/compare";
import { Icon } from "../../ui/Icon";
import type { SectionName } from "./show-section";

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
  /** A part of the row above it. */
  readonly part?: boolean | undefined;
  /** Rows that belong to it can be shown: whether they are, and the way there. */
  readonly parts?: { readonly open: boolean; readonly name: string; readonly toggle: () => void } | undefined;
}

export interface SectionProps {
  readonly id: SectionName;
  readonly title: string;
  readonly note?: ReactNode | undefined;
  readonly rows: readonly SectionRow[];
  readonly attempts: readonly AttemptView[];
  readonly focusId: string;
  /** Stands where there is no row. */
  readonly empty?: ReactNode | undefined;
  /** With one attempt: the names need more room than the cells. */
  readonly longNames?: boolean | undefined;
}

/** A group of rows under a heading that folds them: of the attempts table, or with one attempt a table of its own. */
export function Section(props: SectionProps) {
  const { id, title, note, attempts, longNames = false } = props;
  const folded = useFolded(id);
  const name = (
    <button
      type="button"
      className="task-fold"
      tabIndex={-1}
      aria-expanded={!folded}
      onClick={() => {
        setFolded(id, !folded);
      }}
    >
      <Icon icon={folded ? ChevronRight : ChevronDown} small />
      <b>{title}</b>
    </button>
  );
  if (attempts.length === 1)
    return (
      <section id={`task-${id}`} className="task-part" aria-label={title}>
        <table className="task-table" role="grid" aria-label={title}>
          <colgroup>
            <col className={longNames ? "task-col-long" : "task-col-name"} />
            <col />
          </colgroup>
          <tbody>
            <tr className="task-section-head" data-row={id}>
              <th scope="rowgroup" colSpan={2} data-cell="" tabIndex={-1}>
                <div className="task-section-line">
                  {name}
                  {note === undefined ? null : <span>{note}</span>}
                </div>
              </th>
            </tr>
            {folded ? null : <Rows {...props} />}
          </tbody>
        </table>
      </section>
    );
  return (
    <tbody id={`task-${id}`} className="task-section">
      <tr className="task-section-head" data-row={id}>
        <th scope="rowgroup" colSpan={attempts.length + 1} data-cell="" tabIndex={-1}>
          <div className="task-section-line">
            {name}
            {note === undefined ? null : <span>{note}</span>}
          </div>
        </th>
      </tr>
      {folded ? null : <Rows {...props} />}
    </tbody>
  );
}

function Rows({ id, rows, attempts, focusId, empty }: SectionProps) {
  if (rows.length === 0 && empty !== undefined)
    return (
      <tr data-row={`${id} empty`}>
        <td colSpan={attempts.length + 1} className="task-empty" data-cell="" tabIndex={-1}>
          {empty}
        </td>
      </tr>
    );
  const classOf = ({ tall, part }: SectionRow): string | undefined =>
    [tall === true ? "task-tall" : "", part === true ? "task-row-part" : ""].join(" ").trim() || undefined;
  return rows.map((row) => (
    <tr key={row.key} className={classOf(row)} data-row={`${id} ${row.key}`}>
      <th scope="row" {...(row.parts === undefined ? {} : { "data-cell": "", tabIndex: -1 })}>
        <div className="task-row-head">
          {row.parts === undefined ? null : (
            <button
              type="button"
              className="task-parts"
              tabIndex={-1}
              aria-expanded={row.parts.open}
              aria-label={row.parts.name}
              onClick={row.parts.toggle}
            >
              <Icon icon={row.parts.open ? ChevronDown : ChevronRight} small />
            </button>
          )}
          <span className="grow task-row-name">{row.head}</span>
          {row.note === undefined ? null : <span className="meta nowrap">{row.note}</span>}
        </div>
      </th>
      {row.cell === undefined ? (
        <td colSpan={attempts.length} data-cell="" tabIndex={-1}>
          {row.whole}
        </td>
      ) : (
        attempts.map((view) => (
          <td
            key={view.attempt.id}
            data-cell=""
            data-attempt={view.attempt.id}
            tabIndex={-1}
            className={attempts.length > 1 && view.attempt.id === focusId ? "task-focused" : undefined}
          >
            {row.cell?.(view)}
          </td>
        ))
      )}
    </tr>
  ));
}
