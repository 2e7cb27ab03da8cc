import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import { commands, keyOf } from "../../../shared/keyboard/commands";
import type { Command } from "../../../shared/keyboard/command";
import type { Settings } from "../../../shared/model/settings";
import { filterBindings } from "../../state/keys";
import { shownStrokes } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { formatCount, formatPlural } from "../../ui/format";
import { Icon } from "../../ui/Icon";
import { KeyCaps } from "../../ui/Kbd";
import { KeyRecorder } from "./KeyRecorder";
import { Section } from "./Section";
import type { Save } from "./save";
import "./key-map.css";

/** Every command by screen with its key: choose another, take it away, go back to the usual one. */
export function KeyMap({ settings, save }: { readonly settings: Settings; readonly save: Save }) {
  const [text, setText] = useState("");
  const [recording, setRecording] = useState<string | null>(null);
  const chosen = settings.keys;
  const count = Object.keys(chosen).length;
  const screens = useMemo(() => {
    const shown = filterBindings(
      commands.map((command) => ({
        ...command,
        key: keyOf(command, chosen),
        group: command.screen,
        run: () => undefined,
      })),
      text,
    );
    return [...new Set(shown.map(({ screen }) => screen))].map((screen) => ({
      screen,
      rows: shown
        .filter((command) => command.screen === screen)
        .flatMap(({ id }) => commands.find((one) => one.id === id) ?? []),
    }));
  }, [text, chosen]);
  const keep = (keys: Readonly<Record<string, string>>, said: string) => {
    setRecording(null);
    void save({ keys }, said);
  };
  return (
    <Section
      id="keys"
      name="Keys"
      detail="Every command with its key. Arrows and a second key for the same thing stay as they are."
    >
      <div className="key-map-tools">
        <Field
          label="Search commands"
          value={text}
          onChange={setText}
          placeholder="What it does, its screen or its key"
          icon={<Icon icon={Search} small />}
          onEscape={() => setText("")}
        />
        <span className="small mid nowrap">
          {count === 0
            ? `${formatCount(commands.length)} commands, all usual`
            : `${formatPlural(count, "key")} of ${formatCount(commands.length)} chosen`}
        </span>
        <Button
          small
          onClick={() => keep({}, "All keys are the usual ones.")}
          {...(count === 0 ? { disabledReason: "No key was chosen" } : {})}
        >
          Reset all keys
        </Button>
      </div>
      {screens.length === 0 ? <p className="key-map-none">{`No command matches “${text}”.`}</p> : null}
      {screens.map(({ screen, rows }) => (
        <table key={screen} className="key-map" aria-label={`Keys, ${screen}`}>
          <caption>{screen}</caption>
          <tbody>
            {rows.map((command) => (
              <KeyRow
                key={command.id}
                command={command}
                chosen={chosen}
                recording={recording === command.id}
                onRecord={(on) => setRecording(on ? command.id : null)}
                onKeep={keep}
              />
            ))}
          </tbody>
        </table>
      ))}
    </Section>
  );
}

interface KeyRowProps {
  readonly command: Command;
  readonly chosen: Settings["keys"];
  readonly recording: boolean;
  readonly onRecord: (on: boolean) => void;
  readonly onKeep: (keys: Settings["keys"], said: string) => void;
}

function KeyRow({ command, chosen, recording, onRecord, onKeep }: KeyRowProps) {
  const key = keyOf(command, chosen);
  const own = Object.hasOwn(chosen, command.id);
  const usual = command.key;
  const without = Object.fromEntries(Object.entries(chosen).filter(([id]) => id !== command.id));
  return (
    <tr className={recording ? "key-map-recording" : undefined}>
      <th scope="row">{command.label}</th>
      <td className="key-map-group">{command.group === command.screen ? "" : command.group}</td>
      {recording ? (
        <td colSpan={2}>
          <KeyRecorder
            command={command}
            chosen={chosen}
            onCancel={() => onRecord(false)}
            onKeep={(keys) =>
              onKeep(keys, `${command.label} has the key ${shownStrokes(keys[command.id] ?? usual).join(" ")}.`)
            }
          />
        </td>
      ) : (
        <>
          <td className="key-map-key">
            {key === "" ? <span className="meta">no key</span> : <KeyCaps read strokes={shownStrokes(key)} />}
            {own ? <span className="meta">{`usually ${shownStrokes(usual).join(" ")}`}</span> : null}
          </td>
          <td className="key-map-acts">
            <Button
              small
              label={`Change the key of ${command.label}, ${command.screen}`}
              onClick={() => onRecord(true)}
            >
              Change
            </Button>
            {own ? (
              <Button
                small
                variant="ghost"
                label={`Reset the key of ${command.label}, ${command.screen}`}
                onClick={() => onKeep(without, `${command.label} has its usual key.`)}
              >
                Reset
              </Button>
            ) : (
              <Button
                small
                variant="ghost"
                label={`No key for ${command.label}, ${command.screen}`}
                onClick={() => onKeep({ ...chosen, [command.id]: "" }, `${command.label} has no key.`)}
              >
                No key
              </Button>
            )}
          </td>
        </>
      )}
    </tr>
  );
}
