import { useState } from "react";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { FailedMessage } from "../../parts/QueryMessage";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";

interface ImportProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onBegun: (text: string, origin: string) => void;
}

/** Begins a contract from an issue: its address on GitHub, or its title and text. */
export function ImportDialog({ open, onClose, onBegun }: ImportProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Begin from an issue" width={620}>
      <ImportForm onClose={onClose} onBegun={onBegun} />
    </Dialog>
  );
}

function ImportForm({ onClose, onBegun }: Omit<ImportProps, "open">) {
  const [url, setUrl] = useState("");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const address = url.trim() !== "";
  const missing = !address && text.trim() === "" ? "Give an address, or paste the issue." : undefined;
  const begin = async () => {
    if (busy || missing !== undefined) return;
    setBusy(true);
    const draft = await call("contract.import", {
      from: address ? { kind: "address", url: url.trim() } : { kind: "text", text },
    });
    setBusy(false);
    if (draft.ok) onBegun(draft.value.text, draft.value.origin);
    else setProblem(draft.error);
  };
  return (
    <div className="contract-dialog">
      <h2>Begin from an issue</h2>
      <p className="mid">
        Headings, lists, commands and labels become a draft; every guess says so in a comment. Nothing is run.
      </p>
      <Field
        mono
        label="Address of the issue"
        value={url}
        onChange={setUrl}
        placeholder="https://github.com/OWNER/REPO/issues/N"
        maxLength={2000}
        onEnter={() => void begin()}
      />
      <label htmlFor="contract-paste" className="meta">
        Or its title and text
      </label>
      <textarea
        id="contract-paste"
        className="contract-input"
        rows={10}
        maxLength={262_144}
        value={text}
        disabled={address}
        onChange={(event) => {
          setText(event.target.value);
        }}
      />
      {problem === null ? null : <FailedMessage thing="the issue" problem={problem} />}
      <div className="contract-dialog-foot">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => void begin()}
          {...(missing === undefined ? {} : { disabledReason: missing })}
        >
          Begin
        </Button>
        <Button variant="ghost" kbd="Esc" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
