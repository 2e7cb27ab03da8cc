import type * as z from "zod";
import type { Result } from "../result";
import { appProcedures } from "./app";
import { contractProcedures } from "./contracts";
import { decideProcedures } from "./decide";
import { evidenceProcedures } from "./evidence";
import { readingProcedures } from "./reading";
import { readingRecordProcedures } from "./reading-record";
import { jobProcedures } from "./jobs";
import { keysProcedures } from "./keys";
import { policyProcedures } from "./policy";
import { provenanceProcedures } from "./provenance";
import { reviewProcedures } from "./review";
import { searchProcedures } from "./search";
import { timelineProcedures } from "./timeline";

/** Everything the page can ask of the core: the table of the wall between them. */
export const procedures = {
  ...appProcedures,
  ...jobProcedures,
  ...reviewProcedures,
  ...readingProcedures,
  ...readingRecordProcedures,
  ...timelineProcedures,
  ...provenanceProcedures,
  ...searchProcedures,
  ...decideProcedures,
  ...keysProcedures,
  ...policyProcedures,
  ...contractProcedures,
  ...evidenceProcedures,
};
export type Procedures = typeof procedures;
export type ProcedureName = keyof Procedures;
export type Input<N extends ProcedureName> = z.input<Procedures[N]["input"]>;
export type Output<N extends ProcedureName> = z.output<Procedures[N]["output"]>;

/** True for the name of a procedure; names from the wire are strings until this says so. */
export function isProcedureName(name: string): name is ProcedureName {
  return Object.hasOwn(procedures, name);
}

/** How a client calls: the same type in the page, in the terminal and in tests. */
export type Invoke = <N extends ProcedureName>(name: N, input: Input<N>) => Promise<Result<Output<N>>>;
