import { create } from "zustand";
import type { Comparison, OpenedBundle } from "../../../shared/contract/audit";
import type { Problem } from "../../../shared/result";
import { call, callShell } from "../../bridge/client";
import { announce } from "../../state/announce";
import { formatCount } from "../../ui/format";

/** Keys a person was given by their owners, as text. */
export interface Pins {
  readonly logKeys: readonly string[];
  readonly reviewerKeys: readonly string[];
}

/** The bundle on the audit screen, and what goes on with one. */
export interface BundleState {
  /** The bundle that is shown in place of the own log; null for the own log. */
  readonly opened: OpenedBundle | null;
  readonly pins: Pins;
  readonly comparison: Comparison | null;
  /** What is being done with a bundle now, in words; null for nothing. */
  readonly busy: string | null;
  readonly problem: { readonly tried: string; readonly problem: Problem } | null;
}

const noPins: Pins = { logKeys: [], reviewerKeys: [] };
const store = create<BundleState>(() => ({ opened: null, pins: noPins, comparison: null, busy: null, problem: null }));

/** The bundle on the audit screen, and what is being done with one. It stays while other screens are looked at. */
export function useBundle(): BundleState {
  return store();
}

/** Opens a bundle in place of the own log and has it verified. In: a folder or a .tar; keys to hold it against. */
export async function openBundle(path: string, pins: Pins = noPins): Promise<void> {
  if (store.getState().busy !== null) return;
  store.setState({ busy: "Opening and verifying the bundle", problem: null, comparison: null });
  const before = store.getState().opened;
  const result = await call("audit.openBundle", {
    path,
    logKeys: [...pins.logKeys],
    reviewerKeys: [...pins.reviewerKeys],
  });
  if (!result.ok) {
    store.setState({ busy: null, problem: { tried: "Could not open", problem: result.error } });
    return;
  }
  store.setState({ busy: null, opened: result.value, pins });
  if (before !== null && before.bundle !== result.value.bundle)
    void call("audit.closeBundle", { bundle: before.bundle });
  announce(`Bundle opened: ${result.value.verdict}, ${formatCount(result.value.to - result.value.from)} entries.`);
}

/** Goes back to the own log. */
export function closeBundle(): void {
  const { opened } = store.getState();
  store.setState({ opened: null, pins: noPins, problem: null });
  if (opened !== null) void call("audit.closeBundle", { bundle: opened.bundle });
}

/** Holds the own log against a bundle. In: a folder or a .tar. */
export async function compareWith(path: string): Promise<void> {
  if (store.getState().busy !== null) return;
  store.setState({ busy: "Comparing with the bundle", problem: null, comparison: null });
  const result = await call("audit.compare", { path });
  if (result.ok) {
    store.setState({ busy: null, comparison: result.value });
    announce(result.value.sentence);
  } else store.setState({ busy: null, problem: { tried: "Could not compare with", problem: result.error } });
}

/** Puts away the result of a comparison. */
export function dropComparison(): void {
  store.setState({ comparison: null });
}

/** Puts away what could not be done. */
export function dropProblem(): void {
  store.setState({ problem: null });
}

/** Lets the person pick a bundle, as a folder or as a .tar file. In: also what for, as the question's title says. Out: its path, or null. */
export async function pickBundle(
  form: "folder" | "file",
  use: "open-bundle" | "compare-bundle",
): Promise<string | null> {
  if (form === "folder") {
    const picked = await callShell("shell.pick-folder", { use });
    return picked.ok ? picked.value.path : null;
  }
  const picked = await callShell("shell.pick-files", { use });
  return picked.ok ? (picked.value.paths[0] ?? null) : null;
}
