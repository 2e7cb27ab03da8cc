import * as z from "zod";
import { decisionKindSchema } from "../model/decision";
import { attemptIdSchema, taskIdSchema } from "../model/ids";
import { policySchema, ruleWeightSchema } from "../model/policy";
import { policyRefSchema, tierLevelSchema } from "../model/tier";
import { procedure } from "./procedure";

/** The longest text that is looked at as a policy, in characters. */
const policyTextSchema = z.string().max(262_144);

/** A problem of a policy's text and where it is, to be shown beside the line. */
export const policyProblemSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
  /** The key it is about: `gates.reading.percent`. */
  field: z.string().nullable(),
  /** Both from 1; null where the whole text is meant. */
  line: z.int().positive().nullable(),
  column: z.int().positive().nullable(),
});
export type PolicyProblem = z.infer<typeof policyProblemSchema>;

/** A policy file as it was read. */
const policyFileSchema = z.strictObject({
  /** Where it was read: a path on this machine, or `commit:path`. */
  place: z.string(),
  text: z.string(),
  problems: z.array(policyProblemSchema),
});
export type PolicyFile = z.infer<typeof policyFileSchema>;

const policyInForceSchema = z.strictObject({
  ref: policyRefSchema,
  /** What counts, with everything of a repository that tightens it. */
  policy: policySchema,
  /** The file it is from: this machine's own, else the one that ships with the program. */
  file: policyFileSchema,
  /** This machine's own file where it could not be taken, and why. */
  refused: policyFileSchema.nullable(),
  /** What the repository's base commit says of its own; null where it says nothing, or no attempt was named. */
  override: policyFileSchema.extend({ taken: z.boolean() }).nullable(),
});
export type PolicyInForce = z.infer<typeof policyInForceSchema>;

const policyRuleSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  rationale: z.string(),
  looksAt: z.array(z.string()),
  /** Null: its findings do not raise the tier. */
  weight: ruleWeightSchema.nullable(),
});
export type PolicyRule = z.infer<typeof policyRuleSchema>;

/** Tier and gates of an attempt under one policy. */
const outcomeSchema = z.strictObject({
  level: tierLevelSchema,
  points: z.int().nonnegative(),
  /** Titles of the gates that are not met and not overridden. */
  unmet: z.array(z.string()),
});

const dryRunRowSchema = z.strictObject({
  taskId: taskIdSchema,
  taskRef: z.string().nullable(),
  title: z.string(),
  attemptId: attemptIdSchema,
  letter: z.string(),
  /** The last verdict recorded on it; null where there is none. */
  decided: z.strictObject({ kind: decisionKindSchema, seq: z.int().nonnegative() }).nullable(),
  now: outcomeSchema,
  then: outcomeSchema,
  /**
   * `blocked`: the work could be approved now and not then, `passes`: the other way round, both without regard to what the
   * reviewer has not read yet; else the tier or the gates are others.
   */
  change: z.enum(["blocked", "passes", "raised", "lowered", "gates"]),
  /** What makes the difference, in sentences. */
  because: z.array(z.string()),
});
export type DryRunRow = z.infer<typeof dryRunRowSchema>;

const dryRunSchema = z.strictObject({
  /** The policy that was tried; null where the text is none, see `problems`. */
  ref: policyRefSchema.nullable(),
  problems: z.array(policyProblemSchema),
  cancelled: z.boolean(),
  attempts: z.int().nonnegative(),
  /** Attempts that were not judged yet and are left out. */
  unjudged: z.int().nonnegative(),
  counts: z.strictObject({
    same: z.int().nonnegative(),
    blocked: z.int().nonnegative(),
    passes: z.int().nonnegative(),
    raised: z.int().nonnegative(),
    lowered: z.int().nonnegative(),
    gates: z.int().nonnegative(),
    /** Approvals on record that the policy would not have let through. */
    approvedAndBlocked: z.int().nonnegative(),
  }),
  /** Attempts that come out otherwise, worst first, at most 1,000; `left` more are only counted. */
  rows: z.array(dryRunRowSchema),
  left: z.int().nonnegative(),
});
export type DryRun = z.infer<typeof dryRunSchema>;

export const policyProcedures = {
  /** The policy in force: for an attempt with what its repository adds, without one this machine's. */
  "policy.get": procedure(z.strictObject({ attemptId: attemptIdSchema.nullable() }), policyInForceSchema),
  /** Every rule with what the policy makes of it. */
  "policy.rules": procedure(z.strictObject({}), z.array(policyRuleSchema)),
  /** Every problem of a text as a policy. */
  "policy.check": procedure(
    z.strictObject({ text: policyTextSchema }),
    z.strictObject({ ref: policyRefSchema.nullable(), problems: z.array(policyProblemSchema) }),
  ),
  /**
   * Tries a policy on everything that was judged and stores nothing. Long: the topic `progress` tells of it under the job
   * "Trying a policy", and `jobs.cancel` ends it; what was tried until then is answered.
   */
  "policy.dryRun": procedure(z.strictObject({ text: policyTextSchema }), dryRunSchema),
};
