import { createContext, useContext } from "react";
import type { Output } from "../../../shared/contract/api";
import { parsePatch } from "../../../shared/diff/parse-patch";
import type { Finding } from "../../../shared/model/finding";
import { formatClock, formatDay, formatPlural } from "../../ui/format";

type Interdiff = Output<"interdiff.get">;
type SinceRead = Output<"interdiff.sinceRead">;

/** What a file of a shown pair is, beside its lines. */
export interface PairFile {
  /** Said in its header: "only in B". */
  readonly tag: string | null;
  readonly title: string;
  /** Stands in place of lines, or above them; null where the lines say it all. */
  readonly state: string | null;
  /** Opened on what changed since it was read, or shown whole though it could be. */
  readonly since: "shown" | "whole" | null;
}

/** A diff that is not simply an attempt against its base. Files go by the name their row has. */
export interface DiffPair {
  /** What the route must hold so that coming back shows the same. */
  readonly route: { readonly against?: string; readonly since?: "read" };
  readonly files: ReadonlyMap<string, PairFile>;
  /** Findings of both sides; null where those of the attempt are the ones to show. */
  readonly findings: readonly Finding[] | null;
  /** The attempt that removed lines are of, where their numbers are those of its result. */
  readonly removedOf: string | null;
  /** Marks of reading belong to files as the attempt has them: a pair of attempts has none. */
  readonly readable: boolean;
  /** The hunks of the attempt's own patch that the shown ones are, by their place in it; -1 for one that is in no patch. */
  readonly places: Int32Array | null;
  /** Shows a file whole, or what changed since it was read; null where there is no choice. */
  readonly onWhole: ((path: string, whole: boolean) => void) | null;
}

const context = createContext<DiffPair | null>(null);
export const PairProvider = context.Provider;

/** The pair that is shown; null in a plain diff. */
export function usePair(): DiffPair | null {
  return useContext(context);
}

/** What the shown pair says of a file; null in a plain diff. */
export function usePairFile(path: string): { readonly file: PairFile; readonly pair: DiffPair } | null {
  const pair = useContext(context);
  const file = pair?.files.get(path);
  return pair === null || file === undefined ? null : { file, pair };
}

/** The read mark of a file: half where an earlier version of it was read, and this one not yet. */
export function useReadMark(path: string, read: boolean): boolean | "half" {
  const since = usePairFile(path)?.file.since ?? null;
  return since !== null && !read ? "half" : read;
}

/** The files of an interdiff that have a part of its text, by the name of their row. */
export function againstFiles({ files, from, to }: Interdiff): ReadonlyMap<string, PairFile> {
  const found = new Map<string, PairFile>();
  for (const file of files) {
    if (file.start === file.end) continue;
    const words = {
      same: [null, "The same in both"],
      "only-from": [
        `only in ${from.letter}`,
        `Attempt ${from.letter} alone changes this file: its change is shown as taken back`,
      ],
      "only-to": [`only in ${to.letter}`, `Attempt ${to.letter} alone changes this file`],
      differs: [null, "Both attempts change this file, and not alike"],
    } as const;
    const [tag, title] = words[file.state];
    const left = file.moved === 0 ? null : `${formatPlural(file.moved, "place")} where only the base moved left out.`;
    found.set(file.toPath ?? file.fromPath ?? "", { tag, title, state: file.unknown ?? left, since: null });
  }
  return found;
}

