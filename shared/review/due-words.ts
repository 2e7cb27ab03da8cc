/** Length of time in words: "35 min", "2 h 10 min", "3 d 4 h". In: milliseconds, not negative. */
export function lengthWords(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return `${String(minutes)} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes % 60)} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${String(days)} d` : `${String(days)} d ${String(hours % 24)} h`;
}

/** "due in 2 h 10 min", "overdue by 8 h": how an answer's time stands. In: an instant, now in milliseconds since the epoch. */
export function dueStands(due: string, now: number): string {
  const left = Date.parse(due) - now;
  return left > 0 ? `due in ${lengthWords(left)}` : `overdue by ${lengthWords(-left)}`;
}

/** Whether a zone is one that this runtime knows. */
function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function inZone(at: Date, zone: string): string {
  const parts = new Map<string, string>(
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value] as const),
  );
  const of = (type: string): string => parts.get(type) ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}`;
}

/**
 * A time for somebody elsewhere: "2026-10-25 02:30 Europe/Berlin (00:30 UTC)". In: an instant and their zone, null or one that is not
 * known for UTC alone. Both are said, since one clock hour comes twice in a night of autumn. Out: the instant as given where it is none.
 */
export function dueIn(due: string, zone: string | null): string {
  const at = new Date(due);
  if (Number.isNaN(at.getTime())) return due;
  const utc = inZone(at, "UTC");
  if (zone === null || zone === "UTC" || !isZone(zone)) return `${utc} UTC`;
  const there = inZone(at, zone);
  const [day, time] = utc.split(" ");
  return `${there} ${zone} (${there.startsWith(day ?? "-") ? (time ?? utc) : utc} UTC)`;
}
