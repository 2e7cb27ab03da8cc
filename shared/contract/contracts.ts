import * as z from "zod";
import { conformanceSheetSchema } from "../model/conformance";
import { contractSchema } from "../model/contract";
import { sha256Schema, taskIdSchema } from "../model/ids";
import { fitQuestionSchema, givenAnswerSchema, taskFitSchema } from "../model/task-fit";
import { procedure } from "./procedure";

/** The longest text that is looked at as a contract, in characters. */
const contractTextSchema = z.string().max(65_536);

/** A problem of a contract's text and where it is, to be shown beside the line. */
export const contractProblemSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
  /** The key it is about: `acceptance[0].command`. */
  field: z.string().nullable(),
  /** Both from 1; null where the whole text is meant. */
  line: z.int().positive().nullable(),
  column: z.int().positive().nullable(),
});
export type ContractProblem = z.infer<typeof contractProblemSchema>;

/** What the form shows of a contract's text, valid or not: texts as written, empty where nothing is said. */
export const contractFormSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  objective: z.string(),
  constraints: z.array(z.string()),
  acceptance: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      command: z.string(),
      exitCode: z.string(),
      shows: z.string(),
      artifacts: z.array(z.string()),
    }),
  ),
  /** A list that is absent allows anything, which is not the same as an empty one. */
  allow: z.strictObject({
    paths: z.array(z.string()).nullable(),
    tools: z.array(z.string()).nullable(),
    commands: z.array(z.string()).nullable(),
    hosts: z.array(z.string()).nullable(),
  }),
  network: z.string(),
  isolation: z.string(),
  risk: z.string(),
  evidence: z.array(z.string()),
  owner: z.string(),
  onCall: z.string(),
  escalationTo: z.string(),
  escalationWhen: z.string(),
  requesterName: z.string(),
  entryPoint: z.string(),
  requesterLink: z.string(),
  attempts: z.string(),
  links: z.array(z.string()),
});
export type ContractForm = z.infer<typeof contractFormSchema>;

/** Everything that is known of a contract's text. */
export const contractCheckSchema = z.strictObject({
  /** Null as soon as there is one problem. */
  contract: contractSchema.nullable(),
  /** Null where the text is no YAML: then the form cannot be used until it is. */
  form: contractFormSchema.nullable(),
  problems: z.array(contractProblemSchema),
  /** What is allowed but unlikely to be meant. */
  advice: z.array(contractProblemSchema),
  /** Null while the contract is not valid. */
  fit: taskFitSchema.nullable(),
});
export type ContractCheck = z.infer<typeof contractCheckSchema>;

/** One change that the form makes: a value put at a place of the contract, or taken away with null. */
export const contractEditSchema = z.strictObject({
  /** Keys, and numbers for the items of lists. */
  path: z
    .array(z.union([z.string().max(100), z.int().nonnegative().max(1500)]))
    .min(1)
    .max(4),
  value: z.union([
    z.string().max(20_000),
    z.int(),
    z.array(z.string().max(4000)).max(1000),
    z.record(z.string().max(100), z.string().max(4000)),
    z.null(),
  ]),
});
export type ContractEdit = z.infer<typeof contractEditSchema>;

/** Whether a task's contract is stated by its sources, confirmed or confirmed by a person. */
const contractStandingSchema = z.enum(["stated", "confirmed"]);

/** A contract's text as it is opened in the editor. */
const openedSchema = z.strictObject({
  text: z.string(),
  /** File name to save it under. */
  name: z.string(),
  /** Where it comes from, in words. */
  origin: z.string(),
});

const answerSchema = givenAnswerSchema.pick({ note: true }).extend({
  taskId: taskIdSchema.nullable(),
  /** Of the contract in the editor, where no task has it yet. */
  contractId: z.string().min(1).max(80).nullable(),
  question: fitQuestionSchema,
  /** Null takes the answer back. */
  answer: givenAnswerSchema.shape.answer.nullable(),
});

export const contractProcedures = {
  "contract.check": procedure(
    z.strictObject({ text: contractTextSchema, taskId: taskIdSchema.nullable() }),
    contractCheckSchema,
  ),
  /** Makes the form's changes in the text; comments, order and everything else in it stay as they are. */
  "contract.edit": procedure(
    z.strictObject({
      text: contractTextSchema,
      edits: z.array(contractEditSchema).min(1).max(50),
      taskId: taskIdSchema.nullable(),
    }),
    z.strictObject({ text: z.string(), check: contractCheckSchema }),
  ),
  /** A new contract: empty, or begun from what a task says of itself. */
  "contract.draft": procedure(z.strictObject({ taskId: taskIdSchema.nullable() }), openedSchema),
  /** The contract that a task has, byte for byte as it was archived. */
  "contract.open": procedure(
    z.strictObject({ taskId: taskIdSchema }),
    openedSchema.extend({ digest: sha256Schema, standing: contractStandingSchema }),
  ),
  /**
   * Makes a text the contract of a task that states none, by the reviewer's word; null takes that back. Its attempts are judged by it. Out: the
   * digest of the contract that the task has now.
   */
  "contract.confirm": procedure(
    z.strictObject({ taskId: taskIdSchema, text: contractTextSchema.nullable() }),
    z.strictObject({ digest: sha256Schema.nullable() }),
  ),
  /** A draft from an issue: its address on GitHub, or its text. */
  "contract.import": procedure(
    z.strictObject({
      from: z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("address"), url: z.string().max(2000) }),
        z.strictObject({ kind: z.literal("text"), text: z.string().max(262_144) }),
      ]),
    }),
    openedSchema,
  ),
  "contract.fit": procedure(
    z.strictObject({ taskId: taskIdSchema }),
    z.strictObject({ before: taskFitSchema, after: taskFitSchema }),
  ),
  "contract.answer": procedure(answerSchema, z.strictObject({})),
  "conformance.get": procedure(z.strictObject({ taskId: taskIdSchema }), conformanceSheetSchema),
};
