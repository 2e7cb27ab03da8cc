import { useState } from "react";
import type { ForegroundSheet } from "../../../shared/contract/foreground";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { announce } from "../../state/announce";
import { closeForeground, useForeground, type OpenForeground } from "../../state/foreground";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { FailedMessage, LoadingMessage } from "../QueryMessage";
import { SigningKey, useSigning } from "../SigningKey";
import { MadeList } from "./MadeList";
import { Resumes } from "./Resumes";
import "./foreground.css";

/** Taking an attempt over: its files in a folder, what opens it, and how its sessions are gone on with. */
export function Foreground() {
  const open = useForeground();
  return (
    <Dialog open={open !== null} onClose={closeForeground} label="Take to foreground" width={720}>
      {open === null ? null : <Content open={open} />}
    </Dialog>
  );
}

function Content({ open }: { readonly open: OpenForeground }) {
  const { taskId, attemptId } = open;
  const sheet = useQuery("foreground.sheet", { taskId, attemptId }, { scopes: ["task"] });
  if (sheet.value === undefined)
    return (
      <div className="foreground">
        {sheet.problem === undefined ? (
          <LoadingMessage thing="what taking it over would do" slow={sheet.slow} />
        ) : (
          <FailedMessage thing="the attempt" problem={sheet.problem} onRetry={sheet.reload} />
        )}
      </div>
    );
  const { letter, warnings, resume, made, editor } = sheet.value;
  return (
    <div className="foreground">
      <h2>{`Take attempt ${letter} to the foreground`}</h2>
      <Take open={open} sheet={sheet.value} onTaken={sheet.reload} />
      {made.length === 0 ? null : <MadeList made={made} editor={editor} onChanged={sheet.reload} />}
      <section className="foreground-part" aria-label="Before you open it">
        <h3>Before you open it</h3>
        <ul className="foreground-warnings small">
          {warnings.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <Resumes resume={resume} />
      <div className="foreground-foot">
        <Button variant="ghost" kbd="Esc" onClick={closeForeground}>
          Close
        </Button>
      </div>
    </div>
  );
}

interface TakeProps {
  readonly open: OpenForeground;
  readonly sheet: ForegroundSheet;
  readonly onTaken: () => void;
}

function Take({ open, sheet, onTaken }: TakeProps) {
  const { why, how, commit } = sheet;
  const signing = useSigning();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const blocked = why !== null ? "No files of it can be made." : (signing.blocked ?? undefined);
  const take = async () => {
    if (busy || blocked !== undefined) return;
    setBusy(true);
    const done = await call("foreground.take", { ...open, reason });
    setBusy(false);
    setProblem(done.ok ? null : done.error);
    if (!done.ok) return;
    setNotes([
      `${formatPlural(done.value.files, "file")} written; entry ${formatCount(done.value.seq)} says that you took it over.`,
      ...done.value.notes,
    ]);
    announce(`The attempt is in the foreground: entry ${formatCount(done.value.seq)}.`);
    onTaken();
  };
  return (
    <section className="foreground-part foreground-first" aria-label="Its files">
      <p className="small mid">
        {how === null ? (
          <SafeText text={why ?? ""} />
        ) : how === "head" ? (
          <>
            A checkout of <span className="mono">{commit?.slice(0, 12)}</span> in the data folder. The entry says who
            took what over, never the path.
          </>
        ) : how === "fetched" ? (
          <>
            Nothing of it is on this machine: <span className="mono">{commit?.slice(0, 12)}</span> is fetched from
            GitHub, without the history before it, and checked out in the data folder.
          </>
        ) : (
          <>
            No commit of it is here: its base <span className="mono">{commit?.slice(0, 12)}</span> with the patch as one
            commit on top, in the data folder.
          </>
        )}
      </p>
      <SigningKey state={signing.state} />
      <Field
        label="Why you take it over"
        placeholder="Why you take it over, for the entry"
        value={reason}
        maxLength={2000}
        onChange={setReason}
        onEnter={() => void take()}
      />
      <div className="row">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => void take()}
          {...(blocked === undefined ? {} : { disabledReason: blocked })}
        >
          Take to foreground
        </Button>
      </div>
      {problem === null ? null : <FailedMessage tried="Could not make" thing="the checkout" problem={problem} />}
      {notes.length === 0 ? null : (
        <div role="status">
          <ul className="foreground-warnings small">
            {notes.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
