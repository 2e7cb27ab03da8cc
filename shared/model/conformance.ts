import * as z from "zod";
import { evidenceKindSchema } from "./contract";
import { eventRefSchema } from "./evidence";
import { attemptIdSchema, sha256Schema } from "./ids";

/** What stands of one requirement. `no-evidence` is everything that nothing on record speaks for or against. */
export const conformanceStateSchema = z.enum(["met", "not-met", "conflicting", "no-evidence"]);
export type ConformanceState = z.infer<typeof conformanceStateSchema>;

/** What a cell rests on: an evidence item, an event, or a place in the diff. */
export const conformanceLinkSchema = z.discriminatedUnion("to", [
  z.strictObject({ to: z.literal("evidence"), id: z.string(), kind: evidenceKindSchema, label: z.string() }),
  z.strictObject({ to: z.literal("event"), event: eventRefSchema, label: z.string() }),
  z.strictObject({
    to: z.literal("diff"),
    path: z.string(),
    line: z.int().positive().nullable(),
    label: z.string(),
  }),
]);
export type ConformanceLink = z.infer<typeof conformanceLinkSchema>;

/** One thing a contract asks for. */
export const requirementSchema = z.strictObject({
  /** Where it stands in the contract: `acceptance[0]`, `allow.paths`. */
  field: z.string(),
  group: z.enum(["objective", "constraint", "acceptance", "evidence", "bound"]),
  /** Its name in a list. */
  title: z.string(),
  /** The contract's own words; equal to the title where there are no more. */
  text: z.string(),
});
export type Requirement = z.infer<typeof requirementSchema>;

export const conformanceCellSchema = z.strictObject({
  field: z.string(),
  state: conformanceStateSchema,
  /** Why, in a sentence or two. */
  ground: z.string(),
  /** At most 100, those that count against it first. */
  links: z.array(conformanceLinkSchema),
  /** Links that are not listed. */
  more: z.int().nonnegative(),
});
export type ConformanceCell = z.infer<typeof conformanceCellSchema>;

/** Each requirement of the contract against what one attempt shows. */
export const attemptConformanceSchema = z.strictObject({
  attemptId: attemptIdSchema,
  letter: z.string(),
  /** One for each requirement, in their order. */
  cells: z.array(conformanceCellSchema),
  counts: z.strictObject({ met: z.int(), notMet: z.int(), conflicting: z.int(), noEvidence: z.int() }),
});
export type AttemptConformance = z.infer<typeof attemptConformanceSchema>;

/** The conformance sheet of a task. Without a contract there is nothing to conform to, and it is empty. */
export const conformanceSheetSchema = z.strictObject({
  contractId: z.string().nullable(),
  contractDigest: sha256Schema.nullable(),
  requirements: z.array(requirementSchema),
  attempts: z.array(attemptConformanceSchema),
});
export type ConformanceSheet = z.infer<typeof conformanceSheetSchema>;
