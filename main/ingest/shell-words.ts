/** What stands between two commands of a shell line. `end` is the end of the line. */
export type Joint = "&&" | "||" | ";" | "|" | "&" | "end";

/** One simple command: its words without quotes and redirections, and what follows it. */
export interface SimpleCommand {
  readonly words: readonly string[];
  readonly joint: Joint;
}

const longest = 20_000;
/** Characters that stand for themselves, as many as there are. */
const ordinary = /[^\\'"`$#<>&|;\n() \t]+/y;
const operators = ["&&", "||", "|&", ";;", "|", ";", "&", "\n", "(", ")"] as const;

/**
 * Splits a shell line into simple commands: enough to tell a command that is run from one that is only mentioned in quotes,
 * a heredoc or a comment. Substitutions are not looked into. Lines over 20,000 characters are cut there.
 */
export function shellCommands(line: string): SimpleCommand[] {
  const text = line.slice(0, longest).replace(/\r\n/g, "\n");
  const commands: SimpleCommand[] = [];
  let words: string[] = [];
  let word: string | null = null;
  let skipNext = false;
  const heredocs: { mark: string; dash: boolean }[] = [];
  let at = 0;

  function closeWord(): void {
    if (word === null) return;
    if (skipNext) skipNext = false;
    else words.push(word);
    word = null;
  }
  function closeCommand(joint: Joint): void {
    closeWord();
    skipNext = false;
    if (words.length > 0) commands.push({ words, joint });
    else if (commands.length > 0 && joint !== ";" && joint !== "end") reJoint(commands, joint);
    words = [];
  }

  while (at < text.length) {
    ordinary.lastIndex = at;
    if (ordinary.test(text)) {
      word = (word ?? "") + text.slice(at, ordinary.lastIndex);
      at = ordinary.lastIndex;
      continue;
    }
    const char = text.charAt(at);
    if (char === "\\") {
      if (text.charAt(at + 1) !== "\n") word = (word ?? "") + text.charAt(at + 1);
      at += 2;
      continue;
    }
    if (char === "'" || char === '"') {
      const quoted = readQuoted(text, at);
      word = (word ?? "") + quoted.value;
      at = quoted.next;
      continue;
    }
    if (char === "`" || (char === "$" && text.charAt(at + 1) === "(")) {
      const next = endOfSubstitution(text, at);
      word = (word ?? "") + text.slice(at, next);
      at = next;
      continue;
    }
    if (char === "#" && word === null) {
      const lineEnd = text.indexOf("\n", at);
      at = lineEnd === -1 ? text.length : lineEnd;
      continue;
    }
    if (char === "<" && text.startsWith("<<", at) && text.charAt(at + 2) !== "<") {
      closeWord();
      const mark = /^<<(-?)\s*(['"]?)([^\s'"|&;<>()]+)\2/.exec(text.slice(at, at + 200));
      if (mark?.[3] !== undefined) {
        heredocs.push({ mark: mark[3], dash: mark[1] === "-" });
        at += mark[0].length;
        continue;
      }
    }
    if (char === ">" || char === "<" || (char === "&" && text.charAt(at + 1) === ">")) {
      if (word !== null && /^\d+$/.test(word)) word = null;
      closeWord();
      while (/[<>&]/.test(text.charAt(at))) at += 1;
      const descriptor = /^\d+(?=[\s;|&)]|$)|^-(?=[\s;|&)]|$)/.exec(text.slice(at, at + 12));
      if (descriptor !== null && text.charAt(at - 1) === "&") at += descriptor[0].length;
      else skipNext = true;
      continue;
    }
    const operator = operators.find((one) => text.startsWith(one, at));
    if (operator !== undefined) {
      at += operator.length;
      if (operator === "\n") {
        closeCommand(";");
        for (const heredoc of heredocs.splice(0)) at = afterHeredoc(text, at, heredoc);
      } else closeCommand(jointOf(operator));
      continue;
    }
    if (char === " " || char === "\t") closeWord();
    else word = (word ?? "") + char;
    at += 1;
  }
  closeCommand("end");
  const last = commands.at(-1);
  // A `;` or a line end with nothing after it changes nothing.
  if (last?.joint === ";") commands[commands.length - 1] = { words: last.words, joint: "end" };
  return commands;
}

function jointOf(operator: (typeof operators)[number]): Joint {
  switch (operator) {
    case "&&":
    case "||":
    case "|":
    case "&":
    case ";":
      return operator;
    case "|&":
      return "|";
    default:
      return ";";
  }
}

/** `(pytest) | tail`: the bracket closed the command, the pipe follows it. */
function reJoint(commands: SimpleCommand[], joint: Joint): void {
  const last = commands.at(-1);
  if (last?.joint === ";") commands[commands.length - 1] = { words: last.words, joint };
}

function readQuoted(text: string, from: number): { value: string; next: number } {
  const quote = text.charAt(from);
  let value = "";
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== quote) {
    if (quote === '"' && text.charAt(at) === "\\") {
      at += 1;
      if (!/["\\$`\n]/.test(text.charAt(at))) value += "\\";
    }
    value += text.charAt(at);
    at += 1;
  }
  return { value, next: at + 1 };
}

function endOfSubstitution(text: string, from: number): number {
  if (text.charAt(from) === "`") {
    const end = text.indexOf("`", from + 1);
    return end === -1 ? text.length : end + 1;
  }
  let depth = 0;
  let at = from + 1;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === "'" || char === '"') {
      at = readQuoted(text, at).next;
      continue;
    }
    if (char === "(") depth += 1;
    if (char === ")") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    at += 1;
  }
  return text.length;
}

function afterHeredoc(text: string, from: number, heredoc: { mark: string; dash: boolean }): number {
  let at = from;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const stop = end === -1 ? text.length : end;
    const line = text.slice(at, stop);
    at = stop + 1;
    if ((heredoc.dash ? line.trimStart() : line) === heredoc.mark) break;
  }
  return at;
}
