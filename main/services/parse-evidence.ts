import { createHash } from "node:crypto";
import type { Archive } from "../store/archive";
import type { FileReading } from "../evidence/from-file";
import { orderCases } from "../evidence/order-cases";
import { noLists, type EvidenceLists, type EvidenceParser } from "../evidence/parser";
import { parserFor, readWith } from "../evidence/read-file";
import type { ItemList, ItemRow } from "../store/evidence-details";
import type { DetailSink, EvidenceReader, EvidenceRequest, LogPage, LogRequest } from "../views/evidence-reader";
import { LogLines } from "./log-lines";

const headBytes = 65_536;
const rowsAtOnce = 2_000;
/** Rows are handed over when they hold so many characters: messages of failures can be long. */
const charactersAtOnce = 512 * 1024;
/** Cases that go to the card; the rest is asked for by page. */
const casesOfCard = 100;

/** A reader of evidence in this thread. */
export function createEvidenceReader(parsers: readonly EvidenceParser[], archive: Archive): EvidenceReader {
  let log: { readonly digest: string; readonly lines: LogLines } | null = null;
  return {
    read: async (request, sink) => {
      const reading = await readFile(parsers, archive, request);
      if (reading.parsed === null) return reading;
      await sendLists(reading.parsed.lists, sink);
      const cases = orderedFailuresFirst(reading.parsed.lists);
      return { ...reading, parsed: { ...reading.parsed, lists: { ...noLists, cases } } };
    },
    log: async ({ digest, from, limit, query }: LogRequest): Promise<LogPage> => {
      if (log?.digest !== digest) log = { digest, lines: await readLog(archive, digest) };
      return log.lines.page(from, limit, query);
    },
    close: () => {
      log = null;
      return Promise.resolve();
    },
  };
}

/** The lines of an archived log. Throws where the copy cannot be read or holds other bytes than its digest says. */
async function readLog(archive: Archive, digest: string): Promise<LogLines> {
  const hash = createHash("sha256");
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of archive.stream(digest)) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const lines = await LogLines.read(chunks());
  if (hash.digest("hex") !== digest) throw new Error("its archived copy holds other bytes");
  return lines;
}

async function readFile(
  parsers: readonly EvidenceParser[],
  archive: Archive,
  request: EvidenceRequest,
): Promise<FileReading> {
  const unread = (format: string | null, note: string): FileReading => ({ format, parsed: null, note });
  const head = await archive.slice(request.digest, 0, headBytes);
  if (!head.ok) return unread(null, `${request.path} was not read: ${head.error.message}`);
  const parser = parserFor(parsers, { path: request.path, bytes: head.value });
  const file = (bytes: Uint8Array) => ({ path: request.path, bytes });
  if (parser === null || request.bytes <= parser.maxBytes) {
    const bytes = await archive.slice(request.digest, 0, request.bytes);
    return bytes.ok
      ? readWith(parser, file(bytes.value))
      : unread(null, `${request.path} was not read: ${bytes.error.message}`);
  }
  const size = request.bytes.toLocaleString("en-US");
  const most = parser.maxBytes.toLocaleString("en-US");
  if (parser.bothEnds !== true)
    return unread(
      parser.id,
      `${request.path} has ${size} bytes: as ${parser.name} at most ${most} are read, so its content was not.`,
    );
  const half = Math.floor(parser.maxBytes / 2) - 256;
  const left = request.bytes - 2 * half;
  const tail = await archive.slice(request.digest, request.bytes - half, request.bytes);
  const first = await archive.slice(request.digest, 0, half);
  if (!tail.ok || !first.ok) return unread(parser.id, `${request.path} was not read: its archived copy is damaged.`);
  const seam = `${left.toLocaleString("en-US")} bytes between its ends were not read.`;
  const read = readWith(parser, file(Buffer.concat([first.value, Buffer.from(`\n[${seam}]\n`), tail.value])));
  if (read.parsed === null) return read;
  const truncated = [`Of ${size} bytes, ${seam}`, read.parsed.truncated].filter((part) => part !== null).join(" ");
  return { ...read, parsed: { ...read.parsed, truncated } };
}

/** What the card shows: failures of all suites before anything that passed. */
function orderedFailuresFirst(lists: EvidenceLists): EvidenceLists["cases"] {
  const failed = lists.cases.filter((each) => each.outcome === "failed");
  if (failed.length >= casesOfCard) return failed.slice(0, casesOfCard);
  const rest: EvidenceLists["cases"][number][] = [];
  for (const outcome of ["skipped", "passed"] as const)
    for (const each of lists.cases) {
      if (failed.length + rest.length >= casesOfCard) return [...failed, ...rest];
      if (each.outcome === outcome) rest.push(each);
    }
  return [...failed, ...rest];
}

async function sendLists(lists: EvidenceLists, sink: DetailSink): Promise<void> {
  const ordered = orderCases(lists.cases);
  for (const rows of pieces(ordered.suites, (suite) => suite.name.length)) await sink({ list: "suites", rows });
  for (const rows of pieces(ordered.cases, (each) => each.name.length + (each.message?.length ?? 0)))
    await sink({ list: "cases", rows });
  const items: readonly (readonly [ItemList, readonly ItemRow[]])[] = [
    [
      "annotations",
      lists.annotations.map((each) => row(each, [each.path ?? "", each.rule, each.message, each.level], each.path)),
    ],
    ["coverage", lists.coverage.map((each) => row(each, [each.path], each.path))],
    [
      "components",
      lists.components.map((each) => row(each, [each.name, each.version ?? "", each.purl ?? "", ...each.licenses])),
    ],
    ["statements", lists.statements.map((each) => row(each, [each.predicateType]))],
  ];
  for (const [list, all] of items)
    for (const rows of pieces(all, (each) => each.record.length + each.text.length)) await sink({ list, rows });
}

function row(value: unknown, words: readonly string[], path: string | null = null): ItemRow {
  return { text: words.join("\n").toLowerCase(), path, record: JSON.stringify(value) };
}

function* pieces<T>(all: readonly T[], size: (one: T) => number): Generator<T[]> {
  let piece: T[] = [];
  let characters = 0;
  for (const one of all) {
    piece.push(one);
    characters += size(one);
    if (piece.length < rowsAtOnce && characters < charactersAtOnce) continue;
    yield piece;
    piece = [];
    characters = 0;
  }
  if (piece.length > 0) yield piece;
}
