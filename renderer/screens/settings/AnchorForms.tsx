import { useId, useState } from "react";
import type { AnchorSettings } from "../../../shared/contract/anchors";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Segmented } from "../../ui/Segmented";
import { Setting } from "./Section";

type SaveAnchors = (change: Partial<AnchorSettings>, said: string) => Promise<void>;

const how = [
  { value: "hand", label: "By hand" },
  { value: "itself", label: "By itself when due" },
] as const;

interface FormProps<T> {
  readonly settings: T;
  readonly onSave: SaveAnchors;
  readonly onMake: () => Promise<void>;
}

/** The repository that a ref of the log is pushed to. */
export function GitAnchor({ settings, onSave, onMake }: FormProps<AnchorSettings["git"]>) {
  const [remote, setRemote] = useState(settings?.remote ?? "");
  const [tokenEnv, setTokenEnv] = useState(settings?.tokenEnv ?? "");
  const changed = remote.trim() !== (settings?.remote ?? "") || tokenEnv.trim() !== (settings?.tokenEnv ?? "");
  const keep = (automatic: boolean) => {
    const git = { remote: remote.trim(), tokenEnv: tokenEnv.trim() === "" ? null : tokenEnv.trim(), automatic };
    void onSave({ git }, "Repository for anchors saved.");
  };
  return (
    <Setting
      name="Git ref"
      detail="Pushed to refs/countersign of a repository. It is worth as much as that repository's refusal to let this account overwrite it. It learns the log's name, its public keys, how many entries it has and when; of decisions nothing."
    >
      <div className="anchors">
        <Field
          label="Repository for anchors"
          placeholder="https, ssh or folder of a repository"
          mono
          value={remote}
          maxLength={2000}
          onChange={setRemote}
          onEnter={() => {
            if (remote.trim() !== "") keep(settings?.automatic ?? false);
          }}
        />
        {remote.trim().startsWith("https:") ? (
          <Field
            label="Environment variable with the token"
            placeholder="Environment variable with the token: COUNTERSIGN_…"
            mono
            value={tokenEnv}
            maxLength={100}
            onChange={setTokenEnv}
          />
        ) : null}
        <Actions
          configured={settings !== null}
          automatic={settings?.automatic ?? false}
          changed={changed && remote.trim() !== ""}
          name="repository"
          onKeep={keep}
          onOff={() => {
            void onSave({ git: null }, "No repository is pushed to any more.");
          }}
          onMake={onMake}
        />
      </div>
    </Setting>
  );
}

/** The authority that stamps checkpoints, and the root its answers must lead to. */
export function TimeAnchor({ settings, onSave, onMake }: FormProps<AnchorSettings["time"]>) {
  const [url, setUrl] = useState(settings?.url ?? "");
  const [root, setRoot] = useState(settings?.root ?? "");
  const rootId = useId();
  const changed = url.trim() !== (settings?.url ?? "") || root.trim() !== (settings?.root ?? "").trim();
  const keep = (automatic: boolean) => {
    const time = { url: url.trim(), root: root.trim() === "" ? null : root, automatic };
    void onSave({ time }, "Time-stamping authority saved.");
  };
  return (
    <Setting
      name="Time-stamp"
      detail="Asked of an authority (RFC 3161): the only time in the log that this machine does not state itself. It is sent a digest; it learns this machine's address and when it asked."
    >
      <div className="anchors">
        <Field
          label="Address of the time-stamping authority"
          placeholder="https address of an authority"
          mono
          value={url}
          maxLength={2000}
          onChange={setUrl}
          onEnter={() => {
            if (url.trim() !== "") keep(settings?.automatic ?? false);
          }}
        />
        {url.trim() === "" ? null : (
          <>
            <label className="small mid" htmlFor={rootId}>
              Its root certificate (PEM). Without it nobody vouches for whoever made the answer.
            </label>
            <textarea
              id={rootId}
              className="keys-text mono"
              rows={4}
              spellCheck={false}
              value={root}
              maxLength={64 * 1024}
              onChange={(event) => {
                setRoot(event.target.value);
              }}
            />
          </>
        )}
        <Actions
          configured={settings !== null}
          automatic={settings?.automatic ?? false}
          changed={changed && url.trim() !== ""}
          name="authority"
          onKeep={keep}
          onOff={() => {
            void onSave({ time: null }, "No authority is asked any more.");
          }}
          onMake={onMake}
        />
      </div>
    </Setting>
  );
}

interface ActionsProps {
  readonly configured: boolean;
  readonly automatic: boolean;
  readonly changed: boolean;
  /** What is kept: "repository". */
  readonly name: string;
  readonly onKeep: (automatic: boolean) => void;
  readonly onOff: () => void;
  readonly onMake: () => Promise<void>;
}

function Actions({ configured, automatic, changed, name, onKeep, onOff, onMake }: ActionsProps) {
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    await onMake();
    setBusy(false);
  };
  if (changed)
    return (
      <Button
        onClick={() => {
          onKeep(automatic);
        }}
      >
        Save {name}
      </Button>
    );
  if (!configured) return null;
  return (
    <div className="anchors-actions">
      <Segmented
        label={`When the ${name} is used`}
        value={automatic ? "itself" : "hand"}
        options={how}
        onChange={(value) => {
          onKeep(value === "itself");
        }}
      />
      <Button busy={busy} label={`Anchor now by the ${name}`} onClick={() => void make()}>
        Anchor now
      </Button>
      <Button variant="ghost" label={`Remove the ${name}`} onClick={onOff}>
        Remove
      </Button>
    </div>
  );
}

/** When decisions have waited for an anchor long enough. */
export function Reminder({ settings, onSave }: { readonly settings: AnchorSettings; readonly onSave: SaveAnchors }) {
  const [decisions, setDecisions] = useState(String(settings.everyDecisions));
  const [hours, setHours] = useState(String(settings.everyHours));
  const wrong = [decisions, hours].find((text) => !/^[1-9]\d{0,3}$/u.test(text));
  const changed = decisions !== String(settings.everyDecisions) || hours !== String(settings.everyHours);
  const save = () => {
    if (wrong === undefined && changed)
      void onSave({ everyDecisions: Number(decisions), everyHours: Number(hours) }, "Reminder saved.");
  };
  return (
    <Setting name="Due after" detail="So many decisions without an anchor, or so many hours since the oldest of them.">
      <div className="setting-hours">
        <span className="setting-hour">
          <Field label="Decisions" value={decisions} onChange={setDecisions} mono maxLength={4} onEnter={save} />
        </span>
        <span className="small mid">decisions, or</span>
        <span className="setting-hour">
          <Field label="Hours" value={hours} onChange={setHours} mono maxLength={3} onEnter={save} />
        </span>
        <span className="small mid">hours</span>
        {changed ? (
          <Button
            onClick={save}
            {...(wrong === undefined ? {} : { disabledReason: `“${wrong}” is no whole number above 0.` })}
          >
            Save
          </Button>
        ) : null}
      </div>
    </Setting>
  );
}
