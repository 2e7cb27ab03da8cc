import { useState } from "react";
import type { ForegroundSheet, MadeForeground } from "../../../shared/contract/foreground";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { formatMoment } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { useNow } from "../../ui/use-now";
import { FailedMessage } from "../QueryMessage";

export interface MadeListProps {
  readonly made: readonly MadeForeground[];
  readonly editor: ForegroundSheet["editor"];
  readonly onChanged: () => void;
}

/** The folders that were made of an attempt: opened, copied, or taken away. */
export function MadeList({ made, editor, onChanged }: MadeListProps) {
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <section className="foreground-part" aria-label="Folders made of it">
      <h3>Folders made of it</h3>
      <ul className="foreground-list">
        {made.map((row) => (
          <Made key={row.id} row={row} onProblem={setProblem} onChanged={onChanged} />
        ))}
      </ul>
      {problem === null ? null : <FailedMessage tried="Could not change" thing="the folder" problem={problem} />}
      <p className="small mid">
        Opened with <SafeText text={editor.argv.join(" ")} code className="mono" />
        {editor.named ? "" : ", the system’s own"}. Another one is named with{" "}
        <span className="mono">countersign foreground editor</span>: the window cannot change what it starts.
      </p>
    </section>
  );
}

interface MadeProps {
  readonly row: MadeForeground;
  readonly onProblem: (problem: Problem | null) => void;
  readonly onChanged: () => void;
}

function Made({ row, onProblem, onChanged }: MadeProps) {
  const [asked, setAsked] = useState(false);
  const now = useNow();
  const there = row.state === "there";
  const open = async () => {
    const opened = await call("foreground.open", { id: row.id });
    onProblem(opened.ok ? null : opened.error);
    if (opened.ok) announce("The folder is opened.");
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(row.folder);
      announce("The folder’s path is copied.");
    } catch {
      announce("Could not copy: the window has no access to the clipboard.");
    }
  };
  const remove = async (force: boolean) => {
    const removed = await call("foreground.remove", { id: row.id, force });
    onProblem(removed.ok ? null : removed.error);
    if (!removed.ok) {
      setAsked(removed.error.code === "foreground-changed");
      return;
    }
    announce(removed.value.deleted ? "The folder is deleted." : "The folder is forgotten, and was left alone.");
    onChanged();
  };
  return (
    <li className="foreground-row">
      <div className="foreground-facts">
        <SafeText text={row.folder} code className="mono" />
        <div className={there ? "small mid" : "small amber"}>
          {there
            ? `made ${formatMoment(row.madeAt, now)}`
            : "It is not there any more, or is another folder: it is left alone."}
        </div>
      </div>
      <div className="row">
        {there ? (
          <>
            <Button small onClick={() => void open()}>
              Open
            </Button>
            <Button small variant="ghost" onClick={() => void copy()}>
              Copy path
            </Button>
          </>
        ) : null}
        {asked ? (
          <>
            <Button small label="Delete it with the work in it that is nowhere else" onClick={() => void remove(true)}>
              Delete with its work
            </Button>
            <Button
              small
              variant="ghost"
              onClick={() => {
                setAsked(false);
              }}
            >
              Keep it
            </Button>
          </>
        ) : (
          <Button small variant="ghost" onClick={() => void remove(false)}>
            {there ? "Delete" : "Forget it"}
          </Button>
        )}
      </div>
    </li>
  );
}
