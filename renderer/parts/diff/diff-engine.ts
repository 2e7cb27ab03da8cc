import type { Moves } from "../../../shared/diff/moves";
import { RowKind, type PatchRows } from "../../../shared/diff/rows";
import type { SpaceChanges, SpaceShown } from "../../../shared/diff/whitespace";
import type { FromDiffWorker, RowSpans, ToDiffWorker } from "../../workers/diff-messages";

/** What a search found. `rows` ascend. */
export interface FindState {
  readonly query: string;
  readonly rows: Uint32Array;
  readonly hits: number;
  readonly more: boolean;
}

export interface DiffEngineState {
  readonly phase: "waiting" | "reading" | "ready" | "failed";
  readonly rows: PatchRows | null;
  /** Why the patch could not be read, in words. */
  readonly problem: string | null;
  readonly found: FindState | null;
  /** Which lines differ in white space only; null where that was not asked, or is not known yet. */
  readonly space: SpaceChanges | null;
  /** Which blocks moved; null until they were looked for. */
  readonly moves: Moves | null;
  /** Colouring was given up, because a text took the highlighter too long. */
  readonly plain: boolean;
  /** Changes whenever colours arrived. */
  readonly version: number;
}

/** After this the highlighter is taken to be caught in a text made to catch it: it is ended and colours are given up. */
const COLOUR_PATIENCE_MS = 4000;

const nothing: DiffEngineState = {
  phase: "waiting",
  rows: null,
  problem: null,
  found: null,
  space: null,
  moves: null,
  plain: false,
  version: 0,
};

/**
 * The page's side of the diff worker: reads one patch, asks for colours of the rows on screen, finds text.
 * An external store for React: `subscribe` and `state`.
 */
export class DiffEngine {
  state: DiffEngineState = nothing;
  readonly #start: () => Worker;
  #worker: Worker | null = null;
  #text: string | null = null;
  #id = 0;
  #run = 0;
  #query = "";
  #space: SpaceShown = "all";
  #movesAsked = false;
  /** Colours of texts that are no rows, by the key they were asked under; null until they arrive. */
  readonly #sources = new Map<string, RowSpans | null>();
  #then: ((found: FindState) => void) | undefined;
  readonly #listeners = new Set<() => void>();
  #parts: RowSpans[] = [];
  /** For each row the number of its part, counted from 1; 0 before it is coloured. */
  #partOf = new Int32Array(0);
  #wanted: readonly [number, number] | null = null;
  #asked: readonly [number, number] | null = null;
  #watch: ReturnType<typeof setTimeout> | undefined;

