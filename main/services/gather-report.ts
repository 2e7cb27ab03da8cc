import type { LogState } from "../../shared/contract/app";
import type { TaskView } from "../../shared/contract/review";
import { parsePatch } from "../../shared/diff/parse-patch";
import type { AuditBody } from "../../shared/model/audit-entry";
import type { Decision } from "../../shared/model/decision";
import type { ReportFilters } from "../../shared/model/report-choice";
import { decisionStanding } from "../../shared/review/decision-standing";
import { inSlices } from "../audit/bundle/log-reading";
import { decodeShown } from "../audit/canonical";
import { readReceived } from "../audit/received-decision";
import { leafHash } from "../audit/tree";
import { samePerson } from "../policy/same-person";
import { reportSteps } from "../report/build-report";
import type { ReportDocument } from "../report/document";
import type { FactDecision, ReportFacts } from "../report/facts";
import { firstOpenings } from "../store/first-openings";
import { readTasks } from "../store/tasks";
import type { Core } from "../views/core";
import { decisionSteps, recordedDecisions } from "../views/decisions";
import { logState } from "../views/log-state";
import { taskView } from "../views/task-view";
import { checkLogInSteps } from "./check-log";
import { paused, type Pause } from "./turns";

/** Told of how far the reading is: tasks done, of how many. */
export type TellReading = (done: number, total: number) => void;

/**
 * Reads from log, index and archive what a report needs, and puts it together. Requests are answered meanwhile. In: also whether the
 * whole log is checked from its bytes for it (`anew`), or only where no check of all of it has come to its end yet.
 */
export async function gatherReport(
  core: Core,
  filters: ReportFilters,
  pause: Pause,
  { anew, tell = () => undefined }: { readonly anew: boolean; readonly tell?: TellReading },
): Promise<ReportDocument> {
  const last = logState(core);
  const isKnown = last.verified || last.problem !== null || last.unknown > 0;
  // Whoever ends the check gets a report of what is known: it says that not all of it was verified.
  const state = !anew && isKnown ? last : ((await checkLogInSteps(core, () => false)) ?? logState(core));
  await paused(decisionSteps(core), pause);
  const tasks = readTasks(core.index);
  const views: TaskView[] = [];
  for (const [index, task] of tasks.entries()) {
    const view = taskView(core, task.id);
    if (view.ok) views.push(view.value);
    tell(index, tasks.length);
    await pause();
  }
  const facts: ReportFacts = {
    appVersion: core.version,
    generatedAt: core.platform.clock.now().toISOString(),
    filters,
    log: { ...logFacts(core, state), ...(await notRead(core, state, pause)) },
    decisions: await allDecisions(core, views, pause),
    tasks: views,
    patches: patchesOf(core, views),
    patchStat: patchStats(core),
    firstOpened: firstOpened(core),
    samePerson: remembering(samePerson),
  };
  return paused(reportSteps(facts), pause);
}

/** The log with what its entries say of keys, anchors, clock, erasures, recoveries and policies. */
function logFacts(core: Core, state: LogState): Omit<ReportFacts["log"], "unreadable" | "unknown"> {
  const { ledger } = core;
  const { entries, root, verified, problem } = state;
  return {
    origin: ledger.origin() ?? "no entry yet",
    entries,
    root,
    verified,
    problem,
    checkpoint: ledger.checkpoint(),
    keys: keyFacts(core),
    anchors: bodies(core, "anchor").map(({ seq, recordedAt, type, size, root: at, detail }) => ({
      seq,
      recordedAt,
      type,
      size,
      root: at,
      detail,
    })),
    policies: bodies(core, "policy").map(({ seq, recordedAt, id, version, digest }) => ({
      seq,
      recordedAt,
      id,
      version,
      digest,
    })),
    clock: bodies(core, "clock.anomaly").map(({ seq, recordedAt, message }) => ({ seq, recordedAt, message })),
    erased: bodies(core, "blob.erased").map(({ seq, recordedAt, commitment, reason }) => ({
      seq,
      recordedAt,
      commitment,
      reason,
    })),
    recoveries: bodies(core, "recovery").map(({ seq, recordedAt, message }) => ({ seq, recordedAt, message })),
    effects: bodies(core, "effect").map(
      ({ seq, recordedAt, effect, decision, via, operation, target, state, detail }) => ({
        seq,
        recordedAt,
        effect,
        decision,
        via,
        operation,
        target,
        state,
        detail,
      }),
    ),
    received: receivedFacts(core),
  };
}

type Listed = "anchor" | "policy" | "clock.anomaly" | "blob.erased" | "recovery" | "effect" | "decision.received";

function bodies<K extends Listed>({ ledger }: Core, kind: K): Extract<AuditBody, { kind: K }>[] {
  return ledger.entriesOf(kind).flatMap((seq) => {
    const body = ledger.body(seq);
    return body !== null && isOf(body, kind) ? [body] : [];
  });
}

function isOf<K extends Listed>(body: AuditBody, kind: K): body is Extract<AuditBody, { kind: K }> {
  return body.kind === kind;
}

/** Decisions of other logs that hold; one that does not is among what the log's check says. */
function receivedFacts(core: Core): ReportFacts["log"]["received"] {
  return bodies(core, "decision.received").flatMap((body) => {
    const read = readReceived(body, body.origin);
    if (!read.ok) return [];
    const { seq, recordedAt, from, at } = body;
    const { decision, person, keyid } = read.value;
    const { kind, taskRef, taskId } = decision;
    const { name, binding } = person;
    return [{ seq, recordedAt, from, at, kind, taskRef, taskId, person: name, binding, keyid }];
  });
}

