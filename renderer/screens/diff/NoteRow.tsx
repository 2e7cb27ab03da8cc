import { TriangleAlert } from "lucide-react";
import type { LineAnnotation } from "../../../shared/contract/evidence";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import type { Note, PlacedNotes } from "./place-notes";

/** A tool's message above this is read whole in the evidence. */
const longestMessage = 600;
const severities: Readonly<Record<LineAnnotation["level"], Finding["severity"]>> = {
  error: "serious",
  warning: "warning",
  note: "note",
};

/** The note of a screen line, with the way to the event that a finding names. */
export function PlacedNote({
  placed,
  note,
  onEvent,
}: {
  readonly placed: PlacedNotes;
  readonly note: number;
  readonly onEvent: (finding: Finding) => void;
}) {
  const held = placed.notes[note];
  if (held === undefined) return null;
  const finding = held.kind === "finding" && held.finding.event !== null ? held.finding : null;
  return <NoteRow note={held} onEvent={finding === null ? undefined : () => onEvent(finding)} />;
}

interface NoteRowProps {
  readonly note: Note;
  /** Goes to the event a finding names; absent where it names none. */
  readonly onEvent?: (() => void) | undefined;
}

/** What opens under a line: a finding, what a tool found, a fault of the patch itself, or what stands in place of lines. */
function NoteRow({ note, onEvent }: NoteRowProps) {
  if (note.kind === "under") return note.under.draw();
  if (note.kind === "state") {
    return (
      <div className="diff-note">
        <SafeText text={note.text} className="mid" />
      </div>
    );
  }
  if (note.kind === "warning") {
    return (
      <div className="diff-note">
        <Icon icon={TriangleAlert} small className="amber" />
        <SafeText text={note.text} />
      </div>
    );
  }
  if (note.kind === "problem") {
    return (
      <div className="diff-note">
        <Icon icon={TriangleAlert} small className="amber" />
        <span>
          {note.message} <span className="dim">{`Line ${note.line} of the patch.`}</span>
        </span>
      </div>
    );
  }
  if (note.kind === "annotation") {
    const { annotation } = note;
    return (
      <div className="diff-note">
        <FindingFlag severity={severities[annotation.level]} size={12} />
        <span>
          {annotation.isNew === true ? <b className="amber">New. </b> : null}
          <SafeText text={annotation.message.slice(0, longestMessage)} />{" "}
          {annotation.line === null ? null : <span className="dim">{`Line ${formatCount(annotation.line)}, `}</span>}
          <span className="mono dim">
            <SafeText code text={annotation.rule} />
          </span>{" "}
          <span className="dim">
            of <SafeText code text={annotation.producer} />
          </span>
        </span>
      </div>
    );
  }
  const { finding } = note;
  return (
    <div className="diff-note">
      <FindingFlag severity={finding.severity} size={12} />
      <span>
        <b>{`${finding.title}.`}</b> <SafeText text={finding.message} /> <span className="dim">Rule</span>{" "}
        <span className="mono dim">{finding.rule}</span>{" "}
        {onEvent === undefined ? null : (
          <button type="button" className="link" onClick={onEvent}>
            Open event
          </button>
        )}
      </span>
    </div>
  );
}