/** "2 differ, 1 only in A, 3 same": every file of both attempts once. */
export function tallySentence({ files, from, to }: Interdiff): string {
  const count = (state: Interdiff["files"][number]["state"]): number =>
    files.filter((file) => file.state === state).length;
  const parts = [
    [count("differs"), count("differs") === 1 ? "differs" : "differ"],
    [count("only-from"), `only in ${from.letter}`],
    [count("only-to"), `only in ${to.letter}`],
    [count("same"), "same"],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${String(number)} ${word}`);
  return said.length === 0 ? "no files" : said.join(", ");
}

/**
 * Findings of both attempts for an interdiff: each names its attempt. A finding of the first stands at its line among the removed
 * ones; lines of a base that is not shown are left out, so that the finding stands at its file.
 */
export function pairFindings(
  { from, to, files }: Pick<Interdiff, "from" | "to" | "files">,
  fromFindings: readonly Finding[],
  toFindings: readonly Finding[],
): Finding[] {
  const shown = new Map<string, string>();
  const bases = new Map<string, string>();
  for (const file of files) {
    if (file.start === file.end) continue;
    const name = file.toPath ?? file.fromPath ?? "";
    if (file.fromPath !== null) shown.set(`from ${file.fromPath}`, name);
    if (file.toPath !== null) shown.set(`to ${file.toPath}`, name);
    if (file.fromPath !== null) bases.set(file.fromPath, file.base);
  }
  const placed = (finding: Finding, side: "from" | "to", letter: string): Finding[] => {
    const path = finding.path === null ? undefined : shown.get(`${side} ${finding.path}`);
    if (path === undefined) return [];
    const known = (finding.side ?? "new") === "new" && (side === "to" || bases.get(finding.path ?? "") !== "moved");
    return [
      {
        ...finding,
        id: `${letter} ${finding.id}`,
        title: `${letter}: ${finding.title}`,
        path,
        side: side === "from" ? "old" : "new",
        line: known ? finding.line : null,
      },
    ];
  };
  return [
    ...toFindings.flatMap((finding) => placed(finding, "to", to.letter)),
    ...fromFindings.flatMap((finding) => placed(finding, "from", from.letter)),
  ];
}

/**
 * An attempt's patch in which files that were read in an earlier version stand as what changed since. In: the patch, those files, the
 * names of those that are to be shown whole all the same.
 */
export function sincePatch(
  patch: string,
  since: SinceRead,
  whole: (path: string) => boolean,
  now: number,
): { readonly text: string; readonly files: ReadonlyMap<string, PairFile>; readonly places: Int32Array } {
  const read = new Map(since.files.map((file) => [file.path, file]));
  const files = new Map<string, PairFile>();
  const texts: string[] = [];
  const places: number[] = [];
  let place = 0;
  for (const file of parsePatch(patch).files) {
    const earlier = read.get(file.path);
    const shown = earlier === undefined || whole(file.path) ? null : earlier;
    if (earlier !== undefined) files.set(file.path, sinceFile(earlier, shown !== null, now));
    if (shown === null) {
      texts.push(inLines(patch.slice(file.start, file.end)));
      for (let hunk = 0; hunk < file.hunks.length; hunk += 1) places.push(place + hunk);
    } else {
      const part = since.text.slice(shown.file.start, shown.file.end);
      // Nothing but the base moved: the file stays in its place with its header alone.
      const text = part === "" ? headerAlone(patch.slice(file.start, file.end)) : part;
      texts.push(text);
      for (let hunks = parsePatch(text).files[0]?.hunks.length ?? 0; hunks > 0; hunks -= 1) places.push(-1);
    }
    place += file.hunks.length;
  }
  return { text: texts.join(""), files, places: Int32Array.from(places) };
}

function inLines(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

function headerAlone(part: string): string {
  return inLines(part.slice(0, part.indexOf("\n") + 1));
}

function sinceFile({ readAt, readIn, file }: SinceRead["files"][number], shown: boolean, now: number): PairFile {
  const where = readIn.letter === null ? "an earlier attempt" : `attempt ${readIn.letter}`;
  const when = `${formatDay(readAt, now)}, ${formatClock(readAt)}`;
  const state =
    file.start === file.end
      ? `You read this file ${when}, in ${where}. Nothing has changed in it since but the base.`
      : file.moved === 0
        ? null
        : `${formatPlural(file.moved, "place")} where only the base moved left out.`;
  return {
    tag: shown ? `since you read it ${formatClock(readAt)}` : null,
    title: `You read this file ${when}, in ${where}; ${shown ? "what changed since is shown" : "it is shown whole"}`,
    state: shown ? state : null,
    since: shown ? "shown" : "whole",
  };
}