/** The places whose entries cannot be read, and the entries of kinds that this version does not know; all others were read. */
async function notRead(
  { ledger }: Core,
  { verified, entries }: LogState,
  pause: Pause,
): Promise<Pick<ReportFacts["log"], "unreadable" | "unknown">> {
  const unreadable: number[] = [];
  const unknown: ReportFacts["log"]["unknown"] = [];
  if (verified) return { unreadable, unknown };
  const origin = ledger.origin() ?? "";
  let next = 0;
  for (const { seq, bytes } of inSlices(ledger, 0, entries)) {
    for (; next < seq; next += 1) unreadable.push(next);
    next = seq + 1;
    const body = bytes === null ? null : decodeShown(bytes, { seq, origin });
    if (bytes === null || body?.ok !== true) unreadable.push(seq);
    else if (body.value.kind === "unknown") {
      const { recordedAt, v, named } = body.value;
      unknown.push({ seq, recordedAt, v, kind: named, leafHash: leafHash(bytes).toString("hex") });
    }
    await pause();
  }
  for (; next < entries; next += 1) unreadable.push(next);
  return { unreadable, unknown };
}

function keyFacts({ ledger }: Core): ReportFacts["log"]["keys"] {
  const history = ledger.keys();
  const at = (seq: number): string => ledger.body(seq)?.recordedAt ?? "1970-01-01T00:00:00.000Z";
  const ofLog = history.log.map(({ from, vkey, protection }, index) => ({
    seq: from,
    recordedAt: at(from),
    role: "log" as const,
    action: index === history.log.length - 1 ? "in use" : "rotated out",
    key: vkey,
    keyid: null,
    person: null,
    binding: null,
    account: null,
    protection,
  }));
  const ofReviewers = history.reviewers.map(({ from, vkey, keyid, person, protection, until, ended }) => ({
    seq: from,
    recordedAt: at(from),
    role: "reviewer" as const,
    action: until === null ? "in use" : `${ended?.how ?? "ended"} from entry ${String(until)}`,
    key: vkey,
    keyid,
    person: person.name,
    binding: person.binding,
    account: person.account ?? null,
    protection,
  }));
  return [...ofLog, ...ofReviewers].sort((a, b) => a.seq - b.seq);
}

/** Every decision of the log with its signature and standing, also on tasks that are no longer in the index. */
async function allDecisions(core: Core, views: readonly TaskView[], pause: Pause): Promise<FactDecision[]> {
  // A moved attempt's decisions stand where it is now.
  const standing = new Map(views.flatMap(({ decisions }) => decisions.map((row) => [row.seq, row.standing] as const)));
  const { inOrder, withdrawn } = recordedDecisions(core);
  const keys = core.ledger.keys();
  const all: FactDecision[] = [];
  for (const row of inOrder) {
    const by = withdrawn.get(row.seq);
    const key = row.keyid === null ? undefined : keys.known(row.keyid);
    all.push({
      ...row,
      standing: standing.get(row.seq) ?? standingWithoutTask(core, row.decision, by !== undefined),
      ...(by === undefined ? {} : { withdrawn: by }),
      signed:
        row.keyid === null
          ? null
          : {
              keyid: row.keyid,
              binding: key?.person.binding ?? null,
              account: key?.person.account ?? null,
              protection: key?.protection ?? null,
            },
    });
    await pause();
  }
  return all;
}

/** A decision on a task that is no longer here: its time can still have run out, its tree cannot be compared. */
function standingWithoutTask(core: Core, decision: Decision, superseded: boolean) {
  const now = core.platform.clock.now().getTime();
  return decisionStanding(decision, { bound: null, superseded, now, requester: null });
}

/** Patches by attempt, unpacked when they are asked for: most reports are about a few. */
function patchesOf(core: Core, views: readonly TaskView[]): ReportFacts["patches"] {
  const digests = new Map<string, string | null>(
    views.flatMap(({ attempts }) => attempts.map(({ attempt }) => [attempt.id, attempt.patchDigest] as const)),
  );
  return { get: (id) => patchText(core, digests.get(id) ?? null) ?? undefined };
}

function patchText(core: Core, digest: string | null): string | null {
  const bytes = digest === null ? null : core.archive.get(digest);
  return bytes?.ok === true ? bytes.value.toString("utf8") : null;
}

function patchStats(core: Core): ReportFacts["patchStat"] {
  const known = new Map<string, ReturnType<ReportFacts["patchStat"]>>();
  return (digest) => {
    const before = known.get(digest);
    if (before !== undefined) return before;
    const text = patchText(core, digest);
    const files = text === null ? null : parsePatch(text).files;
    const stat =
      files === null
        ? null
        : {
            files: files.length,
            added: files.reduce((sum, file) => sum + file.added, 0),
            removed: files.reduce((sum, file) => sum + file.removed, 0),
          };
    known.set(digest, stat);
    return stat;
  };
}

function firstOpened(core: Core): ReportFacts["firstOpened"] {
  const openings = firstOpenings(core.record);
  return (attemptId, reviewer) => openings.get(attemptId)?.find((one) => one.reviewer === reviewer)?.at ?? null;
}

/** Names are few and compared often. */
export function remembering(same: (a: string, b: string) => boolean): (a: string, b: string) => boolean {
  const known = new Map<string, boolean>();
  return (a, b) => {
    const key = `${a}\u0000${b}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = same(a, b);
    known.set(key, found);
    return found;
  };
}
