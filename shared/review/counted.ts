/** A number with its noun: "1 session", "11 sessions", "1,482 records". In: a noun whose plural adds an s, or its plural. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? noun : plural}`;
}
