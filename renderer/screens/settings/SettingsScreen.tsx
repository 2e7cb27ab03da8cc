import { useEffect, useState } from "react";
import type { Problem } from "../../../shared/result";
import { useAppStatus } from "../../bridge/app-status";
import { CommandsButton, ScreenBar } from "../../parts/frame/ScreenBar";
import { FailedMessage, LoadingMessage } from "../../parts/QueryMessage";
import type { RouteOf } from "../../state/route";
import { saveSettings } from "../../state/save-settings";
import { Anchors } from "./Anchors";
import { Appearance } from "./Appearance";
import { Backups } from "./Backups";
import { GitHub } from "./GitHub";
import { Notifications } from "./Notifications";
import { Reviewer } from "./Reviewer";
import { OwnKey } from "./OwnKey";
import { KeyMap } from "./KeyMap";
import { Section } from "./Section";
import { TrustedKeys } from "./TrustedKeys";
import { Webhooks } from "./Webhooks";
import { About } from "./About";
import type { Save } from "./save";
import "./settings.css";

const sections = [
  { id: "appearance", name: "Appearance" },
  { id: "notifications", name: "Notifications" },
  { id: "webhooks", name: "Webhooks" },
  { id: "reviewer", name: "Reviewer" },
  { id: "signing-keys", name: "Reviewer's key" },
  { id: "keys", name: "Keys" },
  { id: "trusted-keys", name: "Trusted keys" },
  { id: "github", name: "GitHub" },
  { id: "anchors", name: "Anchors" },
  { id: "backups", name: "Backups" },
  { id: "about", name: "About" },
] as const;

/** How Countersign looks and speaks up on this machine, its keys, and the name decisions are signed with. */
export function SettingsScreen({ route }: { readonly route: RouteOf<"settings"> }) {
  const status = useAppStatus();
  const { section } = route;
  const known = status.value !== undefined;
  useEffect(() => {
    if (known && section !== undefined) showSection(section);
  }, [known, section]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save: Save = async (change, said) => {
    const result = await saveSettings(change, said);
    setProblem(result.ok ? null : result.error);
    if (result.ok) status.reload();
  };
  return (
    <>
      <ScreenBar title="Settings" facts="Kept on this machine, in force at once">
        <CommandsButton />
      </ScreenBar>
      <div className="settings">
        <nav className="settings-sections" aria-label="Sections">
          {sections.map(({ id, name }) => (
            <button key={id} type="button" className="sidebar-link" onClick={() => showSection(id)}>
              {name}
            </button>
          ))}
        </nav>
        <div className="settings-body">
          {problem === null ? null : <FailedMessage tried="Could not save" thing="the setting" problem={problem} />}
          {status.problem === undefined ? null : (
            <FailedMessage thing="the settings" problem={status.problem} onRetry={status.reload} />
          )}
          {status.value === undefined ? (
            status.problem === undefined ? (
              <LoadingMessage thing="the settings" slow={status.slow} />
            ) : null
          ) : (
            <>
              <Appearance settings={status.value.settings} save={save} />
              <Notifications settings={status.value.settings} save={save} />
              <Webhooks />
              <Reviewer settings={status.value.settings} save={save} />
              <Section
                id="signing-keys"
                name="Reviewer's key"
                detail="Decisions are signed with it, and every act on it is an entry of the audit log."
              >
                <OwnKey />
              </Section>
              <KeyMap settings={status.value.settings} save={save} />
              <Section
                id="trusted-keys"
                name="Trusted keys"
                detail="Evidence that one of these keys signed is attested. Trusting or removing one is an entry of the audit log."
              >
                <TrustedKeys />
              </Section>
              <GitHub />
              <Anchors />
              <Backups />
              <About status={status.value} />
            </>
          )}
        </div>
      </div>
    </>
  );
}

function showSection(id: string): void {
  const heading = document.getElementById(`settings-${id}`);
  heading?.scrollIntoView({ block: "start" });
  heading?.focus({ preventScroll: true });
}
