import { fileOfRow, patchRows, type PatchRows } from "../../shared/diff/rows";
import { colourPart, partsOf } from "./colour-rows";
import type { FromDiffWorker, RowSpans, ToDiffWorker } from "./diff-messages";
import { findRows } from "./find-rows";
import { highlight, loadLanguage } from "./highlighter";
import { languageOf } from "./languages";

/** Word marks of one request may take this long; lines after that are shown without marks. */
const WORD_BUDGET_MS = 300;

/** Rows that fill a screen. */
const FIRST_ROWS = 100;

let open: { id: number; text: string; rows: PatchRows; done: Uint8Array; colours: boolean } | null = null;

function post(message: FromDiffWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function openPatch(id: number, text: string, colours: boolean): void {
  const rows = patchRows(text);
  open = { id, text, rows, done: new Uint8Array(rows.kind.length), colours };
  // The page gets a copy of the arrays (a few MB at 100,000 lines): the worker goes on using its own.
  post({ type: "opened", id, rows });
  // What the page will ask for first: its language is fetched while the page draws the rows.
  void colour(id, 0, FIRST_ROWS).catch(() => undefined);
}

async function colour(id: number, from: number, to: number): Promise<void> {
  if (open?.id !== id) return;
  const { text, rows, done } = open;
  const parts: RowSpans[] = [];
  const deadline = performance.now() + WORD_BUDGET_MS;
  for (let index = fileOfRow(rows.files, from); index < rows.files.length; index += 1) {
    const file = rows.files[index];
    if (file === undefined || file.firstRow >= to) break;
    const language = open.colours ? languageOf(file.path) : null;
    const known = language !== null && (await loadLanguage(language));
    for (const part of partsOf(rows, file, from, to)) {
      if (done[part[0]] === 1) continue;
      done[part[0]] = 1;
      parts.push(
        colourPart(
          text,
          rows,
          part,
          known ? (source) => highlight(source, language) : null,
          () => performance.now(),
          deadline,
        ),
      );
    }
  }
  const buffers = parts.flatMap((part) => [
    part.syntaxIndex.buffer,
    part.syntax.buffer,
    part.wordIndex.buffer,
    part.words.buffer,
  ]);
  post({ type: "coloured", id, from, to, parts }, buffers);
}

async function answer(message: ToDiffWorker): Promise<void> {
  if (message.type === "open") openPatch(message.id, message.text, message.colours);
  else if (message.type === "colour") await colour(message.id, message.from, message.to);
  else if (open?.id === message.id) {
    const { rows, hits, more } = findRows(open.text, open.rows, message.query);
    post({ type: "found", id: message.id, run: message.run, rows, hits, more }, [rows.buffer]);
  }
}

self.addEventListener("message", (event: MessageEvent<ToDiffWorker>) => {
  answer(event.data).catch((error: unknown) => {
    post({ type: "failed", id: event.data.id, message: error instanceof Error ? error.message : String(error) });
  });
});
