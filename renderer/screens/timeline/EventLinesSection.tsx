import { useEffect, useState } from "react";
import type { TimelineRow } from "../../../shared/contract/timeline";
import { go } from "../../state/route";
import { formatPlural } from "../../ui/format";
import { PanelSection } from "../../ui/PanelSection";
import { SafeText } from "../../ui/SafeText";
import { writtenBy, type WrittenLines } from "./find-lines";

const most = 8;
/** Moving quickly through the list asks only for the event it stops at. */
const restMs = 120;

/** The lines of the patch that an edit or a command wrote: each leads to its place in the diff. */
export function EventLinesSection({
  row,
  taskId,
  attemptId,
}: {
  readonly row: TimelineRow;
  readonly taskId: string;
  readonly attemptId: string;
}) {
  const { sessionId } = row;
  const { seq, detail } = row.event;
  const writes = detail.kind === "file-edit" || detail.kind === "command" || detail.kind === "check";
  const key = `${sessionId} ${String(seq)}`;
  const [found, setFound] = useState<{ readonly key: string; readonly lines: readonly WrittenLines[] } | null>(null);
  useEffect(() => {
    if (!writes) return undefined;
    let current = true;
    const timer = setTimeout(() => {
      void writtenBy(attemptId, { sessionId, seq }).then((answer) => {
        if (current && answer.ok) setFound({ key: `${sessionId} ${String(seq)}`, lines: answer.value });
      });
    }, restMs);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [attemptId, sessionId, seq, writes]);
  const lines = found?.key === key ? found.lines : [];
  if (lines.length === 0) return null;
  const count = lines.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return (
    <PanelSection title={`Wrote ${formatPlural(count, "line")} of the patch`}>
      <ul className="event-written">
        {lines.slice(0, most).map(({ path, side, from, to }) => (
          <li key={`${path} ${side} ${String(from)}`}>
            <button
              type="button"
              className="link mono"
              onClick={() => {
                go({ screen: "diff", taskId, attemptId, at: { path, ...(side === "new" ? { line: from } : {}) } });
              }}
            >
              <SafeText code text={path} />
              {` ${side === "old" ? "removed " : ""}${from === to ? String(from) : `${String(from)}–${String(to)}`}`}
            </button>
          </li>
        ))}
      </ul>
      {lines.length > most ? (
        <p className="event-why">{`${formatPlural(lines.length - most, "more place")} in the diff.`}</p>
      ) : null}
    </PanelSection>
  );
}
