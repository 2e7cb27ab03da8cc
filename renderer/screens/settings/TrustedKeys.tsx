import { useEffect, useId, useRef, useState } from "react";
import type { Input } from "../../../shared/contract/api";
import type { KeyRow } from "../../../shared/contract/keys";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatPlural } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";

/** The keys whose signatures attest evidence: added by pasting them, removed after a second question. */
export function TrustedKeys() {
  const keys = useQuery("keys.list", {}, { scopes: ["settings", "task"] });
  const [adding, setAdding] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async (key: KeyRow) => {
    const removed = await call("keys.remove", { id: key.id });
    setProblem(removed.ok ? null : removed.error);
    if (!removed.ok) return;
    announce(`${key.name} is not trusted any more. ${standingWords(removed.value.changed)}`);
    keys.reload();
  };
  return (
    <div className="keys">
      {problem === null ? null : <FailedMessage tried="Could not remove" thing="the key" problem={problem} />}
      {keys.problem === undefined ? null : (
        <FailedMessage thing="the trusted keys" problem={keys.problem} onRetry={keys.reload} />
      )}
      {keys.value === undefined ? (
        keys.problem === undefined ? (
          <LoadingMessage thing="the trusted keys" slow={keys.slow} />
        ) : null
      ) : keys.value.length === 0 ? (
        <p className="small mid">No key is trusted: no signature attests anything.</p>
      ) : (
        <ul className="keys-list" aria-label="Trusted keys">
          {keys.value.map((key) => (
            <KeyLine key={key.id} row={key} onRemove={() => void remove(key)} />
          ))}
        </ul>
      )}
      {adding ? (
        <AddKey
          onDone={() => {
            setAdding(false);
            keys.reload();
          }}
          onCancel={() => {
            setAdding(false);
          }}
        />
      ) : (
        <Button
          onClick={() => {
            setAdding(true);
          }}
        >
          Trust a key
        </Button>
      )}
    </div>
  );
}

function standingWords(changed: number): string {
  return changed === 0
    ? "No evidence stands otherwise for it."
    : `The evidence of ${formatPlural(changed, "attempt", "attempts")} stands otherwise now.`;
}

function KeyLine({ row, onRemove }: { readonly row: KeyRow; readonly onRemove: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <li className="keys-row">
      <div className="keys-facts">
        <span className="medium">
          <SafeText text={row.name} />
        </span>
        <span className="small mid">
          {row.algorithm}, {formatPlural(row.attempts, "attempt", "attempts")}, since {row.addedAt.slice(0, 10)}
        </span>
        <span className="mono" title={row.id}>
          {row.id.slice(0, 16)}
        </span>
        {row.identity === null ? null : (
          <span className="small mid">
            <SafeText text={`${row.identity}, vouched for by ${row.issuer ?? "nobody"}`} />
          </span>
        )}
      </div>
      {asked ? (
        <div className="keys-asked">
          <Button small onClick={onRemove} label={`Remove ${row.name}: what it attested stands without it`}>
            Remove it
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
        </div>
      ) : (
        <Button
          small
          label={`Remove ${row.name}`}
          onClick={() => {
            setAsked(true);
          }}
        >
          Remove
        </Button>
      )}
    </li>
  );
}

function AddKey({ onDone, onCancel }: { readonly onDone: () => void; readonly onCancel: () => void }) {
  const [form, setForm] = useState({ name: "", text: "", identity: "", issuer: "" });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const textId = useId();
  useEffect(() => {
    first.current?.focus();
  }, []);
  const isRoot = form.text.trimStart().startsWith("{");
  const blocked = blockedBy(form, isRoot);
  const change = (part: Partial<typeof form>) => {
    setForm((before) => ({ ...before, ...part }));
  };
  const save = async () => {
    if (blocked !== undefined || busy) return;
    setBusy(true);
    const input: Input<"keys.trust"> = {
      name: form.name,
      text: form.text,
      ...(isRoot ? { identity: form.identity, issuer: form.issuer } : {}),
    };
    const trusted = await call("keys.trust", input);
    setBusy(false);
    setProblem(trusted.ok ? null : trusted.error);
    if (!trusted.ok) return;
    announce(`${trusted.value.key.name} is trusted. ${standingWords(trusted.value.changed)}`);
    onDone();
  };
  return (
    <form
      className="keys-form"
      aria-label="Trust a key"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {problem === null ? null : <FailedMessage tried="Could not trust" thing="the key" problem={problem} />}
      <Field
        ref={first}
        label="Whose key it is"
        placeholder="Whose key it is"
        value={form.name}
        maxLength={200}
        onChange={(name) => {
          change({ name });
        }}
        onEscape={onCancel}
        onEnter={() => void save()}
      />
      <label className="small mid" htmlFor={textId}>
        Public key (PEM), or a Sigstore trusted_root.json
      </label>
      <textarea
        id={textId}
        className="keys-text mono"
        rows={5}
        spellCheck={false}
        value={form.text}
        maxLength={1024 * 1024}
        onChange={(event) => {
          change({ text: event.target.value });
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onCancel();
        }}
      />
      {isRoot ? (
        <>
          <Field
            label="Identity that must have signed"
            placeholder="Identity that must have signed; * at its end for any rest"
            value={form.identity}
            maxLength={1000}
            onChange={(identity) => {
              change({ identity });
            }}
            onEscape={onCancel}
          />
          <Field
            label="Issuer that must have vouched for it"
            placeholder="Issuer that must have vouched for it"
            value={form.issuer}
            maxLength={1000}
            onChange={(issuer) => {
              change({ issuer });
            }}
            onEscape={onCancel}
          />
        </>
      ) : null}
      <div className="keys-asked">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => void save()}
          {...(blocked === undefined ? {} : { disabledReason: blocked })}
        >
          Trust it
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function blockedBy(
  form: { readonly name: string; readonly text: string; readonly identity: string; readonly issuer: string },
  isRoot: boolean,
): string | undefined {
  if (form.name.trim() === "") return "A key needs a name.";
  if (form.text.trim() === "") return "Paste the key.";
  if (isRoot && (form.identity.trim() === "" || form.issuer.trim() === ""))
    return "Under a Sigstore root anyone can sign: name the identity and its issuer.";
  return undefined;
}
