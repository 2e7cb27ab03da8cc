import type { EventRef } from "../model/evidence";

/** A place that a text can name: an event of a session, or a line of a file of an attempt. */
export type Place =
  | { readonly kind: "event"; readonly sessionId: string; readonly seq: number }
  | {
      readonly kind: "line";
      readonly attemptId: string;
      readonly path: string;
      /** A line of the new file, of the old one where `side` says so; null for the file. */
      readonly line: number | null;
      readonly side: "old" | "new";
    };

const longest = 4_096 * 3;
const eventForm = /^countersign:event\/(S-[0-9A-Z]{5,16})\/([1-9]\d{0,8})$/u;
const lineForm =
  /^countersign:line\/(A-[0-9A-Z]{5,16})\/((?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-F]{2})+)(?:#(L|O)([1-9]\d{0,8}))?$/u;

/** The text that names an event: `countersign:event/S-7K2QH/541`. */
export function eventLink({ sessionId, seq }: EventRef): string {
  return `countersign:event/${sessionId}/${String(seq)}`;
}

/** The text that names a line: `countersign:line/A-7K2QH/src/retry.py#L12`, `#O12` for a line of the old file. */
export function lineLink({ attemptId, path, line, side }: Omit<Extract<Place, { kind: "line" }>, "kind">): string {
  const at = line === null ? "" : `#${side === "old" ? "O" : "L"}${String(line)}`;
  return `countersign:line/${attemptId}/${path.toWellFormed().split("/").map(encodeURIComponent).join("/")}${at}`;
}

function decoded(path: string): string | null {
  try {
    return path.split("/").map(decodeURIComponent).join("/");
  } catch {
    return null;
  }
}

/**
 * The place that a text names, or null where it is no link of this form: nothing is guessed. In: a text from anywhere. A path is the
 * repository's own: relative, without steps up or empty parts, without control characters.
 */
export function parsePlace(text: string): Place | null {
  const trimmed = text.trim();
  if (trimmed.length > longest) return null;
  const event = eventForm.exec(trimmed);
  if (event !== null) return { kind: "event", sessionId: event[1] ?? "", seq: Number(event[2]) };
  const line = lineForm.exec(trimmed);
  if (line === null) return null;
  const path = decoded(line[2] ?? "");
  if (path === null || path.length > 4_096 || /\p{Cc}/u.test(path)) return null;
  if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return null;
  return {
    kind: "line",
    attemptId: line[1] ?? "",
    path,
    line: line[4] === undefined ? null : Number(line[4]),
    side: line[3] === "O" ? "old" : "new",
  };
}

/** A stretch of a text: plain, or a link with the place that it names. */
export interface PlacePart {
  readonly text: string;
  readonly place: Place | null;
}

const inText = /countersign:(?:event|line)\/[A-Za-z0-9\-._~!$&'()*+,;=:@/%#]{1,2000}/gu;

/** Cuts a text at the links in it. Out: parts that joined are the text again. Signs that end a sentence are not the link's. */
export function placeParts(text: string): PlacePart[] {
  const parts: PlacePart[] = [];
  let at = 0;
  for (const match of text.matchAll(inText)) {
    const whole = match[0].replace(/[.,;:!')]+$/u, "");
    const place = parsePlace(whole);
    if (place === null) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index), place: null });
    parts.push({ text: whole, place });
    at = match.index + whole.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), place: null });
  return parts;
}

/** A place in words: "event #541", "src/retry.py line 12". */
export function placeWords(place: Place): string {
  if (place.kind === "event") return `event #${String(place.seq)} of ${place.sessionId}`;
  return `${place.path}${place.line === null ? "" : ` ${place.side === "old" ? "old " : ""}line ${String(place.line)}`}`;
}
