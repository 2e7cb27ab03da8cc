import { useState, type ReactNode } from "react";
import type { Settings } from "../../../shared/model/settings";
import type { Problem } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { call } from "../../bridge/client";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import { announce } from "../../state/announce";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { SafeText } from "../../ui/SafeText";
import { Segmented } from "../../ui/Segmented";
import { TrustedKeys } from "./TrustedKeys";
import "./settings.css";

const scales = ["90", "100", "110", "120", "130"] as const;

/** How Countersign looks on this machine, and the name decisions are signed with. */
export function SettingsScreen() {
  const status = useAppStatus();
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (change: Partial<Settings>, said: string) => {
    const result = await call("app.settings", change);
    setProblem(result.ok ? null : result.error);
    if (!result.ok) return;
    announce(said);
    status.reload();
  };
  const settings = status.value?.settings;
  return (
    <>
      <ScreenBar title="Settings" facts="Kept on this machine">
        <CommandsButton />
      </ScreenBar>
      <div className="settings">
        {problem === null ? null : <FailedMessage tried="Could not save" thing="the setting" problem={problem} />}
        {status.problem === undefined ? null : (
          <FailedMessage thing="the settings" problem={status.problem} onRetry={status.reload} />
        )}
        {settings === undefined || status.value === undefined ? (
          status.problem === undefined ? (
            <LoadingMessage thing="the settings" slow={status.slow} />
          ) : null
        ) : (
          <>
            <Setting name="Theme" detail="System follows the desktop, high contrast included.">
              <Segmented
                label="Theme"
                value={settings.theme}
                options={[
                  { value: "system", label: "System" },
                  { value: "light", label: "Light" },
                  { value: "dark", label: "Dark" },
                  { value: "hc", label: "High contrast" },
                ]}
                onChange={(theme) => {
                  void save({ theme }, "Theme saved.");
                }}
              />
            </Setting>
            <Setting name="Density" detail="Compact shows one line per task.">
              <Segmented
                label="Density"
                value={settings.density}
                options={[
                  { value: "comfortable", label: "Comfortable" },
                  { value: "compact", label: "Compact" },
                ]}
                onChange={(density) => {
                  void save({ density }, "Density saved.");
                }}
              />
            </Setting>
            <Setting name="Font size" detail="Scales text, rows and controls.">
              <Segmented
                label="Font size"
                value={String(settings.fontScale)}
                options={scales.map((scale) => ({ value: scale, label: `${scale} %` }))}
                onChange={(scale) => {
                  void save({ fontScale: Number(scale) }, `Font size ${scale} %.`);
                }}
              />
            </Setting>
            <Setting
              name="Reviewer"
              detail="Decisions carry this name, marked self-asserted: nothing here proves who typed it."
            >
              <ReviewerName
                key={settings.reviewerName}
                name={settings.reviewerName}
                onSave={(reviewerName) => {
                  void save({ reviewerName }, "Reviewer name saved.");
                }}
              />
            </Setting>
            <Setting
              name="Trusted keys"
              detail="Evidence that one of these keys signed is attested. Trusting or removing one is an entry of the audit log."
            >
              <TrustedKeys />
            </Setting>
            <dl className="settings-facts">
              <dt>Version</dt>
              <dd>{status.value.version}</dd>
              <dt>Core</dt>
              <dd>{status.value.coreRuntime}</dd>
              <dt>Data folder</dt>
              <dd className="mono">
                <SafeText text={status.value.home} code />
              </dd>
            </dl>
          </>
        )}
      </div>
    </>
  );
}

function Setting({
  name,
  detail,
  children,
}: {
  readonly name: string;
  readonly detail: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="setting" aria-label={name}>
      <div>
        <h2>{name}</h2>
        <p className="small mid">{detail}</p>
      </div>
      <div className="setting-control">{children}</div>
    </section>
  );
}

function ReviewerName({ name, onSave }: { readonly name: string; readonly onSave: (name: string) => void }) {
  const [value, setValue] = useState(name);
  const trimmed = value.trim();
  const blocked = trimmed === "" ? "A decision needs a name." : undefined;
  const save = () => {
    if (blocked === undefined && trimmed !== name) onSave(trimmed);
  };
  return (
    <div className="setting-name">
      <Field
        label="Reviewer name"
        value={value}
        onChange={setValue}
        maxLength={200}
        onEnter={save}
        onEscape={() => {
          setValue(name);
        }}
        problem={blocked}
      />
      {trimmed === name ? null : (
        <Button onClick={save} {...(blocked === undefined ? {} : { disabledReason: blocked })}>
          Save name
        </Button>
      )}
    </div>
  );
}
