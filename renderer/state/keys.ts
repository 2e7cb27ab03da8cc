import { useLayoutEffect, useMemo, useRef } from "react";
import * as z from "zod";
import { create } from "zustand";
import { commandIdOf } from "../../shared/keyboard/commands";
import { announce } from "./announce";
import { EarlyStrokes } from "./early-strokes";
import { shownKey, strokeOf } from "./strokes";

/** One key (or chord, "g i") and what it does. */
export interface KeyBinding {
  /** The usual key; of a binding in force the key that does it now, which a person may have chosen. */
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
  /** Why it cannot be done now: the palette shows it, and the key says it instead of running. */
  readonly off?: string | undefined;
}

interface Scope {
  readonly id: number;
  readonly name: string;
  readonly order: number;
  readonly bindings: readonly KeyBinding[];
}

/** A binding as it works now. */
export interface BindingInForce extends KeyBinding {
  /** Its command in the catalogue; null for what has no place there, such as attempts by their number. */
  readonly id: string | null;
  readonly scope: string;
  readonly usualKey: string;
}

/** Keys that were chosen, by the id of their command; "" takes a command's key away. */
type ChosenKeys = Readonly<Record<string, string>>;

/** What keys do now, nearest scope first, and the chord that waits for its second key. */
interface KeysState {
  readonly scopes: readonly Scope[];
  readonly chosen: ChosenKeys;
  readonly pending: string | null;
  /** While a new key is being recorded, strokes go nowhere else. */
  readonly recording: boolean;
}

const chordWait = 2_000;
const store = create<KeysState>(() => ({ scopes: [], chosen: {}, pending: null, recording: false }));
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

/**
 * Bindings in force: of two for the same key the nearest scope's, within a scope the chosen one before the usual one. A command whose
 * key was taken away is not among them. In: scopes, any order; the keys that were chosen. Out: nearest first.
 */
export function bindingsInForce(
  scopes: readonly { readonly name: string; readonly order: number; readonly bindings: readonly KeyBinding[] }[],
  chosen: ChosenKeys = {},
): BindingInForce[] {
  const seen = new Map<string, BindingInForce>();
  for (const scope of [...scopes].sort((a, b) => b.order - a.order)) {
    const own = scope.bindings.map((binding) => asChosen(binding, scope.name, chosen));
    const first = own.filter((binding) => binding.key !== binding.usualKey);
    const rest = own.filter((binding) => binding.key === binding.usualKey);
    for (const binding of [...first, ...rest])
      if (binding.key !== "" && !seen.has(binding.key)) seen.set(binding.key, binding);
  }
  return [...seen.values()];
}

function asChosen(binding: KeyBinding, scope: string, chosen: ChosenKeys): BindingInForce {
  // A second key for the same thing stays where it is.
  const id = binding.unlisted === true ? null : commandIdOf(scope, binding.key, binding.label);
  const key = (id === null ? undefined : chosen[id]) ?? binding.key;
  return { ...binding, key, id, scope, usualKey: binding.key };
}

export type Match =
  | { readonly kind: "run"; readonly binding: BindingInForce }
  | { readonly kind: "wait"; readonly prefix: string }
  | { readonly kind: "none" };

