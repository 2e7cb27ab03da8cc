/** One line `Name: value` at the end of a commit message. */
export interface Trailer {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

const line = /^([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]+(\S[^\r\n]{0,2000})$/;
const mostLines = 100;

/**
 * The trailers of a commit message (git-interpret-trailers(1)), and those of messages that a squash put above the last
 * paragraph: a line counts wherever it stands in a paragraph of nothing but such lines. In: the message. Out: in order.
 */
export function trailersOf(message: string): Trailer[] {
  const found: Trailer[] = [];
  for (const paragraph of message
    .slice(-20_000)
    .split(/\r?\n[ \t]*\r?\n/)
    .slice(message.length > 20_000 ? 0 : 1)) {
    const lines = paragraph.split(/\r?\n/).filter((one) => one.trim() !== "");
    if (lines.length > mostLines) continue;
    const read = lines.map((one) => line.exec(one.trim()));
    if (read.some((one) => one === null)) continue;
    for (const one of read) if (one !== null) found.push({ name: (one[1] ?? "").toLowerCase(), value: one[2] ?? "" });
  }
  return found;
}

/** A commit message without its trailers and tools' footers: what it says of the work. */
export function messageWithoutTrailers(message: string): string {
  return message
    .split(/\r?\n/)
    .filter(
      (one) => !line.test(one.trim()) || !/-by:|^(?:agent-logs-url|claude-session|amp-thread-id|change-id):/i.test(one),
    )
    .filter((one) => !/^(?:🤖 )?Generated with \[/u.test(one.trim()))
    .join("\n")
    .trim();
}

/** The mail address in `Name <address>`, in lower case; null where there is none. */
export function mailIn(value: string): string | null {
  return /<([^<>\s]{3,254})>\s*$/.exec(value)?.[1]?.toLowerCase() ?? null;
}
