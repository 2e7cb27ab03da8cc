import * as z from "zod";
import { evidenceKindSchema } from "./contract";
import { tierLevelSchema } from "./tier";

const points = z.int().min(0).max(1000);
/** What a match does: the level it asks for, and the points it adds. */
const match = { level: tierLevelSchema.default("low"), points: points.default(0) };
const percent = z.int().min(0).max(100);
const count = z.int().min(1).max(1_000_000);
const days = z.int().min(1).max(3650);
/** The tier from which on a gate is asked for. */
const from = tierLevelSchema;
const id = z
  .string()
  .max(80)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "lower-case words with - between them");

/**
 * Whom something is to be brought before, and how soon an answer is wanted: "30m", "4h", "2d", counted from when it is raised, not by
 * the calendar. Countersign offers it and never raises it by itself.
 */
const escalateTo = {
  to: z.string().trim().min(1).max(200),
  within: z.string().regex(/^[1-9]\d{0,3}[mhd]$/, "a number and m, h or d: 30m, 4h, 2d"),
};
export const policyEscalationSchema = z.strictObject(escalateTo);

/** A rule's findings: the level that one of each severity asks for, and the points that the rule adds once. */
export const ruleWeightSchema = z.strictObject({
  note: tierLevelSchema.optional(),
  warning: tierLevelSchema.optional(),
  serious: tierLevelSchema.optional(),
  points: points.default(0),
  /** Findings of the rule that are more than a note are to be brought before somebody. */
  escalate: policyEscalationSchema.optional(),
});
export type RuleWeight = z.infer<typeof ruleWeightSchema>;

export const pathClassSchema = z.strictObject({
  class: id,
  title: z.string().min(1).max(200),
  globs: z.array(z.string().min(1).max(1000)).min(1).max(500),
  ...match,
});
export type PathClass = z.infer<typeof pathClassSchema>;

const sizeStepSchema = z
  .strictObject({ lines: count.optional(), files: count.optional(), ...match })
  .refine((step) => step.lines !== undefined || step.files !== undefined, "lines or files is needed");

const unexplainedSchema = z.strictObject({ percent, ...match });

/** How solid evidence has to be: what is only stated never counts. */
export const leastStandingSchema = z.enum(["observed", "attested", "re-run"]);

const evidenceGateSchema = z.strictObject({
  kind: evidenceKindSchema,
  from,
  standing: leastStandingSchema.default("observed"),
  fresh: z.boolean().default(true),
  documents: z.boolean().default(false),
});
const reviewersGateSchema = z.strictObject({ from, count: z.int().min(1).max(10) });
const rerunGateSchema = z.strictObject({ from, grade: z.enum(["A", "B"]) });
const expirySchema = z.strictObject({ from, days });

export const gatesSchema = z.strictObject({
  owner: z.strictObject({ from }).optional(),
  evidence: z.array(evidenceGateSchema).max(50).default([]),
  acceptance: z.strictObject({ from, standing: leastStandingSchema.default("observed") }).optional(),
  contractEvidence: z.strictObject({ from }).optional(),
  contradicted: z.strictObject({ from }).optional(),
  reading: z.strictObject({ from, percent: percent.default(100) }).optional(),
  separation: z
    .strictObject({ from, requester: z.boolean().default(true), contractOwner: z.boolean().default(false) })
    .optional(),
  findings: z.strictObject({ from }).optional(),
  reviewers: z.array(reviewersGateSchema).max(4).default([]),
  rerun: z.array(rerunGateSchema).max(4).default([]),
  expiry: z.array(expirySchema).max(4).default([]),
});
export type PolicyGates = z.infer<typeof gatesSchema>;

const historySchema = z.strictObject({
  days,
  decisions: z.strictObject({ atLeast: count, ...match }),
  accuracy: z.strictObject({ claims: count, below: percent, ...match }),
});

/**
 * What decides how much care an attempt needs and what has to be shown before an approval. Written by people as YAML; published
 * as JSON Schema in `resources/schemas`; the default is `resources/policy/default.yaml`.
 */
export const policySchema = z.strictObject({
  version: z.literal(1),
  id,
  revision: z.int().min(1).max(1_000_000),
  undeclared: z.strictObject({ code: tierLevelSchema, documents: tierLevelSchema }),
  rules: z.record(id, ruleWeightSchema),
  paths: z.array(pathClassSchema).max(200).default([]),
  size: z.array(sizeStepSchema).max(20).default([]),
  claims: z.strictObject({
    contradicted: z.strictObject(match),
    stale: z.strictObject(match),
    unbacked: z.strictObject(match),
  }),
  unexplained: z.array(unexplainedSchema).max(20).default([]),
  points: z.strictObject({ medium: count.optional(), high: count.optional(), critical: count.optional() }).default({}),
  history: historySchema.optional(),
  /** Attempts of a tier and above that are to be brought before somebody: nobody, unless it is said here. */
  escalate: z
    .array(z.strictObject({ from, ...escalateTo }))
    .max(20)
    .default([]),
  gates: gatesSchema,
});
export type Policy = z.infer<typeof policySchema>;

/** What a repository may change of a match: a level or points that are not said stay as they are. */
const change = z.strictObject({ level: tierLevelSchema.optional(), points: points.optional() });

/**
 * What a repository adds to the policy, as `.countersign/policy.yaml` in its base commit. It can ask for more and never for less:
 * what would loosen the policy is refused by name, and the rest of the file counts.
 */
export const policyOverrideSchema = z.strictObject({
  version: z.literal(1),
  id,
  revision: z.int().min(1).max(1_000_000),
  undeclared: z.strictObject({ code: tierLevelSchema.optional(), documents: tierLevelSchema.optional() }).optional(),
  rules: z.record(id, ruleWeightSchema.extend({ points: points.optional() })).optional(),
  paths: z
    .array(pathClassSchema.extend({ level: tierLevelSchema.optional(), points: points.optional() }))
    .max(200)
    .optional(),
  size: z.array(sizeStepSchema).max(20).optional(),
  claims: z
    .strictObject({ contradicted: change.optional(), stale: change.optional(), unbacked: change.optional() })
    .optional(),
  unexplained: z.array(unexplainedSchema).max(20).optional(),
  points: z.strictObject({ medium: count.optional(), high: count.optional(), critical: count.optional() }).optional(),
  escalate: z
    .array(z.strictObject({ from, ...escalateTo }))
    .max(20)
    .optional(),
  gates: z
    .strictObject({
      owner: z.strictObject({ from }).optional(),
      evidence: z
        .array(evidenceGateSchema.extend({ standing: leastStandingSchema.optional(), fresh: z.boolean().optional() }))
        .max(50)
        .optional(),
      acceptance: z.strictObject({ from, standing: leastStandingSchema.optional() }).optional(),
      contractEvidence: z.strictObject({ from }).optional(),
      contradicted: z.strictObject({ from }).optional(),
      reading: z.strictObject({ from, percent: percent.default(100) }).optional(),
      separation: z
        .strictObject({ from, requester: z.boolean().optional(), contractOwner: z.boolean().optional() })
        .optional(),
      findings: z.strictObject({ from }).optional(),
      reviewers: z.array(reviewersGateSchema).max(4).optional(),
      expiry: z.array(expirySchema).max(4).optional(),
    })
    .optional(),
});
export type PolicyOverride = z.infer<typeof policyOverrideSchema>;
