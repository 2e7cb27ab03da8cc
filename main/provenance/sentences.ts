/** Longer is no sentence a person wrote, and is not matched. */
const maxSentence = 1_000;

/** A sentence of a summary, as written and as it is matched. */
export interface SummarySentence {
  /** The agent's own words, with runs of white space made one space and list marks left out. */
  readonly written: string;
  /** The same without Markdown marks and quoted passages. */
  readonly plain: string;
}

/**
 * Cuts a summary into sentences that assert something. Code blocks, quotations, open check boxes and questions are left out:
 * they are not statements of what was done.
 * In: Markdown text of an agent. Out: sentences in order.
 */
export function summarySentences(summary: string): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  for (const block of blocks(summary)) {
    for (const written of splitSentences(block)) {
      const plain = plainText(written);
      if (plain === "" || plain.length > maxSentence || plain.endsWith("?")) continue;
      sentences.push({ written, plain });
    }
  }
  return sentences;
}

/** Lines that belong together, joined: a paragraph, a list item, a table row, a heading. */
function blocks(summary: string): string[] {
  const out: string[] = [];
  let open = "";
  let fence: string | null = null;
  const close = (): void => {
    if (open.trim() !== "") out.push(open.replace(/\s+/g, " ").trim());
    open = "";
  };
  for (const line of summary.split(/\r\n|\r|\n/)) {
    const mark = /^\s*(?:[-*+]\s+)?(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== null) {
      if (mark?.startsWith(fence) === true) fence = null;
      continue;
    }
    if (mark !== undefined) {
      close();
      fence = mark;
      continue;
    }
    if (/^\s*>/.test(line) || (/^(?: {4,}|\t)\S/.test(line) && open === "" && !/^\s+(?:[-*+]|\d+[.)])\s/.test(line))) {
      close();
      continue;
    }
    if (/^\s*[-*+]\s+\[ \]/.test(line)) {
      close();
      continue;
    }
    const item = /^\s*(?:#{1,6}\s+|[-*+]\s+(?:\[[xX]\]\s+)?|\d+[.)]\s+)/.exec(line);
    if (line.trim() === "" || item !== null || /^\s*\|/.test(line)) close();
    open += ` ${item === null ? line : line.slice(item[0].length)}`;
    if (/^\s*(?:#{1,6}\s|\|)/.test(line)) close();
  }
  close();
  return out;
}

function splitSentences(block: string): string[] {
  return block
    .split(/(?<=[.!?…][*_)"”]{0,3})\s+(?=[*_`("“]{0,3}[\p{Lu}\p{N}✅✓])/u)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function plainText(written: string): string {
  return written
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(?<![\p{L}\p{N}])"[^"]*"|“[^”]*”|«[^»]*»/gu, " ")
    .replace(/<!--.*?-->|<\/?[a-z][^>]*>/gi, " ")
    .replace(/\*\*|__|[`|~]/g, " ")
    .replace(/(?<!\S)[*_](?=\S)|(?<=\S)[*_](?!\S)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
