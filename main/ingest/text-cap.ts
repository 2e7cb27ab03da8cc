/** Longest text that is stored, in bytes of UTF-8. */
export const maxTextBytes = 256 * 1024;
/** Longest output of a command that is stored: its head and its tail, where errors and summaries stand. */
export const maxOutputBytes = 64 * 1024;

export interface Capped {
  readonly text: string;
  readonly shortened: boolean;
}

/** Keeps the first `limit` bytes of a text. Lone surrogates, which no store can hold, become U+FFFD. */
export function capText(text: string, limit: number = maxTextBytes): Capped {
  const whole = text.toWellFormed();
  if (fits(whole, limit)) return { text: whole, shortened: false };
  const head = headOf(whole, limit);
  return { text: `${head}\n… ${leftOut(whole, head)} left out`, shortened: true };
}

/** Keeps head and tail of an output of more than `limit` bytes, with a line between that says how much is missing. */
export function capOutput(text: string, limit: number = maxOutputBytes): Capped {
  const whole = text.toWellFormed();
  if (fits(whole, limit)) return { text: whole, shortened: false };
  const head = headOf(whole, limit / 2);
  const tail = tailOf(whole, limit / 2);
  return { text: `${head}\n… ${leftOut(whole, head + tail)} left out …\n${tail}`, shortened: true };
}

/** True if the text takes at most `limit` bytes. */
export function fits(text: string, limit: number): boolean {
  // A UTF-16 unit takes at most three bytes, so most texts need no counting.
  return text.length * 3 <= limit || Buffer.byteLength(text) <= limit;
}

function leftOut(whole: string, kept: string): string {
  return `${String(Math.ceil((Buffer.byteLength(whole) - Buffer.byteLength(kept)) / 1024))} KiB`;
}

function headOf(text: string, limit: number): string {
  const bytes = Buffer.from(text.slice(0, limit));
  let end = Math.min(limit, bytes.length);
  while (end > 0 && end < bytes.length && isContinuation(bytes[end])) end -= 1;
  return bytes.toString("utf8", 0, end);
}

function tailOf(text: string, limit: number): string {
  // The slice may begin with half a surrogate pair; its three replacement bytes are at the cut-off end.
  const bytes = Buffer.from(text.slice(-limit));
  let start = Math.max(0, bytes.length - limit);
  while (start < bytes.length && isContinuation(bytes[start])) start += 1;
  return bytes.toString("utf8", start);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
