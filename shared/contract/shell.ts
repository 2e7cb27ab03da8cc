import * as z from "zod";
import { sha256Schema } from "../model/ids";
import { procedure } from "./procedure";

/** The few things only the window's own process can do. */
export const shellProcedures = {
  /** Asks the person first, then opens an https address in their browser. */
  "shell.open-link": procedure(z.strictObject({ url: z.string().max(4096) }), z.strictObject({ opened: z.boolean() })),
  /** Opens an e-mail that was prepared in the person's mail program, as a draft: sending it is theirs. */
  "shell.write-mail": procedure(
    z.strictObject({ url: z.string().max(16_000) }),
    z.strictObject({ opened: z.boolean() }),
  ),
  /** Shows a file that Countersign wrote in its own `reports` folder in the file manager. */
  "shell.show-report": procedure(
    z.strictObject({ path: z.string().max(4096) }),
    z.strictObject({ shown: z.boolean() }),
  ),
  /** Copies a file that Countersign wrote in its own `reports` folder to where the person says; null where they said nowhere. */
  "shell.copy-report": procedure(
    z.strictObject({ path: z.string().max(4096) }),
    z.strictObject({ copied: z.string().nullable() }),
  ),
  /** Lets the person pick a folder: to connect, unless another use is named. */
  "shell.pick-folder": procedure(
    z.strictObject({ use: z.enum(["open-bundle", "compare-bundle"]).optional() }),
    z.strictObject({ path: z.string().nullable() }),
  ),
  /** Lets the person pick files to read once, or the file of a bundle; empty when nothing was picked. */
  "shell.pick-files": procedure(
    z.strictObject({ use: z.enum(["open-bundle", "compare-bundle"]).optional() }),
    z.strictObject({ paths: z.array(z.string()).max(1000) }),
  ),
  /** Lets the person pick a contract and reads it; null when nothing was picked. */
  "shell.open-contract": procedure(
    z.strictObject({}),
    z.strictObject({ file: z.strictObject({ path: z.string(), text: z.string(), digest: sha256Schema }).nullable() }),
  ),
  /** Writes a contract where the person says: into a file they named in this window before, or one they are asked for. */
  "shell.save-contract": procedure(
    z.strictObject({ text: z.string().max(65_536), path: z.string().max(4096).nullable(), name: z.string().max(200) }),
    z.strictObject({ saved: z.strictObject({ path: z.string(), digest: sha256Schema }).nullable() }),
  ),
  /** Shows a desktop notification in place of the one before; answers once it is clicked, closed or replaced. */
  "shell.notify": procedure(
    z.strictObject({ title: z.string().min(1).max(200), body: z.string().max(400) }),
    z.strictObject({ clicked: z.boolean() }),
  ),
  /** Counts on the app's icon. */
  "shell.badge": procedure(
    z.strictObject({ count: z.int().min(0).max(100_000) }),
    z.strictObject({ shown: z.boolean() }),
  ),
};
export type ShellProcedures = typeof shellProcedures;
