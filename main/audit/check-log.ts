import {
  countDecisions,
  countEntries,
  countEntryKinds,
  isDecision,
  isEntryOfKind,
  keyEntries,
  readCheckpoint,
  readEntriesFrom,
  readEntry,
  readNode,
  readOrigin,
} from "../store/audit-log";
import type { ReadDb, WriteDb } from "../store/database";
import { readBlob } from "../store/text-blobs";
import { decodeEntry, decodeShown } from "./canonical";
import { parseCheckpoint } from "./checkpoint";
import { joinTexts } from "./decision-texts";
import { readSealed, signersOf } from "./decision-envelope";
import type { KeyHistory } from "./key-history";
import type { LogReader } from "./log-reader";
import { isMarked, markedKinds } from "./log-writer";
import type { PolicyHistory } from "./policy-history";
import { readReceived } from "./received-decision";
import { openNote } from "./signed-note";
import { leafHash, rootOf, type NodeStore, type RootAccumulator } from "./tree";
import type { AuditBody, UnknownBody } from "../../shared/model/audit-entry";

/** How far a check has come that held so far. */
export interface Progress {
  readonly tree: RootAccumulator;
  readonly keys: KeyHistory;
  readonly policies: PolicyHistory;
  decisions: number;
  /** Entries that are found by their kind. */
  marked: number;
  /** Places of entries of kinds that this version does not know. */
  readonly unknown: Set<number>;
}

/** What checking the log came to. */
export interface LogCheck {
  readonly entries: number;
  readonly root: string;
  readonly verified: boolean;
  /** What does not hold, in one sentence. */
  readonly problem: string | null;
  /** The log is not the one that was left: it lost its end, or is another. Nothing is recorded any more. */
  readonly diverged: boolean;
  /** Entries of kinds that this version does not know: they are in the tree as they were recorded, and nothing else of them is checked. */
  readonly unknown: number;
  /** Entries that a check of the whole log has read so far, where one goes on in steps. */
  readonly checking: { readonly done: number; readonly total: number } | null;
}

/** Entries read at once. */
const batch = 64;

/**
 * Takes a check on to the log's end, an entry a step. Others may add to the log between two steps: it ends where it has read all there
 * is, and then looks at tree, index and checkpoint in one transaction. In: the log, what was checked. Out: what does not hold, or null.
 */
export function* checkSteps(
  db: WriteDb,
  nodes: Pick<NodeStore, "get">,
  progress: Progress,
): Generator<void, string | null> {
  const { tree } = progress;
  const origin = readOrigin(db);
  const size = countEntries(db);
  if (size < tree.size) return `The log had ${String(tree.size)} entries and has ${String(size)}.`;
  for (;;) {
    const rows = readEntriesFrom(db, tree.size, batch);
    for (const row of rows) {
      const found = entryProblem(db, nodes, progress, { ...row, origin });
      if (found !== null) return found;
      yield;
    }
    if (rows.length === batch) continue;
    const end = db.transaction(() =>
      countEntries(db) > tree.size
        ? undefined
        : (treeProblem(db, nodes, tree) ?? indexProblem(db, progress) ?? checkpointProblem(db, nodes, progress)),
    )();
    if (end !== undefined) return end;
  }
}

/** What is wrong with the next entry, or null; what it tells is taken into the progress. */
function entryProblem(
  db: ReadDb,
  nodes: Pick<NodeStore, "get">,
  progress: Progress,
  row: { readonly seq: number; readonly bytes: Uint8Array; readonly origin: string | null },
): string | null {
  const { tree } = progress;
  const { origin } = row;
  const seq = tree.size;
  if (row.seq !== seq) return `Entry ${String(seq)} is missing.`;
  const body = decodeShown(row.bytes, { seq, origin: origin ?? "" });
  if (!body.ok) return `Entry ${String(seq)}: ${body.error.message}`;
  if (body.value.seq !== seq) return `Entry ${String(seq)} says it is entry ${String(body.value.seq)}.`;
  if (body.value.origin !== origin) return `Entry ${String(seq)} belongs to another log.`;
  const changed: number[] = [];
  tree.add(leafHash(row.bytes), (level, index, hash) => {
    const stored = readNode(db, level, index);
    if (stored === undefined || !Buffer.from(stored).equals(hash)) changed.push(level);
  });
  if (changed.includes(0)) return `Entry ${String(seq)} was changed after it was recorded.`;
  if (changed.length > 0) return "The tree does not match the entries.";
  if (body.value.kind === "unknown") {
    takeUnknown(db, progress, body.value);
    return null;
  }
  const wrong = contentProblem(db, nodes, progress, body.value);
  return wrong === null ? null : `Entry ${String(seq)}: ${wrong}${afterUnknown(progress)}`;
}

