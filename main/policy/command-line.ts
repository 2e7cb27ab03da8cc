/** One simple command of a shell line. */
export interface SimpleCommand {
  /** Words with quotes and escapes removed, without redirections and leading assignments. */
  readonly words: readonly string[];
  /** The command as written, without the operators around it. */
  readonly text: string;
  /** True when its input is the output of the command before it. */
  readonly piped: boolean;
}

const wrappers = new Set([
  "sudo",
  "doas",
  "env",
  "time",
  "nohup",
  "nice",
  "command",
  "builtin",
  "exec",
  "xargs",
  "stdbuf",
]);
const shells = new Set(["sh", "bash", "zsh", "dash", "ksh"]);

/**
 * Cuts a shell line into its simple commands, those in `$( )`, back quotes and `bash -c` included; quoted text and here-document
 * bodies are data, not commands. It reads what people and agents write, it is not a shell: on odd input it returns what it could.
 */
export function simpleCommands(line: string, depth = 0): SimpleCommand[] {
  if (depth > 3) return [];
  const scan = new Scanner(line);
  scan.run();
  const out: SimpleCommand[] = [];
  for (const command of scan.commands) {
    const words = unwrapped(command.words);
    if (words.length === 0) continue;
    out.push({ words, text: command.text.trim(), piped: command.piped });
    const script = shells.has(baseName(words[0] ?? ""))
      ? words[words.findIndex((word) => /^-[a-z]*c$/.test(word)) + 1]
      : undefined;
    if (script !== undefined && words.some((word) => /^-[a-z]*c$/.test(word)))
      out.push(...simpleCommands(script, depth + 1));
  }
  for (const nested of scan.nested) out.push(...simpleCommands(nested, depth + 1));
  return out;
}

/** Last part of a program's path: "/bin/rm" is "rm". */
export function baseName(word: string): string {
  return word.slice(word.lastIndexOf("/") + 1);
}

function unwrapped(words: readonly string[]): string[] {
  let rest = [...words];
  for (;;) {
    while (/^[A-Za-z_][A-Za-z0-9_]*=/.test(rest[0] ?? "")) rest = rest.slice(1);
    const first = baseName(rest[0] ?? "");
    if (first === "timeout") rest = rest.slice(rest.findIndex((word, index) => index > 0 && !word.startsWith("-")) + 1);
    else if (wrappers.has(first) && rest.length > 1) {
      rest = rest.slice(1);
      while ((rest[0] ?? "").startsWith("-")) rest = rest.slice(1);
    } else return rest;
  }
}

class Scanner {
  readonly commands: { words: string[]; text: string; piped: boolean }[] = [];
  readonly nested: string[] = [];
  private at = 0;
  private words: string[] = [];
  private word: string | null = null;
  private begin = 0;
  private piped = false;
  private skipWord = false;
  private heredocs: string[] = [];

  constructor(private readonly line: string) {}

  run(): void {
    while (this.at < this.line.length) this.step();
    this.endCommand(false);
  }

  private step(): void {
    const char = this.line[this.at] ?? "";
    const next = this.line[this.at + 1] ?? "";
    if (char === "\\") this.take(next === "\n" ? "" : next, 2);
    else if (char === "'") this.quote("'");
    else if (char === '"') this.doubleQuote();
    else if (char === "`" || (char === "$" && next === "(")) this.substitution();
    else if (char === "#" && this.word === null) this.at = this.lineEnd();
    else if (char === "\n") {
      this.endCommand(false);
      this.at += 1;
      this.skipHeredocs();
    } else if (/\s/.test(char)) {
      this.endWord();
      this.at += 1;
    } else if (char === "<" && next === "<" && this.line[this.at + 2] !== "<") this.heredoc();
    else if (char === ">" || char === "<") this.redirection();
    else if (char === "&" && next === ">") this.redirection();
    else if (char === "|" || char === "&" || char === ";") {
      const double = next === char || (char === "|" && next === "&");
      this.endCommand(char === "|" && next !== "|");
      this.at += double ? 2 : 1;
      this.begin = this.at;
    } else if (
      char === ")" ||
      (this.word === null && (char === "(" || char === "}" || (char === "{" && /\s/.test(next))))
    ) {
      this.endCommand(false);
      this.at += 1;
      this.begin = this.at;
    } else this.take(char, 1);
  }

  private take(text: string, length: number): void {
    this.word = (this.word ?? "") + text;
    this.at += length;
  }

  private quote(mark: string): void {
    const end = this.line.indexOf(mark, this.at + 1);
    const stop = end === -1 ? this.line.length : end;
    this.word = (this.word ?? "") + this.line.slice(this.at + 1, stop);
    this.at = stop + 1;
  }

  private doubleQuote(): void {
    this.word ??= "";
    this.at += 1;
    while (this.at < this.line.length && this.line[this.at] !== '"') {
      const char = this.line[this.at] ?? "";
      if (char === "\\") this.take(this.line[this.at + 1] ?? "", 2);
      else if (char === "`" || (char === "$" && this.line[this.at + 1] === "(")) this.substitution();
      else this.take(char, 1);
    }
    this.at += 1;
  }

  private substitution(): void {
    const start = this.at;
    if (this.line[this.at] === "`") {
      const end = this.line.indexOf("`", this.at + 1);
      const stop = end === -1 ? this.line.length : end;
      this.nested.push(this.line.slice(this.at + 1, stop));
      this.at = stop + 1;
    } else {
      let depth = 0;
      this.at += 1;
      do {
        if (this.line[this.at] === "(") depth += 1;
        if (this.line[this.at] === ")") depth -= 1;
        this.at += 1;
      } while (depth > 0 && this.at < this.line.length);
      this.nested.push(this.line.slice(start + 2, depth === 0 ? this.at - 1 : this.at));
    }
    this.word = (this.word ?? "") + this.line.slice(start, this.at);
  }

  private heredoc(): void {
    const match = /^<<-?\s*(["']?)([A-Za-z0-9_]+)\1/.exec(this.line.slice(this.at));
    if (match === null) {
      this.at += 2;
      return;
    }
    this.endWord();
    this.heredocs.push(match[2] ?? "");
    this.at += match[0].length;
  }

  private skipHeredocs(): void {
    for (const mark of this.heredocs) {
      while (this.at < this.line.length) {
        const end = this.lineEnd();
        const text = this.line.slice(this.at, end).trim();
        this.at = Math.min(this.line.length, end + 1);
        if (text === mark) break;
      }
    }
    this.heredocs = [];
    this.begin = this.at;
  }

  private redirection(): void {
    if (this.word !== null && /^\d$/.test(this.word)) this.word = null;
    this.endWord();
    const match = /^(?:&>>?|>>?|<<<|<|>\|)&?\d?-?/.exec(this.line.slice(this.at));
    const text = match?.[0] ?? ">";
    this.at += text.length;
    // `2>&1` is whole; `> file` takes the next word with it.
    this.skipWord = !/&[\d-]/.test(text);
  }

  private lineEnd(): number {
    const end = this.line.indexOf("\n", this.at);
    return end === -1 ? this.line.length : end;
  }

  private endWord(): void {
    if (this.word === null) return;
    if (this.skipWord) this.skipWord = false;
    else this.words.push(this.word);
    this.word = null;
  }

  private endCommand(pipesOn: boolean): void {
    this.endWord();
    if (this.words.length > 0)
      this.commands.push({ words: this.words, text: this.line.slice(this.begin, this.at), piped: this.piped });
    this.words = [];
    this.skipWord = false;
    this.piped = pipesOn;
    this.begin = this.at + 1;
  }
}
