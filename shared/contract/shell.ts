import { z } from "zod";
import { procedure } from "./procedure";

/** The few things only the window's own process can do. */
export const shellProcedures = {
  /** Asks the person first, then opens an https address in their browser. */
  "shell.open-link": procedure(z.strictObject({ url: z.string().max(4096) }), z.strictObject({ opened: z.boolean() })),
  /** Shows a file that Countersign wrote in its own `reports` folder in the file manager. */
  "shell.show-report": procedure(
    z.strictObject({ path: z.string().max(4096) }),
    z.strictObject({ shown: z.boolean() }),
  ),
  /** Lets the person pick a folder to connect. */
  "shell.pick-folder": procedure(z.strictObject({}), z.strictObject({ path: z.string().nullable() })),
  /** Lets the person pick files to read once; empty when nothing was picked. */
  "shell.pick-files": procedure(z.strictObject({}), z.strictObject({ paths: z.array(z.string()).max(1000) })),
};
export type ShellProcedures = typeof shellProcedures;
