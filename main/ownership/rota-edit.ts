import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import type { Rota } from "../../shared/model/rota";
import { err, ok, type Result } from "../../shared/result";
import { openYaml } from "../yaml/open-yaml";
import { instantOfText } from "./local-time";
import { readRota } from "./rota-file";

/** A shift as it is written into the file. */
export interface NewShift {
  readonly team: string;
  readonly person: string;
  /** RFC 3339, UTC. */
  readonly from: string;
  readonly to: string;
}

/** A rota with shifts put in. */
export interface EditedRota {
  /** The whole file: every byte that stood there, and the new lines. */
  readonly text: string;
  /** The lines that are new. */
  readonly lines: readonly string[];
  readonly added: number;
  /** How many stand there already, and are not written again. */
  readonly known: number;
}

/**
 * Puts shifts into the text of a rota, under `shifts`: what is there stays byte for byte, comments too. The text that comes out is read
 * again, and must be the rota that was there with the new shifts after its own. Codes: "rota-invalid" (it has a problem; nothing is
 * written over what cannot be read), "rota-not-edited" (its shifts are written in a way that lines cannot be put into).
 */
export function withShifts(text: string, shifts: readonly NewShift[], path: string): Result<EditedRota> {
  const before = readRota(text, path);
  if (before.rota === null)
    return err(before.problems[0] ?? { code: "rota-invalid", message: "The rota cannot be read.", place: path });
  const rota = before.rota;
  const fresh = shifts.filter(
    (shift, index) => !stands(rota, shift) && !shifts.slice(0, index).some((one) => same(one, shift)),
  );
  if (fresh.length === 0) return ok({ text, lines: [], added: 0, known: shifts.length });
  const items = fresh.map(
    ({ team, person, from, to }) =>
      `{ team: ${team}, person: ${person}, from: "${wholeSeconds(from)}", to: "${wholeSeconds(to)}" }`,
  );
  const edited = inserted(text, items, path);
  if (edited === null) return err(notEdited(path));
  const after = readRota(edited.text, path).rota;
  const written = fresh.map(({ team, person, from, to }) => ({
    ...{ team, person },
    from: wholeSeconds(from),
    to: wholeSeconds(to),
  }));
  const wanted = JSON.stringify({ ...rota, shifts: [...rota.shifts, ...written] });
  // What cannot be read, or says anything else than before, is not written.
  if (after === null) return err(readRota(edited.text, path).problems[0] ?? notEdited(path));
  if (JSON.stringify(after) !== wanted) return err(notEdited(path));
  return ok({ ...edited, added: fresh.length, known: shifts.length - fresh.length });
}

function notEdited(path: string) {
  return {
    code: "rota-not-edited",
    message: "Its shifts are written in a way that no line can be put into.",
    place: path,
    remedy: "Write shifts: as a list with a dash before each, or copy the lines in by hand.",
  };
}

/** The text with list items put at the end of `shifts`; null where that is no place for lines. */
function inserted(text: string, items: readonly string[], path: string): { text: string; lines: string[] } | null {
  const opened = openYaml(text, { what: "rota", path, maxCharacters: Infinity });
  if (!opened.ok) return null;
  const root: unknown = opened.value.document.contents;
  if (!isMap(root) || root.flow === true) return null;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const pair = pairOf(root);
  if (pair === null) {
    const indent = " ".repeat(columnOf(text, root.range?.[0] ?? 0));
    const lines = [`${indent}shifts:`, ...items.map((item) => `${indent}  - ${item}`)];
    return putIn(text, endOfText(text, root), lines, newline);
  }
  const { value } = pair;
  if (isSeq(value) && value.flow !== true) {
    const indent = dashIndent(text, value);
    const last: unknown = value.items.at(-1);
    const end =
      typeof last === "object" && last !== null && "range" in last && Array.isArray(last.range)
        ? (last.range[1] as unknown)
        : null;
    if (indent === null || typeof end !== "number") return null;
    return putIn(
      text,
      lineEnd(text, text.slice(0, end).trimEnd().length),
      items.map((item) => `${indent}- ${item}`),
      newline,
    );
  }
  if (!isSeq(value) || value.items.length > 0 || value.range === null || value.range === undefined) return null;
  const [from, to] = value.range;
  const indent = " ".repeat(columnOf(text, pair.at));
  const bare = `${text.slice(0, from).trimEnd()}${text.slice(to)}`;
  return putIn(
    bare,
    lineEnd(bare, pair.at),
    items.map((item) => `${indent}  - ${item}`),
    newline,
  );
}

/** Where `shifts` stands in the file, and what is under it; null where it is not there. */
function pairOf(root: YAMLMap): { readonly at: number; readonly value: unknown } | null {
  for (const { key, value } of root.items)
    if (isScalar(key) && key.value === "shifts") return { at: key.range?.[0] ?? 0, value };
  return null;
}

/** What stands before the dashes of a list. */
function dashIndent(text: string, { range }: YAMLSeq): string | null {
  const start = range?.[0];
  if (start === undefined || text[start] !== "-") return null;
  const before = text.slice(lineStart(text, start), start);
  return /^ *$/.test(before) ? before : null;
}

/** Behind the last line that belongs to the root: before an end-of-document mark, at the end of the file else. */
function endOfText(text: string, root: YAMLMap): number {
  const mark = /^(?:\.\.\.|---)(?:\s|$)/mu.exec(text.slice(root.range?.[1] ?? text.length));
  return mark === null ? text.length : (root.range?.[1] ?? 0) + mark.index;
}

function putIn(text: string, at: number, lines: string[], newline: string): { text: string; lines: string[] } {
  const head = text.slice(0, at);
  const begin = head === "" || head.endsWith("\n") ? "" : newline;
  return { text: `${head}${begin}${lines.join(newline)}${newline}${text.slice(at)}`, lines };
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** Behind the line that a place is in. */
function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}

function stands(rota: Rota, shift: NewShift): boolean {
  return rota.shifts.some(({ team, person, from, to, timeZone }) => {
    const zone = timeZone ?? rota.timeZone;
    return (
      team === shift.team &&
      person === shift.person &&
      instantOfText(from, zone) === Date.parse(wholeSeconds(shift.from)) &&
      instantOfText(to, zone) === Date.parse(wholeSeconds(shift.to))
    );
  });
}

function same(a: NewShift, b: NewShift): boolean {
  return a.team === b.team && a.person === b.person && a.from === b.from && a.to === b.to;
}

function wholeSeconds(instant: string): string {
  return instant.replace(/\.\d+Z$/, "Z");
}

/** A rota to begin with: valid, with one person and one team, and how the rest is written. In: the person's name. */
export function firstRota(name: string, timeZone: string): string {
  const key =
    name
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[^a-z0-9]+/gu, "-")
      .replace(/^-+|-+$/gu, "")
      .slice(0, 40) || "me";
  return `# Who can be asked, and who is on call when. Every key is told in docs/owners.md.
version: 1
timeZone: ${JSON.stringify(timeZone)}
people:
  ${key}: { name: ${JSON.stringify(name)} } # github: login, email: address
teams:
  team: { name: Team, members: [${key}] }
# unowned: team               # who answers for what nobody owns
# rotations:
#   - { team: team, name: primary, start: 2026-01-05, everyDays: 7, handover: "09:00" }
# shifts:
#   - { team: team, person: ${key}, from: "2026-01-10T09:00", to: "2026-01-10T18:00" }
# overrides:
#   - { team: team, person: ${key}, from: "2026-01-12T18:00", to: "2026-01-13T08:00", note: train }
`;
}
