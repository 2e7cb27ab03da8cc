import type { EventRef } from "../../shared/model/evidence";
import type { LineGrade } from "../../shared/model/provenance";
import { namesFile, type CommandReach } from "./command-writes";
import { counted } from "../../shared/review/counted";

/** How it is known who wrote a line. */
export interface Origin {
  readonly grade: LineGrade;
  readonly event: EventRef | null;
  /** Place of the event in time order, for its instruction; null where there is none. */
  readonly at: number | null;
  readonly why: string;
}

/** What changed between two known states of a file; both ends are places of events in time order. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** The first record of the file shows a text that the patch does not start from. */
  readonly first: boolean;
}

/** A command or call that can have changed files. */
export interface Suspect {
  readonly at: number;
  readonly ref: EventRef;
  readonly text: string;
  readonly reach: CommandReach["others"] | "writes";
}

/** Gives out numbers for those who wrote lines. */
export class LineOwners {
  readonly #owners: (Origin | Gap)[] = [];
  readonly suspects: Suspect[] = [];

  add(owner: Origin | Gap): number {
    this.#owners.push(owner);
    return this.#owners.length - 1;
  }
  get(owner: number): Origin | Gap | null {
    return this.#owners[owner] ?? null;
  }
}

export const unexplained: Origin = {
  grade: "unknown",
  event: null,
  at: null,
  why: "No recorded edit and no command explains it.",
};

/** Says who can have written what differs between two known states of one file. */
export class GapReader {
  readonly #suspects: readonly Suspect[];
  readonly #texts = new Map<Suspect, ReadonlySet<string>>();
  readonly #named: ReadonlySet<Suspect>;
  readonly #gaps = new Map<string, { all: Suspect[]; named: Suspect[]; checks: Suspect[] }>();

  constructor(suspects: readonly Suspect[], paths: readonly string[]) {
    this.#suspects = suspects;
    this.#named = new Set(
      suspects.filter(({ text, reach }) => reach !== "none" && paths.some((path) => namesFile(text, path))),
    );
  }

  /** In: the gap, a line of it, whether the state before it is recorded. */
  read(gap: Gap, line: string | null, known: boolean): Origin {
    if (gap.first)
      return {
        ...unexplained,
        why: "It stood in the file before the first recorded edit, and not where the patch begins.",
      };
    const { all, named, checks } = this.#within(gap);
    const [only] = all;
    if (only !== undefined && all.length === 1) {
      return known
        ? origin("window", only, "Only this command ran between two known states of the file.")
        : origin("inferred", only, "Only this command can have changed the file.");
    }
    const trimmed = line?.trim() ?? "";
    const holding = /\w.*\w.*\w/.test(trimmed) ? all.filter((one) => this.#holds(one, trimmed)) : [];
    const [holder] = holding;
    if (holder !== undefined && holding.length === 1)
      return origin("inferred", holder, "The text of this command alone holds the line.");
    const writing = named.filter(({ text }) => writes(text));
    const [namer] = writing.length > 0 ? writing : named;
    if (namer !== undefined && (writing.length === 1 || named.length === 1))
      return origin(
        "inferred",
        namer,
        "Of the commands that can have changed the file, only this one names it to write it.",
      );
    const [check] = checks;
    if (all.length === 0 && check !== undefined && checks.length === 1 && known)
      return origin("window", check, "Only this check ran between two known states of the file.");
    if (all.length > 0)
      return {
        ...unexplained,
        why: `No recorded edit explains it; ${counted(all.length, "command")} ran that can have changed the file.`,
      };
    if (gap.from >= 0 && gap.to < Infinity)
      return {
        ...unexplained,
        why: "The file changed between two recorded edits and no command ran then: something that follows edits, or a person.",
      };
    return unexplained;
  }

  /** Whether any command ran within a gap that can have changed the file; tests and installs do not count. */
  canBeCommand(gap: Gap): boolean {
    return this.#within(gap).all.some(({ reach }) => reach !== "check");
  }

  #within(gap: Gap): { all: Suspect[]; named: Suspect[]; checks: Suspect[] } {
    const key = `${String(gap.from)} ${String(gap.to)}`;
    const known = this.#gaps.get(key);
    if (known !== undefined) return known;
    const here = this.#suspects.filter(({ at }) => at > gap.from && at < gap.to);
    const named = here.filter((one) => this.#named.has(one));
    // What wrote other files by its own text, and nothing else, is no suspect.
    const all = here.filter((one) => one.reach === "may" || (one.reach !== "none" && this.#named.has(one)));
    const checks = here.filter((one) => one.reach === "check" && !this.#named.has(one));
    const found = { all, named, checks };
    this.#gaps.set(key, found);
    return found;
  }

  #holds(suspect: Suspect, line: string): boolean {
    let lines = this.#texts.get(suspect);
    if (lines === undefined) {
      lines = new Set(suspect.text.split("\n").map((text) => text.trim()));
      this.#texts.set(suspect, lines);
    }
    return lines.has(line) || (suspect.text.length < 4000 && line.length > 12 && suspect.text.includes(line));
  }
}

/** Whether a command's text says that it changes files in place. */
function writes(text: string): boolean {
  return /\bsed\s+(?:-\S+\s+)*(?:-\w*i|--in-place)|\bperl\s+-\w*i|>\s*[\w./-]|\btee\b|\bcp\b|\bpatch\b|\bgit (?:apply|checkout|restore)\b|open\([^)]*["'][wa]\+?["']|write_text|writeFile|\.write\(/.test(
    text.slice(0, 20_000),
  );
}

function origin(grade: LineGrade, { ref, at }: Suspect, why: string): Origin {
  return { grade, event: ref, at, why };
}
