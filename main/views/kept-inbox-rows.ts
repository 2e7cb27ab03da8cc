import * as z from "zod";
import { inboxRowSchema, type InboxRow, type Turn } from "../../shared/contract/inbox";
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

const keptSchema = z.strictObject({
  row: inboxRowSchema,
  fingerprint: z.string(),
  decisions: z.int().nonnegative(),
  /** Null where no time of a decision is near. */
  from: z.number().nullable(),
  until: z.number().nullable(),
  waitingMs: z.number(),
});

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

/** The rows that were kept at an earlier start, by task. What cannot be read is derived again. */
export function keptInboxRows(core: Core): ReadonlyMap<string, KeptInboxRow> {
  const rows = new Map<string, KeptInboxRow>();
  for (const [taskId, { revision, row }] of keptRows(core.index, derivationOf(core))) {
    const kept = keptSchema.safeParse(parsed(row));
    if (!kept.success) continue;
    const { from, until, ...rest } = kept.data;
    rows.set(taskId, { ...rest, from: from ?? -Infinity, until: until ?? Infinity, revision, group: rest.row.turn });
  }
  return rows;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
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
      // Infinity is written as null.
      const text = JSON.stringify({ row, fingerprint, decisions, from, until, waitingMs });
      return { taskId, revision, row: text };
    }),
  );
}
