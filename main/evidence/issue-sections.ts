/** A part of an issue under one heading. */
export interface IssueSection {
  /** Lower case, without marks; empty for what stands above the first heading. */
  readonly heading: string;
  /** Text between lists and code, one string for each paragraph. */
  readonly paragraphs: readonly string[];
  readonly items: readonly string[];
  /** Lines of fenced code, and the word behind the fence. */
  readonly code: readonly { readonly language: string; readonly lines: readonly string[] }[];
}

interface Open {
  heading: string;
  paragraphs: string[];
  items: string[];
  code: { language: string; lines: string[] }[];
}

const heading = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/;
const boldHeading = /^\s*(?:\*\*|__)([^*_]{2,60}?):?(?:\*\*|__):?\s*$/;
const item = /^\s{0,8}(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/;
const fence = /^\s{0,3}(`{3,}|~{3,})\s*([\w+-]*)/;

/**
 * Cuts the Markdown of an issue into headings, paragraphs, list items and code, as far as a contract needs it. What a reader of the
 * issue cannot see (comments) is left out. In: at most some hundred kilobytes of text.
 */
export function issueSections(body: string): IssueSection[] {
  const sections: Open[] = [{ heading: "", paragraphs: [], items: [], code: [] }];
  let paragraph: string[] = [];
  let closing: string | null = null;
  const current = (): Open => sections[sections.length - 1] ?? { heading: "", paragraphs: [], items: [], code: [] };
  const flush = (): void => {
    const text = paragraph.join(" ").replace(/\s+/g, " ").trim();
    if (text !== "") current().paragraphs.push(text);
    paragraph = [];
  };
  for (const line of withoutComments(body).split(/\r\n|\r|\n/)) {
    if (closing !== null) {
      if (line.trim().startsWith(closing)) closing = null;
      else current().code.at(-1)?.lines.push(line);
      continue;
    }
    const fenced = fence.exec(line);
    if (fenced !== null) {
      flush();
      closing = fenced[1] ?? "```";
      current().code.push({ language: (fenced[2] ?? "").toLowerCase(), lines: [] });
      continue;
    }
    const title = heading.exec(line)?.[1] ?? boldHeading.exec(line)?.[1];
    if (title !== undefined) {
      flush();
      sections.push({ heading: plainHeading(title), paragraphs: [], items: [], code: [] });
      continue;
    }
    const listed = item.exec(line)?.[1];
    if (listed !== undefined) {
      flush();
      current().items.push(listed.trim());
    } else if (line.trim() === "") flush();
    else paragraph.push(line.trim());
  }
  flush();
  return sections;
}

function withoutComments(text: string): string {
  let rest = text;
  let kept = "";
  for (;;) {
    const start = rest.indexOf("<!--");
    if (start === -1) return kept + rest;
    kept += rest.slice(0, start);
    const end = rest.indexOf("-->", start + 4);
    if (end === -1) return kept;
    rest = rest.slice(end + 3);
  }
}

function plainHeading(text: string): string {
  return text
    .replace(/[*_`#:]/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}