/** What a stroke means, given the chord begun before it. A chord that leads nowhere falls back to the stroke alone. */
export function matchStroke(bindings: readonly BindingInForce[], pending: string | null, stroke: string): Match {
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

/** Whether a stroke writes a character: a command with such a key does not run while someone writes. */
function writes(stroke: string): boolean {
  return stroke === "Space" || /^(?:Shift\+)?.$/su.test(stroke);
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

const early = new EarlyStrokes();
/** What moves or opens may be asked for before its screen has come; what decides, marks or changes wants to have been seen. */
const earlyGroups: ReadonlySet<string> = new Set(["Go", "Move", "Attempt", "Audit", "Help", "Timeline", "One clock"]);

function onKeyDown(event: KeyboardEvent): void {
  // A radio refuses Enter for itself; with Ctrl or Cmd it is the screen's.
  const refused = event.defaultPrevented && !(event.key === "Enter" && (event.ctrlKey || event.metaKey));
  if (refused || event.isComposing || store.getState().recording) return;
  const stroke = strokeOf(event);
  if (stroke === null) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (keptByTarget(target, stroke)) return;
  const typing = isTyping(target);
  const { scopes, chosen, pending } = store.getState();
  if (typing && pending === null && writes(stroke)) return;
  const inForce = bindingsInForce(scopes, chosen);
  const usable = typing ? inForce.filter((binding) => binding.whileTyping === true) : inForce;
  const match = matchStroke(usable, pending, stroke);
  if (match.kind === "none") {
    if (pending !== null) setPending(null);
    else if (!typing && !event.repeat) early.hold(stroke, performance.now());
    return;
  }
  event.preventDefault();
  early.clear();
  if (match.kind === "wait") {
    setPending(match.prefix);
    return;
  }
  setPending(null);
  runBinding(match.binding);
}

function runBinding(binding: BindingInForce): void {
  if (binding.off === undefined) binding.run();
  else announce(binding.off);
}

/** Does what was asked for before its screen had come. */
function runEarly(): void {
  early.offer((stroke) => {
    const target = document.activeElement ?? document.body;
    if (keptByTarget(target, stroke) || isTyping(target)) return false;
    const { scopes, chosen, pending } = store.getState();
    const match = matchStroke(bindingsInForce(scopes, chosen), pending, stroke);
    if (match.kind !== "run" || !earlyGroups.has(match.binding.group)) return false;
    runBinding(match.binding);
    return true;
  }, performance.now());
}

function onPointerDown(): void {
  early.clear();
}

/** Starts listening for keys on the window. Out: the function that stops it. */
export function startKeys(): () => void {
  window.addEventListener("keydown", onKeyDown);
  window.addEventListener("pointerdown", onPointerDown);
  return () => {
    window.removeEventListener("keydown", onKeyDown);
    window.removeEventListener("pointerdown", onPointerDown);
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
    .map((b) => [b.key, b.label, b.group, b.bar, b.whileTyping, b.unlisted, b.off].join("\t"))
    .join("\n");
  // In the commit that shows the screen: a key pressed right after it does not go to the screen before.
  useLayoutEffect(() => {
    if (id.current === 0) id.current = ++counter;
    const own = id.current;
    const stable = latest.current.map((binding) => ({
      ...binding,
      run: () => {
        latest.current.find((now) => now.key === binding.key && now.label === binding.label)?.run();
      },
    }));
    const entry: Scope = { id: own, name: scope, order: orderOf(scope, own), bindings: stable };
    store.setState((state) => ({ scopes: [...state.scopes.filter((other) => other.id !== own), entry] }));
    // When the whole screen is bound, not its first part.
    queueMicrotask(runEarly);
    return () => {
      store.setState((state) => ({ scopes: state.scopes.filter((other) => other !== entry) }));
    };
  }, [scope, signature]);
}

/** All bindings in force, nearest scope first: for the map of keys, the palette and the status bar. */
export function useBindings(): readonly BindingInForce[] {
  const scopes = store((state) => state.scopes);
  const chosen = store((state) => state.chosen);
  return useMemo(() => bindingsInForce(scopes, chosen), [scopes, chosen]);
}

/** The command of that id where it can be done now: "app.commands". */
export function useBinding(id: string): BindingInForce | undefined {
  return useBindings().find((binding) => binding.id === id);
}

/**
 * How buttons name their keys: the usual one goes in as shown, the one in force comes out; "" where the command has none now.
 * What was not chosen anew stays as it is.
 */
export function useKeyNames(): (usual: string) => string {
  const scopes = store((state) => state.scopes);
  const chosen = store((state) => state.chosen);
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const scope of [...scopes].sort((a, b) => b.order - a.order))
      for (const binding of scope.bindings) {
        const { key, usualKey } = asChosen(binding, scope.name, chosen);
        const shown = shownKey(usualKey);
        if (!names.has(shown)) names.set(shown, shownKey(key));
      }
    return (usual) => names.get(usual) ?? usual;
  }, [scopes, chosen]);
}

const remembered = "countersign.keys";
const rememberedSchema = z.record(z.string(), z.string());

/** Puts the keys that were chosen into force, and remembers them for the next start. In: settings' keys, by id of their command. */
export function chooseKeys(chosen: ChosenKeys): void {
  store.setState({ chosen });
  try {
    localStorage.setItem(remembered, JSON.stringify(chosen));
  } catch {
    // Where nothing can be kept, the next start has the usual keys until the settings were read.
  }
}

/** Puts the keys of the last time into force: the inbox can be used before the settings were read. */
export function restoreKeys(): void {
  const kept = rememberedSchema.safeParse(readRemembered());
  if (kept.success) store.setState({ chosen: kept.data });
}

function readRemembered(): unknown {
  try {
    return JSON.parse(localStorage.getItem(remembered) ?? "null");
  } catch {
    return null;
  }
}

/** While a new key is being recorded no stroke does anything else. */
export function setRecording(recording: boolean): void {
  setPending(null);
  store.setState({ recording });
}

/** The chord that waits for its next key, or null. */
export function usePendingChord(): string | null {
  return store((state) => state.pending);
}

/** Bindings whose label, group or key contains every word of the text, in their order. */
export function filterBindings<B extends KeyBinding>(bindings: readonly B[], text: string): B[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  return bindings.filter((binding) => {
    const own = `${binding.label} ${binding.group} ${binding.key}`.toLowerCase();
    return binding.unlisted !== true && words.every((word) => own.includes(word));
  });
}
