import type { Output, ProcedureName, Procedures } from "../../shared/contract/api";
import { err, ok, type Result } from "../../shared/result";
import type * as z from "zod";
import { changeAnchorSettings, checkAnchors, listAnchors, makeAnchor } from "../services/anchor-log";
import { answerFit } from "../services/answer-fit";
import { actOnComment, replaceComment } from "../services/comment-acts";
import { changedAttributes, changedContent } from "../services/changed-content";
import { changeSettings } from "../services/change-settings";
import { changeGitHubChoice } from "../services/connect-github";
import { connectRunner, disconnectRunner, pauseRunner, syncConnection } from "../services/connect-runner";
import { compareEvidence } from "../services/compare-evidence";
import { comparePatches } from "../services/compare-patches";
import { connectionCompleteness } from "../services/connection-completeness";
import { dryRunPolicy } from "../services/dry-run-policy";
import { prepareMail } from "../services/escalation-mail";
import { addWebhookOf, removeWebhookOf, testWebhook, webhooks } from "../services/webhook-acts";
import { promptOfAnswer } from "../services/escalation-prompt";
import { escalationsView } from "../views/escalation-list";
import { cancelEffect, changeOutboxSettings, retryEffect, sendDue } from "../services/effect-acts";
import { exportBundle } from "../services/export-bundle";
import { exportProof } from "../services/export-proof";
import { findRunners } from "../services/find-runners";
import { anySource, ingestPaths } from "../services/ingest-paths";
import { bindGithub } from "../services/bind-github";
import { bindSsh, sshText } from "../services/bind-ssh";
import {
  addToken,
  beginSignIn,
  cancelSignIn,
  checkAccount,
  githubAbilities,
  githubAccounts,
  signInState,
  signOut,
} from "../services/github-account-acts";
import { eraseText } from "../services/erase-text";
import { createIdentity, protectIdentity, revokeKey, rotateKey, unlockIdentity } from "../services/identity-acts";
import { foregroundList, foregroundSheet, openForeground, removeForeground } from "../services/foreground-folders";
import { handOutApproval } from "../services/hand-out-approval";
import { confirmContract } from "../services/confirm-contract";
import { importContract } from "../services/import-contract";
import { cancelJob } from "../services/jobs";
import { indexAttempt, indexLatest } from "../services/index-events";
import { forgetReading, markFileRead, markTaskSeen, recordShown } from "../services/mark-read";
import { noteLook } from "../services/note-look";
import { backUpKeys, restoreKeys } from "../services/key-backup";
import { lookAtTask } from "../services/look-at-task";
import { planEffects } from "../services/plan-effects";
import { planMany } from "../services/plan-many";
import { makeBackup, rehearse, verifyBackup } from "../services/make-backup";
import { closeBundle, compareBundle, openBundle } from "../services/open-bundle";
import { listOwners } from "../services/list-owners";
import { beginRota, importShifts, openRota } from "../services/rota-acts";
import { openSample } from "../services/open-sample";
import { deleteFilter, saveFilter } from "../services/keep-filter";
import { recordBatch } from "../services/record-batch";
import { promptOfComments } from "../services/prompt-comments";
import { recordDecision } from "../services/record-decision";
import { goOn } from "../services/recover-go-on";
import { requestApproval } from "../services/request-approval";
import { restoreBackup } from "../services/restore-backup";
import { saveComment } from "../services/save-comment";
import { distrustReviewer, secondReviewers } from "../services/second-reviewers";
import { fetchShared } from "../services/shared-approvals";
import { showEvidence } from "../services/show-evidence";
import { githubRepositoryView, pullView } from "../services/show-github";
import { tellLook } from "../views/github-watch";
import { lookAtApproval, takeInApproval } from "../services/take-in-approval";
import { takeToForeground } from "../services/take-to-foreground";
import { removeKey, trustKey } from "../services/trust-key";
import { surveyConnections } from "../services/survey-connections";
import { withdrawDecisions } from "../services/withdraw-decision";
import { previewReport } from "../services/preview-report";
import { writeReport } from "../services/write-report";
import { appStatus } from "../views/app-status";
import { approvalsState } from "../views/approvals-state";
import { auditList } from "../views/audit";
import { auditBar } from "../views/audit-bar";
import { auditEntry } from "../views/audit-entry";
import { backupsState } from "../views/backups";
import { commentsOf } from "../views/comments";
import { conformanceSheet, taskFit } from "../views/conformance";
import { changeContract, checkContract } from "../views/contract-check";
import { contractOfTask, draftContract } from "../views/contract-draft";
import type { Core } from "../views/core";
import { decisionSheet } from "../views/decision-sheet";
import { diffOf } from "../views/diff";
import { sinceRead } from "../views/interdiff";
import { batchSheets } from "../views/batch-sheets";
import { eventPictures } from "../views/event-pictures";
import { identityState } from "../views/identity";
import { inbox } from "../views/inbox";
import { inboxChanges } from "../views/inbox-changes";
import { savedFilters } from "../views/saved-filters";
import { lastAct } from "../views/withdrawable";
import { trustedKeys } from "../views/keys";
import { countOutbox, effectDetail, outboxList, taskEffects } from "../views/outbox";
import { calendarShifts, checkRota, onCall, rotaCalendar } from "../views/oncall-state";
import { pinnedOf } from "../views/pinned";
import { checkPolicy, policyInForce, policyRules } from "../views/policy";
import { verifyAll } from "../services/check-log";
import { provenanceOf } from "../views/provenance";
import { rawEvidence } from "../views/raw-evidence";
import { readingRecord } from "../views/read-record";
import { sessionReadings } from "../views/session-reading";
import { lookOf } from "../views/look";
import { taskOwners } from "../views/task-owners";
import { taskView } from "../views/task-view";
import { searchEvents, searchValues } from "../views/search";
import { eventDetail, locateEvent, timelinePage, timelineSummary } from "../views/timeline";
import { timelineStrip } from "../views/timeline-strip";
import { filmOf, filmStep } from "../views/film";
import { lineStory } from "../views/line-story";
import { findPlace } from "../views/place";

