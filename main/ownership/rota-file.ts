import { rotaSchema, type Rota } from "../../shared/model/rota";
import type { Problem } from "../../shared/result";
import { dotted, knownKeys, locatedProblems, nearest, placeOf, type LocatedProblem } from "../yaml/located-problems";
import { openYaml, valuesOf, type OpenYaml, type YamlFile } from "../yaml/open-yaml";
import { calendarDay, instantOfText, isTimeZone } from "./local-time";
import { rotaNotes } from "./rota-notes";

/** Larger files are not read: a rota is written by people. */
const maxCharacters = 262_144;
const keyRemedy = "Write lower-case letters, digits, dots, dashes and underscores, and the name under name.";
const rotaKeys = knownKeys(rotaSchema);

export type RotaProblem = Problem & Partial<LocatedProblem>;

/** A rota with everything that is wrong with it. `rota` is null as soon as there is one problem. */
export interface RotaReading {
  readonly rota: Rota | null;
  /** In the order of the file, each with `place` as `path:line:column`. */
  readonly problems: readonly RotaProblem[];
}

/**
 * Reads a rota and names all its problems. In: the text, the path to name in places.
 * Codes: "rota-too-large", "rota-yaml", "rota-invalid".
 */
export function readRota(text: string, path: string): RotaReading {
  const file: YamlFile = { what: "rota", path, maxCharacters };
  const opened = openYaml(text, file);
  if (!opened.ok) return { rota: null, problems: opened.error };
  const values = valuesOf(opened.value, file);
  if (!values.ok) return { rota: null, problems: [values.error] };
  const { document, lines } = opened.value;
  const checked = rotaSchema.safeParse(values.value);
  if (!checked.success)
    return {
      rota: null,
      problems: locatedProblems(checked.error.issues, {
        document,
        lines,
        path,
        code: "rota-invalid",
        known: rotaKeys,
        notes: rotaNotes,
      }).map((problem) =>
        problem.message.includes("invalid key in record")
          ? { ...problem, message: `${problem.field} cannot be a key.`, remedy: keyRemedy }
          : problem,
      ),
    };
  const problems = flawsOf(checked.data)
    .map((flaw) => ({ flaw, offset: offsetOf(flaw.at, opened.value) }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ flaw: { at, message, remedy }, offset }) => {
      const place = placeOf(offset, { lines, path });
      return { code: "rota-invalid", message, remedy, field: dotted(at), place };
    });
  return { rota: problems.length === 0 ? checked.data : null, problems };
}

interface Flaw {
  readonly at: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
}

/** What a schema cannot say: keys that name nobody, zones and times that are none, ends before their beginning. */
function flawsOf(rota: Rota): Flaw[] {
  const people = Object.keys(rota.people);
  const teams = Object.keys(rota.teams);
  const flaws: Flaw[] = [];
  const named = (key: string | undefined, of: readonly string[], what: "person" | "team", at: Flaw["at"]): void => {
    if (key === undefined || of.includes(key)) return;
    const near = nearest(key, of);
    flaws.push({
      at,
      message: `There is no ${what} ${JSON.stringify(key)}.`,
      remedy:
        near === null
          ? `Add it under ${what === "person" ? "people" : "teams"}.`
          : `Did you mean ${JSON.stringify(near)}?`,
    });
  };
  const zone = (name: string | undefined, at: Flaw["at"]): boolean => {
    if (name === undefined || isTimeZone(name)) return true;
    const remedy = "Write a name of the time zone database, e.g. Europe/Berlin, or UTC.";
    flaws.push({ at, message: `${JSON.stringify(name)} is no time zone.`, remedy });
    return false;
  };
  const home = zone(rota.timeZone, ["timeZone"]) ? rota.timeZone : "UTC";
  named(rota.unowned, teams, "team", ["unowned"]);
  for (const [key, team] of Object.entries(rota.teams))
    for (const [index, member] of team.members.entries())
      named(member, people, "person", ["teams", key, "members", index]);
  for (const [index, rotation] of rota.rotations.entries()) {
    const at = ["rotations", index];
    named(rotation.team, teams, "team", [...at, "team"]);
    zone(rotation.timeZone, [...at, "timeZone"]);
    if (calendarDay(rotation.start) === null)
      flaws.push({
        at: [...at, "start"],
        message: `${rotation.start} is no day of the calendar.`,
        remedy: "Write a day, e.g. 2026-11-02.",
      });
    const turns = rotation.people ?? rota.teams[rotation.team]?.members ?? [];
    for (const [place, person] of (rotation.people ?? []).entries())
      named(person, people, "person", [...at, "people", place]);
    if (turns.length === 0 && teams.includes(rotation.team))
      flaws.push({
        at,
        message: "Nobody takes turns in it: it names no people, and its team has no members.",
        remedy: "Add people, in the order of their turns.",
      });
  }
  for (const list of ["shifts", "overrides"] as const)
    for (const [index, one] of rota[list].entries()) {
      const at = [list, index];
      named(one.team, teams, "team", [...at, "team"]);
      named(one.person, people, "person", [...at, "person"]);
      named(list === "overrides" ? rota.overrides[index]?.instead : undefined, people, "person", [...at, "instead"]);
      const own = zone(one.timeZone, [...at, "timeZone"]) ? (one.timeZone ?? home) : "UTC";
      const [from, to] = [instantOfText(one.from, own), instantOfText(one.to, own)];
      for (const [key, time] of [["from", from] as const, ["to", to] as const])
        if (time === null)
          flaws.push({
            at: [...at, key],
            message: `${one[key]} is no time of the calendar.`,
            remedy: "Write a day and a time, e.g. 2026-11-20T18:00.",
          });
      if (from !== null && to !== null && to <= from)
        flaws.push({
          at: [...at, "to"],
          message: "It ends before it begins.",
          remedy: `Give a time after ${one.from}.`,
        });
    }
  for (const what of ["people", "teams"] as const) flaws.push(...sharedHandles(rota[what], what));
  return flaws;
}

/** Two with one account are one: whoever is meant by it could not be told. */
function sharedHandles(
  all: Readonly<Record<string, { readonly github?: string | undefined }>>,
  what: "people" | "teams",
): Flaw[] {
  const seen = new Map<string, string>();
  return Object.entries(all).flatMap(([key, { github }]) => {
    if (github === undefined) return [];
    const handle = github.replace(/^@/, "").toLowerCase();
    const other = seen.get(handle);
    seen.set(handle, other ?? key);
    if (other === undefined) return [];
    const message = `${github} is the account of ${JSON.stringify(other)} as well.`;
    return [{ at: [what, key, "github"], message, remedy: "Keep one of the two." }];
  });
}

/** Where the value at a path begins; the nearest one above, where it is not in the file. */
function offsetOf(at: Flaw["at"], { document }: OpenYaml): number {
  for (let length = at.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(at.slice(0, length), true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
      const start: unknown = node.range[0];
      if (typeof start === "number") return start;
    }
  }
  return 0;
}
