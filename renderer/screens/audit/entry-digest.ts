/** A digest as it is shown in facts: its first twelve characters and its last four. */
export function digestText(digest: string | null, prefix = ""): string {
  return digest === null ? "none" : `${prefix}${digest.slice(0, 12)}…${digest.slice(-4)}`;
}
