/** Longer is no sentence a person wrote, and is not matched. */
const maxSentence = 1_000;
/** What follows so many characters of a text is not read: nobody states results in the middle of a megabyte. */
const maxText = 200_000;

/** A sentence of a statement, as written and as it is matched. */
export interface SummarySentence {
  /** The agent's own words, with runs of white space made one space and list marks left out. */
  readonly written: string;
  /** The same without Markdown marks and quoted passages. */
  readonly plain: string;
  /** For each character of `plain` its place in `written`, and one more for the end. UTF-16 units. */
  readonly at: readonly number[];
  /** What is set as code, with its place in `plain`. */
  readonly codes: readonly { readonly text: string; readonly start: number; readonly end: number }[];
  /** The heading it stands under, in lower case; empty where there is none. */
  readonly heading: string;
}

interface Block {
  readonly text: string;
  readonly heading: string;
}

/** Headings of what is still to be done, or was asked for: not of what was done. */
const plannedHeading =
  /\b(?:next steps?|to-?dos?|test(?:ing)? (?:plan|instructions|steps)|how to (?:test|verify|run|use)|recommend\w*|suggest\w*|remaining|follow[- ]?ups?|future|acceptance criteria|requirements?|known (?:issues|failures|limitations)|expected|example|usage|plan|proposal|proposed|not (?:done|verified|run)|before|the (?:problem|bug|issue))\b/;

/**
 * Cuts a text into sentences that assert something. Code blocks, quotations, open check boxes, crossed marks, questions, and what
 * stands under a heading of things to be done are left out: they are not statements of what was done.
 * In: Markdown text of an agent. Out: sentences in order.
 */
export function summarySentences(summary: string): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  for (const { text, heading } of blocks(summary.slice(0, maxText))) {
    for (const written of splitSentences(text)) {
      if (written.length > 2 * maxSentence || /^[❌✗✘⚠⏳☐⬜]/u.test(written)) continue;
      const sentence = { written, heading, ...plainText(written) };
      if (sentence.plain.trim() === "" || sentence.plain.length > maxSentence || /\?\s*$/.test(sentence.plain))
        continue;
      sentences.push(sentence);
    }
  }
  return sentences;
}

/** Lines that belong together, joined: a paragraph, a list item, a table row, a heading. */
function blocks(summary: string): Block[] {
  const out: Block[] = [];
  let open: string[] = [];
  let checked = false;
  let fence: string | null = null;
  let heading = "";
  const close = (): void => {
    const text = open.join(" ").replace(/\s+/g, " ").trim();
    if (text !== "" && (checked || !plannedHeading.test(heading))) out.push({ text, heading });
    open = [];
    checked = false;
  };
  for (const line of summary.split(/\r\n|\r|\n/)) {
    const mark = /^\s{0,20}(?:[-*+]\s{1,4})?(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) === true) fence = null;
      continue;
    }
    if (mark !== undefined) {
      close();
      fence = mark;
      continue;
    }
    if (
      /^\s{0,20}>/.test(line) ||
      (/^(?: {4}|\t)\s{0,40}\S/.test(line) && open.length === 0 && !/^\s{1,40}(?:[-*+]|\d{1,4}[.)])\s/.test(line)) ||
      /^\s{0,40}[-*+]\s{1,4}\[ \]/.test(line)
    ) {
      close();
      continue;
    }
    const item = /^\s{0,40}(?:#{1,6}\s+|[-*+•]\s+(?:\[[xX]\]\s+)?|\d{1,4}[.)]\s+)/.exec(line);
    if (line.trim() === "" || item !== null || /^\s{0,40}\|/.test(line)) close();
    const named = headingIn(line);
    if (named !== null) heading = named;
    checked ||= item?.[0].includes("[x") === true || item?.[0].includes("[X") === true;
    open.push(item === null ? line : line.slice(item[0].length));
    if (/^\s{0,40}(?:#{1,6}\s|\|)/.test(line)) close();
  }
  close();
  return out;
}

/** `## Next steps`, `**Next steps:**` or `Next steps:` alone on a line. */
function headingIn(line: string): string | null {
  if (line.length > 120) return null;
  const text =
    /^\s{0,3}#{1,6}\s+(.+)$/.exec(line)?.[1] ??
    /^\s{0,3}(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*:?\s*$/.exec(line)?.[1] ??
    /^([A-Z][\w '-]{2,60}):\s*$/.exec(line)?.[1];
  return text === undefined
    ? null
    : text
        .replace(/[*_`:]/g, "")
        .trim()
        .toLowerCase();
}

function splitSentences(block: string): string[] {
  // "✅ One ✅ Two" is a list; in "Lint ✅" the mark is what is said.
  const listed = /^[✅☑❌✗]/u.test(block);
  return block
    .split(/(?<=(?<!\b(?:e\.g|i\.e|etc|vs|cf))[.!?…][*_)"”]{0,3}) (?=`|[*_`("“]{0,3}[\p{Lu}\p{N}✅✓✔☑❌✗])/u)
    .flatMap((part) => (listed ? part.split(/ (?=[✅☑❌✗])/u) : [part]))
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

const marks =
  /!?\[([^\]]*)\]\([^)]*\)|(`+)([^`]+)\2|~~[^~]*~~|(?<![\p{L}\p{N}])"[^"]*"|“[^”]*”|«[^»]*»|<!--.*?-->|<\/?[a-z][^>]*>|\*\*|__|[`|~]|(?<![\p{L}\p{N}/.])[*_]|[*_](?![\p{L}\p{N}/.])/giu;
/** Code that reads as a word, a path, an option or a simple command. */
const readable = /^[\w$.@:/#*=~,+-]+(?: [\w$.@:/#*=~,+"'|&<>-]+)*(?:\(\))?$/u;

/** A sentence without its marks. Code that is no name, path or command stands as the word "code". */
function plainText(written: string): Pick<SummarySentence, "plain" | "at" | "codes"> {
  let plain = "";
  const at: number[] = [];
  const codes: { text: string; start: number; end: number }[] = [];
  const put = (text: string, from: number): void => {
    for (let index = 0; index < text.length; index += 1) {
      const char = text.charAt(index);
      if (/\s/.test(char) && (plain === "" || plain.endsWith(" "))) continue;
      plain += /\s/.test(char) ? " " : char;
      at.push(from + index);
    }
  };
  let done = 0;
  for (const match of written.matchAll(marks)) {
    put(written.slice(done, match.index), done);
    done = match.index + match[0].length;
    const code = match[3]?.trim();
    if (match[1] !== undefined) put(match[1], match.index + match[0].indexOf(match[1]));
    else if (match[3] !== undefined && code !== undefined) {
      const start = plain.length;
      if (readable.test(code)) put(code, match.index + match[0].indexOf(code));
      else {
        plain += "code";
        at.push(match.index + 1, match.index + 1, match.index + 1, match.index + 1);
      }
      codes.push({ text: code, start, end: plain.length });
    } else if (!/^(?:\*+|_+)$/.test(match[0])) put(" ", match.index);
  }
  put(written.slice(done), done);
  at.push(written.length);
  return { plain, at, codes };
}
