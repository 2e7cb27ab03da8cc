import type { EventRef } from "../../shared/model/evidence";
import { atOnce } from "../../shared/steps";
import { baseName } from "./command-line";
import { eventsAtOnce, runCommands, shownCommand, type PlacedCommand } from "./run-commands";
import type { AttemptFacts } from "./rule";
import { inputTexts } from "./tool-input";

/** A file that a command or a tool named to read it. */
export interface FileRead {
  readonly path: string;
  /** Folder a relative path counts from. */
  readonly folder: string | null;
  readonly ref: EventRef;
  readonly at: number;
  readonly by: string;
}

const readers = new Set(
  "cat less more head tail bat nl tac od xxd hexdump strings base64 base32 grep egrep fgrep rg ag ack jq yq awk gawk cut sort uniq source . cp scp rsync tar zip gzip openssl gpg diff view vim nano Get-Content type sed".split(
    " ",
  ),
);
/** Their first plain word is a pattern or a program. */
const patternFirst = new Set("grep egrep fgrep rg ag ack jq yq awk gawk sed".split(" "));
const readTool =
  /^(?:read|view|open|cat|get)?_?(?:many_)?(?:file|files|notebook|text_file)?$|^(?:Read|NotebookRead|str_replace_editor|fs_read|read_file_content)$/i;
const pathField = /^(?:file_?path|path|paths|absolute_?path|target_?file|notebook_?path|file|files|filename)$/i;
const known = new WeakMap<AttemptFacts["events"], readonly FileRead[]>();

/** Every file that the events name to be read, in order. Refused ones are left out. */
export function filesRead(facts: Pick<AttemptFacts, "events" | "sessions">): readonly FileRead[] {
  return known.get(facts.events) ?? atOnce(fileReadSteps(facts));
}

/** Gathers the files in steps of a few milliseconds: from then on `filesRead` knows them. */
export function* fileReadSteps(facts: Pick<AttemptFacts, "events" | "sessions">): Generator<void, readonly FileRead[]> {
  const folders = new Map(facts.sessions.map((session) => [session.id, session.cwd]));
  const out: FileRead[] = [];
  for (const [index, { ref, at, denied, parts }] of runCommands(facts).entries()) {
    if (index % eventsAtOnce === eventsAtOnce - 1) yield;
    if (denied) continue;
    for (const part of parts)
      for (const path of pathsRead(part)) out.push({ path, folder: part.folder, ref, at, by: shownCommand(part.text) });
  }
  facts.events.forEach(({ sessionId, event }, at) => {
    const { detail } = event;
    if (detail.kind !== "tool-call" || detail.outcome === "denied" || !readTool.test(detail.tool) || detail.tool === "")
      return;
    for (const path of inputTexts(detail.input, pathField))
      out.push({
        path,
        folder: folders.get(sessionId) ?? null,
        ref: { sessionId, seq: event.seq },
        at,
        by: detail.tool,
      });
  });
  out.sort((a, b) => a.at - b.at);
  known.set(facts.events, out);
  return out;
}

/** The files a command reads, as it names them. On another machine or in a container it reads none of ours. */
export function pathsRead(part: PlacedCommand): string[] {
  if (part.where !== "here" || part.carries) return [];
  const program = baseName(part.words[0] ?? "");
  const out = part.reads.filter((path) => !path.startsWith("/dev/"));
  const options = part.words.slice(1);
  // curl sends a file that is named behind an @.
  for (const [index, word] of options.entries()) {
    if (/^(?:-T|--upload-file|--post-file|--body-file)$/.test(word) && (program === "curl" || program === "wget"))
      out.push(options[index + 1] ?? "");
    const sent = program === "curl" ? /^(?:[\w.-]+=)?@([^;]+)/.exec(word)?.[1] : undefined;
    if (sent !== undefined && sent !== "-") out.push(sent);
  }
  if (!readers.has(program) || (program === "sed" && options.some((word) => /^-[a-zA-Z]*i/.test(word)))) return out;
  const plain = options.filter((word) => !word.startsWith("-") && !/\s/.test(word));
  const files = patternFirst.has(program) && !options.some((word) => /^-[ef]/.test(word)) ? plain.slice(1) : plain;
  // The last word of a copy is where it goes.
  return [...out, ...(["cp", "scp", "rsync"].includes(program) ? files.slice(0, -1) : files)];
}
