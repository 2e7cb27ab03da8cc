import { createContext, use } from "react";
import "./kbd.css";

/** Says which key does now what the given one does usually, as shown: people choose keys, and buttons name the usual ones. */
export const KeyNames = createContext<(usual: string) => string>((usual) => usual);

/** A key as printed on it, in its usual place. The screen reader hears it from the control it belongs to. */
export function Kbd({ children }: { readonly children: string }) {
  const nameOf = use(KeyNames);
  const shown = nameOf(children);
  if (shown === "") return null;
  return (
    <kbd className="kbd" aria-hidden="true">
      {shown}
    </kbd>
  );
}

/** A key that is in force as it stands, one cap for each stroke of a chord. In: strokes as shown. */
export function KeyCaps({
  strokes,
  read = false,
}: {
  readonly strokes: readonly string[];
  readonly read?: boolean | undefined;
}) {
  return (
    <span className="key-caps" aria-hidden={read ? undefined : true}>
      {strokes.map((stroke, index) => (
        <kbd key={index} className="kbd">
          {stroke}
        </kbd>
      ))}
    </span>
  );
}
