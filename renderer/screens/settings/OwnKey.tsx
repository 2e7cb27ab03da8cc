import { useState } from "react";
import type { IdentityState, ReviewerKeyRow } from "../../../shared/contract/identity";
import { bindingWords, firstKeySentence, protectionWords } from "../../../shared/review/key-words";
import { useQuery } from "../../bridge/use-query";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { LostLogKey, SigningKey } from "../../parts/SigningKey";
import { Button } from "../../ui/Button";
import { formatCount } from "../../ui/format";
import { SafeText } from "../../ui/SafeText";
import { BackupKeys, BindSsh, ProtectKey, RestoreKeys, RevokeKey, RotateKey } from "./OwnKeyActs";

const acts = [
  { id: "backup", label: "Back up the keys", needsKey: true },
  { id: "restore", label: "Restore keys", needsKey: false },
  { id: "protect", label: "Protect otherwise", needsKey: true },
  { id: "rotate", label: "Change a key", needsKey: true },
  { id: "ssh", label: "Bind to an SSH key", needsKey: true },
  { id: "revoke", label: "Revoke a key", needsKey: false },
] as const;
type Act = (typeof acts)[number]["id"];

/** The keys that sign here: whose they are, how they are kept, and what can be done with them. */
export function OwnKey() {
  const state = useQuery("identity.state", {}, { scopes: ["settings", "audit"] });
  const [act, setAct] = useState<Act | null>(null);
  if (state.value === undefined)
    return state.problem === undefined ? (
      <LoadingMessage thing="the signing keys" slow={state.slow} />
    ) : (
      <FailedMessage thing="the signing keys" problem={state.problem} onRetry={state.reload} />
    );
  const { value } = state;
  const done = () => {
    setAct(null);
    state.reload();
  };
  const ready = value.reviewer.state === "ready" || value.reviewer.state === "ended";
  return (
    <div className="keys">
      <OwnFacts state={value} />
      {value.log.state === "lost" || value.log.state === "unreadable" ? <LostLogKey file={value.log.file} /> : null}
      {value.reviewer.state === "locked" ? <SigningKey state={value} /> : null}
      <div className="keys-acts" role="group" aria-label="Signing keys">
        {acts
          .filter(({ needsKey, id }) => (ready || !needsKey) && (id !== "revoke" || value.keys.length > 0))
          .map(({ id, label }) => (
            <Button
              key={id}
              small
              pressed={act === id}
              onClick={() => {
                setAct(act === id ? null : id);
              }}
            >
              {label}
            </Button>
          ))}
      </div>
      {act === "backup" ? <BackupKeys onDone={done} /> : null}
      {act === "restore" ? <RestoreKeys onDone={done} /> : null}
      {act === "protect" ? <ProtectKey offered={value.reviewer.offered} onDone={done} /> : null}
      {act === "rotate" ? <RotateKey onDone={done} /> : null}
      {act === "ssh" ? <BindSsh onDone={done} /> : null}
      {act === "revoke" ? <RevokeKey keys={value.keys} onDone={done} /> : null}
      {value.keys.length === 0 ? null : (
        <ul className="keys-list" aria-label="Reviewers' keys in the log">
          {value.keys.map((key) => (
            <KeyLine key={key.keyid} row={key} />
          ))}
        </ul>
      )}
    </div>
  );
}

function OwnFacts({ state: { log, reviewer } }: { readonly state: IdentityState }) {
  return (
    <dl className="settings-facts keys-own">
      <dt>Your key</dt>
      <dd>
        {reviewer.keyid === null ? (
          reviewer.state === "none" ? (
            firstKeySentence
          ) : (
            `It is ${reviewer.state}.`
          )
        ) : (
          <span className="mono">{reviewer.keyid}</span>
        )}
      </dd>
      {reviewer.state === "locked" || reviewer.state === "unreadable" ? null : (
        <>
          <dt>Speaks for</dt>
          <dd>
            <SafeText text={`${reviewer.person.name}, ${bindingWords(reviewer.person)}`} />
          </dd>
        </>
      )}
      {reviewer.protection === null ? null : (
        <>
          <dt>Kept by</dt>
          <dd>{protectionWords[reviewer.protection]}</dd>
        </>
      )}
      <dt>The log’s key</dt>
      <dd>
        {log.vkey === null ? (
          "Made with the first entry of the log."
        ) : (
          <>
            <span className="mono">{log.vkey}</span>
            {log.protection === null ? null : (
              <div className="small mid">{`Kept by ${protectionWords[log.protection]}`}</div>
            )}
          </>
        )}
      </dd>
    </dl>
  );
}

function KeyLine({ row }: { readonly row: ReviewerKeyRow }) {
  const ended =
    row.ended === null
      ? ""
      : `, ${row.ended.how === "rotated" ? "changed" : "revoked"} in entry ${formatCount(row.ended.seq)}${row.ended.reason === null ? "" : `: ${row.ended.reason}`}`;
  return (
    <li className="keys-row">
      <div className="keys-facts">
        <span className="medium">
          <SafeText text={row.person.name} />
          {row.own ? <span className="mid">, this machine’s</span> : null}
        </span>
        <span className="small mid">
          <SafeText text={`${bindingWords(row.person)}; kept by ${protectionWords[row.protection]}`} />
        </span>
        <span className="small mid">
          <SafeText
            text={`Counts from entry ${formatCount(row.from)}${row.until === null ? "" : ` to before ${formatCount(row.until)}`}${ended}`}
          />
        </span>
        <span className="mono">{row.keyid}</span>
      </div>
    </li>
  );
}
