import * as z from "zod";

/**
 * A key as settings keep it: one to three strokes with spaces between, each `Mod+Alt+Shift+` (those that apply, in this
 * order) and a character or a named key: "j", "Shift+v", "g i", "Mod+Enter", "F8". Empty: the command has no key.
 */
const strokeForm = String.raw`(?:Mod\+)?(?:Alt\+)?(?:Shift\+)?(?:[^\sA-Z]|[A-Z][A-Za-z0-9]{1,19})`;
export const keyTextSchema = z.string().regex(new RegExp(`^(?:${strokeForm}(?: ${strokeForm}){0,2})?$`, "u"));

const clockSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark", "hc"]),
  density: z.enum(["comfortable", "compact"]),
  /** Percent of the design's sizes, 90 to 130. */
  fontScale: z.int().min(90).max(130),
  /** Every mark says its word too, so that none rests on its colour. */
  marksInWords: z.boolean(),
  reducedMotion: z.enum(["system", "on", "off"]),
  /** Desktop notifications and the badge. */
  notifications: z.boolean(),
  /** Local times between which no notification is shown; `to` before `from` runs over midnight. */
  quietHours: z.strictObject({ from: clockSchema, to: clockSchema }).nullable(),
  /** The reviewer's name as they give it; decisions label it self-asserted. */
  reviewerName: z.string().min(1).max(200),
  /** Keys other than the usual ones, by the id of their command: see shared/keyboard. */
  keys: z.record(z.string().min(1).max(120), keyTextSchema).refine((keys) => Object.keys(keys).length <= 500),
  /** Where the tour of the sample night stands. */
  tour: z.strictObject({ state: z.enum(["new", "stopped", "done"]), step: z.int().min(0).max(99) }),
});
export type Settings = z.infer<typeof settingsSchema>;

/** Settings before anyone chose; the reviewer's name is the account's. */
export function defaultSettings(accountName: string): Settings {
  return {
    theme: "system",
    density: "comfortable",
    fontScale: 100,
    marksInWords: false,
    reducedMotion: "system",
    notifications: true,
    quietHours: null,
    reviewerName: accountName || "reviewer",
    keys: {},
    tour: { state: "new", step: 0 },
  };
}
