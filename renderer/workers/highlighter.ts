import hljs from "highlight.js/lib/core";
import type { Emitter } from "highlight.js";
import { languages } from "./languages";
import { classOfScope } from "./syntax-classes";

/** A coloured stretch of a text, in order and without overlap; plain stretches are left out. */
export interface SyntaxToken {
  readonly start: number;
  readonly end: number;
  readonly syntax: number;
}

/** Collects ranges where highlight.js would write HTML: the page never sees markup made from an agent's text. */
class RangeEmitter implements Emitter {
  readonly tokens: SyntaxToken[] = [];
  length = 0;
  readonly #scopes: number[] = [];

  startScope(name: string): void {
    this.#scopes.push(classOfScope(name) ?? this.#scopes.at(-1) ?? 0);
  }
  endScope(): void {
    this.#scopes.pop();
  }
  /** The two names highlight.js itself still calls scopes by. */
  openNode(name: string): void {
    this.startScope(name);
  }
  closeNode(): void {
    this.endScope();
  }
  addText(text: string): void {
    const syntax = this.#scopes.at(-1) ?? 0;
    if (syntax !== 0 && text !== "") this.tokens.push({ start: this.length, end: this.length + text.length, syntax });
    this.length += text.length;
  }
  __addSublanguage(emitter: Emitter): void {
    if (!(emitter instanceof RangeEmitter)) return;
    for (const token of emitter.tokens) {
      this.tokens.push({ start: token.start + this.length, end: token.end + this.length, syntax: token.syntax });
    }
    this.length += emitter.length;
  }
  finalize(): void {
    this.#scopes.length = 0;
  }
  toHTML(): string {
    return "";
  }
}

hljs.configure({ __emitter: RangeEmitter });

/** Makes a language known. False where there is no such language. */
export async function loadLanguage(name: string): Promise<boolean> {
  if (hljs.getLanguage(name) !== undefined) return true;
  const load = Object.hasOwn(languages, name) ? languages[name] : undefined;
  if (load === undefined) return false;
  hljs.registerLanguage(name, (await load()).default);
  return true;
}

/** Colours a text in a language that `loadLanguage` has made known. */
export function highlight(text: string, language: string): readonly SyntaxToken[] {
  const result = hljs.highlight(text, { language, ignoreIllegals: true });
  return result._emitter instanceof RangeEmitter ? result._emitter.tokens : [];
}
