import type { FileReading } from "./from-file";
import type { EvidenceParser } from "./parser";

/** How much of a file parsers are shown to recognise it. */
const headBytes = 65_536;

/** The parser that knows a file, by its first bytes; null where none does. In: the parsers in the order they are asked. */
export function parserFor(
  parsers: readonly EvidenceParser[],
  file: { readonly path: string; readonly bytes: Uint8Array },
): EvidenceParser | null {
  const head = { path: file.path, bytes: file.bytes.subarray(0, headBytes) };
  return parsers.find((parser) => parser.recognises(head)) ?? null;
}

/** Reads a whole file with the parser that recognised it; what could not be read is said with its place. */
export function readWith(
  parser: EvidenceParser | null,
  file: { readonly path: string; readonly bytes: Uint8Array },
): FileReading {
  if (parser === null) {
    const why =
      file.bytes.byteLength === 0 ? `${file.path} is empty.` : `No parser for ${file.path}: its content was not read.`;
    return { format: null, parsed: null, note: why };
  }
  const read = parser.parse(file.bytes);
  if (read.ok) return { format: parser.id, parsed: read.value, note: null };
  const place = read.error.place === undefined ? "" : ` at ${read.error.place}`;
  return {
    format: parser.id,
    parsed: null,
    note: `${file.path} could not be read as ${parser.name}${place}: ${read.error.message}`,
  };
}
