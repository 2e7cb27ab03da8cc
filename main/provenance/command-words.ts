/** One simple command of a shell line: its words without quotes and redirections. */
export interface CommandWords {
  readonly words: readonly string[];
}

/** Lines over this are cut there: what follows is data, or not written by hand. */
const longest = 20_000;

/**
 * Splits a shell line without heredocs into simple commands, so that what is run is told from what is only quoted. What stands
 * in `$(…)` and backquotes stays part of its word.
 */
export function shellCommands(line: string): CommandWords[] {
  const text = line.slice(0, longest);
  const commands: CommandWords[] = [];
  let words: string[] = [];
  let word: string | null = null;
  let skip = false;
  const closeWord = (): void => {
    if (word !== null && !skip) words.push(word);
    if (word !== null) skip = false;
    word = null;
  };
  const closeCommand = (): void => {
    closeWord();
    skip = false;
    if (words.length > 0) commands.push({ words });
    words = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") {
      at += 1;
      if (text.charAt(at) !== "\n") word = (word ?? "") + text.charAt(at);
    } else if (char === "'" || char === '"' || char === "`") {
      const end = closing(text, at, char);
      word = (word ?? "") + (char === "`" ? text.slice(at, end + 1) : text.slice(at + 1, end));
      at = end;
    } else if (char === "$" && text.charAt(at + 1) === "(") {
      let depth = 0;
      const from = at;
      for (at += 1; at < text.length; at += 1) {
        if (text.charAt(at) === "(") depth += 1;
        if (text.charAt(at) === ")" && --depth === 0) break;
      }
      word = (word ?? "") + text.slice(from, at + 1);
    } else if (char === "#" && word === null) {
      while (at + 1 < text.length && text.charAt(at + 1) !== "\n") at += 1;
    } else if (char === ">" || char === "<" || (char === "&" && text.charAt(at + 1) === ">")) {
      if (word !== null && /^\d+$/.test(word)) word = null;
      closeWord();
      while (/[<>&|]/.test(text.charAt(at + 1))) at += 1;
      const descriptor = text.charAt(at) === "&" ? /^(?:\d+|-)/.exec(text.slice(at + 1, at + 10)) : null;
      if (descriptor === null) skip = true;
      else at += descriptor[0].length;
    } else if (/[;&|\n(){}]/.test(char) && !(/[{}]/.test(char) && (word !== null || !/\s/.test(text.charAt(at + 1))))) {
      closeCommand();
    } else if (char === " " || char === "\t") closeWord();
    else word = (word ?? "") + char;
  }
  closeCommand();
  return commands;
}

function closing(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (quote !== "'" && text.charAt(at) === "\\") at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return text.length;
}
