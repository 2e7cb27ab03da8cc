import { Pencil } from "lucide-react";
import type { FileEditDetail } from "../../../../shared/model/event";
import { ChangeNumbers } from "../../../parts/ChangeBar";
import { formatPlural } from "../../../ui/format";
import { SafeText } from "../../../ui/SafeText";
import { editLines, firstChanges, type EditLine } from "../edit-lines";
import type { EventView, RowFacts } from "../event-view";
import { failed } from "../outcome";
import { pathEnd, shownPath } from "../shown-path";

const unasked = 8;
const mostLines = 1_500;
const ops: Readonly<Record<FileEditDetail["op"], string | null>> = {
  add: "new file",
  update: null,
  delete: "deleted",
  move: "moved",
};
const signs: Readonly<Record<EditLine["kind"], string>> = { add: "+", del: "−", context: " ", gap: "" };
const words: Readonly<Record<EditLine["kind"], string>> = { add: "added: ", del: "removed: ", context: "", gap: "" };

/** A change of a file, with the lines it changed. */
export const fileEdit: EventView<"file-edit"> = {
  icon: Pencil,
  name: "file edit",
  plural: "edits",
  tone: "accent",
  sentence: (detail, cwd) =>
    `edit of ${shownPath(detail.newPath ?? detail.path, cwd)}, ${String(detail.added)} lines added, ${String(detail.removed)} removed${failed(detail) ? ", failed" : ""}`,
  startsAs: () => "open",
  unfolds: (detail) => editLines(detail).length > 0,
  Body: ({ detail, row }) => (
    <>
      <div className="event-line">
        <span className="event-code cut" title={detail.path}>
          <SafeText code text={pathEnd(shownPath(detail.path, row.cwd))} />
          {detail.newPath === null || detail.newPath === detail.path ? null : (
            <>
              {" → "}
              <SafeText code text={pathEnd(shownPath(detail.newPath, row.cwd))} />
            </>
          )}
        </span>
        <ChangeNumbers added={detail.added} removed={detail.removed} />
        {ops[detail.op] === null ? null : <span className="nowrap dim">{ops[detail.op]}</span>}
        {detail.replaceAll ? <span className="nowrap dim">every occurrence</span> : null}
        {detail.outcome === "failed" ? <span className="nowrap red">failed, nothing was written</span> : null}
        {detail.outcome === "denied" ? <span className="nowrap amber">denied, nothing was written</span> : null}
        {detail.outcome === "unanswered" ? <span className="nowrap amber">no answer</span> : null}
        {row.finalEdit ? <span className="event-tag">final edit</span> : null}
      </div>
      {row.extent === "folded" ? null : <Lines detail={detail} row={row} />}
    </>
  ),
};

function Lines({ detail, row }: { readonly detail: FileEditDetail; readonly row: RowFacts }) {
  const lines = editLines(detail);
  const all = row.extent === "all";
  const shown = all ? lines.slice(0, mostLines) : firstChanges(lines, unasked);
  const changed = lines.filter((line) => line.kind === "add" || line.kind === "del").length;
  const drawn = shown.filter((line) => line.kind === "add" || line.kind === "del").length;
  if (lines.length === 0) {
    return detail.op === "delete" || detail.op === "move" ? null : (
      <p className="event-quiet">The runner did not record the changed lines.</p>
    );
  }
  return (
    <>
      <div className="event-diff" dir="ltr">
        {shown.map((line, at) => (
          <div key={at} className={`event-diff-${line.kind}`}>
            <span aria-hidden="true" className="event-diff-sign">
              {signs[line.kind]}
            </span>
            <span className="only-read">{words[line.kind]}</span>
            <SafeText code lines text={line.text} />
          </div>
        ))}
      </div>
      {all && shown.length < lines.length ? (
        <p className="event-more">{`${formatPlural(lines.length - shown.length, "more line")}: not shown to keep this fast. The diff holds them.`}</p>
      ) : null}
      {!all && (drawn < changed || row.cut > 0) ? (
        <p className="event-more">
          <button
            type="button"
            className="link"
            tabIndex={-1}
            onClick={() => {
              row.setExtent("all");
            }}
          >
            {drawn < changed ? `Show all, ${formatPlural(changed - drawn, "more changed line")}` : "Show all"}
          </button>
        </p>
      ) : null}
    </>
  );
}
