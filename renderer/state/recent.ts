const place = "countersign.recent";
const most = 40;

/** Ids of what was done by the palette, last first. */
export function recentIds(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string").slice(0, most) : [];
  } catch {
    return [];
  }
}

export function noteUsed(id: string): void {
  localStorage.setItem(place, JSON.stringify([id, ...recentIds().filter((other) => other !== id)].slice(0, most)));
}
