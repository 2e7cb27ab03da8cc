import { randomUUID } from "node:crypto";
import type { InboxRow } from "../../shared/contract/inbox";
import { compareRows, mergeRows, placeRow, type PlacedRow } from "../../shared/review/inbox-order";
import { changeStamp, foreignVersion } from "../store/change-stamp";
import { taskRevision, taskRevisions } from "../store/inbox-rows";
import { seenFingerprints } from "../store/reviewer";
import { readAttempts, readTask, tasksWrittenSince } from "../store/tasks";
import type { Core } from "./core";
import { recordedDecisions } from "./decisions";
import { derive } from "./inbox-derive";
import { keepInboxRows, keptInboxRows, type KeptInboxRow as Kept } from "./kept-inbox-rows";
import { receivedFor } from "./received";
import { currentSettings } from "./settings";

/** A row as it is shown, and the number of its last change: numbers grow, and no two rows share one. */
export interface VersionedRow extends PlacedRow<InboxRow> {
  version: number;
}

/** Every row as last derived. Reading and judging all tasks anew for each request would take seconds. */
export interface InboxMemory {
  /** Whose numbers the versions are: another start of the core counts anew. */
  readonly epoch: string;
  /** All rows in order. */
  readonly sorted: readonly VersionedRow[];
  /** The last number given out. */
  readonly version: number;
  /** Tasks that are gone, with the number of their going. */
  readonly gone: ReadonlyMap<string, number>;
  /** Tasks that went up to this number are forgotten. */
  readonly forgotten: number;
}

interface Memory extends InboxMemory {
  sorted: readonly VersionedRow[];
  version: number;
  readonly gone: Map<string, number>;
  forgotten: number;
  readonly kept: Map<string, Kept>;
  readonly shown: Map<string, VersionedRow>;
  /** Tasks whose rows were derived here and are not kept for the next start. */
  readonly unsaved: Set<string>;
  /** Tasks whose rows may be shown otherwise than they are. */
  readonly touched: Set<string>;
  indexVersion: number | null;
  writes: number;
  logSize: number;
  recordStamp: string;
  /** Whose turn it is depends on who reviews. */
  reviewer: string;
  seen: ReadonlyMap<string, string>;
}

const memories = new WeakMap<Core, Memory>();

/** So many tasks that are gone are told of one by one; who has not asked for longer is given every row again. */
const mostGone = 10_000;

function memoryOf(core: Core): Memory {
  const known = memories.get(core);
  if (known !== undefined) return known;
  const memory: Memory = {
    epoch: randomUUID(),
    sorted: [],
    version: 0,
    gone: new Map(),
    forgotten: 0,
    kept: new Map(),
    shown: new Map(),
    unsaved: new Set(),
    touched: new Set(),
    indexVersion: null,
    writes: 0,
    logSize: 0,
    recordStamp: "",
    reviewer: currentSettings(core).reviewerName,
    seen: new Map(),
  };
  memories.set(core, memory);
  return memory;
}

/** Derives one task's row again, or forgets it with its task. */
function refresh(core: Core, memory: Memory, taskId: string): void {
  memory.touched.add(taskId);
  // Taken before anything of the task is read: a write in between makes the row one of an earlier revision.
  const revision = taskRevision(core.index, taskId);
  const task = readTask(core.index, taskId);
  const attempts = readAttempts(core.index, taskId);
  const row = task === null || revision === null ? null : derive(core, { task, attempts }, recordedDecisions(core));
  if (row === null || revision === null) {
    memory.kept.delete(taskId);
    return;
  }
  memory.kept.set(taskId, { ...row, revision });
  memory.unsaved.add(taskId);
}

/** Another process may have written anything: what was written since is derived again, unless its row was kept. */
function sweep(core: Core, memory: Memory): void {
  const revisions = taskRevisions(core.index);
  const stored = memory.kept.size === 0 ? keptInboxRows(core) : new Map<string, Kept>();
  for (const taskId of memory.kept.keys())
    if (!revisions.has(taskId)) {
      memory.kept.delete(taskId);
      memory.touched.add(taskId);
    }
  for (const [taskId, revision] of revisions) {
    if (memory.kept.get(taskId)?.revision === revision) continue;
    const row = stored.get(taskId);
    if (row?.revision === revision) {
      memory.kept.set(taskId, row);
      memory.touched.add(taskId);
    } else refresh(core, memory, taskId);
  }
}

