import { SaxesParser } from "saxes";
import { err, ok } from "../../shared/result";
import type { Problem, Result } from "../../shared/result";

/** An element of a report: attributes and text with entities decoded, children in the order of the file. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The element's own text and CDATA, joined. */
  readonly text: string;
}

/**
 * Asked for every element as it ends, with the elements around it, outermost first. True means: taken, keep it no longer;
 * a problem ends the reading.
 * A report of a million records is read this way without a tree of a million elements.
 */
export type TakeElement = (element: XmlElement, around: readonly XmlElement[]) => boolean | Problem;

/** Larger reports are not read. */
export const maxXmlBytes = 64 * 1024 * 1024;
const maxDepth = 64;
/** Elements that are held at once: those nobody takes. */
const maxElements = 1_000_000;
const chunkBytes = 256 * 1024;

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a report's XML into its root element. A document type is passed over and never fetched; one that defines anything
 * itself is refused, and entities beyond XML's own five stay as they are written: nothing can be fetched or multiplied.
 * Control characters, which tools copy from coloured output, are read although XML forbids them.
 * In: the file's bytes (UTF-8, or what its byte order mark or declaration names). Errors: "xml-too-large",
 * "xml-document-type", "xml-malformed" with line and column in `place`.
 */
export function readXml(bytes: Uint8Array, take?: TakeElement): Result<XmlElement> {
  if (bytes.byteLength > maxXmlBytes) {
    return err({
      code: "xml-too-large",
      message: `The file has ${String(bytes.byteLength)} bytes; at most ${String(maxXmlBytes)} are read.`,
      remedy: "Write the report in several files.",
    });
  }
  const open: OpenElement[] = [];
  const roots: XmlElement[] = [];
  let held = 0;

  const parser = new TolerantParser();
  parser.on("doctype", (text) => {
    if (text.replace(/"[^"]*"|'[^']*'/g, "").includes("[")) throw new Stopped(definesEntities);
  });
  parser.on("opentag", ({ name, attributes }) => {
    held += 1;
    if (held > maxElements)
      throw new Stopped({
        code: "xml-too-large",
        message: `The file has more than ${maxElements.toLocaleString("en-US")} elements; it was not read further.`,
        place: parser.place(),
        remedy: "Write the report in several files.",
      });
    if (open.length >= maxDepth)
      throw new Stopped({
        code: "xml-malformed",
        message: `Elements are nested more than ${String(maxDepth)} deep.`,
        place: parser.place(),
      });
    open.push({ name, attributes: mapOf(attributes), children: [], text: "" });
  });
  const addText = (text: string): void => {
    const inside = open.at(-1);
    if (inside !== undefined) inside.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const ended = open.pop();
    if (ended === undefined) return;
    const parent = open.at(-1);
    if (parent === undefined) {
      roots.push(ended);
      return;
    }
    const taken = take?.(ended, open) ?? false;
    if (typeof taken === "object") throw new Stopped(taken);
    if (taken) held -= 1 + ended.children.length;
    else parent.children.push(ended);
  });

  try {
    for (const part of decoded(bytes)) parser.feed(part);
    if (open.length > 0) return err(brokenOff(open, parser.place(1)));
    parser.close();
  } catch (error) {
    if (error instanceof Stopped) return err(error.problem);
    throw error;
  }
  const root = roots[0];
  return root === undefined ? err(notWellFormed("it has no element.", parser.place())) : ok(root);
}

/** Name of the first element in the first bytes of a file, or null where there is none. */
export function rootName(bytes: Uint8Array): string | null {
  let head = "";
  for (const part of decoded(bytes.subarray(0, 65_536))) head += part;
  const before =
    /^(?:[\s\ufeff]|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\]\s*)?>)*/i.exec(head)?.[0].length ?? 0;
  return /^<([A-Za-z_][\w.:-]*)[\s/>]/.exec(head.slice(before, before + 200))?.[1] ?? null;
}

/** Carries a problem out of the parser's callbacks. */
class Stopped extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

const definesEntities: Problem = {
  code: "xml-document-type",
  message: "The file declares a document type of its own, which can define entities.",
  remedy: "Write the report without an internal <!DOCTYPE ... [ ... ]>.",
};

const writeAgain = "Write the report again; the tool may have been stopped.";

/** What tools write although XML forbids it, and what can be read only one way all the same. */
const tolerated = new Set([
  "disallowed character.",
  "undefined entity.",
  "disallowed character in entity name.",
  "malformed character entity.",
  "an XML declaration must be at the start of the document.",
  'the string "]]>" is disallowed in char data.',
]);

class TolerantParser extends SaxesParser {
  #part = "";
  #before = 0;

  constructor() {
    // Version 1.1 can refer to control characters (&#x1b;), whatever the file declares.
    super({ xmlns: false, position: true, defaultXMLVersion: "1.1", forceXMLVersion: true });
  }

  feed(part: string): void {
    this.#before += this.#part.length;
    this.#part = part;
    this.write(part);
  }

  override fail(message: string): this {
    // The parser would leave out a "<" in an attribute and go on: what was written is not to be changed silently.
    const character = this.#part.charAt(this.position - 1 - this.#before);
    if (tolerated.has(message) && character !== "<") return this;
    throw new Stopped(notWellFormed(message, this.place()));
  }

  /** Line and column of what was read last, both from 1; `after` is how much further. */
  place(after = 0): string {
    return `${String(this.line)}:${String(Math.max(1, this.column + after))}`;
  }
}

function notWellFormed(message: string, place: string): Problem {
  return { code: "xml-malformed", message: `Not well-formed XML: ${message.slice(0, 200)}`, place, remedy: writeAgain };
}

function brokenOff(open: readonly XmlElement[], place: string): Problem {
  const names = open.map((element) => `<${element.name.slice(0, 60)}>`).join(", ");
  return { code: "xml-malformed", message: `The file breaks off: ${names} never end.`, place, remedy: writeAgain };
}

const noAttributes: ReadonlyMap<string, string> = new Map();

function mapOf(attributes: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const names = Object.keys(attributes);
  if (names.length === 0) return noAttributes;
  const map = new Map<string, string>();
  for (const name of names) map.set(name, attributes[name] ?? "");
  return map;
}

const encodings = new Set([
  "utf-8",
  "utf8",
  "us-ascii",
  "ascii",
  "iso-8859-1",
  "iso-8859-15",
  "latin1",
  "windows-1252",
  "windows-1251",
  "shift_jis",
  "euc-jp",
  "gbk",
  "gb18030",
]);

/** The text in pieces, so that what is kept of it keeps no more than its piece alive. */
function* decoded(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder(encodingOf(bytes));
  for (let at = 0; at < bytes.length; at += chunkBytes)
    yield decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true });
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  const declaration = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  const named =
    /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/i.exec(declaration)?.[1]?.toLowerCase() ??
    "utf-8";
  // A declaration of UTF-16 that could be read byte by byte is wrong: the bytes are not UTF-16.
  return encodings.has(named) ? named : "utf-8";
}
