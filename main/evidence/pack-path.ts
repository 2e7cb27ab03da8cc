/** Windows' device names: a file of that name cannot be written or opened there. */
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i;
/** Controls, bidirectional controls, zero-width and other characters that draw nothing. */
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e007f}\u{e0100}-\u{e01ef}]/u;

/**
 * Why a path inside a pack must not be used, or null when it is safe on every system: relative, forward slashes, no step up,
 * nothing that another system would read as another place, no character that hides.
 */
export function unsafePath(path: string): string | null {
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "it is absolute";
  if (path.includes("\\")) return "it has a backslash";
  if (hidden.test(path)) return "it has a hidden or control character";
  if (/[<>:"|?*]/.test(path)) return 'it has a character that Windows forbids (< > : " | ? *)';
  if (!path.isWellFormed()) return "it is not well-formed Unicode";
  for (const segment of path.split("/")) {
    if (segment === "") return "it has an empty step";
    if (segment === "." || segment === "..") return `it has the step "${segment}"`;
    if (segment.endsWith(".") || segment.endsWith(" ")) return "a step ends with a dot or a space";
    if (reserved.test(segment)) return `"${segment}" is a device name on Windows`;
  }
  return null;
}

/** One key for paths that some file system takes as the same file: case and Unicode composition do not tell them apart. */
export function pathKey(path: string): string {
  return path.normalize("NFC").toLowerCase().normalize("NFC");
}
