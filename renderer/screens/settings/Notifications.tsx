import { useState } from "react";
import type { Settings } from "../../../shared/model/settings";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Segmented } from "../../ui/Segmented";
import { Section, Setting } from "./Section";
import type { Save } from "./save";

const onOff = [
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
] as const;
const usualHours = { from: "20:00", to: "07:00" } as const;

/** When the desktop is told that something became the reviewer's turn. */
export function Notifications({ settings, save }: { readonly settings: Settings; readonly save: Save }) {
  const { quietHours } = settings;
  return (
    <Section id="notifications" name="Notifications">
      <Setting
        name="When something becomes your turn"
        detail="One notification for all that came, none while this window has the focus. Its click opens the task. The badge counts what needs you."
      >
        <Segmented
          label="When something becomes your turn"
          value={settings.notifications ? "on" : "off"}
          options={onOff}
          onChange={(value) => {
            void save({ notifications: value === "on" }, `Notifications ${value}.`);
          }}
        />
      </Setting>
      <Setting
        name="Quiet hours"
        detail="No notification between these local times. What came meanwhile is told together when they end."
      >
        <div className="setting-hours">
          <Segmented
            label="Quiet hours"
            value={quietHours === null ? "off" : "on"}
            options={onOff}
            onChange={(value) => {
              void save({ quietHours: value === "on" ? usualHours : null }, `Quiet hours ${value}.`);
            }}
          />
          {quietHours === null ? null : (
            <Hours
              key={`${quietHours.from} ${quietHours.to}`}
              hours={quietHours}
              onSave={(hours) => {
                void save({ quietHours: hours }, `Quiet from ${hours.from} to ${hours.to}.`);
              }}
            />
          )}
        </div>
      </Setting>
    </Section>
  );
}

type QuietHours = NonNullable<Settings["quietHours"]>;

function Hours({ hours, onSave }: { readonly hours: QuietHours; readonly onSave: (hours: QuietHours) => void }) {
  const [from, setFrom] = useState<string>(hours.from);
  const [to, setTo] = useState<string>(hours.to);
  const wrong = [from, to].find((time) => !/^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(time));
  const changed = from !== hours.from || to !== hours.to;
  const save = () => {
    if (wrong === undefined && changed) onSave({ from, to });
  };
  return (
    <>
      <span className="setting-hour">
        <Field label="Quiet from" value={from} onChange={setFrom} mono maxLength={5} onEnter={save} />
      </span>
      <span className="small mid">to</span>
      <span className="setting-hour">
        <Field label="Quiet to" value={to} onChange={setTo} mono maxLength={5} onEnter={save} />
      </span>
      {changed ? (
        <Button
          onClick={save}
          {...(wrong === undefined ? {} : { disabledReason: `“${wrong}” is no time of day, such as 07:30.` })}
        >
          Save hours
        </Button>
      ) : null}
    </>
  );
}
