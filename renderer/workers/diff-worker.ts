import { findMoves } from "../../shared/diff/moves";
import { fileOfRow, patchRows, type PatchRows } from "../../shared/diff/rows";
import { spaceChanges } from "../../shared/diff/whitespace";
import { colourPart, colourText, partsOf } from "./colour-rows";
import type { FromDiffWorker, RowSpans, ToDiffWorker } from "./diff-messages";
import { findRows } from "./find-rows";
import { highlight, loadLanguage } from "./highlighter";
import { languageOf } from "./languages";

/** Word marks of one request may take this long; lines after that are shown without marks. */
const WORD_BUDGET_MS = 300;

/** Looking for moved blocks may take this long; what was found by then is shown. */
const MOVES_BUDGET_MS = 150;
/** A text longer than this is shown without colours. */
const MOST_COLOURED = 2_000_000;

/** Rows that fill a screen. */
const FIRST_ROWS = 100;
/** Characters in which the first file's name stands. */
const FIRST_CHARACTERS = 4000;

let open: { id: number; text: string; rows: PatchRows; done: Uint8Array; colours: boolean } | null = null;

function post(message: FromDiffWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

function openPatch(id: number, text: string, colours: boolean): void {
  // The language of the first file is on its way while the patch is read.
  const first = colours ? /^\+\+\+ b\/(.+)$/mu.exec(text.slice(0, FIRST_CHARACTERS))?.[1] : undefined;
  const language = first === undefined ? null : languageOf(first);
  if (language !== null) void loadLanguage(language).catch(() => undefined);
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
  // The budget is that of the words alone: a language that came late, or a slow one, must not leave lines without their marks.
  let elsewhere = 0;
  const clock = (): number => performance.now() - elsewhere;
  const deadline = clock() + WORD_BUDGET_MS;
  for (let index = fileOfRow(rows.files, from); index < rows.files.length; index += 1) {
    const file = rows.files[index];
    if (file === undefined || file.firstRow >= to) break;
    const language = open.colours ? languageOf(file.path) : null;
    const asked = performance.now();
    const known = language !== null && (await loadLanguage(language));
    elsewhere += performance.now() - asked;
    for (const part of partsOf(rows, file, from, to)) {
      if (done[part[0]] === 1) continue;
      done[part[0]] = 1;
      parts.push(
        colourPart(
          text,
          rows,
          part,
          known
            ? (source) => {
                const begun = performance.now();
                const tokens = highlight(source, language);
                elsewhere += performance.now() - begun;
                return tokens;
              }
            : null,
          clock,
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

async function colourSource({ id, key, path, text }: Extract<ToDiffWorker, { type: "source" }>): Promise<void> {
  const language = open?.colours === true && text.length <= MOST_COLOURED ? languageOf(path) : null;
  const known = language !== null && (await loadLanguage(language));
  const spans = colourText(text, known ? (source) => highlight(source, language) : null);
  post({ type: "sourced", id, key, spans }, [spans.syntaxIndex.buffer, spans.syntax.buffer]);
}

async function answer(message: ToDiffWorker): Promise<void> {
  if (message.type === "open") openPatch(message.id, message.text, message.colours);
  else if (message.type === "colour") await colour(message.id, message.from, message.to);
  else if (open?.id !== message.id) return;
  else if (message.type === "space") {
    const changes = spaceChanges(open.text, open.rows, message.mode);
    post({ type: "spaced", id: message.id, changes }, [changes.same.buffer]);
  } else if (message.type === "moves") {
    const moves = findMoves(open.text, open.rows, () => performance.now(), MOVES_BUDGET_MS);
    post({ type: "moved", id: message.id, moves }, [moves.of.buffer]);
  } else if (message.type === "source") await colourSource(message);
  else {
    const { rows, hits, more } = findRows(open.text, open.rows, message.query);
    post({ type: "found", id: message.id, run: message.run, rows, hits, more }, [rows.buffer]);
  }
}

self.addEventListener("message", (event: MessageEvent<ToDiffWorker>) => {
  answer(event.data).catch((error: unknown) => {
    post({ type: "failed", id: event.data.id, message: error instanceof Error ? error.message : String(error) });
  });
});
