import { ShellScanner, type Dialect, type ScannedCommand } from "./shell-scanner";
import { carried, foundCommand, scriptOf, type Place } from "./carried-command";

/** One simple command of a shell line. */
export interface SimpleCommand {
  /** Words with quotes and escapes removed, without redirections, leading assignments and what only carries a command (`sudo`). */
  readonly words: readonly string[];
  /** The command as written, without the operators around it. */
  readonly text: string;
  /** True when its input is the output of the command before it. */
  readonly piped: boolean;
  /** The command whose output it reads. */
  readonly source: SimpleCommand | null;
  /** Files its output goes to, files its input comes from, and its here-document or here-string. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  readonly input: string | null;
  /** Assignments in front of it, `NAME=value`. */
  readonly settings: readonly string[];
  /** Where it runs: on this machine, in a container, or on another machine. */
  readonly where: Place;
  /** True for `bash -c` and the like: all it does is run commands that stand in the list too. */
  readonly carries: boolean;
}

const deepest = 4;
const shells = new Set(["sh", "bash", "zsh", "dash", "ksh"]);
const keywords = new Set(["do", "then", "else", "elif", "if", "while", "until", "!", "{"]);
const headers = new Set(["for", "select", "case", "function", "done", "fi", "esac", "}", "in"]);

/**
 * Cuts a shell line into its simple commands, in the order they stand, those in `$( )`, back quotes, `bash -c`, `eval`, `ssh host`,
 * `docker exec` and `find -exec` included; quoted text and here-document bodies are data, not commands, except where a shell reads
 * them. It reads what people and agents write, it is not a shell: on odd input it returns what it could.
 */
export function simpleCommands(line: string, dialect: Dialect = dialectOf(line)): SimpleCommand[] {
  return commandsIn(line, dialect, "here", 0);
}

/** Last part of a program's path, without `.exe`: "/bin/rm" is "rm". */
export function baseName(word: string): string {
  const slash = Math.max(word.lastIndexOf("/"), /^[A-Za-z]:\\|^\.{0,2}\\/.test(word) ? word.lastIndexOf("\\") : -1);
  return word.slice(slash + 1).replace(/\.exe$/i, "");
}

/** PowerShell by its verbs and variables; everything else is read as a POSIX shell. */
function dialectOf(line: string): Dialect {
  return /(?:^|[\s;|(&{])(?:Get|Set|New|Remove|Copy|Move|Test|Start|Stop|Invoke|Select|Write|Out|Add|Clear)-[A-Z][A-Za-z]+\b|\$env:|(?:^|[\s"'])[A-Za-z]:\\\w/.test(
    line,
  )
    ? "windows"
    : "posix";
}

function commandsIn(line: string, dialect: Dialect, where: Place, depth: number): SimpleCommand[] {
  if (depth > deepest) return [];
  const out: SimpleCommand[] = [];
  const nested: string[] = [];
  let before: SimpleCommand | null = null;
  for (const scanned of new ShellScanner(line, dialect).run()) {
    nested.push(...scanned.nested);
    const made = toCommand(scanned, where, before);
    before = made;
    if (made === null) continue;
    const script = innerScript(made);
    out.push({ ...made, carries: script?.whole === true });
    const found = foundCommand(made.words);
    if (found !== null) out.push({ ...made, words: carried(found, []).words, piped: false, source: null });
    if (script !== null)
      out.push(...commandsIn(script.text, script.dialect ?? dialect, script.where ?? made.where, depth + 1));
  }
  for (const one of nested) out.push(...commandsIn(one, dialect, where, depth + 1));
  return out;
}

function toCommand(scanned: ScannedCommand, where: Place, before: SimpleCommand | null): SimpleCommand | null {
  let words = scanned.words;
  while (keywords.has(words[0] ?? "")) words = words.slice(1);
  if (headers.has(words[0] ?? "")) words = [];
  const settings: string[] = [];
  const inner = carried(words, settings);
  if (inner.words.length === 0 && scanned.writes.length === 0) return null;
  return {
    words: inner.words,
    text: scanned.text.replace(/^(?:(?:do|then|else|elif|if|while|until|!)\s+)+/, ""),
    piped: scanned.piped,
    source: scanned.piped ? before : null,
    writes: scanned.writes,
    reads: scanned.reads,
    input: scanned.input,
    settings,
    where: inner.where === "here" ? where : inner.where,
    carries: false,
  };
}

interface Script {
  readonly text: string;
  /** The command does nothing else. */
  readonly whole: boolean;
  readonly dialect?: Dialect;
  readonly where?: Place;
}

/** The commands that a command is given to run as text. */
function innerScript(command: SimpleCommand): Script | null {
  const found = scriptOf(command.words);
  if (found !== null) return { ...found, whole: true };
  const program = baseName(command.words[0] ?? "");
  if (!shells.has(program) || command.words.slice(1).some((word) => !word.startsWith("-"))) return null;
  // A shell without a script reads its commands from its input.
  if (command.input !== null) return { text: command.input, whole: true };
  const { source } = command;
  if (source === null) return null;
  const says = baseName(source.words[0] ?? "");
  if (says === "cat" && source.words.length === 1 && source.input !== null) return { text: source.input, whole: false };
  if (says === "echo" || says === "printf")
    return {
      text: source.words
        .slice(1)
        .filter((word) => !/^-[neE]+$/.test(word))
        .join(" "),
      whole: false,
    };
  return null;
}
