import type { Settings } from "../../../shared/model/settings";

/** Saves a change. In: what changes, and the sentence for when it is saved. */
export type Save = (change: Partial<Settings>, said: string) => Promise<void>;
