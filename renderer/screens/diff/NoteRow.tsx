import { TriangleAlert } from "lucide-react";
import { FindingFlag } from "../../parts/FindingFlag";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import type { Note } from "./place-notes";

export interface NoteRowProps {
  readonly note: Note;
  /** Goes to the event a finding names; absent where it names none. */
  readonly onEvent?: (() => void) | undefined;
}

/** What opens under a line: a finding, a fault of the patch itself, or what stands in place of lines. */
export function NoteRow({ note, onEvent }: NoteRowProps) {
  if (note.kind === "state") {
    return (
      <div className="diff-note">
        <span className="mid">{note.text}</span>
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
