import { crc32 } from "node:zlib";
import type { InboxRow, Turn } from "../../shared/contract/inbox";
import { sha256 } from "../platform/files";
import { keepRows, keptRows } from "../store/inbox-rows";
import { buildDigest } from "../version";
import type { Core } from "./core";
import { currentSettings } from "./settings";

/** A row of the inbox and what it was derived from. It holds until one of those is another. */
export interface DerivedRow {
  readonly group: Turn;
  readonly row: InboxRow;
  readonly fingerprint: string;
  /** How many decisions were recorded on the task. */
  readonly decisions: number;
  /** The clock's milliseconds within which the decisions stand as they did: a time given in one has passed or has not. */
  readonly from: number;
  readonly until: number;
  readonly waitingMs: number;
}

/** What is written of a row. Infinity is written as null: no time of a decision is near. */
interface WrittenRow extends Omit<DerivedRow, "group" | "from" | "until"> {
  readonly from: number | null;
  readonly until: number | null;
}

/** The checksum of a row's text stands before it, in eight hexadecimal digits. */
const sumLength = 8;

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(sumLength, "0");
}

/** A row's text as it is kept: with its checksum. */
export function sealed(text: string): string {
  return sumOf(text) + text;
}

/** A row, and how often its task and the attempts had been written when it was derived. */
export interface KeptInboxRow extends DerivedRow {
  readonly revision: number;
}

/** What a row depends on beside its task: the code that derives it, who reviews, and the policy of this machine. */
function derivationOf(core: Core): string {
  return sha256(
    JSON.stringify([buildDigest, core.version, currentSettings(core).reviewerName, core.policy.ref.digest]),
  );
}

/**
 * The rows that were kept at an earlier start, by task. What this very build wrote has its form, and the checksum says that it is still
 * what was written: looking at each value of ten thousand rows anew took as long as drawing the window. Whatever is told of them is
 * looked at again on its way out. What is not as it was written is derived again.
 */
export function keptInboxRows(core: Core): ReadonlyMap<string, KeptInboxRow> {
  const rows = new Map<string, KeptInboxRow>();
  for (const [taskId, { revision, row: text }] of keptRows(core.index, derivationOf(core))) {
    const kept = opened(text);
    if (kept === null) continue;
    const { from, until, ...rest } = kept;
    rows.set(taskId, { ...rest, from: from ?? -Infinity, until: until ?? Infinity, revision, group: rest.row.turn });
  }
  return rows;
}

function opened(text: string): WrittenRow | null {
  const row = text.slice(sumLength);
  if (sumOf(row) !== text.slice(0, sumLength)) return null;
  try {
    return JSON.parse(row) as WrittenRow;
  } catch {
    return null;
  }
}

/** Keeps rows for the next start. Where that fails, on a full disk or a busy file, they are derived again then. */
export function keepInboxRows(core: Core, rows: readonly (KeptInboxRow & { readonly taskId: string })[]): void {
  try {
    keep(core, rows);
  } catch {
    // What is shown does not depend on it.
  }
}

function keep(core: Core, rows: readonly (KeptInboxRow & { readonly taskId: string })[]): void {
  keepRows(
    core.index,
    derivationOf(core),
    rows.map(({ taskId, revision, row, fingerprint, decisions, from, until, waitingMs }) => {
      const text = JSON.stringify({ row, fingerprint, decisions, from, until, waitingMs });
      return { taskId, revision, row: sealed(text) };
    }),
  );
}
