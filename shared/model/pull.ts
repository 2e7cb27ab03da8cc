import * as z from "zod";
import { gitOidSchema, instantSchema } from "./ids";

/** Which agent a pull request is by, and how that is known. */
export const pullAgentSchema = z.strictObject({
  /** A word of the list of known agents: "copilot", "codex"; "bot" for a program that is none of them. */
  id: z.string(),
  name: z.string(),
  /** Everything that says so, the surest first: "author Copilot", "branch prefix codex/". */
  signs: z.array(z.string()).min(1),
});
export type PullAgent = z.infer<typeof pullAgentSchema>;

/** The pull request that an attempt is: where it stands on GitHub, as it was read last. Texts are whatever others wrote. */
export const attemptPullSchema = z.strictObject({
  /** "github.com", or the host of a GitHub Enterprise Server. */
  host: z.string(),
  /** "owner/repo" as GitHub writes it. */
  repository: z.string(),
  number: z.int().positive(),
  url: z.string(),
  state: z.enum(["draft", "open", "closed", "merged"]),
  /** When it was closed or merged; null while it is open. */
  endedAt: instantSchema.nullable(),
  /** What merging it made on the base branch; null unless it is merged. */
  mergeCommit: gitOidSchema.nullable(),
  author: z.string(),
  /** Null for one that no sign of an agent was found on. */
  agent: pullAgentSchema.nullable(),
  labels: z.array(z.string()),
  /** The branch it asks to be merged into. */
  into: z.string(),
  /** "owner/repo" that its branch is in, where it is another (a fork); null where that is gone or the same. */
  fork: z.string().nullable(),
  /** Issues that it closes: "owner/repo#12". */
  closes: z.array(z.string()),
  readAt: instantSchema,
});
export type AttemptPull = z.infer<typeof attemptPullSchema>;
