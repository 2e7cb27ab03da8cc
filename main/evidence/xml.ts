import { XMLParser, XMLValidator } from "fast-xml-parser";
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

/** Larger reports are not read: parsing holds the whole tree in memory. */
export const maxXmlBytes = 20 * 1024 * 1024;
const maxDepth = 64;
const textKey = "#text";
const attributesKey = ":@";

/**
 * Reads a report's XML into its root element. Document types are refused and entities beyond XML's own five are left as
 * they are written, so nothing can be fetched or multiplied.
 * In: the file's bytes (UTF-8, or what its byte order mark or declaration names). Errors: "xml-too-large",
 * "xml-document-type", "xml-malformed" with line and column in `place`.
 */
export function readXml(bytes: Uint8Array): Result<XmlElement> {
  if (bytes.byteLength > maxXmlBytes) {
    return err({
      code: "xml-too-large",
      message: `The file has ${String(bytes.byteLength)} bytes; at most ${String(maxXmlBytes)} are read.`,
    });
  }
  const text = decodeXml(bytes);
  const first = scan(text);
  if (first === "document-type") {
    return err({
      code: "xml-document-type",
      message: "The file declares a document type, which can define entities.",
      remedy: "Write the report without <!DOCTYPE>.",
    });
  }
  if (first === "too-deep")
    return err({ code: "xml-malformed", message: `Elements are nested more than ${String(maxDepth)} deep.` });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- its successor is the same code in a package of its own
  const valid = XMLValidator.validate(text, { allowBooleanAttributes: false });
  if (valid !== true) return err(malformed(valid.err, text));
  let tree: unknown;
  try {
    tree = parser.parse(text);
  } catch (error) {
    // The parser throws on what its validator lets through; for a file from outside that is an expected failure.
    return err({
      code: "xml-malformed",
      message: `Not well-formed XML: ${error instanceof Error ? error.message : "unreadable"}`,
    });
  }
  const roots = elements(tree);
  const root = roots[0];
  if (root === undefined || roots.length !== 1)
    return err({ code: "xml-malformed", message: "Not well-formed XML: it needs exactly one root element." });
  return ok(root);
}

function malformed(
  error: { readonly msg: string; readonly line: number; readonly col: number },
  text: string,
): Problem {
  // The validator lists the elements left open as JSON and points at the start; the reader needs the end.
  if (error.msg.startsWith("Invalid '[")) {
    const open = [...error.msg.matchAll(/"([^"]+)"/g)].map((match) => `<${match[1] ?? ""}>`).join(", ");
    const lines = text.trimEnd().split("\n");
    return {
      code: "xml-malformed",
      message: `The file breaks off: ${open} never end.`,
      place: `${String(lines.length)}:${String((lines.at(-1)?.length ?? 0) + 1)}`,
    };
  }
  return {
    code: "xml-malformed",
    message: `Not well-formed XML: ${error.msg}`,
    place: `${String(error.line)}:${String(error.col)}`,
  };
}

/** Name of the first element in the first bytes of a file, or null where there is none. */
export function rootName(bytes: Uint8Array): string | null {
  const head = decodeXml(bytes.subarray(0, 65_536)).replace(/^\s+/, "");
  const rest = head.replace(/^(?:\s|<\?[\s\S]*?\?>|<!--[\s\S]*?-->)+/, "");
  return /^<([A-Za-z_][\w.:-]*)[\s/>]/.exec(rest)?.[1] ?? null;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  allowBooleanAttributes: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: maxDepth + 1,
  cdataPropName: "#cdata",
});

/** The parser's ordered output as elements. Its types are open, so every step is looked at before it is believed. */
function elements(list: unknown): XmlElement[] {
  if (!Array.isArray(list)) return [];
  const found: XmlElement[] = [];
  for (const item of list as readonly unknown[]) {
    if (typeof item !== "object" || item === null) continue;
    const entries: [string, unknown][] = Object.entries(item);
    for (const [name, value] of entries) {
      if (name === attributesKey || name.startsWith("#") || name.startsWith("?")) continue;
      const attributes: unknown = Reflect.get(item, attributesKey);
      found.push({ name, attributes: attributeMap(attributes), children: elements(value), text: ownText(value) });
    }
  }
  return found;
}

function attributeMap(value: unknown): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  if (typeof value !== "object" || value === null) return map;
  for (const [name, text] of Object.entries(value)) if (typeof text === "string") map.set(name, decodeEntities(text));
  return map;
}

function ownText(list: unknown): string {
  if (!Array.isArray(list)) return "";
  let text = "";
  for (const item of list) {
    if (typeof item !== "object" || item === null) continue;
    const plain: unknown = Reflect.get(item, textKey);
    if (typeof plain === "string") text += decodeEntities(plain);
    const cdata: unknown = Reflect.get(item, "#cdata");
    if (Array.isArray(cdata)) text += cdata.map(cdataText).join("");
  }
  return text;
}

function cdataText(part: unknown): string {
  const text: unknown = typeof part === "object" && part !== null ? Reflect.get(part, textKey) : null;
  return typeof text === "string" ? text : "";
}

const predefined: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** XML's five entities and character references; anything else stays as written. One pass: a result is never read again. */
function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return predefined[name] ?? whole;
      const point = hex === undefined ? Number.parseInt(decimal ?? "", 10) : Number.parseInt(hex, 16);
      return point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff) ? String.fromCodePoint(point) : whole;
    },
  );
}

/** One linear pass before any tree is built: whatever the file does, it costs no stack and no second look at a character. */
function scan(text: string): "document-type" | "too-deep" | null {
  let depth = 0;
  let at = text.indexOf("<");
  while (at >= 0) {
    const skipped = skip(text, at, "<![CDATA[", "]]>") ?? skip(text, at, "<!--", "-->") ?? skip(text, at, "<?", "?>");
    if (skipped !== null) {
      at = text.indexOf("<", skipped);
      continue;
    }
    if (text.startsWith("<!", at)) return "document-type";
    const end = tagEnd(text, at);
    if (text.startsWith("</", at)) depth -= 1;
    else if (text[end - 1] !== "/") depth += 1;
    if (depth > maxDepth) return "too-deep";
    at = text.indexOf("<", end);
  }
  return null;
}

/** Offset after a section that begins at `at`, or null when no such section begins there. An unclosed one takes the rest. */
function skip(text: string, at: number, open: string, close: string): number | null {
  if (!text.startsWith(open, at)) return null;
  const end = text.indexOf(close, at + open.length);
  return end < 0 ? text.length : end + close.length;
}

function tagEnd(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at;
  }
  return text.length;
}

const encodings = new Set([
  "utf-8",
  "utf8",
  "utf-16",
  "utf-16le",
  "utf-16be",
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

function decodeXml(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  const declaration = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  const named =
    /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']/i.exec(declaration)?.[1]?.toLowerCase() ??
    "utf-8";
  // A declaration of UTF-16 that could be read byte by byte is wrong: the bytes are not UTF-16.
  const encoding = encodings.has(named) && !named.startsWith("utf-16") ? named : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
