import type * as z from "zod";
import type { Result } from "../result";
import { anchorProcedures } from "./anchors";
import { appProcedures } from "./app";
import { auditProcedures } from "./audit";
import { backupsProcedures } from "./backups";
import { commentProcedures } from "./comments";
import { contractProcedures } from "./contracts";
import { decideProcedures } from "./decide";
import { diffProcedures } from "./diff";
import { escalationProcedures } from "./escalations";
import { evidenceProcedures } from "./evidence";
import { foregroundProcedures } from "./foreground";
import { readingProcedures } from "./reading";
import { readingRecordProcedures } from "./reading-record";
import { githubProcedures } from "./github";
import { githubPullProcedures } from "./github-pulls";
import { inboxProcedures } from "./inbox";
import { interdiffProcedures } from "./interdiff";
import { jobProcedures } from "./jobs";
import { lookProcedures } from "./look";
import { identityProcedures } from "./identity";
import { keysProcedures } from "./keys";
import { outboxProcedures } from "./outbox";
import { ownersProcedures } from "./owners";
import { policyProcedures } from "./policy";
import { provenanceProcedures } from "./provenance";
import { reportProcedures } from "./report";
import { reviewProcedures } from "./review";
import { searchProcedures } from "./search";
import { secondProcedures } from "./second";
import { timelineProcedures } from "./timeline";
import { filmProcedures } from "./film";
import { placeProcedures } from "./place";

/** Everything the page can ask of the core: the table of the wall between them. */
export const procedures = {
  ...appProcedures,
  ...jobProcedures,
  ...inboxProcedures,
  ...reviewProcedures,
  ...commentProcedures,
  ...lookProcedures,
  ...diffProcedures,
  ...readingProcedures,
  ...readingRecordProcedures,
  ...timelineProcedures,
  ...filmProcedures,
  ...placeProcedures,
  ...interdiffProcedures,
  ...provenanceProcedures,
  ...searchProcedures,
  ...decideProcedures,
  ...outboxProcedures,
  ...auditProcedures,
  ...reportProcedures,
  ...identityProcedures,
  ...keysProcedures,
  ...githubProcedures,
  ...githubPullProcedures,
  ...anchorProcedures,
  ...secondProcedures,
  ...foregroundProcedures,
  ...backupsProcedures,
  ...policyProcedures,
  ...ownersProcedures,
  ...contractProcedures,
  ...escalationProcedures,
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