/** Counts an entry of a kind that is not known, and the rows that whoever wrote it has it found by. */
function takeUnknown(db: ReadDb, progress: Progress, { seq, named }: UnknownBody): void {
  progress.unknown.add(seq);
  if (isDecision(db, seq)) progress.decisions += 1;
  if (isMarked(named) && isEntryOfKind(db, named, seq)) progress.marked += 1;
}

/** What a problem behind entries of unknown kinds may come from: one of them could have told of a key. */
function afterUnknown({ unknown }: Progress): string {
  const [first] = unknown;
  return first === undefined
    ? ""
    : ` Before it stand${unknown.size === 1 ? "s" : ""} ${String(unknown.size)} of ${unknown.size === 1 ? "a kind" : "kinds"} this version does not know, the first at ${String(first)}: the version that wrote ${unknown.size === 1 ? "it" : "them"} may know better.`;
}

/** What is wrong with what the next entry says, or null; what it tells is taken into the progress. */
function contentProblem(db: ReadDb, nodes: Pick<NodeStore, "get">, progress: Progress, body: AuditBody): string | null {
  const wrong =
    progress.keys.add(body) ??
    progress.policies.add(body) ??
    unsigned(db, body, progress.keys) ??
    misplacedEffect(db, body, progress.unknown) ??
    falselyReceived(body) ??
    misanchored(body, () => rootAt(nodes, body.kind === "anchor" ? body.size : 0));
  if (wrong !== null) return wrong;
  if (body.kind === "decision") progress.decisions += 1;
  if (isMarked(body.kind)) progress.marked += 1;
  return null;
}

/**
 * What is wrong at the log's end, or null, in a time that does not grow with the log: its newest entries by form, place and leaf, and
 * the root under its newest checkpoint by the stored tree. In: also how many entries are read.
 */
