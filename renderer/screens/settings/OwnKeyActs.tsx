import { useId, useState, type ReactNode } from "react";
import type { IdentityState, ReviewerKeyRow } from "../../../shared/contract/identity";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { NewPassphrase, newPassphraseFlaw } from "../../parts/SigningKey";
import { FailedMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";

type Answer = { readonly ok: true; readonly said: string } | { readonly ok: false; readonly error: Problem };

interface ActProps {
  readonly onDone: () => void;
}

/** One act: what it comes to, its fields, and the button that does it. */
function ActForm(props: {
  readonly name: string;
  readonly detail: string;
  readonly verb: string;
  readonly blocked: string | undefined;
  readonly children?: ReactNode;
  readonly act: () => Promise<Answer>;
  readonly onDone: () => void;
}) {
  const { name, detail, verb, blocked, children, act, onDone } = props;
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    if (busy || blocked !== undefined) return;
    setBusy(true);
    const done = await act();
    setBusy(false);
    setProblem(done.ok ? null : done.error);
    if (!done.ok) return;
    announce(done.said);
    onDone();
  };
  return (
    <form
      className="keys-form"
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <p className="small mid">{detail}</p>
      {problem === null ? null : <FailedMessage tried="Could not do" thing="this" problem={problem} />}
      {children}
      <Button busy={busy} onClick={() => void run()} {...(blocked === undefined ? {} : { disabledReason: blocked })}>
        {verb}
      </Button>
    </form>
  );
}

function useNewPassphrase() {
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  return {
    passphrase,
    flaw: newPassphraseFlaw(passphrase, again),
    fields: (
      <NewPassphrase
        passphrase={passphrase}
        again={again}
        onPassphrase={setPassphrase}
        onAgain={setAgain}
        onEnter={() => undefined}
      />
    ),
  };
}

export function BackupKeys({ onDone }: ActProps) {
  const { passphrase, flaw, fields } = useNewPassphrase();
  const [out, setOut] = useState("");
  return (
    <ActForm
      name="Back up the keys"
      detail="Both keys go into one encrypted file. Keep it on another disk: without the log’s key nothing more can be recorded here. Whoever has the file and its passphrase can sign in your name."
      verb="Write the backup"
      blocked={flaw}
      onDone={onDone}
      act={async () => {
        const done = await call("identity.backup", { out: out.trim() === "" ? null : out.trim(), passphrase });
        return done.ok ? { ok: true, said: `The keys are in ${done.value.path}.` } : done;
      }}
    >
      {fields}
      <Field
        label="File to write"
        placeholder="File to write; empty: into the data folder"
        value={out}
        maxLength={4096}
        onChange={setOut}
      />
    </ActForm>
  );
}

export function RestoreKeys({ onDone }: ActProps) {
  const [path, setPath] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const blocked = path.trim() === "" ? "Name the file." : passphrase === "" ? "Type its passphrase." : undefined;
  return (
    <ActForm
      name="Restore keys"
      detail="Keys that are missing here are put back. One that is in use is never replaced, and one that was revoked or changed since is left."
      verb="Put them back"
      blocked={blocked}
      onDone={onDone}
      act={async () => {
        const done = await call("identity.restore", { path: path.trim(), passphrase });
        if (!done.ok) return done;
        const { restored, left } = done.value;
        const names = { log: "the log’s key", reviewer: "your key" };
        const put = restored.map((role) => names[role]).join(" and ");
        return {
          ok: true,
          said: `${put === "" ? "Nothing was put back." : `Put back: ${put}.`} ${left.join(" ")}`.trim(),
        };
      }}
    >
      <Field label="Backup file" placeholder="Backup file" value={path} maxLength={4096} onChange={setPath} />
      <Field
        secret
        label="Passphrase of the backup"
        placeholder="Passphrase of the backup"
        value={passphrase}
        maxLength={1000}
        onChange={setPassphrase}
      />
    </ActForm>
  );
}

export function ProtectKey({ offered, onDone }: ActProps & { readonly offered: IdentityState["reviewer"]["offered"] }) {
  const { passphrase, flaw, fields } = useNewPassphrase();
  const hasKeychain = offered === "keychain" || offered === "basic_text";
  const [keychain, setKeychain] = useState(hasKeychain);
  return (
    <ActForm
      name="Protect otherwise"
      detail="The log and every report say how the key is kept."
      verb="Protect it so"
      blocked={keychain ? undefined : flaw}
      onDone={onDone}
      act={async () => {
        const protect = keychain ? { by: "keychain" as const } : { by: "passphrase" as const, passphrase };
        const done = await call("identity.protect", { protect });
        return done.ok
          ? { ok: true, said: `Your key is kept otherwise; entry ${String(done.value.seq)} says so.` }
          : done;
      }}
    >
      {hasKeychain ? (
        <label className="signing-key-plain">
          <input
            type="checkbox"
            checked={keychain}
            onChange={(event) => {
              setKeychain(event.target.checked);
            }}
          />
          <span>In the system’s keychain: the terminal cannot sign then</span>
        </label>
      ) : null}
      {keychain ? null : fields}
    </ActForm>
  );
}

