import { useState } from "react";
import { shortestPassphrase, type IdentityState, type Protect } from "../../shared/contract/identity";
import type { Problem } from "../../shared/result";
import { firstKeySentence, protectionWords } from "../../shared/review/key-words";
import { call } from "../bridge/client";
import { useQuery } from "../bridge/use-query";
import { announce } from "../state/announce";
import { Button } from "../ui/Button";
import { Field } from "../ui/Field";
import { SafeText } from "../ui/SafeText";
import "./signing-key.css";

/** The reviewer's key as a decision needs it, and why nothing can be signed now; null where it can. */
export function useSigning(): { readonly state: IdentityState | undefined; readonly blocked: string | null } {
  const { value } = useQuery("identity.state", {}, { scopes: ["settings", "audit"] });
  return { state: value, blocked: value === undefined ? null : blockedBy(value) };
}

function blockedBy({ log, reviewer }: IdentityState): string | null {
  if (log.state === "lost" || log.state === "unreadable") return "The log's key is lost: put it back first.";
  if (reviewer.state === "locked") return "Unlock your signing key first.";
  if (reviewer.state === "none") return reviewer.problem === null ? null : "Make your signing key first.";
  return reviewer.state === "ready" ? null : "Your signing key cannot be used.";
}

/** What is to be known or done of the key before a decision: nothing where it is ready. */
export function SigningKey({ state }: { readonly state: IdentityState | undefined }) {
  if (state === undefined) return null;
  const { log, reviewer } = state;
  if (log.state === "lost" || log.state === "unreadable") return <LostLogKey file={log.file} />;
  switch (reviewer.state) {
    case "ready":
      return null;
    case "locked":
      return (
        <section className="signing-key" aria-label="Signing key">
          <p>Your signing key is locked.</p>
          <Unlock />
        </section>
      );
    case "none":
      return (
        <section className="signing-key" aria-label="Signing key">
          <p>{firstKeySentence}</p>
          {reviewer.problem === null ? (
            <p className="small mid">
              {`It is kept by ${protectionWords[reviewer.offered === "nothing" ? "file" : reviewer.offered]}. A backup of it is written under Settings.`}
            </p>
          ) : (
            <MakeKey />
          )}
        </section>
      );
    case "ended":
    case "unreadable":
      return (
        <section className="signing-key" aria-label="Signing key">
          <SafeText text={reviewer.problem ?? "Your signing key cannot be used."} />
          {reviewer.state === "ended" ? <MakeKey /> : null}
        </section>
      );
  }
}

/** What a lost log key means, and what remains. */
export function LostLogKey({ file }: { readonly file: string }) {
  return (
    <section className="signing-key" aria-label="The log's key is lost">
      <p>
        The log’s key on this machine is not the one its checkpoints are signed with, so nothing can be recorded.
        Everything recorded can be read, verified and exported.
      </p>
      <p className="small mid">
        Put it back from a backup of the keys, or from a copy of the data folder: <span className="mono">{file}</span>
      </p>
    </section>
  );
}

function useAct(act: () => Promise<{ ok: true } | { ok: false; error: Problem }>) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (busy) return;
    setBusy(true);
    const done = await act();
    setBusy(false);
    setProblem(done.ok ? null : done.error);
  };
  return { problem, busy, run };
}

function Wrong({ problem }: { readonly problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <p role="alert">
      <SafeText text={`${problem.message} ${problem.remedy ?? ""}`.trim()} />
    </p>
  );
}

/** Asks for the passphrase of the key that is there. */
function Unlock() {
  const [passphrase, setPassphrase] = useState("");
  const { problem, busy, run } = useAct(async () => {
    const done = await call("identity.unlock", { passphrase });
    setPassphrase("");
    if (done.ok) announce("Your signing key is unlocked.");
    return done;
  });
  const submit = () => {
    if (passphrase !== "") void run();
  };
  return (
    <div className="signing-key-form">
      <Field
        secret
        label="Passphrase of your signing key"
        placeholder="Passphrase"
        value={passphrase}
        maxLength={1000}
        onChange={setPassphrase}
        onEnter={submit}
      />
      <Button busy={busy} onClick={submit} {...(passphrase === "" ? { disabledReason: "Type its passphrase." } : {})}>
        Unlock it
      </Button>
      <Wrong problem={problem} />
    </div>
  );
}

/** Makes the key under a passphrase, or without one where that is chosen. */
function MakeKey() {
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [protect, setProtect] = useState<Protect["by"]>("passphrase");
  const blocked = protect === "file" ? undefined : newPassphraseFlaw(passphrase, again);
  const { problem, busy, run } = useAct(async () => {
    const done = await call("identity.create", {
      protect: protect === "file" ? { by: "file" } : { by: "passphrase", passphrase },
    });
    setPassphrase("");
    setAgain("");
    if (done.ok) announce("Your signing key is made.");
    return done;
  });
  const submit = () => {
    if (blocked === undefined) void run();
  };
  return (
    <div className="signing-key-form">
      {protect === "file" ? null : (
        <NewPassphrase
          passphrase={passphrase}
          again={again}
          onPassphrase={setPassphrase}
          onAgain={setAgain}
          onEnter={submit}
        />
      )}
      <label className="signing-key-plain">
        <input
          type="checkbox"
          checked={protect === "file"}
          onChange={(event) => {
            setProtect(event.target.checked ? "file" : "passphrase");
          }}
        />
        <span>
          Without a passphrase: whoever can read this account’s files can sign in my name, and the log and every report
          say so
        </span>
      </label>
      <Button busy={busy} onClick={submit} {...(blocked === undefined ? {} : { disabledReason: blocked })}>
        Make the key
      </Button>
      <Wrong problem={problem} />
    </div>
  );
}

/** Why two typings are no new passphrase. */
export function newPassphraseFlaw(passphrase: string, again: string): string | undefined {
  if (passphrase.length < shortestPassphrase)
    return `A passphrase needs ${String(shortestPassphrase)} characters; a few words are easy to keep.`;
  return passphrase === again ? undefined : "Type the same passphrase twice.";
}

/** Two fields for a passphrase that is new. */
export function NewPassphrase(props: {
  readonly passphrase: string;
  readonly again: string;
  readonly onPassphrase: (text: string) => void;
  readonly onAgain: (text: string) => void;
  readonly onEnter: () => void;
}) {
  return (
    <>
      <Field
        secret
        label="New passphrase"
        placeholder="New passphrase"
        value={props.passphrase}
        maxLength={1000}
        onChange={props.onPassphrase}
      />
      <Field
        secret
        label="The same passphrase again"
        placeholder="The same again"
        value={props.again}
        maxLength={1000}
        onChange={props.onAgain}
        onEnter={props.onEnter}
      />
    </>
  );
}
