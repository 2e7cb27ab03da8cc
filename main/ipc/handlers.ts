import type { Output, ProcedureName, Procedures } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import type * as z from "zod";
import { answerFit } from "../services/answer-fit";
import { changeSettings } from "../services/change-settings";
import { connectRunner, disconnectRunner, pauseRunner, syncConnection } from "../services/connect-runner";
import { compareEvidence } from "../services/compare-evidence";
import { connectionCompleteness } from "../services/connection-completeness";
import { dryRunPolicy } from "../services/dry-run-policy";
import { findRunners } from "../services/find-runners";
import { anySource, ingestPaths } from "../services/ingest-paths";
import { importContract } from "../services/import-contract";
import { cancelJob } from "../services/jobs";
import { indexAttempt, indexLatest } from "../services/index-events";
import { forgetReading, markFileRead, markTaskSeen, recordShown } from "../services/mark-read";
import { openSample } from "../services/open-sample";
import { recordDecision } from "../services/record-decision";
import { showEvidence } from "../services/show-evidence";
import { removeKey, trustKey } from "../services/trust-key";
import { surveyConnections } from "../services/survey-connections";
import { writeReport } from "../services/write-report";
import { appStatus } from "../views/app-status";
import { auditEntry, auditList } from "../views/audit";
import { conformanceSheet, taskFit } from "../views/conformance";
import { changeContract, checkContract } from "../views/contract-check";
import { contractOfTask, draftContract } from "../views/contract-draft";
import type { Core } from "../views/core";
import { decisionSheet } from "../views/decision-sheet";
import { diffOf } from "../views/diff";
import { inbox } from "../views/inbox";
import { trustedKeys } from "../views/keys";
import { checkPolicy, policyInForce, policyRules } from "../views/policy";
import { verifyLog } from "../views/log-state";
import { provenanceOf } from "../views/provenance";
import { rawEvidence } from "../views/raw-evidence";
import { readingRecord } from "../views/read-record";
import { sessionReadings } from "../views/session-reading";
import { taskView } from "../views/task-view";
import { searchEvents, searchValues } from "../views/search";
import { eventDetail, locateEvent, timelinePage, timelineSummary } from "../views/timeline";

type Answer<N extends ProcedureName> = Result<Output<N>> | Promise<Result<Output<N>>>;

/** One function per procedure: the core's table of contents. */
export type Handlers = { readonly [N in ProcedureName]: (input: z.output<Procedures[N]["input"]>) => Answer<N> };

