import path from "node:path";
import { ok, type Result } from "../../shared/result";
import type { Core } from "../views/core";
import { verifyLog } from "../views/log-state";
import { currentSettings } from "../views/settings";
import { listAside } from "../store/set-aside";
import type { OpenedRecord } from "./recover-record";
import { replayAside } from "./recover-replay";

/** `at`, where the entry that follows stands: what the log lost, in words that stay true for ever. */
function missingWords(size: number, left: { readonly size: number; readonly root: string } | null): string {
  if (left === null) return "There was no checkpoint beside it.";
  const head = `When it was left it had ${String(left.size)} entries and the root ${left.root}`;
  if (left.size <= size) return `${head}, which this log never had.`;
  const range =
    left.size === size + 1
      ? `entry ${String(size)} of then is`
      : `entries ${String(size)} to ${String(left.size - 1)} of then are`;
  return `${head}: ${range} not in it.`;
}

/**
 * Goes on with a log that is not the one that was left, by the person's word: one entry says from where, what is missing, and why.
 * Err: the log is damaged in itself, or is the one that was left.
 */
export function goOn(core: Core, words: string): Result<{ readonly seq: number }> {
  const { reviewerName } = currentSettings(core);
  const aside = listAside(core.home)[0]?.about;
  const message = [
    `The log goes on from entry ${String(core.ledger.size())}, as ${reviewerName} said.`,
    missingWords(core.ledger.size(), core.ledger.left()),
    ...(aside === undefined ? [] : [`Restored last: backup ${aside.backup}, ${String(aside.entries)} entries.`]),
    `Reason: ${words}`,
  ].join(" ");
  const entry = core.ledger.goOn(message.slice(0, 2000));
  verifyLog(core);
  core.publish("changed", { scopes: ["audit", "settings", "inbox", "task"] });
  return entry.ok ? ok({ seq: entry.value.seq }) : entry;
}

/**
 * Tells the log of a backup that took the record's place, where the log is the one that was left. Where it is not, nothing is
 * recorded until the person says so.
 */
export function tellOfRestore(core: Core, replaced: NonNullable<OpenedRecord["replaced"]>): void {
  const { about, folder } = replaced;
  // Whatever of a damaged file can still be read, and is covered by a signed head, is not lost.
  if (about.why === "damaged") replayAside(core, path.join(folder, "record.db"));
  if (!verifyLog(core).verified) return;
  const why = about.why === "damaged" ? "because the record was damaged" : "because it was asked for";
  core.ledger.append([
    {
      kind: "recovery",
      message: `Backup ${about.backup} with ${String(about.entries)} entries was put in the record's place ${why}. The log is the one that was left: no entry is missing.`,
    },
  ]);
  verifyLog(core);
}