export function endProblem(db: ReadDb, log: Pick<LogReader, "keys" | "nodes">, last: number): string | null {
  const size = countEntries(db);
  const origin = readOrigin(db);
  for (const { seq, bytes } of readEntriesFrom(db, Math.max(0, size - last), last)) {
    const body = decodeShown(bytes, { seq, origin: origin ?? "" });
    if (!body.ok) return `Entry ${String(seq)}: ${body.error.message}`;
    if (body.value.seq !== seq) return `Entry ${String(seq)} says it is entry ${String(body.value.seq)}.`;
    if (body.value.origin !== origin) return `Entry ${String(seq)} belongs to another log.`;
    const leaf = readNode(db, 0, seq);
    if (leaf === undefined || !leafHash(bytes).equals(leaf))
      return `Entry ${String(seq)} was changed after it was recorded.`;
  }
  const newest = readCheckpoint(db, null);
  if (newest === null || size === 0) return null;
  if (newest.size !== size)
    return `The newest checkpoint is of ${String(newest.size)} entries, the log has ${String(size)}.`;
  try {
    return heldAgainst(newest.note, log.nodes, log.keys(), size);
  } catch (error) {
    return `The tree is damaged: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

/** What is wrong with a signed decision's signature, or null. */
function unsigned(db: ReadDb, body: AuditBody, keys: KeyHistory): string | null {
  if (body.v === 1 || body.kind !== "decision") return null;
  const sealed = readSealed(body.envelope, body);
  if (!sealed.ok) return sealed.error.message;
  const { decision, texts } = sealed.value;
  const blob = texts === null ? null : readBlob(db, texts);
  const joined = blob === null || texts === null ? null : joinTexts(decision, texts, blob);
  if (joined?.ok === false) return joined.error.message;
  const counting = new Map(
    body.envelope.signatures.flatMap(({ keyid }) => {
      const key = keys.active(keyid, body.seq);
      return key === undefined ? [] : [[keyid, key.key] as const];
    }),
  );
  return signersOf(body.envelope, counting).length === 0 ? "No key that was in use there signed this decision." : null;
}

/** What is wrong with an effect, or null: the decision it names is one of this log, and came before it. */
function misplacedEffect(db: ReadDb, body: AuditBody, unknown: ReadonlySet<number>): string | null {
  if (body.kind !== "effect" || body.decision === null) return null;
  if (body.decision >= body.seq) return "An effect belongs to a decision that was yet to come.";
  if (unknown.has(body.decision)) return null;
  const bytes = readEntry(db, body.decision);
  const named = bytes === null ? null : decodeEntry(bytes);
  return named?.ok === true && named.value.kind === "decision"
    ? null
    : "An effect belongs to an entry that is no decision.";
}

/** What is wrong with a decision of another log, or null. */
function falselyReceived(body: AuditBody): string | null {
  if (body.kind !== "decision.received") return null;
  const read = readReceived(body, body.origin);
  return read.ok ? null : read.error.message;
}

/** What is wrong with an anchor, or null: it has to be of a tree that this log was. */
function misanchored(body: AuditBody, root: () => string): string | null {
  if (body.kind !== "anchor") return null;
  if (body.size > body.seq) return "An anchor is of a tree larger than the log was.";
  try {
    return root() === body.root ? null : "An anchor is of another log.";
  } catch {
    return "The tree under an anchor is damaged.";
  }
}

function rootAt(nodes: Pick<NodeStore, "get">, size: number): string {
  return rootOf(nodes, size).toString("hex");
}

function treeProblem(db: ReadDb, nodes: Pick<NodeStore, "get">, tree: RootAccumulator): string | null {
  if (readNode(db, 0, tree.size) !== undefined)
    return `The tree has a leaf for entry ${String(tree.size)}, which is gone.`;
  try {
    return rootOf(nodes, tree.size).equals(tree.root()) ? null : "The tree does not match the entries.";
  } catch (error) {
    return `The tree is damaged: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function indexProblem(db: ReadDb, { decisions, keys, marked, unknown }: Progress): string | null {
  const indexed = countDecisions(db);
  if (indexed !== decisions) return `The log tells of ${String(decisions)} decisions, the index of ${String(indexed)}.`;
  // A later version may have its own kinds found in the same way.
  if (countEntryKinds(db, markedKinds) !== marked) return "The index of the log's entries by kind does not match them.";
  return keys.told === keyEntries(db).filter((seq) => !unknown.has(seq)).length
    ? null
    : "The index of the log's keys does not match its entries.";
}

function checkpointProblem(db: ReadDb, nodes: Pick<NodeStore, "get">, progress: Progress): string | null {
  const { tree, keys } = progress;
  const newest = readCheckpoint(db, null);
  // A log of before checkpoints has none until something is recorded.
  if (newest === null) return keys.log.length === 0 ? null : "The log's checkpoints are gone.";
  if (newest.size !== tree.size)
    return `The newest checkpoint is of ${String(newest.size)} entries, the log has ${String(tree.size)}.`;
  const found = heldAgainst(newest.note, nodes, keys, tree.size);
  return found === null ? null : found + afterUnknown(progress);
}

/**
 * Holds the log against a checkpoint of it. In: the note, null where there is none; the tree's nodes and size; the keys the log
 * tells of. Out: what does not agree, or null.
 */
export function heldAgainst(
  note: string | null,
  nodes: Pick<NodeStore, "get">,
  keys: KeyHistory,
  size: number,
): string | null {
  if (note === null) return null;
  const opened = openNote(
    note,
    keys.log.map(({ key }) => key),
  );
  if (!opened.ok) return `A checkpoint of this log does not hold: ${opened.error.message}`;
  const checkpoint = parseCheckpoint(opened.value.text);
  if (!checkpoint.ok) return checkpoint.error.message;
  const head = checkpoint.value;
  if (head.size > size)
    return `The log had ${String(head.size)} entries when it was left, and has ${String(size)}: its end is gone, or an older copy was put in its place.`;
  return rootOf(nodes, head.size).equals(Buffer.from(head.root))
    ? null
    : `The first ${String(head.size)} entries are not those that were there when the log was left.`;
}
