/** Numbers a runner states about one request to the model. */
export interface Tokens {
  readonly input: number;
  readonly output: number;
}

export interface RunOptions {
  /** Exit code the story needs. When the real one differs, making the sample fails: nothing is written that did not happen. */
  readonly expect?: number;
  readonly description?: string;
}

/** What a script makes an agent do. Each call really does it in the workspace and records it in the runner's own format. */
export interface Agent {
  /** A person's message. */
  person(text: string): void;
  think(text: string): void;
  say(text: string): void;
  read(path: string): void;
  search(pattern: string, folder: string): void;
  run(command: string, options?: RunOptions): void;
  /** Replaces text that must occur exactly once. */
  edit(path: string, oldText: string, newText: string): void;
  write(path: string, text: string): void;
  /** The last message of the turn: what becomes the summary. */
  finish(text: string): void;
  /** Jumps to an instant. */
  jump(instant: string): void;
}

/** Cuts one occurrence of `oldText` out of `text` and puts `newText` in; anything but one occurrence is a bug of the script. */
export function replaceOnce(path: string, text: string, oldText: string, newText: string): string {
  const at = text.indexOf(oldText);
  if (at < 0 || text.includes(oldText, at + 1))
    throw new Error(`${path}: the text to replace occurs ${at < 0 ? "nowhere" : "twice"}: ${oldText}`);
  return text.slice(0, at) + newText + text.slice(at + oldText.length);
}
