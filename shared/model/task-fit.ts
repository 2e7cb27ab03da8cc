import * as z from "zod";
import { instantSchema } from "./ids";

/** The five questions that say whether work fits background agents. */
export const fitQuestionSchema = z.enum(["specific", "checkable", "bounded-risk", "parallel", "owned"]);
export type FitQuestion = z.infer<typeof fitQuestionSchema>;

export const fitWordSchema = z.enum(["yes", "partly", "no", "not-answered"]);

/** A person's answer to a question that the contract leaves open. */
export const givenAnswerSchema = z.strictObject({
  question: fitQuestionSchema,
  answer: fitWordSchema.exclude(["not-answered"]),
  note: z.string().max(2000),
  reviewer: z.string().min(1).max(200),
  at: instantSchema,
});
export type GivenAnswer = z.infer<typeof givenAnswerSchema>;

export const fitAnswerSchema = z.strictObject({
  question: fitQuestionSchema,
  /** The question as it is asked. */
  asked: z.string(),
  answer: fitWordSchema,
  /** Who or what answers: the contract, a person, or what the attempts showed; null where nothing does. */
  by: z.enum(["contract", "person", "attempts"]).nullable(),
  /** Why, in a sentence. */
  ground: z.string(),
  /** Keys of the contract it rests on. */
  fields: z.array(z.string()),
  /** The person's answer, where one answered. */
  given: givenAnswerSchema.nullable(),
});
export type FitAnswer = z.infer<typeof fitAnswerSchema>;

/** The five answers and what they add up to: yes 2, partly 1, no 0; a question without an answer adds nothing and is counted. */
export const taskFitSchema = z.strictObject({
  when: z.enum(["before", "after"]),
  answers: z.array(fitAnswerSchema).length(5),
  points: z.int().min(0).max(10),
  answered: z.int().min(0).max(5),
  verdict: z.enum(["background", "with-care", "foreground", "open"]),
  /** The verdict in a sentence. */
  sentence: z.string(),
});
export type TaskFit = z.infer<typeof taskFitSchema>;
