import * as z from "zod";
import { attemptIdSchema, instantSchema } from "./ids";

/** A line of CODEOWNERS that is skipped, and why. */
export const ownersProblemSchema = z.strictObject({
  /** Line and column, both from 1. */
  line: z.int().positive(),
  column: z.int().positive(),
  kind: z.enum(["pattern", "owner"]),
  message: z.string(),
  remedy: z.string(),
  /** The line, at most 200 characters of it. */
  source: z.string(),
});

/**
 * What is known of a repository's CODEOWNERS where an attempt began. `unknown`: nobody could look, so nothing is said of owners;
 * `none`: there is no such file; `too-large`: GitHub reads none of that size; `unreadable`: it was found, and its text is gone.
 */
export const codeownersFileSchema = z.strictObject({
  state: z.enum(["file", "none", "too-large", "unreadable", "unknown"]),
  /** Path in the repository; null without one. */
  place: z.string().nullable(),
  /** The commit that it was read at; null where that is not known. */
  commit: z.string().nullable(),
  source: z.enum(["repository", "pull-request", "pack"]).nullable(),
  readAt: instantSchema.nullable(),
  bytes: z.int().nonnegative(),
  /** Lines that count. */
  rules: z.int().nonnegative(),
  /** Lines that are skipped: how many, and the first 200. */
  skipped: z.int().nonnegative(),
  problems: z.array(ownersProblemSchema),
});
export type CodeownersFile = z.infer<typeof codeownersFileSchema>;

/** Who owns a path, by the last line of CODEOWNERS that matches it. */
export const pathOwnersSchema = z.strictObject({
  path: z.string(),
  /** Empty: nobody. */
  owners: z.array(z.string()),
  /** The line that counts, from 1; null where none matches. With no owners the line says that nobody owns the path. */
  line: z.int().positive().nullable(),
  pattern: z.string().nullable(),
});
export type PathOwners = z.infer<typeof pathOwnersSchema>;

/** How many of some paths an owner has. */
export const ownerShareSchema = z.strictObject({ owner: z.string(), paths: z.int().positive() });
export type OwnerShare = z.infer<typeof ownerShareSchema>;

/** The owners of what an attempt changes. */
export const attemptOwnersSchema = z.strictObject({
  attemptId: attemptIdSchema,
  letter: z.string(),
  file: codeownersFileSchema,
  paths: z.array(pathOwnersSchema),
  /** Paths that nobody owns; null where no file is known to say so. */
  unowned: z.int().nonnegative().nullable(),
  /** Who owns most first. */
  owners: z.array(ownerShareSchema),
  /** CODEOWNERS files that the attempt itself changes: what it says there does not count for it. */
  changes: z.array(z.string()),
});
export type AttemptOwners = z.infer<typeof attemptOwnersSchema>;
