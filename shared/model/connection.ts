import * as z from "zod";
import { instantSchema } from "./ids";

/** What is connected: a runner whose folder has a known form, a folder of anything, a git repository, a runner that is asked over HTTP, or a repository on GitHub. */
export const connectionKindSchema = z.enum([
  "packs",
  "claude-code",
  "codex",
  "gemini-cli",
  "opencode",
  "copilot-cli",
  "openhands",
  "folder",
  "repository",
  "http",
  "github",
]);
export type ConnectionKind = z.infer<typeof connectionKindSchema>;

/** What a connection of a kind is named unless a person names it. */
export const connectionNames: Readonly<Record<ConnectionKind, string>> = {
  packs: "Evidence packs",
  "claude-code": "Claude Code",
  codex: "Codex",
  "gemini-cli": "Gemini CLI",
  opencode: "OpenCode",
  "copilot-cli": "GitHub Copilot CLI",
  openhands: "OpenHands",
  folder: "Folder of transcripts",
  repository: "Git repository",
  http: "HTTP runner",
  github: "GitHub repository",
};

/** With which account a repository of GitHub is read, and whose pull requests are taken. */
export const githubChoiceSchema = z.strictObject({
  /** Null for whichever account of the host there is. */
  login: z.string().min(1).max(100).nullable(),
  /** `agents`: those of agents; `bots`: those of programs that work by rule too, like Dependabot; `all`: everyone's. */
  take: z.enum(["agents", "bots", "all"]),
  /** Logins whose pull requests are taken whatever else they show. */
  authors: z.array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/)).max(50),
});
export type GitHubChoice = z.infer<typeof githubChoiceSchema>;

/**
 * What its runner is about to delete: the earliest day that one of its sources goes, how many go within seven days from it,
 * how many of those are not archived yet, and why that is known.
 */
export const deletionSchema = z.strictObject({
  at: instantSchema,
  sources: z.int().positive(),
  unread: z.int().nonnegative(),
  ground: z.string(),
});
export type Deletion = z.infer<typeof deletionSchema>;

/** A configured runner with its sync state. */
export const connectionSchema = z.strictObject({
  id: z.string(),
  kind: connectionKindSchema,
  name: z.string(),
  /** The folder or repository; the address for an HTTP runner and for a repository on GitHub. */
  path: z.string(),
  addedAt: instantSchema,
  lastSyncAt: instantSchema.nullable(),
  /** A paused connection is neither synced nor followed. */
  state: z.enum(["ready", "syncing", "failed", "paused"]),
  problem: z.strictObject({ message: z.string(), remedy: z.string().nullable() }).nullable(),
  /** Name of the environment variable that holds an HTTP runner's token. The token itself is never stored. */
  tokenEnv: z.string().nullable(),
  sessions: z.int().nonnegative(),
  sources: z.int().nonnegative(),
  /** Its changes are read as they happen. */
  following: z.boolean(),
  /** Sources that are new or changed and not read yet, as they were counted last. */
  waiting: z.int().nonnegative(),
  /** The newest change among its sources. */
  newestAt: instantSchema.nullable(),
  /** Sources that were read once and are not there any more: their archived copies are. */
  gone: z.int().nonnegative(),
  /** Of those, how many have an archived copy that was not compared with its digest since. */
  goneUnverified: z.int().nonnegative(),
  /** When its sources were last counted. */
  surveyedAt: instantSchema.nullable(),
  deletion: deletionSchema.nullable(),
});
export type Connection = z.infer<typeof connectionSchema>;
