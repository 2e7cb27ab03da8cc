import type { Output } from "../../../shared/contract/api";

export type RawPage = Output<"evidence.raw">;

/** A file as far as it was read. */
export interface RawText {
  readonly pages: readonly string[];
  /** Size of the whole file in bytes. */
  readonly bytes: number;
  /** Bytes read so far. */
  readonly read: number;
  /** Where the next page begins; null at the end. */
  readonly next: number | null;
}

export const nothingRead: RawText = { pages: [], bytes: 0, read: 0, next: 0 };

const replacement = "\u{fffd}";
const encoder = new TextEncoder();

/**
 * Adds a page that was read at byte `offset`. A character cut by the page's end comes back as a replacement character: it is left
 * to the next page, so that pages join without a scar. Bytes that are not UTF-8 at all stay replaced.
 */
export function addPage(held: RawText, offset: number, page: RawPage): RawText {
  const { text, bytes, nextOffset } = page;
  if (nextOffset === null) return { pages: [...held.pages, text], bytes, read: bytes, next: null };
  const kept = text.endsWith(replacement) ? text.slice(0, -1) : text;
  const end = offset + encoder.encode(kept).length;
  const cut = nextOffset - end;
  const next = kept !== text && end > offset && cut >= 1 && cut <= 3 ? end : nextOffset;
  return { pages: [...held.pages, next === end ? kept : text], bytes, read: next, next };
}

/** Whether a text is better not drawn: it holds zero bytes, or a tenth of it is not UTF-8. */
export function isBinary(text: string): boolean {
  const head = text.slice(0, 4096);
  if (head.includes("\u0000")) return true;
  return head.length > 0 && head.split(replacement).length - 1 > head.length / 10;
}
