import { useEffect, useEffectEvent, useState } from "react";
import { conflictsOf, refusedKey } from "../../../shared/keyboard/commands";
import type { Command } from "../../../shared/keyboard/command";
import type { Settings } from "../../../shared/model/settings";
import { setRecording } from "../../state/keys";
import { shownStrokes, strokeOf } from "../../state/strokes";
import { Button } from "../../ui/Button";
import { formatList } from "../../ui/format";
import { KeyCaps } from "../../ui/Kbd";

const mostStrokes = 3;
/** After this many milliseconds without another stroke the chord is whole. */
const chordRest = 900;

export interface KeyRecorderProps {
  readonly command: Command;
  readonly chosen: Settings["keys"];
  readonly onCancel: () => void;
  readonly onKeep: (keys: Settings["keys"]) => void;
}

/** Listens for a new key or chord, says whose it is already, and keeps it on request. Escape leaves the old one. */
export function KeyRecorder({ command, chosen, onCancel, onKeep }: KeyRecorderProps) {
  const [strokes, setStrokes] = useState<readonly string[]>([]);
  const [listening, setListening] = useState(true);
  const hear = useEffectEvent((event: KeyboardEvent) => {
    const stroke = strokeOf(event);
    if (stroke === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (stroke === "Escape") {
      onCancel();
      return;
    }
    // Kept from trapping the focus: Tab ends the recording and moves on.
    if (stroke === "Tab" || stroke === "Shift+Tab") {
      setListening(false);
      return;
    }
    const next = [...strokes, stroke].slice(0, mostStrokes);
    setStrokes(next);
    if (next.length === mostStrokes) setListening(false);
  });
  useEffect(() => {
    if (!listening) return undefined;
    setRecording(true);
    window.addEventListener("keydown", hear, { capture: true });
    return () => {
      setRecording(false);
      window.removeEventListener("keydown", hear, { capture: true });
    };
  }, [listening]);
  useEffect(() => {
    if (strokes.length === 0) return undefined;
    const timer = setTimeout(() => {
      setListening(false);
    }, chordRest);
    return () => {
      clearTimeout(timer);
    };
  }, [strokes]);

  const key = strokes.join(" ");
  const refused = key === "" || key === command.key ? null : refusedKey(key);
  const conflicts = key === "" ? [] : conflictsOf(command, key, chosen);
  const taken = conflicts.filter(({ kind }) => kind === "taken").map((conflict) => conflict.with);
  const hidden = conflicts.filter(({ kind }) => kind === "hides").map((conflict) => conflict.with);
  const keep = () => {
    const freed = Object.fromEntries(taken.map(({ id }) => [id, ""]));
    onKeep({ ...chosen, ...freed, [command.id]: key });
  };
  const name = (other: Command) => `${other.label} (${other.screen})`;
  return (
    <div className="key-recorder">
      <div className="key-recorder-strokes" role="status">
        {strokes.length === 0 ? (
          "Press the new key, or up to three in a row."
        ) : (
          <KeyCaps read strokes={shownStrokes(key)} />
        )}
        {listening || strokes.length === 0 ? null : (
          <span className="small mid">
            {refused ??
              (taken.length > 0
                ? `It is the key of ${formatList(taken.map(name))}, which would have none.`
                : hidden.length > 0
                  ? `${formatList(hidden.map(name))} has it too; here this command goes first.`
                  : "It is free.")}
          </span>
        )}
      </div>
      {listening ? null : (
        <span className="key-recorder-acts">
          {key === "" || refused !== null ? null : (
            <Button small variant="primary" onClick={keep} ref={focusOnce}>
              {taken.length > 0 ? "Take the key" : "Keep the key"}
            </Button>
          )}
          <Button
            small
            onClick={() => {
              setStrokes([]);
              setListening(true);
            }}
          >
            Press again
          </Button>
          <Button small variant="ghost" onClick={onCancel}>
            Leave as it was
          </Button>
        </span>
      )}
    </div>
  );
}

function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}
