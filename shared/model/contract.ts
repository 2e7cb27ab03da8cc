import * as z from "zod";
import { tierLevelSchema } from "./tier";
import { instantSchema } from "./ids";

export const evidenceKindSchema = z.enum([
  "tests",
  "build",
  "static-analysis",
  "coverage",
  "log",
  "screenshot",
  "attestation",
  "sbom",
  "check-run",
]);
export type EvidenceKind = z.infer<typeof evidenceKindSchema>;

export const entryPointSchema = z.enum(["slack", "issue", "web", "terminal", "schedule", "other"]);

export const isolationSchema = z.enum(["none", "worktree", "container", "vm"]);
export const networkSchema = z.enum(["none", "listed", "open"]);

export const requesterSchema = z.strictObject({
  name: z.string().min(1).max(200),
  entryPoint: entryPointSchema,
  at: instantSchema.optional(),
  link: z.string().max(2000).optional(),
});
export type Requester = z.infer<typeof requesterSchema>;

/**
 * The contract of a task: what was asked, within which bounds, and what would show that it was done.
 * Written by people as `contract.yaml`; published as JSON Schema in `resources/schemas`.
 */
export const contractSchema = z.strictObject({
  version: z.literal(1),
  id: z
    .string()
    .min(1)
    .max(80)
    .describe("The task's reference, e.g. PAY-118. Attempts with the same id and repository are one task."),
  title: z.string().min(1).max(300),
  objective: z.string().min(1).max(20_000),
  constraints: z.array(z.string().min(1).max(2000)).default([]),
  acceptance: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(80),
        name: z.string().min(1).max(300),
        command: z.string().min(1).max(4000),
        expect: z.strictObject({ exitCode: z.int().min(0).max(255).default(0) }).default({ exitCode: 0 }),
        shows: evidenceKindSchema.default("tests"),
        artifacts: z
          .array(z.string().min(1).max(1000))
          .max(100)
          .optional()
          .describe("Files the command writes, collected as evidence."),
        timeoutSeconds: z.int().min(1).max(86_400).optional(),
      }),
    )
    .default([]),
  allow: z
    .strictObject({
      tools: z.array(z.string()).optional().describe("Tool names; absent means any."),
      commands: z.array(z.string()).optional().describe("Glob patterns over the command line; absent means any."),
      paths: z
        .array(z.string())
        .optional()
        .describe("Glob patterns of repository paths the attempt may change; absent means any."),
      hosts: z.array(z.string()).optional().describe("Host names commands may name; absent means any."),
    })
    .default({}),
  isolation: isolationSchema.default("none"),
  network: networkSchema
    .optional()
    .describe("none: no host at all; listed: the hosts of allow.hosts; open: any. Absent: as allow.hosts says."),
  risk: tierLevelSchema.optional().describe("Declared risk. Rules can raise it, never lower it."),
  evidence: z.array(evidenceKindSchema).default([]).describe("Evidence that must be shown."),
  owner: z.string().max(200).optional(),
  onCall: z.string().max(200).optional(),
  escalation: z
    .strictObject({ to: z.string().min(1).max(200), when: z.string().min(1).max(2000).optional() })
    .optional()
    .describe("Whom a risky step goes to."),
  requester: requesterSchema.optional(),
  attempts: z.int().min(1).max(26).optional().describe("How many attempts are to be made side by side."),
  links: z.array(z.string().max(2000)).default([]),
});
export type Contract = z.infer<typeof contractSchema>;
