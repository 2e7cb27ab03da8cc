import { useEffect, useRef, useState } from "react";
import type { WebhookView } from "../../../shared/contract/escalations";
import type { Problem } from "../../../shared/result";
import { call } from "../../bridge/client";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { Section } from "./Section";

const forms = [
  { value: "slack", label: "Slack" },
  { value: "generic", label: "Generic JSON" },
] as const;

const protections: Readonly<Record<NonNullable<WebhookView["protection"]>, string>> = {
  keychain: "address in the keychain's care",
  passphrase: "address under the passphrase",
  basic_text: "address not protected",
  file: "address not protected",
};

/** Where escalations are told beside GitHub: added with an address that is never shown again, tested, removed after a second question. */
export function Webhooks() {
  const asked = useQuery("webhooks.list", {}, { scopes: ["settings"] });
  const [adding, setAdding] = useState(false);
  const [failed, setFailed] = useState<{ readonly tried: string; readonly problem: Problem } | null>(null);
  const remove = async ({ id, name }: WebhookView) => {
    const removed = await call("webhooks.remove", { id });
    setFailed(removed.ok ? null : { tried: "Could not remove", problem: removed.error });
    if (removed.ok) announce(`${name} was removed with its address.`);
    asked.reload();
  };
  const test = async ({ id, name }: WebhookView) => {
    const tested = await call("webhooks.test", { id });
    setFailed(tested.ok ? null : { tried: "Could not reach", problem: tested.error });
    if (tested.ok) announce(`${name} took the test message, status ${String(tested.value.status)}.`);
  };
  const { value } = asked;
  return (
    <Section
      id="webhooks"
      name="Webhooks"
      detail="An escalation is offered to each of them and sent when it is recorded, through the outbox. A webhook cannot be asked what it has: after a lost answer a message is held, and sent again only by you, with the same reference."
    >
      <div className="keys">
        {failed === null ? null : <FailedMessage tried={failed.tried} thing="the webhook" problem={failed.problem} />}
        {asked.problem === undefined ? null : (
          <FailedMessage thing="the webhooks" problem={asked.problem} onRetry={asked.reload} />
        )}
        {value === undefined ? (
          asked.problem === undefined ? (
            <LoadingMessage thing="the webhooks" slow={asked.slow} />
          ) : null
        ) : value.webhooks.length === 0 ? (
          <p className="small mid">No webhook: escalations are told on pull requests and by e-mail alone.</p>
        ) : (
          <ul className="keys-list" aria-label="Webhooks">
            {value.webhooks.map((row) => (
              <Line key={row.id} row={row} onRemove={() => void remove(row)} onTest={() => test(row)} />
            ))}
          </ul>
        )}
        {adding ? (
          <AddWebhook
            weak={value?.offered === "nothing" || value?.offered === "basic_text"}
            onDone={() => {
              setAdding(false);
              asked.reload();
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
            Add a webhook
          </Button>
        )}
      </div>
    </Section>
  );
}

interface LineProps {
  readonly row: WebhookView;
  readonly onRemove: () => void;
  readonly onTest: () => Promise<void>;
}

function Line({ row, onRemove, onTest }: LineProps) {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const { name, host, form, addedAt, protection } = row;
  const weak = protection === null || protection === "file" || protection === "basic_text";
  return (
    <li className="keys-row">
      <div className="keys-facts">
        <span className="medium">
          <SafeText text={name} />
        </span>
        <span className="mono">
          <SafeText text={host} code />
        </span>
        <span className={weak ? "small amber" : "small mid"}>
          {`${form === "slack" ? "Slack form" : "generic form"}, since ${addedAt.slice(0, 10)}, ${protection === null ? "its address is gone" : protections[protection]}`}
        </span>
      </div>
      {asked ? (
        <div className="keys-asked">
          <Button small onClick={onRemove} label={`Remove ${name} and its address`}>
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
        <div className="keys-asked">
          <Button
            small
            busy={busy}
            label={`Send a test message to ${name}`}
            onClick={() => {
              setBusy(true);
              void onTest().finally(() => {
                setBusy(false);
              });
            }}
          >
            Send a test
          </Button>
          <Button
            small
            label={`Remove ${name}`}
            onClick={() => {
              setAsked(true);
            }}
          >
            Remove
          </Button>
        </div>
      )}
    </li>
  );
}

interface AddProps {
  /** Nothing protects an address that is added now. */
  readonly weak: boolean;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

function AddWebhook({ weak, onDone, onCancel }: AddProps) {
  const [name, setName] = useState("");
  const [form, setForm] = useState<WebhookView["form"]>("slack");
  const [url, setUrl] = useState("");
  const [key, setKey] = useState("");
  const [unprotected, setUnprotected] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => {
    first.current?.focus();
  }, []);
  const blocked =
    name.trim() === ""
      ? "Give it a name."
      : url.trim() === ""
        ? "Paste its address."
        : weak && !unprotected
          ? "Nothing protects the address here: say that this is enough, or give the reviewer's key a passphrase."
          : undefined;
  const save = async () => {
    if (blocked !== undefined || busy) return;
    setBusy(true);
    const added = await call("webhooks.add", { name, form, url: url.trim(), key, unprotected });
    setBusy(false);
    setProblem(added.ok ? null : added.error);
    if (!added.ok) return;
    announce(`${name.trim()} was added. Its address is not shown again.`);
    onDone();
  };
  return (
    <form
      className="keys-form"
      aria-label="Add a webhook"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {problem === null ? null : <FailedMessage tried="Could not add" thing="the webhook" problem={problem} />}
      <Field
        ref={first}
        label="Name of the webhook"
        placeholder="Name, such as #oncall"
        value={name}
        maxLength={80}
        onChange={setName}
        onEscape={onCancel}
      />
      <div>
        <Segmented label="Form of its messages" value={form} options={forms} onChange={setForm} />
      </div>
      <Field
        secret
        label="Address of the webhook; it is kept as a secret and not shown again"
        placeholder="Address, https://…"
        value={url}
        maxLength={2000}
        onChange={setUrl}
        onEscape={onCancel}
        onEnter={() => void save()}
      />
      {form === "generic" ? (
        <Field
          secret
          label="Key that signs its messages, empty for none"
          placeholder="Signing key (whsec_…), empty for none"
          value={key}
          maxLength={500}
          onChange={setKey}
          onEscape={onCancel}
          onEnter={() => void save()}
        />
      ) : null}
      {weak ? (
        <label className="small">
          <input
            type="checkbox"
            checked={unprotected}
            onChange={(event) => {
              setUnprotected(event.target.checked);
            }}
          />{" "}
          Keep the address by the rights of its file alone: who can read this account&apos;s files can write to the
          webhook.
        </label>
      ) : null}
      <div className="keys-asked">
        <Button
          variant="primary"
          busy={busy}
          onClick={() => void save()}
          {...(blocked === undefined ? {} : { disabledReason: blocked })}
        >
          Add the webhook
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
