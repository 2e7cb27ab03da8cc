import { statSync } from "node:fs";
import path from "node:path";
import type { Contact, Rota, Turn } from "../../shared/model/rota";
import { contactsOf, findContact } from "../ownership/contacts";
import { onCallAt } from "../ownership/on-call";
import { readRota, type RotaProblem } from "../ownership/rota-file";
import { samePerson } from "../policy/same-person";
import { readSmall } from "../platform/read-small";
import type { Core } from "./core";

/** The rota of this machine, in its data folder. */
const rotaName = "oncall.yaml";
const maxBytes = 1024 * 1024;

/** The rota as it is now. `none`: there is no such file; `refused`: it has problems, and nothing of it counts. */
export interface RotaNow {
  readonly state: "none" | "valid" | "refused";
  readonly place: string;
  readonly rota: Rota | null;
  readonly problems: readonly RotaProblem[];
}

interface Kept {
  readonly stamp: string;
  readonly now: RotaNow;
}

const kept = new WeakMap<Core, Kept>();

/** Where the rota is looked for. */
export function rotaPlace(core: Core): string {
  return path.join(core.home, rotaName);
}

/** The rota, read anew when its file was changed. */
export function rotaOf(core: Core): RotaNow {
  const place = rotaPlace(core);
  const stamp = stampOf(place);
  const known = kept.get(core);
  if (known?.stamp === stamp) return known.now;
  const now = read(place);
  kept.set(core, { stamp, now });
  return now;
}

function stampOf(place: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(place);
    return `${String(mtimeMs)} ${String(size)} ${String(ino)}`;
  } catch {
    return "";
  }
}

function read(place: string): RotaNow {
  const text = textOf(place);
  if (text === null) return { state: "none", place, rota: null, problems: [] };
  if (text === false) {
    const message = `${rotaName} is no text file that could be read.`;
    const remedy = "Save it as UTF-8, as a file of at most 1 MB.";
    return { state: "refused", place, rota: null, problems: [{ code: "rota-unreadable", message, place, remedy }] };
  }
  const { rota, problems } = readRota(text, place);
  return { state: rota === null ? "refused" : "valid", place, rota, problems };
}

/** Null where there is no file, false where it is none that can be read. */
function textOf(place: string): string | null | false {
  try {
    const file = readSmall(place, maxBytes);
    if (file === null) return false;
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
    } finally {
      file.release();
    }
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT" ? null : false;
  }
}

/** Everybody who can be asked: teams first; empty without a valid rota. */
export function contactsNow(core: Core): Contact[] {
  const { rota } = rotaOf(core);
  return rota === null ? [] : contactsOf(rota);
}

/** Who of the rota a text names (an owner, a person of a decision): null for nobody, or several. */
export function contactNamed(core: Core, text: string): Contact | null {
  const { rota } = rotaOf(core);
  if (rota === null) return null;
  const found = findContact(rota, text);
  if (found !== null) return found;
  const alike = contactsOf(rota).filter((one) => one.kind === "person" && samePerson(one.name, text));
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** Who is on call for a team of the rota, those asked first first. In: its key, milliseconds since the epoch. */
export function onCallFor(core: Core, team: string, at: number): Turn[] {
  const { rota } = rotaOf(core);
  return rota === null ? [] : onCallAt(rota, team, at);
}

/** The team that answers for what nobody owns; null where the rota names none. */
export function unownedTeam(core: Core): Contact | null {
  const { rota } = rotaOf(core);
  if (rota?.unowned === undefined) return null;
  return contactsOf(rota).find((one) => one.kind === "team" && one.key === rota.unowned) ?? null;
}

/**
 * Whether a person is the one that a text names, or a member of the team that it names. A team on GitHub that no rota knows may be
 * anyone's: nothing here could say who is in it.
 */
export function isOneOf(core: Core, person: string, named: string): boolean {
  if (samePerson(person, named)) return true;
  const whole = contactNamed(core, named);
  if (whole === null) return /^@[^/\s]+\/\S+$/.test(named.trim());
  const one = contactNamed(core, person);
  if (one === null) return false;
  return one.kind === whole.kind ? one.key === whole.key : whole.members.includes(one.key);
}
