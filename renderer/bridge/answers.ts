import type * as z from "zod";
import { procedures, type Output, type ProcedureName } from "../../shared/contract/api";
import { shellProcedures, type ShellProcedures } from "../../shared/contract/shell";

export type ShellName = keyof ShellProcedures;
export type ShellOutput<N extends ShellName> = z.output<ShellProcedures[N]["output"]>;

/** The contract's tables, read so that an index by a generic name keeps the pairing of name and schema. */
export const answers: { readonly [N in ProcedureName]: { readonly output: z.ZodType<Output<N>> } } = procedures;
export const shellAnswers: { readonly [N in ShellName]: { readonly output: z.ZodType<ShellOutput<N>> } } =
  shellProcedures;
