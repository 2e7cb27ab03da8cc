import { useState } from "react";
import type { ApprovalsState } from "../../../shared/contract/second";
import type { Problem, Result } from "../../../shared/result";
import { call, callShell } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { SafeText } from "../../ui/SafeText";
import { FailedMessage } from "../QueryMessage";
import { Fingerprint } from "./Fingerprint";

interface Written {
  readonly what: string;
  readonly path: string;
  readonly digest: string;
  readonly pushed: { readonly remote: string; readonly ref: string } | null;
}

/** Writes the own approval, or the request for another's, as a file that leaves this machine. */
export function HandOver({ state }: { readonly state: ApprovalsState }) {
  const { taskId, attemptId, handOut, remote } = state;
  const identity = useQuery("identity.state", {}, { scopes: ["settings", "audit"] });
  const [text, setText] = useState(true);
  const [push, setPush] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [written, setWritten] = useState<Written | null>(null);
  const shared = { taskId, attemptId, push: push && remote !== null, remote: null };
  const run = async (what: string, act: () => Promise<Result<Omit<Written, "what">>>) => {
    if (busy) return;
    setBusy(true);
    const done = await act();
    setBusy(false);
    setProblem(done.ok ? null : done.error);
    setWritten(done.ok ? { what, ...done.value } : null);
    if (done.ok) announce(`${what} is written.`);
  };
  const own = identity.value?.reviewer.keyid ?? null;
  return (
    <section className="second-part" aria-label="Hand over">
      <h3>Hand over</h3>
      <p className="small mid">
        Your approval as a signed file: the entry of your log, the proof that it stands there, and your log’s keys. The
        request says where to look and approves nothing.
      </p>
      <div className="second-choices">
        <label className="small">
          <input
            type="checkbox"
            checked={text}
            onChange={(event) => {
              setText(event.target.checked);
            }}
          />{" "}
          What you typed goes along
        </label>
        {remote === null ? null : (
          <label className="small">
            <input
              type="checkbox"
              checked={push}
              onChange={(event) => {
                setPush(event.target.checked);
              }}
            />{" "}
            Push it to <SafeText text={remote} code /> too
          </label>
        )}
      </div>
      <div className="row">
        <Button
          small
          busy={busy}
          onClick={() => void run("Your approval", () => call("approvals.handOut", { ...shared, text }))}
          {...(handOut === null ? { disabledReason: "You have not approved this attempt." } : {})}
        >
          Hand over your approval
        </Button>
        <Button
          small
          busy={busy}
          onClick={() => void run("The request", () => call("approvals.request", { ...shared, note: "" }))}
        >
          Ask a second reviewer
        </Button>
      </div>
      {problem === null ? null : <FailedMessage tried="Could not write" thing="the file" problem={problem} />}
      {written === null ? null : <WrittenFile written={written} />}
      {own === null ? null : (
        <div className="small mid">
          Your key’s fingerprint, for them to compare: <Fingerprint keyid={own} />
        </div>
      )}
    </section>
  );
}

function WrittenFile({ written }: { readonly written: Written }) {
  const { what, path, digest, pushed } = written;
  const show = () => {
    void callShell("shell.show-report", { path }).then((result) => {
      if (!result.ok) announce(`Could not show the file: ${result.error.message}`);
    });
  };
  const copy = () => {
    void callShell("shell.copy-report", { path }).then((result) => {
      if (!result.ok) announce(`Could not save the copy: ${result.error.message}`);
      else if (result.value.copied !== null) announce("Copy saved.");
    });
  };
  return (
    <div className="second-written" role="status">
      <p className="small">{`${what} is written. Recorded in the log as an export.`}</p>
      <p className="mono small">
        <SafeText text={path} code />
      </p>
      <p className="meta mono">{`sha256 ${digest}`}</p>
      {pushed === null ? null : (
        <p className="small">
          <SafeText text={`Pushed to ${pushed.remote}, ${pushed.ref}`} code />
        </p>
      )}
      <div className="row">
        <Button small onClick={show}>
          Show in folder
        </Button>
        <Button small onClick={copy}>
          Save a copy
        </Button>
      </div>
    </div>
  );
}