type Answer<N extends ProcedureName> = Result<Output<N>> | Promise<Result<Output<N>>>;

/** One function per procedure: the core's table of contents. */
export type Handlers = { readonly [N in ProcedureName]: (input: z.output<Procedures[N]["input"]>) => Answer<N> };

/** Binds every procedure to the service or view that answers it. `cancelled` turns true when the core is closing. */
export function createHandlers(core: Core, cancelled: () => boolean): Handlers {
  return {
    "app.status": () => ok(appStatus(core)),
    "app.settings": (changes) => changeSettings(core, changes),
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
    "inbox.list": ({ filter, zone }) => ok(inbox(core, filter, zone)),
    "inbox.changes": ({ since }) => ok(inboxChanges(core, since)),
    "inbox.looked": () => ok(noteLook(core)),
    "filters.list": () => ok({ filters: savedFilters(core) }),
    "filters.save": (asked) => saveFilter(core, asked),
    "filters.delete": ({ id }) => deleteFilter(core, id),
    "inbox.seen": ({ taskId }) => {
      markTaskSeen(core, taskId);
      return ok({});
    },
    "task.get": ({ taskId }) => taskView(core, taskId),
    "task.look": ({ taskId }) => lookOf(core, taskId),
    "task.looked": ({ taskId, leaving }) => lookAtTask(core, taskId, leaving),
    "diff.get": ({ attemptId }) => diffOf(core, attemptId),
    "interdiff.get": (asked) => comparePatches(core, asked, cancelled),
    "interdiff.sinceRead": ({ attemptId }) => sinceRead(core, attemptId),
    "diff.content": (asked) => changedContent(core, asked, cancelled),
    "diff.attributes": ({ attemptId }) => changedAttributes(core, attemptId, cancelled),
    "diff.pinned": ({ attemptId }) => pinnedOf(core, attemptId),
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
    "comments.list": ({ taskId, attemptId }) => commentsOf(core, taskId, attemptId),
    "comments.save": (asked) => saveComment(core, asked),
    "comments.act": (asked) => actOnComment(core, asked),
    "comments.place": (asked) => replaceComment(core, asked),
    "comments.prompt": (asked) => promptOfComments(core, asked),
    "provenance.story": ({ event, instruction }) => lineStory(core, event, instruction),
    "provenance.get": ({ attemptId, path }) => provenanceOf(core, attemptId, path),
    "timeline.summary": ({ attemptId }) => timelineSummary(core, attemptId),
    "timeline.strip": ({ attemptId }) => timelineStrip(core, attemptId),
    "film.get": ({ attemptId }) => filmOf(core, attemptId),
    "film.step": (asked) => filmStep(core, asked),
    "place.find": ({ link }) => findPlace(core, link),
    "timeline.page": ({ attemptId, filter, offset, limit }) => {
      if (filter.text !== "") indexAttempt(core.index, attemptId);
      return timelinePage(core, attemptId, filter, offset, limit);
    },
    "timeline.event": ({ sessionId, seq }) => eventDetail(core, sessionId, seq),
    "timeline.pictures": ({ sessionId, seq }) => eventPictures(core, sessionId, seq),
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
    "decision.sheets": ({ kind, subjects }) => ok({ sheets: batchSheets(core, kind, subjects) }),
    "decision.batch": (asked) => recordBatch(core, asked),
    "decision.last": ({ taskId }) => ok({ undo: lastAct(core, taskId) }),
    "decision.withdraw": (asked) => withdrawDecisions(core, asked),
    "escalations.list": (asked) => escalationsView(core, asked),
    "escalations.prompt": (asked) => promptOfAnswer(core, asked),
    "escalations.mail": (asked) => prepareMail(core, asked),
    "webhooks.list": () => ok(webhooks(core)),
    "webhooks.add": (asked) => addWebhookOf(core, asked),
    "webhooks.remove": ({ id }) => removeWebhookOf(core, id),
    "webhooks.test": ({ id }) => testWebhook(core, id),
    "outbox.plan": (asked) => planEffects(core, asked),
    "outbox.planMany": (asked) => planMany(core, asked, cancelled),
    "outbox.list": () => ok(outboxList(core)),
    "outbox.count": () => ok(countOutbox(core)),
    "outbox.task": ({ taskId }) => ok({ effects: taskEffects(core, taskId) }),
    "outbox.get": ({ id }) => effectDetail(core, id),
    "outbox.cancel": (asked) => cancelEffect(core, asked),
    "outbox.retry": (asked) => retryEffect(core, asked),
    "outbox.send": () => sendDue(core, cancelled),
    "outbox.settings": (changes) => changeOutboxSettings(core, changes),
    "contract.check": ({ text, taskId }) => ok(checkContract(core, text, taskId)),
    "contract.edit": (asked) => changeContract(core, asked),
    "contract.draft": ({ taskId }) => draftContract(core, taskId),
    "contract.open": ({ taskId }) => contractOfTask(core, taskId),
    "contract.import": ({ from }) => importContract(core, from),
    "contract.confirm": (asked) => confirmContract(core, asked),
    "contract.fit": ({ taskId }) => taskFit(core, taskId),
    "contract.answer": (asked) => answerFit(core, asked),
    "conformance.get": ({ taskId }) => conformanceSheet(core, taskId),
    "audit.list": (asked) => auditList(core, asked),
    "audit.entry": ({ bundle, seq }) => auditEntry(core, bundle, seq),
    "audit.bar": ({ bundle }) => auditBar(core, bundle),
    "audit.verify": () => verifyAll(core, cancelled),
    "audit.export": (asked) => exportBundle(core, { ...asked, out: null }, cancelled),
    "audit.exportProof": ({ seq }) => exportProof(core, seq, null),
    "audit.openBundle": (asked) => openBundle(core, asked),
    "audit.closeBundle": ({ bundle }) => ok(closeBundle(core, bundle)),
    "audit.compare": ({ path }) => compareBundle(core, path),
    "owners.task": ({ taskId, at }) => taskOwners(core, taskId, at),
    "owners.repository": (input) => listOwners(core, input),
    "oncall.get": (input) => ok(onCall(core, input)),
    "oncall.check": ({ text, place }) => ok(checkRota(text, place)),
    "oncall.calendar": (input) => calendarShifts(core, input),
    "oncall.grid": (asked) => rotaCalendar(core, asked),
    "oncall.import": (asked) => importShifts(core, asked),
    "oncall.begin": () => beginRota(core),
    "oncall.open": () => openRota(core),
    "policy.get": ({ attemptId }) => policyInForce(core, attemptId),
    "policy.rules": () => ok(policyRules(core)),
    "policy.check": ({ text }) => ok(checkPolicy(core, text)),
    "policy.dryRun": async ({ text }) => ok(await dryRunPolicy(core, text, cancelled)),
    "backups.state": () => ok(backupsState(core)),
    "backups.make": () => makeBackup(core, "asked"),
    "backups.verify": ({ id }) => verifyBackup(core, id),
    "backups.rehearse": () => rehearse(core),
    "backups.restore": ({ id }) => restoreBackup(core, id),
    "backups.goOn": ({ words }) => goOn(core, words),
    "anchors.list": () => ok(listAnchors(core)),
    "anchors.settings": (changes) => changeAnchorSettings(core, changes),
    "anchors.make": ({ type }) => makeAnchor(core, type, cancelled),
    "anchors.check": () => checkAnchors(core, cancelled),
    "foreground.sheet": (asked) => foregroundSheet(core, asked, cancelled),
    "foreground.take": (asked) => takeToForeground(core, { ...asked, folder: null, repository: null }, cancelled),
    "foreground.list": async () => ok(await foregroundList(core)),
    "foreground.open": (asked) => openForeground(core, asked),
    "foreground.remove": (asked) => removeForeground(core, asked, cancelled),
    "approvals.state": ({ taskId, attemptId }) => approvalsState(core, taskId, attemptId),
    "approvals.handOut": (asked) => handOutApproval(core, asked, null, cancelled),
    "approvals.request": (asked) => requestApproval(core, asked, null, cancelled),
    "approvals.look": (asked) => lookAtApproval(core, asked),
    "approvals.takeIn": (asked) => takeInApproval(core, asked),
    "approvals.fetch": (asked) => fetchShared(core, asked, cancelled),
    "approvals.reviewers": () => ok(secondReviewers(core)),
    "approvals.distrust": ({ keyid }) => distrustReviewer(core, keyid),
    "github.accounts": () => githubAccounts(core),
    "github.addToken": (asked) => addToken(core, asked),
    "github.signIn": (asked) => beginSignIn(core, asked),
    "github.signInState": () => signInState(core),
    "github.cancelSignIn": () => cancelSignIn(core),
    "github.signOut": (asked) => signOut(core, asked),
    "github.check": (asked) => checkAccount(core, asked),
    "github.abilities": (asked) => githubAbilities(core, asked),
    "github.budget": () => ok([...core.github.budgets()]),
    "github.repository": ({ id }) => githubRepositoryView(core, id),
    "github.choose": ({ id, choice }) => changeGitHubChoice(core, id, choice),
    "github.pull": ({ attemptId }) => pullView(core, attemptId),
    "github.look": ({ looking }) => {
      tellLook(core, looking);
      return ok({});
    },
    "identity.github": (asked) => bindGithub(core, asked),
    "identity.state": () => ok(identityState(core)),
    "identity.create": (asked) => createIdentity(core, asked),
    "identity.unlock": (asked) => unlockIdentity(core, asked),
    "identity.protect": (asked) => protectIdentity(core, asked),
    "identity.rotate": (asked) => rotateKey(core, asked),
    "identity.revoke": (asked) => revokeKey(core, asked),
    "identity.backup": (asked) => backUpKeys(core, asked),
    "identity.restore": (asked) => restoreKeys(core, asked),
    "identity.ssh-text": () => sshText(core),
    "identity.ssh": (asked) => bindSsh(core, asked),
    "audit.erase": (asked) => eraseText(core, asked),
    "keys.list": () => ok(trustedKeys(core)),
    "keys.trust": (asked) => trustKey(core, asked),
    "keys.remove": ({ id }) => removeKey(core, id),
    "report.preview": (asked) => previewReport(core, asked, cancelled),
    "report.write": (asked) =>
      asked.out === null
        ? writeReport(core, asked, cancelled)
        : err({
            code: "path-refused",
            message: "The window writes reports into the data folder only.",
            remedy: "Use the command line to write elsewhere.",
          }),
  };
}
