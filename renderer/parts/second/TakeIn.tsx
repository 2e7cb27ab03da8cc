import { useEffect, useState } from "react";
import type { LookedFile } from "../../../shared/contract/second";
import type { Problem } from "../../../shared/result";
import { call, callShell } from "../../bridge/client";
import { announce } from "../../state/announce";
import { openApprovalFile } from "../../state/second";
import { Button } from "../../ui/Button";
import { SafeText } from "../../ui/SafeText";
import { FailedMessage } from "../QueryMessage";
import { LookedApproval } from "./LookedApproval";
import { LookedRequest } from "./LookedRequest";

interface Fetched {
  readonly path: string;
  readonly looked: LookedFile | null;
  readonly why: string | null;
}

/** Another reviewer's file: picked, dropped or fetched, looked at, and taken in where it holds. In: the file that is being looked at. */
export function TakeIn({ path }: { readonly path: string | null }) {
  const [looked, setLooked] = useState<{ readonly path: string; readonly file: LookedFile } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [fetched, setFetched] = useState<readonly Fetched[] | null>(null);
  const [again, setAgain] = useState(0);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (path === null) return;
    let current = true;
    void call("approvals.look", { path }).then((answer) => {
      if (!current) return;
      setProblem(answer.ok ? null : answer.error);
      setLooked(answer.ok ? { path, file: answer.value } : null);
    });
    return () => {
      current = false;
    };
  }, [path, again]);
  const pick = async () => {
    const picked = await callShell("shell.pick-files", {});
    const [first] = picked.ok ? picked.value.paths : [];
    if (!picked.ok) setProblem(picked.error);
    else if (first !== undefined) openApprovalFile(first);
  };
  const fetch = async () => {
    if (busy) return;
    setBusy(true);
    const done = await call("approvals.fetch", { remote: null });
    setProblem(done.ok ? null : done.error);
    const files: Fetched[] = [];
    for (const one of done.ok ? done.value.files : []) {
      const answer = await call("approvals.look", { path: one.path });
      files.push({
        path: one.path,
        looked: answer.ok ? answer.value : null,
        why: answer.ok ? null : answer.error.message,
      });
    }
    setBusy(false);
    if (done.ok) setFetched(files);
  };
  const shown = looked?.path === path ? looked.file : null;
  return (
    <section className="second-part" aria-label="Take in">
      <h3>Take in</h3>
      <p className="small mid">
        Drop the file here, pick it, or fetch what was pushed. It is checked first: every proof and signature, that
        nothing ends it, and that an attempt here has the same content.
      </p>
      <div className="row">
        <Button small onClick={() => void pick()}>
          Pick a file
        </Button>
        <Button small busy={busy} onClick={() => void fetch()}>
          Fetch from the remote of your anchors
        </Button>
      </div>
      {problem === null ? null : <FailedMessage tried="Could not take in" thing="the file" problem={problem} />}
      {fetched === null ? null : <FetchedList files={fetched} />}
      {shown === null ? null : shown.kind === "request" ? (
        <LookedRequest file={shown} />
      ) : (
        <LookedApproval
          key={shown.digest}
          file={shown}
          path={path ?? ""}
          onTaken={(words) => {
            announce(words);
            setAgain((count) => count + 1);
          }}
        />
      )}
    </section>
  );
}

function FetchedList({ files }: { readonly files: readonly Fetched[] }) {
  if (files.length === 0) return <p className="small mid">Nothing of another log is there.</p>;
  return (
    <ul className="second-list" aria-label="Files that were pushed">
      {files.map(({ path, looked, why }) => (
        <li key={path} className="second-row">
          <div className="second-facts small">
            <SafeText text={lineOf(looked, why)} />
          </div>
          <Button
            small
            onClick={() => {
              openApprovalFile(path);
            }}
          >
            Look at it
          </Button>
        </li>
      ))}
    </ul>
  );
}

function lineOf(looked: LookedFile | null, why: string | null): string {
  if (looked === null) return `Refused: ${why ?? "it cannot be read"}`;
  if (looked.kind === "request") return `${looked.by} asks for a second reviewer: ${looked.task.title}`;
  const who = looked.trustedAs ?? `${looked.claims.name}, key not trusted yet`;
  return `${who}: ${looked.decision.kind}, ${looked.decision.taskTitle}${looked.refused === null ? "" : `. Refused: ${looked.refused.message}`}`;
}