function save(core: Core, memory: Memory): void {
  const rows = [...memory.unsaved].flatMap((taskId) => {
    const kept = memory.kept.get(taskId);
    return kept === undefined ? [] : [{ ...kept, taskId }];
  });
  memory.unsaved.clear();
  if (rows.length > 0) keepInboxRows(core, rows);
}

/** Ids of tasks whose rows no longer hold: written here, decided on, or with a time that has come. */
function outdated(core: Core, memory: Memory): Set<string> {
  const { count, taskIds } = tasksWrittenSince(core.index, memory.writes);
  memory.writes = count;
  const ids = new Set(taskIds);
  const logSize = core.ledger.size();
  if (logSize !== memory.logSize) {
    memory.logSize = logSize;
    const recorded = recordedDecisions(core);
    for (const [taskId, kept] of memory.kept)
      if (kept.decisions !== (recorded.byTask.get(taskId)?.length ?? 0) + receivedFor(core, taskId)) ids.add(taskId);
  }
  const now = core.platform.clock.now().getTime();
  for (const [taskId, kept] of memory.kept) if (now < kept.from || now >= kept.until) ids.add(taskId);
  return ids;
}

/** What the record says of rows: who reviews, and what they have seen. */
function readRecord(core: Core, memory: Memory): void {
  const recordStamp = changeStamp(core.record);
  if (memory.recordStamp === recordStamp) return;
  memory.recordStamp = recordStamp;
  const { reviewerName } = currentSettings(core);
  if (memory.reviewer !== reviewerName) {
    memory.reviewer = reviewerName;
    for (const taskId of [...memory.kept.keys()]) refresh(core, memory, taskId);
  }
  memory.seen = seenFingerprints(core.record);
  for (const [taskId, kept] of memory.kept)
    if (memory.shown.get(taskId)?.row.isNew !== isNew(kept, memory.seen)) memory.touched.add(taskId);
}

function isNew(kept: Kept, seen: ReadonlyMap<string, string>): boolean {
  return seen.get(kept.row.taskId) !== kept.fingerprint;
}

/** Shows what was touched. Only a row that is other than before gets a new number; several get theirs in the inbox's order. */
function show(memory: Memory): void {
  const changed: VersionedRow[] = [];
  const gone: string[] = [];
  for (const taskId of memory.touched) {
    const kept = memory.kept.get(taskId);
    const before = memory.shown.get(taskId);
    if (kept === undefined) {
      if (before !== undefined) gone.push(taskId);
      continue;
    }
    const row: InboxRow = { ...kept.row, isNew: isNew(kept, memory.seen) };
    if (before !== undefined && JSON.stringify(before.row) === JSON.stringify(row)) continue;
    changed.push({ ...placeRow(row), version: 0 });
  }
  memory.touched.clear();
  for (const row of changed.sort(compareRows)) {
    memory.version += 1;
    row.version = memory.version;
    memory.shown.set(row.row.taskId, row);
    memory.gone.delete(row.row.taskId);
  }
  for (const taskId of gone) {
    memory.version += 1;
    memory.shown.delete(taskId);
    memory.gone.set(taskId, memory.version);
  }
  for (const [taskId, version] of memory.gone) {
    if (memory.gone.size <= mostGone) break;
    memory.gone.delete(taskId);
    memory.forgotten = version;
  }
  memory.sorted = mergeRows(memory.sorted, changed, gone);
}

/** Brings every row up to date. Out: all of them in order, with the numbers of their last changes. */
export function currentInbox(core: Core): InboxMemory {
  const memory = memoryOf(core);
  const indexVersion = foreignVersion(core.index);
  if (memory.indexVersion !== indexVersion) {
    // Taken before the rows are read: a write in between is then seen by the next request at the latest.
    memory.writes = tasksWrittenSince(core.index, memory.writes).count;
    sweep(core, memory);
    memory.indexVersion = indexVersion;
  }
  for (const taskId of outdated(core, memory)) refresh(core, memory, taskId);
  readRecord(core, memory);
  save(core, memory);
  show(memory);
  return memory;
}

/**
 * Numbers all rows in the inbox's order, so that who asks for everything gets what needs them first. Out: every row's number is above it.
 * To others each row is then a changed one: they get it once more, and nothing is lost to them.
 */
export function numberInOrder(core: Core): number {
  const memory = memoryOf(core);
  const inOrder = memory.sorted.every((row, at) => at === 0 || (memory.sorted[at - 1]?.version ?? 0) < row.version);
  if (inOrder) return 0;
  const below = memory.version;
  for (const row of memory.sorted) {
    memory.version += 1;
    row.version = memory.version;
  }
  return below;
}
