import * as z from "zod";
import { attemptIdSchema, instantSchema, taskIdSchema } from "../model/ids";
import { procedure } from "./procedure";

/** How one session of an attempt is gone on with. */
const resumeSchema = z.strictObject({
  runner: z.string(),
  title: z.string().nullable(),
  /** The id that the runner gave the session. */
  session: z.string(),
  /** A line to paste into a terminal; null where none is known, and then `why` says so. */
  line: z.string().nullable(),
  /** Where the runner's own documents name it; empty where there is no line. */
  source: z.string(),
  why: z.string().nullable(),
  /** The folder it has to be run in: the one the session worked in. Null where none is recorded. */
  folder: z.string().nullable(),
});
export type Resume = z.infer<typeof resumeSchema>;

/** A checkout that was made and is still known. */
const madeSchema = z.strictObject({
  id: z.string(),
  taskId: taskIdSchema,
  attemptId: attemptIdSchema,
  /** "PAY-118/B". */
  name: z.string(),
  folder: z.string(),
  own: z.boolean(),
  head: z.string().nullable(),
  madeAt: instantSchema,
  /** The entry that tells of it. */
  seq: z.int().nonnegative().nullable(),
  /** `gone`: the folder is not there any more, or is another one. */
  state: z.enum(["there", "gone"]),
});
export type MadeForeground = z.infer<typeof madeSchema>;

const foregroundSheetSchema = z.strictObject({
  letter: z.string(),
  /** Why no checkout can be made; null where one can. */
  why: z.string().nullable(),
  /** What the files would be: the attempt's commit, its base with the patch applied, or its pull request's commit, fetched from GitHub. */
  how: z.enum(["head", "base-and-patch", "fetched"]).nullable(),
  commit: z.string().nullable(),
  /** What to know before opening it. */
  warnings: z.array(z.string()),
  resume: z.array(resumeSchema),
  made: z.array(madeSchema),
  /** What opens a folder: a program and its arguments; the system's own where nothing was named. */
  editor: z.strictObject({ argv: z.array(z.string()), named: z.boolean() }),
});
export type ForegroundSheet = z.infer<typeof foregroundSheetSchema>;

const idSchema = z.strictObject({ id: z.string().min(1).max(100) });

export const foregroundProcedures = {
  /** What taking an attempt to the foreground would do, and how its sessions are gone on with. */
  "foreground.sheet": procedure(
    z.strictObject({ taskId: taskIdSchema, attemptId: attemptIdSchema }),
    foregroundSheetSchema,
  ),
  /** Makes a checkout of the attempt in the data folder and records that it was taken over. */
  "foreground.take": procedure(
    z.strictObject({ taskId: taskIdSchema, attemptId: attemptIdSchema, reason: z.string().trim().max(2000) }),
    z.strictObject({
      made: madeSchema,
      files: z.int().nonnegative(),
      /** What to know of the files: links, submodules, filters. */
      notes: z.array(z.string()),
      seq: z.int().nonnegative(),
    }),
  ),
  "foreground.list": procedure(z.strictObject({}), z.strictObject({ made: z.array(madeSchema) })),
  /** Opens the folder with the command that was named, or the system's own. */
  "foreground.open": procedure(idSchema, z.strictObject({ argv: z.array(z.string()) })),
  /** Takes a checkout away. Refused while there is work in it that is nowhere else, unless `force`. */
  "foreground.remove": procedure(
    idSchema.extend({ force: z.boolean() }),
    z.strictObject({ folder: z.string(), deleted: z.boolean() }),
  ),
};
