import { useState } from "react";
import { create } from "zustand";
import type { AuditEntryView } from "../../../shared/contract/audit";
import { viewedBlocks } from "../../../shared/model/viewed-home";
import type { Problem } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { FailedMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import "./erase.css";

/** What is asked about: the dialog outlives the entry's panel, which goes on to the entry that says so. */
const asked = create<{ readonly about: Omit<EraseDialogProps, "onClose"> | null }>(() => ({ about: null }));

/** Erases what was typed with a decision: only where it is still there. */
export function EraseText({ view }: { readonly view: AuditEntryView }) {
  const { decision, texts, body } = view.entry;
  const viewed = (useAppStatus().value?.viewed ?? null) !== null;
  if (decision === null || texts?.state !== "kept") return null;
  return (
    <Button
      {...(viewed ? { disabledReason: viewedBlocks } : {})}
      onClick={() => {
        asked.setState({
          about: { seq: body.seq, reason: decision.reason, comments: decision.comments?.length ?? 0 },
        });
      }}
    >
      Erase text
    </Button>
  );
}

/** The dialog, where one was asked for. */
export function EraseAsked() {
  const { about } = asked();
  return about === null ? null : (
    <EraseDialog
      {...about}
      onClose={() => {
        asked.setState({ about: null });
      }}
    />
  );
}

interface EraseDialogProps {
  readonly seq: number;
  readonly reason: string;
  readonly comments: number;
  readonly onClose: () => void;
}

function EraseDialog({ seq, reason, comments, onClose }: EraseDialogProps) {
  const [why, setWhy] = useState("");
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [stays, setStays] = useState<readonly string[] | null>(null);
  const number = String(seq);
  const missing =
    why.trim() === "" ? "Say why first" : typed.trim() === number ? undefined : `Type ${number} to confirm`;
  const erase = async () => {
    if (missing !== undefined || busy) return;
    setBusy(true);
    const result = await call("audit.erase", { seq, reason: why.trim() });
    setBusy(false);
    setProblem(result.ok ? null : result.error);
    if (!result.ok) return;
    setStays(result.value.stays);
    announce(`The text of entry ${formatCount(seq)} is erased; entry ${formatCount(result.value.seq)} says so.`);
  };
  const lost = [
    ...(reason === "" ? [] : [`the reason, ${formatPlural(reason.length, "character")}`]),
    ...(comments === 0 ? [] : [formatPlural(comments, "comment")]),
  ];
  return (
    <Dialog open onClose={onClose} label={`Erase the text of entry ${formatCount(seq)}`}>
      <div className="erase">
        <h2>{`Erase the text of entry ${formatCount(seq)}`}</h2>
        {stays === null ? (
          <>
            <p>{`Lost for good: ${lost.join(" and ")}. It is overwritten in the record, and nothing brings it back.`}</p>
            <h3 className="meta">What stays</h3>
            <ul className="erase-stays small">
              <li>The decision: its kind, task, person, time, digests and signature. The log still holds.</li>
              <li>A commitment to the text: it says that there was one, and not what it said.</li>
              <li>An entry that says when it was erased and why.</li>
              <li>Backups, bundles and reports made before: they are not reached. Delete them where they are.</li>
            </ul>
            <Field
              label="Why it is erased"
              value={why}
              onChange={setWhy}
              placeholder="Why: it becomes an entry, so name nothing that is to be erased"
              maxLength={2000}
            />
            <Field
              label={`Type ${number} to confirm`}
              value={typed}
              onChange={setTyped}
              placeholder={`Type ${number} to confirm`}
              mono
              maxLength={20}
              onEnter={() => {
                void erase();
              }}
            />
            {problem === null ? null : <FailedMessage tried="Could not erase" thing="the text" problem={problem} />}
            <div className="erase-foot">
              <Button
                variant="primary"
                busy={busy}
                onClick={() => {
                  void erase();
                }}
                {...(missing === undefined ? {} : { disabledReason: missing })}
              >
                {`Erase the text of entry ${formatCount(seq)}`}
              </Button>
              <Button variant="ghost" kbd="Esc" onClick={onClose}>
                Keep it
              </Button>
            </div>
          </>
        ) : (
          <>
            <p role="status">It is erased. What is left of it:</p>
            <ul className="erase-stays small">
              {stays.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            <div className="erase-foot">
              <Button variant="primary" onClick={onClose}>
                Close
              </Button>
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
