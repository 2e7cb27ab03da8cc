import * as z from "zod";
import { create } from "zustand";

const keptSchema = z.object({
  /** `auto`: split where the pane is wide enough. */
  layout: z.enum(["auto", "unified", "split"]),
  space: z.enum(["all", "amount", "none"]),
  wrap: z.boolean(),
  tabs: z.union([z.literal(2), z.literal(4), z.literal(8)]),
  sort: z.enum(["path", "findings", "size"]),
  /** How the line under the cursor came to be stands beside the code. */
  story: z.boolean().default(true),
});
/** How the reader has diffs drawn. */
export type DiffView = z.infer<typeof keptSchema>;

const place = "countersign.diff-view";
const usual: DiffView = { layout: "auto", space: "all", wrap: true, tabs: 4, sort: "path", story: true };

function kept(): DiffView {
  try {
    const read = keptSchema.safeParse(JSON.parse(localStorage.getItem(place) ?? "null"));
    // What leaves changes out is chosen each time anew.
    return read.success ? { ...read.data, space: "all" } : usual;
  } catch {
    return usual;
  }
}

const store = create<DiffView>(kept);

/** The choices in force. */
export function useDiffView(): DiffView {
  return store();
}

/** The choices in force now, where nothing is drawn by them. */
export function diffView(): DiffView {
  return store.getState();
}

/** Changes choices, and remembers them on this machine. */
export function changeDiffView(change: Partial<DiffView>): void {
  store.setState(change);
  try {
    localStorage.setItem(place, JSON.stringify(store.getState()));
  } catch {
    // Without storage they hold until the window closes.
  }
}
