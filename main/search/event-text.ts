import { fold, indexedText, tagSign } from "./words";

/** Longest text of one event that is indexed: its head and its tail, in UTF-16 units. */
export const headLength = 12 * 1024;
export const tailLength = 4 * 1024;
const mostPaths = 32;
const longestPath = 1_024;

/** What of an event can be searched. */
export interface EventText {
  /** The event's texts, each on lines of its own: what is shown around a hit, and what phrases are checked on. */
  readonly text: string;
  /** Its middle was left out because it is long. */
  readonly shortened: boolean;
  readonly tool: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** In the order in which they are shown where nothing was looked for in them. */
const textKeys = ["command", "path", "newPath", "input", "text", "output", "result"] as const;

function textAt(detail: Fields, key: string): string {
  const value = detail[key];
  return typeof value === "string" ? value : "";
}

/** Reads what can be searched of an event. In: its detail as stored. Whole files before an edit are not searched: they are in the repository. */
export function eventText(detail: Fields): EventText {
  const text = (key: string) => textAt(detail, key);
  const parts = textKeys.map(text);
  const hunks = text("hunks");
  // Hunks hold both texts of the edit.
  parts.push(...(hunks === "" ? [text("oldText"), text("newText")] : [hunks]));
  const whole = parts.filter((part) => part !== "").join("\n");
  const shortened = whole.length > headLength + tailLength;
  const tool = text("tool");
  return {
    text: shortened ? `${whole.slice(0, headLength)}\n…\n${whole.slice(-tailLength)}`.toWellFormed() : whole,
    shortened,
    tool: tool === "" ? null : tool,
  };
}

/** Files that an event edits, or names in a command or a tool's input. */
export function eventPaths(detail: Fields): string[] {
  const text = (key: string) => textAt(detail, key);
  const found = new Set<string>();
  const add = (path: string) => {
    if (path !== "" && path.length <= longestPath && !path.includes("\n") && found.size < mostPaths) found.add(path);
  };
  add(text("path"));
  add(text("newPath"));
  if (detail["kind"] === "tool-call") for (const path of inputPaths(text("input"))) add(path);
  for (const path of commandPaths(text("command").slice(0, headLength))) add(path);
  return [...found];
}

const pathKey =
  /"(?:[a-z_]*path|file|files?_?name|target_file|notebook|dir|directory|cwd|uri)"\s*:\s*"((?:[^"\\]|\\.){1,1024})"/gi;

/** Values of a tool's JSON input whose name says that they are paths. */
function inputPaths(input: string): string[] {
  const paths: string[] = [];
  for (const [, value] of input.slice(0, headLength).matchAll(pathKey)) {
    try {
      const path: unknown = JSON.parse(`"${value ?? ""}"`);
      if (typeof path === "string") paths.push(path);
    } catch {
      // Not JSON after all: no path is named.
    }
  }
  return paths;
}

const commandWord = /[^\s"'`;|&<>()=,]+/g;
const looksLikePath = /^(?!https?:)(?:[^:*?]*\/[^:*?]*|[\w.-]+\.[a-z][a-z0-9]{0,7})$/i;

/** Words of a command line that look like files: with a slash, or a name with an ending. */
function commandPaths(command: string): string[] {
  return [...command.matchAll(commandWord)].flatMap(([word]) => (looksLikePath.test(word) ? [word] : []));
}

/** All that words are looked for in: the texts, and the tool's name, which is shown elsewhere. */
export function checkedText({ text, tool }: EventText): string {
  return tool === null ? text : `${text}\n${tool}`;
}

/** What else is asked for in the index, besides words. */
export type TagKind = "all" | "kind" | "runner" | "failed" | "actor" | "tool" | "session" | "path" | "has-path";

const tagLetters: Readonly<Record<TagKind, string>> = {
  all: "a",
  kind: "k",
  runner: "r",
  failed: "f",
  actor: "c",
  tool: "t",
  session: "s",
  path: "p",
  "has-path": "q",
};

/** The word by which the index knows that an event has a quality. */
export function tag(kind: TagKind, value = ""): string {
  return `${tagSign}${tagLetters[kind]}${plainName(value)}`;
}

/** A name without anything but letters and numbers, as tags hold it. */
export function plainName(value: string): string {
  return fold(value.slice(0, 200).normalize("NFC"))
    .replace(/[^\p{L}\p{N}]/gu, "")
    .slice(0, 80);
}

export interface EventTraits {
  readonly kind: string;
  readonly failed: boolean;
  readonly actor: string;
  readonly runner: string;
  readonly sessionPk: number;
  /** Words of its files' paths. */
  readonly pathWords: readonly string[];
}

const pathWord = /[\p{L}\p{N}]+/gu;

/** The words of paths, folded, each once: what patterns are looked up by. */
export function pathWordsOf(paths: readonly string[]): string[] {
  return [...new Set(paths.flatMap((path) => fold(path.normalize("NFC")).match(pathWord) ?? []))];
}

/** What the index is given of an event: its text, then its tags. */
export function indexEntry(searchable: EventText, traits: EventTraits): string {
  const tags = [
    tag("all"),
    tag("kind", traits.kind),
    tag("runner", traits.runner),
    tag("actor", traits.actor),
    tag("session", traits.sessionPk.toString(36)),
  ];
  if (traits.failed) tags.push(tag("failed"));
  if (searchable.tool !== null) tags.push(tag("tool", searchable.tool));
  if (traits.pathWords.length > 0) tags.push(tag("has-path"));
  for (const word of traits.pathWords) tags.push(tag("path", word));
  return `${indexedText(checkedText(searchable))}\n${tags.join(" ")}`;
}
