import * as z from "zod";
import { evidenceKindSchema, requesterSchema } from "./contract";
import { gitOidSchema, instantSchema, sha256Schema } from "./ids";
import { runnerKindSchema } from "./runner";

/** The predicate type of an evidence pack's manifest. `.invalid` (RFC 2606): a name nobody can own. */
export const packPredicateType = "https://countersign.invalid/evidence-pack/v1";

export const packFileSchema = z.strictObject({
  path: z.string().min(1).max(1000).describe("Relative to the pack, forward slashes, no `..`."),
  sha256: sha256Schema,
  bytes: z.int().nonnegative(),
  role: z.enum(["contract", "patch", "evidence", "transcript", "codeowners"]),
  /** For role `evidence`. */
  evidence: z
    .strictObject({
      kind: evidenceKindSchema,
      producer: z.string().max(200),
      command: z.string().max(4000).optional(),
      exitCode: z.int().optional(),
      durationMs: z.number().nonnegative().optional(),
      producedAt: instantSchema.optional(),
      /** The git tree the evidence was made on, when the producer knew it. */
      tree: gitOidSchema.optional(),
      check: z.string().max(80).optional().describe("Id of the contract's acceptance check that the command is."),
      expectedExitCode: z.int().optional().describe("The exit code with which the command passes; absent means 0."),
      output: z
        .strictObject({
          bytes: z.int().nonnegative().describe("How much it wrote."),
          sha256: sha256Schema.describe("Digest of all of it, in lower-case hex."),
        })
        .optional()
        .describe("All that the command wrote, where the file keeps only both ends of it."),
    })
    .optional(),
  /** For role `transcript`. */
  session: z.strictObject({ runner: runnerKindSchema, sessionId: z.string().min(1).max(200) }).optional(),
});
export type PackFile = z.infer<typeof packFileSchema>;

/** What a pack says of itself, inside an in-toto Statement v1. */
export const packPredicateSchema = z.strictObject({
  packVersion: z.literal(1),
  repository: z.strictObject({ name: z.string().min(1).max(200), url: z.string().max(2000).optional() }),
  attempt: z.strictObject({
    id: z.string().min(1).max(200),
    base: gitOidSchema,
    head: gitOidSchema,
    tree: gitOidSchema.optional(),
    branch: z.string().max(300).optional(),
    summary: z
      .string()
      .max(100_000)
      .describe("What the agent says it did: its final message or the pull request's body."),
    createdAt: instantSchema,
    costUsd: z.number().nonnegative().optional(),
    uncommitted: z
      .int()
      .nonnegative()
      .optional()
      .describe(
        "Files of the worktree that were in no commit when the checks ran: their results may be of another tree.",
      ),
  }),
  runner: z.strictObject({
    kind: runnerKindSchema,
    name: z.string().min(1).max(200),
    version: z.string().max(100).optional(),
    model: z.string().max(200).optional(),
  }),
  requester: requesterSchema.optional(),
  files: z.array(packFileSchema).max(10_000),
});
export type PackPredicate = z.infer<typeof packPredicateSchema>;

/**
 * `manifest.json` of an evidence pack: an in-toto Statement v1
 * (https://github.com/in-toto/attestation/tree/main/spec/v1). Its subject is the head commit and the patch.
 */
export const packManifestSchema = z.looseObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(z.looseObject({ name: z.string().optional(), digest: z.record(z.string(), z.string()) })).min(1),
  predicateType: z.literal(packPredicateType),
  predicate: packPredicateSchema,
});
export type PackManifest = z.infer<typeof packManifestSchema>;
