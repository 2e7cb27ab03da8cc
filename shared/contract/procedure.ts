import type * as z from "zod";

/** One thing the page can ask of the core: what goes in and what comes out, both parsed on both sides of the wall. */
export interface Procedure<In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType> {
  readonly input: In;
  readonly output: Out;
}

/** Declares a procedure with its exact types. */
export function procedure<In extends z.ZodType, Out extends z.ZodType>(input: In, output: Out): Procedure<In, Out> {
  return { input, output };
}