/** Binds every procedure to the service or view that answers it. `cancelled` turns true when the core is closing. */
export function createHandlers(core: Core, cancelled: () => boolean): Handlers {
  return {
    "app.status": () => ok(appStatus(core)),
    "app.settings": (changes) => ok(changeSettings(core, changes)),
    "runners.found": async () => ok(await findRunners(core)),
    "runners.connect": (asked) => connectRunner(core, asked, cancelled),
    "runners.sync": ({ id }) => syncConnection(core, id, cancelled),
    "runners.remove": ({ id }) => disconnectRunner(core, id),
    "runners.pause": ({ id, paused }) => pauseRunner(core, id, paused),
    "runners.survey": async () => {
      await surveyConnections(core);
      return ok({});
    },
    "runners.completeness": ({ id }) => connectionCompleteness(core, id),
    "ingest.paths": async ({ paths }) =>
      ok(await ingestPaths(core, paths, { job: "Dropped files", isSource: anySource, cancelled })),
    "sample.open": () => openSample(core, cancelled),
    "jobs.cancel": ({ id }) => ok({ cancelled: cancelJob(core, id) }),
    "inbox.list": ({ filter }) => ok(inbox(core, filter)),
    "inbox.seen": ({ taskId }) => {
      markTaskSeen(core, taskId);
      return ok({});
    },
    "task.get": ({ taskId }) => taskView(core, taskId),
    "diff.get": ({ attemptId }) => diffOf(core, attemptId),
    "reading.mark": ({ attemptId, file, read }) => markFileRead(core, attemptId, file, read),
    "evidence.raw": ({ digest, offset, limit }) => rawEvidence(core, digest, offset, limit),
    "evidence.suites": (asked) => showEvidence.suites(core, asked),
    "evidence.cases": (asked) => showEvidence.cases(core, asked),
    "evidence.annotations": (asked) => showEvidence.annotations(core, asked),
    "evidence.components": (asked) => showEvidence.components(core, asked),
    "evidence.statements": (asked) => showEvidence.statements(core, asked),
    "evidence.coverage": (asked) => showEvidence.coverage(core, asked),
    "evidence.lines": (asked) => showEvidence.lines(core, asked),
    "evidence.compare": (asked) => compareEvidence(core, asked),
    "evidence.log": (asked) => showEvidence.log(core, asked),
    "evidence.image": (asked) => showEvidence.image(core, asked),
    "provenance.get": ({ attemptId, path }) => provenanceOf(core, attemptId, path),
    "timeline.summary": ({ attemptId }) => timelineSummary(core, attemptId),
    "timeline.page": ({ attemptId, filter, offset, limit }) => {
      if (filter.text !== "") indexAttempt(core.index, attemptId);
      return timelinePage(core, attemptId, filter, offset, limit);
    },
    "timeline.event": ({ sessionId, seq }) => eventDetail(core, sessionId, seq),
    "timeline.locate": ({ attemptId, filter, sessionId, seq }) => {
      if (filter.text !== "") indexAttempt(core.index, attemptId);
      return locateEvent(core, attemptId, filter, sessionId, seq);
    },
    "reading.record": ({ attemptId }) => readingRecord(core, attemptId),
    "reading.shown": (asked) => recordShown(core, asked),
    "reading.forget": ({ attemptId }) => forgetReading(core, attemptId),
    "reading.get": ({ attemptId, verify }) => sessionReadings(core, attemptId, verify),
    "search.query": (asked) => {
      indexLatest(core.index);
      return searchEvents(core, asked);
    },
    "search.values": () => searchValues(core),
    "decision.sheet": ({ kind, taskId, attemptId }) => decisionSheet(core, kind, taskId, attemptId),
    "decision.record": (asked) => recordDecision(core, asked),
    "contract.check": ({ text, taskId }) => ok(checkContract(core, text, taskId)),
    "contract.edit": (asked) => changeContract(core, asked),
    "contract.draft": ({ taskId }) => draftContract(core, taskId),
    "contract.open": ({ taskId }) => contractOfTask(core, taskId),
    "contract.import": ({ from }) => importContract(core, from),
    "contract.fit": ({ taskId }) => taskFit(core, taskId),
    "contract.answer": (asked) => answerFit(core, asked),
    "conformance.get": ({ taskId }) => conformanceSheet(core, taskId),
    "audit.list": ({ filter, before, limit }) => auditList(core, filter, before, limit),
    "audit.entry": ({ seq }) => auditEntry(core, seq),
    "audit.verify": () => ok(verifyLog(core)),
    "policy.get": ({ attemptId }) => policyInForce(core, attemptId),
    "policy.rules": () => ok(policyRules(core)),
    "policy.check": ({ text }) => ok(checkPolicy(core, text)),
    "policy.dryRun": async ({ text }) => ok(await dryRunPolicy(core, text, cancelled)),
    "keys.list": () => ok(trustedKeys(core)),
    "keys.trust": (asked) => trustKey(core, asked),
    "keys.remove": ({ id }) => removeKey(core, id),
    "report.write": ({ format, from, to, out }) =>
      out === null
        ? writeReport(core, { format, from, to, out: null })
        : err({
            code: "path-refused",
            message: "The window writes reports into the data folder only.",
            remedy: "Use the command line to write elsewhere.",
          }),
  };
}
