/** A command as the scanner cut it: quotes and escapes removed, nothing unwrapped yet. */
export interface ScannedCommand {
  readonly words: readonly string[];
  readonly text: string;
  readonly piped: boolean;
  /** Files its output is redirected into, and files its input comes from. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Its here-document or here-string. */
  readonly input: string | null;
  /** Commands in `$( )`, back quotes and `<( )` within it. */
  readonly nested: readonly string[];
}

/** `windows` is PowerShell and cmd: a backslash is a character like any other there. */
export type Dialect = "posix" | "windows";

interface OpenDocument {
  readonly mark: string;
  readonly of: { input: string | null };
}

const redirect = /(?:&>>?|>>?|>\||<>|<<<|<|>)(?:&(?:\d+-?|-))?/y;
const documentMark = /<<-?[ \t]*(["']?)([A-Za-z0-9_.!-]+)\1/y;
/** Longer lines are cut there: no one types them, and what is inside is data. */
const longest = 200_000;

/** Cuts a shell line into commands. It reads what people and agents write, it is not a shell; it ends on any text. */
export class ShellScanner {
  private readonly line: string;
  private at = 0;
  private begin = 0;
  private open = 0;
  private words: string[] = [];
  private word: string | null = null;
  private writes: string[] = [];
  private reads: string[] = [];
  private nested: string[] = [];
  private holder: { input: string | null } = { input: null };
  private next: "word" | "write" | "read" | "input" = "word";
  private piped = false;
  private documents: OpenDocument[] = [];
  private readonly waiting: { command: ScannedCommand; holder: { input: string | null } }[] = [];

  constructor(
    line: string,
    private readonly dialect: Dialect,
  ) {
    this.line = line.slice(0, longest).replace(/\r\n/g, "\n");
  }

  run(): readonly ScannedCommand[] {
    while (this.at < this.line.length) this.step();
    this.endCommand(false);
    return this.waiting.map(({ command, holder }) => ({ ...command, input: holder.input }));
  }

  private step(): void {
    const char = this.line.charAt(this.at);
    const next = this.line.charAt(this.at + 1);
    if (char === "\\" && next === "\n" && this.dialect === "posix") this.at += 2;
    else if (char === "\\" && this.dialect === "posix") this.take(next, 2);
    else if (char === "`" && this.dialect === "windows") this.take(next === "\n" ? " " : next, 2);
    else if (char === "'" || (char === "$" && next === "'" && this.dialect === "posix")) this.quote(char === "$");
    else if (char === '"') this.doubleQuote();
    else if (char === "`" || (char === "$" && next === "(")) this.substitution();
    else if ((char === "<" || char === ">") && next === "(") this.substitution();
    else if (char === "#" && this.word === null) this.at = this.lineEnd();
    else if (char === "\n") this.newLine();
    else if (/\s/.test(char)) {
      this.endWord();
      this.at += 1;
    } else if (this.words[0] === "[[" && (char === "<" || char === ">" || char === "(" || char === ")"))
      this.take(char, 1);
    else if (char === ">" || char === "<" || (char === "&" && next === ">")) this.redirection();
    else if (char === "|" || char === "&" || char === ";") this.operator(char, next);
    else if (char === "(" || char === ")") this.parenthesis(char, next);
    else if (this.word === null && this.words.length === 0 && (char === "}" || (char === "{" && /\s/.test(next))))
      this.passOver(1);
    else this.take(char, 1);
  }

  private take(text: string, length: number): void {
    this.word = (this.word ?? "") + text;
    this.at += length;
  }

  private passOver(length: number): void {
    this.at += length;
    this.begin = this.at;
  }

  private operator(char: string, next: string): void {
    // In PowerShell a leading & calls what follows.
    if (char === "&" && this.word === null && this.words.length === 0) {
      this.passOver(1);
      return;
    }
    const double = next === char || (char === "|" && next === "&");
    this.endCommand(char === "|" && next !== "|");
    this.passOver(double ? 2 : 1);
  }

  private parenthesis(char: string, next: string): void {
    if (char === "(" && this.word !== null) {
      if (next !== ")" || this.words.length > 0) {
        this.take(char, 1);
        return;
      }
      // A function's name: its body is read like any other commands.
      this.word = null;
      this.passOver(2);
      return;
    }
    if (char === "(") {
      if (next === "(") {
        this.passOver(this.closing(this.at) - this.at);
        return;
      }
      this.endCommand(false);
      this.open += 1;
      this.passOver(1);
      return;
    }
    if (this.open > 0) {
      this.open -= 1;
      this.endCommand(false);
    } else this.clear();
    this.passOver(1);
  }

  private newLine(): void {
    this.endCommand(false);
    this.at += 1;
    for (const { mark, of } of this.documents) {
      const body: string[] = [];
      while (this.at < this.line.length) {
        const end = this.lineEnd();
        const text = this.line.slice(this.at, end);
        this.at = Math.min(this.line.length, end + 1);
        if (text.trim() === mark) break;
        body.push(text);
      }
      of.input = body.join("\n");
    }
    this.documents = [];
    this.begin = this.at;
  }

  private quote(ansi: boolean): void {
    const from = this.at + (ansi ? 2 : 1);
    let stop = this.line.indexOf("'", from);
    while (ansi && stop > from && this.line.charAt(stop - 1) === "\\") stop = this.line.indexOf("'", stop + 1);
    if (stop === -1) stop = this.line.length;
    this.word = (this.word ?? "") + this.line.slice(from, stop);
    this.at = stop + 1;
  }

  private doubleQuote(): void {
    this.word ??= "";
    this.at += 1;
    while (this.at < this.line.length && this.line.charAt(this.at) !== '"') {
      const char = this.line.charAt(this.at);
      const next = this.line.charAt(this.at + 1);
      if (char === "\\" && this.dialect === "posix")
        this.take('"\\$`'.includes(next) ? next : next === "\n" ? "" : `\\${next}`, 2);
      else if (char === "`" && this.dialect === "windows") this.take(next, 2);
      else if (char === "`" || (char === "$" && next === "(")) this.substitution();
      else this.take(char, 1);
    }
    this.at += 1;
  }

  private substitution(): void {
    const start = this.at;
    if (this.line.charAt(start) === "`") {
      const end = this.line.indexOf("`", start + 1);
      this.at = end === -1 ? this.line.length : end + 1;
      this.nested.push(this.line.slice(start + 1, end === -1 ? this.line.length : end));
    } else if (this.line.startsWith("$((", start)) {
      this.at = this.closing(start + 1);
    } else {
      this.at = this.closing(start + 1);
      const whole = this.line.charAt(this.at - 1) === ")" && this.at > start + 2;
      this.nested.push(this.line.slice(start + 2, whole ? this.at - 1 : this.at));
    }
    this.word = (this.word ?? "") + this.line.slice(start, this.at);
  }

  /** The index after the bracket that closes the one at `from`; quotes and here-documents within are passed over. */
  private closing(from: number): number {
    let depth = 0;
    let quoted = "";
    const marks: string[] = [];
    for (let at = from; at < this.line.length; at += 1) {
      const char = this.line.charAt(at);
      if (char === "\\" && quoted !== "'" && this.dialect === "posix") at += 1;
      else if (quoted !== "") quoted = char === quoted ? "" : quoted;
      else if (char === "\n" && marks.length > 0) at = this.behindDocuments(at + 1, marks.splice(0)) - 1;
      else if (char === "<" && this.line.startsWith("<<", at)) {
        documentMark.lastIndex = at;
        const mark = this.line.startsWith("<<<", at) ? null : documentMark.exec(this.line);
        if (mark !== null) marks.push(mark[2] ?? "");
        at += (mark?.[0] ?? "<<<").length - 1;
      } else if (char === "'" || char === '"') quoted = char;
      else if (char === "(") depth += 1;
      else if (char === ")") {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return this.line.length;
  }

  /** The index of the line after the last of these marks. */
  private behindDocuments(from: number, marks: readonly string[]): number {
    let at = from;
    for (const mark of marks)
      while (at < this.line.length) {
        const end = this.line.indexOf("\n", at);
        const stop = end === -1 ? this.line.length : end;
        const text = this.line.slice(at, stop).trim();
        at = Math.min(this.line.length, stop + 1);
        if (text === mark) break;
      }
    return at;
  }

  private redirection(): void {
    if (this.word !== null && /^\d$/.test(this.word)) this.word = null;
    this.endWord();
    documentMark.lastIndex = this.at;
    const mark = this.line.startsWith("<<<", this.at) ? null : documentMark.exec(this.line);
    if (mark !== null) {
      this.documents.push({ mark: mark[2] ?? "", of: this.holder });
      this.at += mark[0].length;
      return;
    }
    redirect.lastIndex = this.at;
    const text = redirect.exec(this.line)?.[0] ?? ">";
    this.at += text.length;
    // `2>&1` is whole; `> file` takes the next word with it.
    if (/&[\d-]/.test(text)) return;
    this.next = text === "<<<" ? "input" : text.startsWith("<") && text !== "<>" ? "read" : "write";
  }

  private lineEnd(): number {
    const end = this.line.indexOf("\n", this.at);
    return end === -1 ? this.line.length : end;
  }

  private endWord(): void {
    if (this.word === null) return;
    if (this.next === "word") this.words.push(this.word);
    else if (this.next === "write") this.writes.push(this.word);
    else if (this.next === "read") this.reads.push(this.word);
    else this.holder.input = this.word;
    this.next = "word";
    this.word = null;
  }

  private endCommand(pipesOn: boolean): void {
    this.endWord();
    if (this.words.length > 0 || this.writes.length > 0) {
      const { words, writes, reads, nested, piped } = this;
      const text = this.line.slice(this.begin, this.at).trim();
      this.waiting.push({ command: { words, text, piped, writes, reads, nested, input: null }, holder: this.holder });
    }
    this.clear();
    this.piped = pipesOn;
    this.begin = this.at;
  }

  private clear(): void {
    this.words = [];
    this.word = null;
    this.writes = [];
    this.reads = [];
    this.nested = [];
    this.holder = { input: null };
    this.next = "word";
  }
}
