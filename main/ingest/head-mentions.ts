import type { SourceHead } from "./port";

/** True if one of the words stands anywhere in a head: a cheap no before a head is taken apart. */
export function headMentions(head: SourceHead, words: readonly string[]): boolean {
  const bytes = Buffer.from(head.bytes.buffer, head.bytes.byteOffset, head.bytes.byteLength);
  return words.some((word) => bytes.includes(word));
}
