import type { EntryTexts } from "../model/audit-entry";
import type { Decision } from "../model/decision";

/** What is said in place of a text that is not there any more; null where it is there, or stands in the entry itself. */
export function goneText(texts: EntryTexts | null | undefined): string | null {
  if (texts === null || texts === undefined || texts.state === "kept") return null;
  const commitment = `commitment ${texts.commitment.slice(0, 12)}`;
  return texts.state === "erased" ? `text erased, ${commitment}` : `text not in this copy, ${commitment}`;
}

/** The reason of a decision, or what became of it. */
export function shownReason(row: {
  readonly decision: Pick<Decision, "reason">;
  readonly texts?: EntryTexts | null | undefined;
}): string {
  const gone = goneText(row.texts);
  return gone === null ? row.decision.reason : `(${gone})`;
}
