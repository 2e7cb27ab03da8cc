import { useState } from "react";
import type { Settings } from "../../../shared/model/settings";
import { withdrawGraceMs } from "../../../shared/review/decision-grace";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatDuration } from "../../ui/format";
import { Section, Setting } from "./Section";
import type { Save } from "./save";

/** The name on decisions, and how long one can be taken back. */
export function Reviewer({ settings, save }: { readonly settings: Settings; readonly save: Save }) {
  return (
    <Section id="reviewer" name="Reviewer">
      <Setting name="Name" detail="Decisions carry this name, marked self-asserted: nothing here proves who typed it.">
        <ReviewerName
          key={settings.reviewerName}
          name={settings.reviewerName}
          onSave={(reviewerName) => {
            void save({ reviewerName }, "Reviewer name saved.");
          }}
        />
      </Setting>
      <Setting
        name="Taking a decision back"
        detail="Both entries stay in the audit log: the decision, and that it was withdrawn."
      >
        <p className="small">{`Within ${formatDuration(withdrawGraceMs)} of signing, by who signed it.`}</p>
      </Setting>
    </Section>
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
