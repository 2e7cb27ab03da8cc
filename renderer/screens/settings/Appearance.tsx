import type { Settings } from "../../../shared/model/settings";
import { Segmented } from "../../ui/Segmented";
import { Preview } from "./Preview";
import { Section, Setting } from "./Section";
import type { Save } from "./save";

const scales = ["90", "100", "110", "120", "130"] as const;
const onOff = [
  { value: "on", label: "On" },
  { value: "off", label: "Off" },
] as const;

/** Theme, density, font size, marks and motion, with a row and marks as they look with them. */
export function Appearance({ settings, save }: { readonly settings: Settings; readonly save: Save }) {
  return (
    <Section id="appearance" name="Appearance">
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
        name="Differentiate without colour"
        detail="Every mark says its word beside its shape: risk, verdict, standing, evidence."
      >
        <Segmented
          label="Differentiate without colour"
          value={settings.marksInWords ? "on" : "off"}
          options={onOff}
          onChange={(value) => {
            void save({ marksInWords: value === "on" }, value === "on" ? "Marks say their words." : "Marks as shapes.");
          }}
        />
      </Setting>
      <Setting
        name="Reduced motion"
        detail="On: colours and the drawer change at once. Nothing else moves in any case."
      >
        <Segmented
          label="Reduced motion"
          value={settings.reducedMotion}
          options={[{ value: "system", label: "System" }, ...onOff]}
          onChange={(reducedMotion) => {
            void save({ reducedMotion }, "Motion saved.");
          }}
        />
      </Setting>
      <Preview />
    </Section>
  );
}
