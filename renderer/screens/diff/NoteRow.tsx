import { TriangleAlert } from "lucide-react";
import type { LineAnnotation } from "../../../shared/contract/evidence";
import type { Finding } from "../../../shared/model/finding";
import { FindingFlag } from "../../parts/FindingFlag";
import { formatCount } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { SafeText } from "../../ui/SafeText";
import type { Note } from "./place-notes";

/** A tool's message above this is read whole in the evidence. */
const longestMessage = 600;
const severities: Readonly<Record<LineAnnotation["level"], Finding["severity"]>> = {
  error: "serious",
  warning: "warning",
  note: "note",
};

export interface NoteRowProps {
  readonly note: Note;
  /** Goes to the event a finding names; absent where it names none. */
  readonly onEvent?: (() => void) | undefined;
}

/** What opens under a line: a finding, what a tool found, a fault of the patch itself, or what stands in place of lines. */
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