export function RotateKey({ onDone }: ActProps) {
  const [log, setLog] = useState(false);
  return (
    <ActForm
      name="Change a key"
      detail="A new key takes the place of the old one, which is gone then; both sign that in the log. What the old one signed goes on counting. Back the keys up anew afterwards."
      verb="Change it"
      blocked={undefined}
      onDone={onDone}
      act={async () => {
        const done = await call("identity.rotate", { role: log ? "log" : "reviewer" });
        return done.ok ? { ok: true, said: `The key is changed; entry ${String(done.value.seq)} says so.` } : done;
      }}
    >
      <label className="signing-key-plain">
        <input
          type="checkbox"
          checked={log}
          onChange={(event) => {
            setLog(event.target.checked);
          }}
        />
        <span>The log’s key instead of yours</span>
      </label>
    </ActForm>
  );
}

export function BindSsh({ onDone }: ActProps) {
  const text = useQuery("identity.ssh-text", {});
  const [publicKey, setPublicKey] = useState("");
  const [signature, setSignature] = useState("");
  const ids = [useId(), useId(), useId()];
  const blocked =
    publicKey.trim() === ""
      ? "Paste the public SSH key."
      : signature.trim() === ""
        ? "Paste the signature."
        : undefined;
  return (
    <ActForm
      name="Bind to an SSH key"
      detail="Save the text below as a file, sign it with ssh-keygen -Y sign -n countersign -f KEY FILE, and paste what FILE.sig holds. Or in a terminal: countersign identity ssh --key KEY."
      verb="Bind it"
      blocked={blocked}
      onDone={onDone}
      act={async () => {
        const done = await call("identity.ssh", { publicKey, signature });
        return done.ok
          ? { ok: true, said: `Bound to ${done.value.fingerprint}; entry ${String(done.value.seq)} says so.` }
          : done;
      }}
    >
      <label className="small mid" htmlFor={ids[0]}>
        Text to sign
      </label>
      <textarea id={ids[0]} className="keys-text mono" rows={4} readOnly value={text.value?.text ?? ""} />
      <label className="small mid" htmlFor={ids[1]}>
        Public SSH key (the .pub file)
      </label>
      <textarea
        id={ids[1]}
        className="keys-text mono"
        rows={2}
        spellCheck={false}
        maxLength={20_000}
        value={publicKey}
        onChange={(event) => {
          setPublicKey(event.target.value);
        }}
      />
      <label className="small mid" htmlFor={ids[2]}>
        Signature
      </label>
      <textarea
        id={ids[2]}
        className="keys-text mono"
        rows={4}
        spellCheck={false}
        maxLength={20_000}
        value={signature}
        onChange={(event) => {
          setSignature(event.target.value);
        }}
      />
    </ActForm>
  );
}

export function RevokeKey({ keys, onDone }: ActProps & { readonly keys: readonly ReviewerKeyRow[] }) {
  const [keyid, setKeyid] = useState(keys.find(({ own }) => own)?.keyid ?? keys[0]?.keyid ?? "");
  const [from, setFrom] = useState("");
  const [reason, setReason] = useState("");
  const id = useId();
  const place = /^[0-9]{1,15}$/.test(from.trim());
  const blocked =
    from.trim() !== "" && !place
      ? "Give an entry’s number, or nothing."
      : reason.trim() === ""
        ? "Say why; it stands in the log."
        : undefined;
  return (
    <ActForm
      name="Revoke a key"
      detail="Its signatures do not count from a place in the log on: decisions after it are named as signed with a revoked key. Nothing is removed, and this is not taken back."
      verb="Revoke it"
      blocked={blocked}
      onDone={onDone}
      act={async () => {
        const done = await call("identity.revoke", { keyid, from: place ? Number(from.trim()) : null, reason });
        return done.ok ? { ok: true, said: `The key is revoked; entry ${String(done.value.seq)} says so.` } : done;
      }}
    >
      <label className="small mid" htmlFor={id}>
        Key
      </label>
      <select
        id={id}
        className="keys-select mono"
        value={keyid}
        onChange={(event) => {
          setKeyid(event.target.value);
        }}
      >
        {keys.map((key) => (
          <option key={key.keyid} value={key.keyid}>
            {`${key.keyid.slice(0, 16)} ${key.person.name}`}
          </option>
        ))}
      </select>
      <Field
        label="First entry it does not count in"
        placeholder="First entry it does not count in; empty: from here on"
        value={from}
        maxLength={15}
        onChange={setFrom}
      />
      <Field label="Why" placeholder="Why" value={reason} maxLength={2000} onChange={setReason} />
    </ActForm>
  );
}
