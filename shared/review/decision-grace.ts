/** So long after it was recorded a decision can be taken back by the one who made it, in milliseconds. */
export const withdrawGraceMs = 10 * 60_000;

/** When the grace of an entry ends, as an instant. In: when it was recorded. */
export function graceEnds(recordedAt: string): string {
  return new Date(Date.parse(recordedAt) + withdrawGraceMs).toISOString();
}
