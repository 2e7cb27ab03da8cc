/** The key that focuses the attempt of a column: 1 to 9, then 0 for the tenth; null for those that brackets lead to. */
export function focusKey(index: number): string | null {
  if (index < 9) return String(index + 1);
  return index === 9 ? "0" : null;
}
