/** The parts of a keyboard event that name a stroke. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const named: Readonly<Record<string, string>> = { " ": "Space", Esc: "Escape" };
const modifiers = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock", "Dead", "Process"]);

/**
 * Names a key press as bindings write it: "j", "Shift+j", "Mod+k", "Enter", "Space", "?", "[".
 * Mod is Ctrl or Cmd. Shift is named only with letters and named keys: in "?" it is already in the character.
 * Out: null for a modifier alone.
 */
export function strokeOf(press: KeyPress): string | null {
  if (modifiers.has(press.key)) return null;
  const key = named[press.key] ?? press.key;
  const letter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const shift = press.shiftKey && (letter || key.length > 1);
  const name = letter ? key.toLowerCase() : key;
  return `${press.ctrlKey || press.metaKey ? "Mod+" : ""}${press.altKey ? "Alt+" : ""}${shift ? "Shift+" : ""}${name}`;
}

const onMac = /\bMac/u.test(navigator.userAgent);

/** A binding's key as shown: "Shift+j" is "Shift j", "Mod+k" is "Ctrl K" (or "Cmd K"), "Escape" is "Esc". */
export function shownKey(key: string, mac = onMac): string {
  return key
    .split(" ")
    .map((stroke) => {
      const parts = stroke === "+" ? ["+"] : stroke.split("+");
      return parts.map((part) => shownPart(part, parts.includes("Mod"), mac)).join(" ");
    })
    .join(" ");
}

/** The strokes of a key as shown, one by one: "g i" is ["g", "i"]. */
export function shownStrokes(key: string): string[] {
  return key === "" ? [] : key.split(" ").map((stroke) => shownKey(stroke));
}

function shownPart(part: string, withMod: boolean, mac: boolean): string {
  switch (part) {
    case "Mod":
      return mac ? "Cmd" : "Ctrl";
    case "Escape":
      return "Esc";
    case "ArrowUp":
      return "↑";
    case "ArrowDown":
      return "↓";
    case "ArrowLeft":
      return "←";
    case "ArrowRight":
      return "→";
    default:
      return withMod && part.length === 1 ? part.toUpperCase() : part;
  }
}
