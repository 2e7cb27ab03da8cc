import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

/** Why a record was put aside, and what took its place. */
export const asideSchema = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  why: z.enum(["restore", "damaged"]),
  problem: z.string().nullable(),
  backup: z.string(),
  entries: z.int().nonnegative(),
});
export type Aside = z.infer<typeof asideSchema>;

/** The records that were put aside in a data folder, newest first. A folder that says nothing of itself is passed over. */
export function listAside(home: string): { readonly folder: string; readonly about: Aside }[] {
  const base = path.join(home, "set-aside");
  if (!existsSync(base)) return [];
  return readdirSync(base)
    .sort()
    .reverse()
    .flatMap((name) => {
      const folder = path.join(base, name);
      try {
        const read = asideSchema.safeParse(JSON.parse(readFileSync(path.join(folder, "about.json"), "utf8")));
        return read.success ? [{ folder, about: read.data }] : [];
      } catch {
        return [];
      }
    });
}
