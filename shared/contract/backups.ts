import * as z from "zod";
import { procedure } from "./procedure";

const nothing = z.strictObject({});

/** A backup by the name of its file, without the ending. */
export const backupIdSchema = z.string().regex(/^record-[0-9]{8}T[0-9]{6}Z-[0-9]+-[a-z0-9-]{1,40}$/);

/** One backup of the record: log, decisions, connections, settings. It was verified before it got its name. */
export const backupRowSchema = z.strictObject({
  id: z.string(),
  file: z.string(),
  at: z.iso.datetime({ offset: true }),
  why: z.enum(["scheduled", "asked", "migration"]),
  entries: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
});
export type BackupRow = z.infer<typeof backupRowSchema>;

/** What reading a backup back came to. */
export const backupCheckSchema = z.strictObject({
  id: z.string(),
  holds: z.boolean(),
  /** What does not hold, in one sentence; null where everything does. */
  problem: z.string().nullable(),
  entries: z.int().nonnegative(),
  root: z.string(),
  ms: z.number().nonnegative(),
});
export type BackupCheck = z.infer<typeof backupCheckSchema>;

/** Whether the log is the one that was left, and what can be done where it is not. */
export const recoverySchema = z.strictObject({
  state: z.enum(["whole", "diverged", "damaged"]),
  problem: z.string().nullable(),
  /** Entries that the log had when it was left and that are not there: from, and the first that never was. Null where unknown. */
  missing: z.strictObject({ from: z.int().nonnegative(), to: z.int().nonnegative() }).nullable(),
  /** Folder with the file that was put aside last: nothing of it was deleted. */
  setAside: z.string().nullable(),
  /** Files with what was typed for decisions that could not be recorded, newest first. */
  unrecorded: z.array(z.string()),
});
export type Recovery = z.infer<typeof recoverySchema>;

export const backupsStateSchema = z.strictObject({
  folder: z.string(),
  /** Why this data folder is no safe place for a record: a network disk, or a folder that a program sends elsewhere. */
  warning: z.string().nullable(),
  /** Newest first. */
  backups: z.array(backupRowSchema),
  /** Decisions recorded since the newest backup. */
  since: z.int().nonnegative(),
  recovery: recoverySchema,
});
export type BackupsState = z.infer<typeof backupsStateSchema>;

export const backupsProcedures = {
  "backups.state": procedure(nothing, backupsStateSchema),
  "backups.make": procedure(nothing, backupRowSchema),
  /** Reads a backup whole: every entry, signature, the root against its checkpoint. */
  "backups.verify": procedure(z.strictObject({ id: backupIdSchema }), backupCheckSchema),
  /** Restores the newest backup into a folder of its own, checks it there and deletes it: that it would work is known, not hoped. */
  "backups.rehearse": procedure(nothing, backupCheckSchema),
  /** Puts a backup in the record's place at the next start, which follows at once in the window. What is there now is put aside. */
  "backups.restore": procedure(z.strictObject({ id: backupIdSchema }), z.strictObject({ restarts: z.boolean() })),
  /** Goes on with a log that is not the one that was left; the words are the person's, and become part of an entry. */
  "backups.goOn": procedure(
    z.strictObject({ words: z.string().trim().min(1).max(500) }),
    z.strictObject({ seq: z.int().nonnegative() }),
  ),
};
