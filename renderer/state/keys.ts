import { useEffect, useLayoutEffect, useRef } from "react";
import { create } from "zustand";
import { strokeOf } from "./strokes";

/** One key (or chord, "g i") and what it does. */
export interface KeyBinding {
  readonly key: string;
  readonly label: string;
  readonly run: () => void;
  /** Heading in the keys sheet: "Move", "Decide", "Go". */
  readonly group: string;
  /** Named in the status bar too. */
  readonly bar?: boolean | undefined;
  /** Works while a text field has the focus. */
  readonly whileTyping?: boolean | undefined;
  /** Bound but not listed: a second key for the same thing. */
  readonly unlisted?: boolean | undefined;
}

interface Scope {
  readonly id: number;
  readonly name: string;
  readonly order: number;
  readonly bindings: readonly KeyBinding[];
}

/** What keys do now, nearest scope first, and the chord that waits for its second key. */
interface KeysState {
  readonly scopes: readonly Scope[];
  readonly pending: string | null;
}

const chordWait = 2_000;
const store = create<KeysState>(() => ({ scopes: [], pending: null }));
let counter = 0;
let chordTimer: ReturnType<typeof setTimeout> | undefined;

/** The frame's keys give way to a screen's, a screen's to the drawer's; among screens the newest wins. */
function orderOf(name: string, id: number): number {
  if (name === "app") return id - 1_000_000_000;
  return name === "decide" ? id + 1_000_000_000 : id;
}

function setPending(pending: string | null): void {
  clearTimeout(chordTimer);
  store.setState({ pending });
  if (pending !== null) {
    chordTimer = setTimeout(() => {
      store.setState({ pending: null });
    }, chordWait);
  }
}

/** Bindings in force: of two for the same key the nearest scope's. In: scopes, any order. Out: nearest first. */
export function bindingsInForce(
  scopes: readonly { readonly order: number; readonly bindings: readonly KeyBinding[] }[],
): KeyBinding[] {
  const seen = new Map<string, KeyBinding>();
  for (const scope of [...scopes].sort((a, b) => b.order - a.order)) {
    for (const binding of scope.bindings) if (!seen.has(binding.key)) seen.set(binding.key, binding);
  }
  return [...seen.values()];
}

export type Match =
  | { readonly kind: "run"; readonly binding: KeyBinding }
  | { readonly kind: "wait"; readonly prefix: string }
  | { readonly kind: "none" };

/** What a stroke means, given the chord begun before it. A chord that leads nowhere falls back to the stroke alone. */
export function matchStroke(bindings: readonly KeyBinding[], pending: string | null, stroke: string): Match {
  const whole = pending === null ? stroke : `${pending} ${stroke}`;
  const exact = bindings.find((binding) => binding.key === whole);
  if (exact !== undefined) return { kind: "run", binding: exact };
  if (bindings.some((binding) => binding.key.startsWith(`${whole} `))) return { kind: "wait", prefix: whole };
  return pending === null ? { kind: "none" } : matchStroke(bindings, null, stroke);
}

const typingTags = new Set(["INPUT", "TEXTAREA", "SELECT"]);
const quietInputs = new Set(["checkbox", "radio", "button", "range"]);

function isTyping(target: Element): boolean {
  if (target instanceof HTMLInputElement && quietInputs.has(target.type)) return false;
  return typingTags.has(target.tagName) || (target instanceof HTMLElement && target.isContentEditable);
}

/** A button, link or menu item with the focus keeps Enter and Space for itself; an open dialog or menu keeps all keys. */
function keptByTarget(target: Element, stroke: string): boolean {
  if (document.querySelector("dialog[open]:modal") !== null || target.closest("[role=menu]") !== null) return true;
  if (stroke !== "Enter" && stroke !== "Space") return false;
  return (
    target.closest(
      "button, a[href], summary, [role=button], [role=tab], [role=radio], input[type=checkbox], input[type=radio]",
    ) !== null
  );
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const stroke = strokeOf(event);
  if (stroke === null) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (keptByTarget(target, stroke)) return;
  const typing = isTyping(target);
  const { scopes, pending } = store.getState();
  const inForce = bindingsInForce(scopes);
  const usable = typing ? inForce.filter((binding) => binding.whileTyping === true) : inForce;
  const match = matchStroke(usable, pending, stroke);
  if (match.kind === "none") {
    if (pending !== null) setPending(null);
    return;
  }
  event.preventDefault();
  if (match.kind === "wait") {
    setPending(match.prefix);
    return;
  }
  setPending(null);
  match.binding.run();
}

/** Starts listening for keys on the window. Out: the function that stops it. */
export function startKeys(): () => void {
  window.addEventListener("keydown", onKeyDown);
  return () => {
    window.removeEventListener("keydown", onKeyDown);
  };
}

/**
 * Binds keys while the component is on screen. In: a scope ("app", "decide" or any name of one's own) and its bindings.
 * Of two bindings for one key the nearer scope's runs: decide, then the newest, then app.
 */
export function useKeys(scope: string, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  const id = useRef(0);
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  const signature = bindings
    .map((b) => [b.key, b.label, b.group, b.bar, b.whileTyping, b.unlisted].join("\t"))
    .join("\n");
  useEffect(() => {
    if (id.current === 0) id.current = ++counter;
    const own = id.current;
    const stable = latest.current.map((binding) => ({
      ...binding,
      run: () => {
        latest.current.find((now) => now.key === binding.key)?.run();
      },
    }));
    const entry: Scope = { id: own, name: scope, order: orderOf(scope, own), bindings: stable };
    store.setState((state) => ({ scopes: [...state.scopes.filter((other) => other.id !== own), entry] }));
    return () => {
      store.setState((state) => ({ scopes: state.scopes.filter((other) => other !== entry) }));
    };
  }, [scope, signature]);
}

/** All bindings in force, nearest scope first: for the keys sheet, the palette and the status bar. */
export function useBindings(): readonly KeyBinding[] {
  const scopes = store((state) => state.scopes);
  return bindingsInForce(scopes);
}

/** The chord that waits for its next key, or null. */
export function usePendingChord(): string | null {
  return store((state) => state.pending);
}

/** Bindings whose label, group or key contains every word of the text, in their order. */
export function filterBindings(bindings: readonly KeyBinding[], text: string): KeyBinding[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return bindings.filter((binding) => {
    const own = `${binding.label} ${binding.group} ${binding.key}`.toLowerCase();
    return binding.unlisted !== true && words.every((word) => own.includes(word));
  });
}