  constructor(start: () => Worker) {
    this.#start = start;
    this.#begin();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads a patch; a patch read before is forgotten. */
  open(text: string): void {
    if (this.#text === text) return;
    if (this.#worker === null) this.#begin();
    this.#text = text;
    this.#parts = [];
    this.#partOf = new Int32Array(0);
    this.#movesAsked = false;
    this.#space = "all";
    this.#sources.clear();
    this.#forgetRequests();
    this.#set({ ...nothing, phase: "reading", plain: this.state.plain, version: this.state.version + 1 });
    this.#send({ type: "open", id: ++this.#id, text, colours: !this.state.plain });
  }

  /** The text of a row. */
  textOf(row: number): string {
    const { rows } = this.state;
    return rows === null || this.#text === null ? "" : this.#text.slice(rows.from[row], rows.to[row]);
  }

  /** The patch text, for what is not a row. */
  get text(): string {
    return this.#text ?? "";
  }

  /** Colours and word marks of a row's surroundings, or null until they arrive. */
  spansOf(row: number): RowSpans | null {
    return this.#parts[(this.#partOf[row] ?? 0) - 1] ?? null;
  }

  /**
   * Asks for the colours of rows `[from, to)`. Only the newest wish waits while another is being answered.
   * False where nothing was left to ask for.
   */
  want(from: number, to: number): boolean {
    if (this.state.phase !== "ready" || !this.#isMissing(from, to)) return false;
    this.#wanted = [from, to];
    this.#ask();
    return true;
  }

  /** Looks for a text in all lines, and says what was found unless another search replaced it; the empty text ends the search. */
  find(query: string, then?: (found: FindState) => void): void {
    if (query === this.#query) return;
    this.#query = query;
    this.#then = then;
    this.#run += 1;
    if (query === "") this.#set({ ...this.state, found: null });
    else this.#send({ type: "find", id: this.#id, run: this.#run, query });
  }

  /** Says how white space is shown; `state.space` follows when it is known. */
  showSpace(shown: SpaceShown): void {
    if (shown === this.#space) return;
    this.#space = shown;
    if (shown === "all") this.#set({ ...this.state, space: null });
    else this.#send({ type: "space", id: this.#id, mode: shown });
  }

  /** The colours of a text that is no row, asked for under a key of its own; null until they arrive. */
  coloursOf(key: string, path: string, text: string): RowSpans | null {
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    this.#sources.set(key, null);
    this.#send({ type: "source", id: this.#id, key, path, text });
    return null;
  }

  /** Ends the worker and forgets the patch; `open` starts anew. */
  close(): void {
    this.#stop();
    this.#text = null;
  }

  #stop(): void {
    this.#forgetRequests();
    this.#worker?.terminate();
    this.#worker = null;
  }

  #begin(): void {
    try {
      this.#worker = this.#start();
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#worker.addEventListener("message", (event: MessageEvent<FromDiffWorker>) => {
      this.#take(event.data);
    });
    this.#worker.addEventListener("error", (event) => {
      this.#fail(event.message || "the diff worker could not start");
    });
  }

  #take(message: FromDiffWorker): void {
    if (message.id !== this.#id) return;
    switch (message.type) {
      case "opened":
        if (this.state.phase === "ready") return;
        this.#partOf = new Int32Array(message.rows.kind.length);
        this.#set({ ...this.state, phase: "ready", rows: message.rows });
        return;
      case "coloured":
        this.#asked = null;
        clearTimeout(this.#watch);
        for (const part of message.parts) {
          this.#parts.push(part);
          this.#partOf.fill(this.#parts.length, part.firstRow, part.endRow);
        }
        if (message.parts.length > 0) this.#set({ ...this.state, version: this.state.version + 1 });
        this.#ask();
        this.#askMoves();
        return;
      case "spaced":
        if (message.changes.mode === this.#space) this.#set({ ...this.state, space: message.changes });
        return;
      case "moved":
        this.#set({ ...this.state, moves: message.moves });
        return;
      case "sourced":
        this.#sources.set(message.key, message.spans);
        this.#set({ ...this.state, version: this.state.version + 1 });
        return;
      case "found":
        if (message.run !== this.#run) return;
        this.#takeFound({ query: this.#query, rows: message.rows, hits: message.hits, more: message.more });
        return;
      case "failed":
        this.#fail(message.message);
    }
  }

  /** Once the first screen has its colours: nobody waits for moved blocks. */
  #askMoves(): void {
    if (this.#movesAsked) return;
    this.#movesAsked = true;
    this.#send({ type: "moves", id: this.#id });
  }

  #takeFound(found: FindState): void {
    this.#set({ ...this.state, found });
    this.#then?.(found);
  }

  #isMissing(from: number, to: number): boolean {
    const { rows } = this.state;
    for (let row = from; row < to && row < this.#partOf.length; row += 1) {
      if (this.#partOf[row] === 0 && (rows?.kind[row] ?? 0) >= RowKind.context) return true;
    }
    return false;
  }

  #ask(): void {
    const wanted = this.#wanted;
    if (wanted === null || this.#asked !== null) return;
    this.#wanted = null;
    if (!this.#isMissing(wanted[0], wanted[1])) return;
    this.#asked = wanted;
    this.#watch = setTimeout(() => {
      this.#giveUpColours();
    }, COLOUR_PATIENCE_MS);
    this.#send({ type: "colour", id: this.#id, from: wanted[0], to: wanted[1] });
  }

  #giveUpColours(): void {
    this.#stop();
    this.#begin();
    this.#set({ ...this.state, plain: true });
    if (this.#text !== null) this.#send({ type: "open", id: this.#id, text: this.#text, colours: false });
    if (this.#query !== "") this.#send({ type: "find", id: this.#id, run: this.#run, query: this.#query });
    if (this.#space !== "all") this.#send({ type: "space", id: this.#id, mode: this.#space });
    if (this.#movesAsked && this.state.moves === null) this.#send({ type: "moves", id: this.#id });
  }

  #forgetRequests(): void {
    clearTimeout(this.#watch);
    this.#asked = null;
    this.#wanted = null;
  }

  #fail(problem: string): void {
    if (this.state.phase === "ready") return;
    this.#set({ ...this.state, phase: "failed", problem });
  }

  #send(message: ToDiffWorker): void {
    this.#worker?.postMessage(message);
  }

  #set(state: DiffEngineState): void {
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
